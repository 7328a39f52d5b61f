import builtins
import io

import pytest
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

from operation import installed
from regions.fact_files import FactFiles
from regions.tests.make import make_region

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _one_database(monkeypatch, settings, tmp_path):
    """A folder of our own, and loading that ends where it would begin."""
    settings.VAR_DIR = tmp_path
    settings.BACKUP_DIR = tmp_path / "backups"

    def begins(self, output=None):
        raise ValidationError("开始装了")

    monkeypatch.setattr(FactFiles, "load", begins)


@pytest.fixture
def once_filled():
    installed._write({"since": "2026-11-01"})


def load(*options: str) -> str:
    with pytest.raises(CommandError) as refused:
        call_command("load_facts", *options, stdout=io.StringIO())
    return str(refused.value)


def answering(monkeypatch, answer: str) -> None:
    monkeypatch.setattr("sys.stdin", type("Terminal", (), {"isatty": lambda self: True})())
    monkeypatch.setattr(builtins, "input", lambda question: answer)


def test_a_first_start_is_not_asked():
    assert installed.vanished() == ""
    assert load("--if-empty") == "开始装了"


@pytest.mark.usefixtures("once_filled")
def test_without_a_terminal_an_emptied_database_is_refused():
    words = load("--if-empty")

    assert "从前有资料（2026-11-01 起），现在却是空的" in words
    assert "没有备份" in words
    assert load() == words
    assert load("--if-empty", "--refill") == "开始装了"


@pytest.mark.usefixtures("once_filled")
def test_a_database_with_facts_is_not_asked_about():
    make_region()

    assert installed.vanished() == ""


@pytest.mark.usefixtures("once_filled")
@pytest.mark.parametrize("answer", ["", "是", "重新", "yes"])
def test_any_other_answer_leaves_all_as_it_is(monkeypatch, answer):
    answering(monkeypatch, answer)

    assert load("--if-empty") == "什么都没有动。"
    assert installed.vanished() != ""


@pytest.mark.usefixtures("once_filled")
@pytest.mark.parametrize("answer", ["重新装入", " “重新装入” "])
def test_who_types_the_word_is_asked_once(monkeypatch, answer):
    answering(monkeypatch, answer)
    call_command("database_still_there", stdout=io.StringIO())
    answering(monkeypatch, "")

    assert load("--if-empty") == "开始装了"


def test_the_mark_of_another_database_says_nothing_of_this_one(monkeypatch):
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(installed, "name_of", lambda database: "another")
        installed._write({"since": "2026-11-01"})

    assert installed.vanished() == ""


def test_half_a_mark_is_still_one(tmp_path):
    (tmp_path / "installed.json").write_bytes(b"{")

    assert "不知道哪天" in installed.vanished()
