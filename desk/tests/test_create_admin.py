"""The first account: asked for in Chinese, and with a password that keeps the rules."""

import getpass
import io

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db

GOOD = "changjiang-huanghe-66"


@pytest.fixture(autouse=True)
def nobody_given(monkeypatch):
    for name in ("DJANGO_SUPERUSER_USERNAME", "DJANGO_SUPERUSER_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def typing(monkeypatch):
    """Type these lines, first the name and then the passwords; returns what was said."""

    def type_in(names, passwords):
        names, passwords, asked = iter(names), iter(passwords), []

        def answer(question, lines):
            asked.append(question)
            if (line := next(lines, None)) is None:
                raise EOFError
            return line

        monkeypatch.setattr("builtins.input", lambda question: answer(question, names))
        monkeypatch.setattr("getpass.getpass", lambda question: answer(question, passwords))
        out, err = io.StringIO(), io.StringIO()
        call_command("create_admin", stdout=out, stderr=err)
        return "".join(asked) + out.getvalue() + err.getvalue()

    return type_in


def test_an_administrator_is_created_and_gets_codes(typing):
    said = typing(["zhanglan"], [GOOD, GOOD])

    user = User.objects.get(username="zhanglan")
    assert (user.is_superuser, user.is_staff) == (True, True)
    assert user.check_password(GOOD)
    assert "管理员“zhanglan”建好了" in said
    assert "一次性登录码" in said


def test_what_it_asks_and_says_is_chinese(typing):
    said = typing(["", "zhanglan"], ["1234567890", GOOD, "other", GOOD, GOOD])

    assert "用户名空着" in said
    assert "两次输的密码不一样" in said
    for english in ("Password", "Superuser", "Bypass", "username", "This", "[y/N]"):
        assert english not in said


@pytest.mark.parametrize("weak", ["1234567890", "short", "zhanglan-12", ""])
def test_there_is_no_way_round_the_rules_on_passwords(typing, weak):
    with pytest.raises(CommandError, match="没有建账号"):
        typing(["zhanglan"], [weak, weak, weak, weak, weak, weak])

    assert not User.objects.exists()


def test_a_name_that_is_taken_is_said_and_another_asked(typing):
    User.objects.create_user("zhanglan")

    said = typing(["ZhangLan", "li ming", "liming"], [GOOD, GOOD])

    assert "已经有叫“zhanglan”的账号了" in said
    assert set(User.objects.values_list("username", flat=True)) == {"zhanglan", "liming"}


def test_who_stops_half_way_creates_nothing(typing):
    with pytest.raises(CommandError, match="没有建账号"):
        typing(["zhanglan"], [])

    assert not User.objects.exists()


@pytest.mark.parametrize("silent", [EOFError, getpass.GetPassWarning])
def test_where_nobody_can_be_asked_it_says_how_to_go_on(monkeypatch, silent):
    def nobody(question):
        raise silent

    monkeypatch.setattr("builtins.input", lambda question: "zhanglan")
    monkeypatch.setattr("getpass.getpass", nobody)
    monkeypatch.setattr("sys.stdin", io.StringIO())
    with pytest.raises(CommandError, match=r"不是终端.*DJANGO_SUPERUSER_PASSWORD"):
        call_command("create_admin", stdout=io.StringIO())

    assert not User.objects.exists()


def test_ctrl_c_creates_nothing(monkeypatch):
    def stopped(question):
        raise KeyboardInterrupt

    monkeypatch.setattr("builtins.input", lambda question: "zhanglan")
    monkeypatch.setattr("getpass.getpass", stopped)
    with pytest.raises(CommandError, match="想好了请再运行"):
        call_command("create_admin", stdout=io.StringIO())

    assert not User.objects.exists()


def test_a_script_gives_name_and_password(typing, monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", "zhanglan")
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", GOOD)

    typing([], [])

    assert User.objects.get().check_password(GOOD)


@pytest.mark.parametrize(
    ("name", "password", "reason"),
    [
        ("zhanglan", "1234567890", "密码"),
        ("zhang lan", GOOD, "用户名"),
        ("taken", GOOD, "已经有叫“taken”的账号了"),
        ("z" * 151, GOOD, "150"),
    ],
    ids=["weak", "blank-within", "taken", "long"],
)
def test_a_script_is_refused_with_the_reason(typing, monkeypatch, name, password, reason):
    User.objects.create_user("taken")
    monkeypatch.setenv("DJANGO_SUPERUSER_USERNAME", name)
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", password)

    with pytest.raises(CommandError, match=reason):
        typing([], [])

    assert User.objects.count() == 1
