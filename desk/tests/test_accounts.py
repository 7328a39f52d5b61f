"""Who gets in: passwords, the brake on guessing them, the second lock, the records of logins."""

import ast
import datetime
import html
import re
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings as site_settings
from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.utils.translation import gettext, ngettext
from django_otp.oath import TOTP
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.accounts import second_factor
from desk.site import EditorsSite
from protection import clients
from regions.tests.make import make_channel, make_policy, make_region

pytestmark = pytest.mark.django_db

PASSWORD = "nan-cai-de-mi-ma"
LOCK = "/admin/second-factor/"
BEGIN = "2026-11-25T01:00:00Z"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(BEGIN, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor():
    return User.objects.create_superuser("lan", password=PASSWORD)


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR = True


def log_in(client, code="", name="lan", password=PASSWORD, **request):
    form = {"username": name, "password": password, "code": code}
    return client.post("/admin/login/?next=/admin/", form, **request)


def guess(client, times, **request):
    for _ in range(times):
        answer = log_in(client, password="cai-de", **request)
    return answer


def shown(phone):
    """What the phone shows now."""
    return f"{TOTP(phone.bin_key, drift=phone.drift).token():06d}"


def bound_phone(user):
    return TOTPDevice.objects.create(user=user, name="手机验证器")


def is_inside(client):
    return client.get("/admin/").status_code == 200


def visible(page):
    """The words a person reads, without script, tags and what a picture says."""
    page = re.sub(r"<(script|style|svg).*?</\1>|<!--.*?-->", " ", page, flags=re.DOTALL)
    title = " ".join(re.findall(r"<title>(.*?)</title>", page, flags=re.DOTALL))
    return html.unescape(title + re.sub(r"<[^>]+>", " ", page))


# --- Password and session --------------------------------------------------------------------


def test_the_desk_is_the_admin_site():
    assert admin.site.__class__ is EditorsSite
    assert admin.site.site_header == "医保明白账 编辑部"


def test_the_password_alone_opens_where_no_second_lock_is_required(client, editor):
    page = client.get("/admin/login/").text

    log_in(client)

    assert "验证码" not in page
    assert is_inside(client)


def test_a_wrong_password_opens_nothing(client, editor):
    page = log_in(client, password="cai-de").text

    assert "用户名或密码不对" in page
    assert not is_inside(client)


def test_a_name_too_long_for_the_records_is_refused(client, editor):
    answer = log_in(client, name="x" * 151)

    assert answer.status_code == 200
    assert "用户名最多150个字" in answer.text
    assert not AccessAttempt.objects.exists()


def test_a_session_ends_with_the_browser(client, editor):
    log_in(client)

    assert client.cookies["sessionid"]["expires"] == ""
    assert client.cookies["sessionid"]["max-age"] == ""


@pytest.mark.parametrize(("hours", "inside"), [(7.9, True), (8.1, False)], ids=["day", "evening"])
def test_a_session_ends_eight_hours_after_login(client, editor, clock, hours, inside):
    log_in(client)
    clock.shift(datetime.timedelta(hours=hours))

    assert is_inside(client) == inside


def test_saving_a_session_does_not_put_off_its_end(client, editor, clock):
    log_in(client)
    end = Session.objects.get().expire_date
    clock.shift(datetime.timedelta(hours=5))

    session = client.session
    session["seen"] = True
    session.save()

    assert Session.objects.get().expire_date == end


@pytest.mark.parametrize(
    ("password", "reason"),
    [("short-abc", "至少要10个字符"), ("1234567890123", "全都是数字"), ("password123", "太常见")],
)
def test_weak_passwords_are_refused_in_chinese(admin_client, password, reason):
    form = {"old_password": "password", "new_password1": password, "new_password2": password}

    assert reason in admin_client.post("/admin/password_change/", form).text


# --- The brake -------------------------------------------------------------------------------


def test_ten_failures_lock_the_name_out_for_half_an_hour(client, editor, clock):
    ninth = guess(client, 9)
    tenth = guess(client, 1)
    after = log_in(client)

    assert (ninth.status_code, tenth.status_code, after.status_code) == (200, 429, 429)
    assert "请过30分钟再试" in after.text
    assert not is_inside(client)

    clock.shift(datetime.timedelta(minutes=31))
    log_in(client)
    assert is_inside(client)


def test_trying_on_does_not_prolong_the_lock(client, editor, clock):
    guess(client, 10)
    clock.shift(datetime.timedelta(minutes=20))
    guess(client, 5)
    clock.shift(datetime.timedelta(minutes=11))

    log_in(client)

    assert is_inside(client)


@pytest.mark.parametrize(
    "other",
    [{"name": "mei"}, {"REMOTE_ADDR": "203.0.113.9"}],
    ids=["other-name", "other-address"],
)
def test_others_are_not_locked_out(client, editor, other):
    User.objects.create_superuser("mei", password=PASSWORD)
    guess(client, 10)

    log_in(client, **other)

    assert is_inside(client)


def test_a_login_forgets_the_failures_before_it(client, editor):
    guess(client, 9)
    log_in(client)

    assert guess(client, 9).status_code == 200


def test_the_lock_page_names_whom_to_ask(client, editor, settings):
    settings.OPERATOR = "某某社区中心，电话 0746-0000000"

    assert "某某社区中心" in guess(client, 10).text


def test_an_administrator_opens_the_lock(client, admin_client, editor):
    guess(client, 10)
    chosen = [record.pk for record in AccessFailureLog.objects.all()]
    url = "/admin/axes/accessfailurelog/"

    page = admin_client.post(url, {"action": "unlock", "_selected_action": chosen}, follow=True)
    again = admin_client.post(url, {"action": "unlock", "_selected_action": chosen}, follow=True)
    log_in(client)

    assert "解除了" in page.text
    assert "不用解除" in again.text
    assert is_inside(client)


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("1.2.3.4", "1.2.3.4"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:1.2.3.4", "1.2.3.4"),
        ("somebody", None),
    ],
    ids=["v4", "v6", "v4-in-v6", "none"],
)
def test_our_proxy_says_whose_login_it_is(rf, settings, written, counted):
    settings.TRUSTED_PROXIES = 1
    request = rf.get("/", headers={"X-Forwarded-For": f"9.9.9.9, {written}"})

    assert clients.household_of(request) == counted


def test_a_login_from_no_address_is_counted_too(client, editor):
    assert guess(client, 10, REMOTE_ADDR="").status_code == 429


# --- The second lock: logging in -------------------------------------------------------------


def test_where_it_is_required_the_password_alone_opens_nothing(client, editor, required):
    second_factor.issue_codes(editor)

    page = log_in(client).text

    assert "请填验证码" in page
    assert not is_inside(client)


def test_a_session_without_a_code_is_worth_nothing_where_it_is_required(client, editor, settings):
    client.force_login(editor)
    settings.SECOND_FACTOR = True

    assert client.get("/admin/regions/refundpolicy/").status_code == 302


def test_a_session_with_a_code_of_somebody_else_is_worth_nothing(client, editor, required):
    other = User.objects.create_superuser("mei", password=PASSWORD)
    codes = second_factor.issue_codes(other)
    second_factor.issue_codes(editor)

    page = log_in(client, codes[0]).text

    assert "验证码不对" in page
    assert not is_inside(client)


def test_an_account_without_any_lock_is_told_whom_to_ask(client, editor, required):
    page = log_in(client, "123456").text

    assert "请管理员发给您" in page
    assert not is_inside(client)


def test_the_code_of_the_phone_opens(client, editor, required):
    phone = bound_phone(editor)

    log_in(client, shown(phone))

    assert is_inside(client)


def test_a_code_of_the_phone_opens_once(client, editor, required):
    code = shown(bound_phone(editor))
    log_in(client, code)
    client.logout()

    log_in(client, code)

    assert not is_inside(client)


def as_wide(code):
    return "".join("\u3000" if c == " " else chr(ord(c) + 0xFEE0) for c in code)


@pytest.mark.parametrize(
    "typed",
    [str, str.upper, as_wide, lambda code: code.replace(" ", "-"), lambda code: f" {code} "],
    ids=["as-shown", "capitals", "wide", "dashed", "blanks"],
)
def test_a_one_time_code_may_be_typed_in_many_ways(client, editor, required, typed):
    code = second_factor.issue_codes(editor)[0]

    answer = log_in(client, typed(code))

    assert answer["Location"] == LOCK  # no phone yet: bind one
    assert "还剩9个" in client.get(LOCK).text
    assert is_inside(client)


def test_a_one_time_code_opens_once(client, editor, required):
    code = second_factor.issue_codes(editor)[0]
    log_in(client, code)
    client.logout()

    page = log_in(client, code).text

    assert "验证码不对" in page
    assert not is_inside(client)


def test_a_one_time_code_opens_while_the_phone_is_held_back(client, editor, required):
    bound_phone(editor)
    code = second_factor.issue_codes(editor)[0]
    log_in(client, "000000")
    held = log_in(client, "000000").text

    log_in(client, code)

    assert "填得太密了。请在09:00:01以后再填" in held
    assert is_inside(client)


def test_who_has_bound_a_phone_needs_it_also_where_nobody_must(client, editor):
    phone = bound_phone(editor)

    asked = log_in(client).text
    log_in(client, shown(phone))

    assert "密码也要再填一次" in asked
    assert 'name="code"' in asked
    assert is_inside(client)


def test_guessing_codes_is_braked_and_recorded_like_guessing_passwords(
    client, editor, required, clock
):
    bound_phone(editor)
    for wait in range(10):
        answer = log_in(client, "000000")
        clock.shift(datetime.timedelta(seconds=2**wait + 1))

    assert answer.status_code == 429
    assert AccessFailureLog.objects.filter(username="lan").count() == 10
    assert "000000" not in AccessAttempt.objects.get().post_data


@pytest.mark.parametrize("code", ["1" * 41, "验证码", "' or 1=1", "-1", "１２３４５６"])
def test_a_nonsense_code_is_answered(client, editor, required, code):
    bound_phone(editor)

    answer = log_in(client, code)

    assert answer.status_code == 200
    assert 'class="errorlist"' in answer.text


# --- The second lock: binding a phone --------------------------------------------------------


def test_a_phone_is_bound_by_its_code(client, editor):
    client.force_login(editor)
    page = client.get(LOCK).text
    phone = second_factor.waiting_phone_of(editor)

    answer = client.post(LOCK, {"action": "bind", "code": shown(phone)}).text

    assert second_factor.secret_of(phone) in page
    assert "<path d=" in page
    assert "手机绑好了" in answer
    assert len(re.findall(r"<code>[a-z2-7]{4} [a-z2-7]{4}</code>", answer)) == 10
    assert second_factor.phone_of(editor) == phone
    assert LogEntry.objects.get().change_message == "绑定了手机验证器。"
    assert "<code>" not in client.get(LOCK).text


def test_binding_keeps_the_session_where_a_code_is_required(client, editor, required):
    log_in(client, second_factor.issue_codes(editor)[0])
    client.get(LOCK)
    phone = second_factor.waiting_phone_of(editor)

    client.post(LOCK, {"action": "bind", "code": shown(phone)})

    assert is_inside(client)
    assert client.session["otp_device_id"] == phone.persistent_id


@pytest.mark.parametrize(
    ("code", "reason"), [("", "请填验证码"), ("000000", "验证码不对"), ("abc", "验证码不对")]
)
def test_a_phone_that_shows_something_else_is_not_bound(client, editor, code, reason):
    client.force_login(editor)
    secret = re.search(r"lock__secret\">(.*?)<", client.get(LOCK).text)[1]

    page = client.post(LOCK, {"action": "bind", "code": code}).text

    assert reason in page
    assert secret in page
    assert second_factor.phone_of(editor) is None


def test_a_new_phone_takes_the_place_of_the_old_one(client, editor):
    old = bound_phone(editor)
    codes = second_factor.issue_codes(editor)
    client.force_login(editor)
    client.get(LOCK + "?new=1")
    new = second_factor.waiting_phone_of(editor)

    client.post(LOCK + "?new=1", {"action": "bind", "code": shown(new)})

    assert list(TOTPDevice.objects.all()) == [new]
    assert new != old
    assert not StaticToken.objects.filter(token=second_factor.tidy(codes[0])).exists()


def test_sending_the_code_twice_binds_once(client, editor):
    client.force_login(editor)
    client.get(LOCK)
    form = {"action": "bind", "code": shown(second_factor.waiting_phone_of(editor))}
    client.post(LOCK + "?new=1", form)

    again = client.post(LOCK + "?new=1", form)

    assert again.status_code == 302
    assert TOTPDevice.objects.count() == 1


def test_new_codes_make_the_old_ones_void(client, editor):
    bound_phone(editor)
    old = second_factor.issue_codes(editor)
    client.force_login(editor)

    page = client.post(LOCK, {"action": "codes"}).text

    assert page.count("<li><code>") == 10
    assert old[0] not in page
    assert second_factor.codes_left(editor) == 10


def test_a_phone_is_unbound_where_nobody_must_have_one(client, editor):
    bound_phone(editor)
    client.force_login(editor)

    client.post(LOCK, {"action": "unbind"})

    assert second_factor.phone_of(editor) is None


def test_a_phone_cannot_be_unbound_where_everybody_must_have_one(client, editor, required):
    log_in(client, shown(bound_phone(editor)))

    page = client.post(LOCK, {"action": "unbind"}).text

    assert second_factor.phone_of(editor)
    assert "解绑" not in page


# --- The second lock: help from an administrator ---------------------------------------------


def test_an_administrator_issues_codes_for_a_colleague(admin_client, client, editor, settings):
    asked = admin_client.get(f"/admin/auth/user/{editor.pk}/login-codes/").text
    page = admin_client.post(f"/admin/auth/user/{editor.pk}/login-codes/").text
    settings.SECOND_FACTOR = True

    log_in(client, re.search(r"<code>(.*?)</code>", page)[1])

    assert "<code>" not in asked
    assert is_inside(client)
    assert LogEntry.objects.get().change_message == "发了一次性登录码。"


def test_a_lost_phone_is_unbound_when_codes_are_issued(admin_client, editor):
    bound_phone(editor)

    admin_client.post(f"/admin/auth/user/{editor.pk}/login-codes/", {"lost": "on"})

    assert second_factor.phone_of(editor) is None
    assert second_factor.codes_left(editor) == 10


def test_nobody_else_issues_codes(client, editor):
    other = User.objects.create_user("mei", password=PASSWORD, is_staff=True)
    client.force_login(other)

    assert client.get(f"/admin/auth/user/{editor.pk}/login-codes/").status_code == 403


def test_the_list_of_accounts_says_who_has_a_second_lock(admin_client, editor):
    second_factor.issue_codes(editor)
    bound_phone(User.objects.create_user("mei"))

    page = admin_client.get("/admin/auth/user/").text

    assert re.findall(r'class="field-lock">(.*?)<', page) == ["没有", "只有一次性登录码", "手机"]


def test_an_account_is_not_deleted(admin_client, editor):
    assert admin_client.get(f"/admin/auth/user/{editor.pk}/delete/").status_code == 403


def test_the_command_prints_codes_that_open(client, editor, required):
    out = StringIO()

    call_command("second_factor", "lan", stdout=out)
    log_in(client, out.getvalue().splitlines()[1])

    assert "绑定手机" in out.getvalue()
    assert is_inside(client)


def test_the_command_unbinds_a_lost_phone(editor):
    bound_phone(editor)

    call_command("second_factor", "lan", "--lost", stdout=StringIO())

    assert second_factor.phone_of(editor) is None


def test_the_command_knows_whom_it_cannot_help(editor):
    User.objects.create_user("mei")

    with pytest.raises(CommandError, match="没有叫"):
        call_command("second_factor", "nobody")
    with pytest.raises(CommandError, match="不能登录后台"):
        call_command("second_factor", "mei")


# --- The records -----------------------------------------------------------------------------


def test_logins_are_recorded_for_administrators(client, editor):
    guess(client, 1, REMOTE_ADDR="203.0.113.7")
    log_in(client, REMOTE_ADDR="203.0.113.8", HTTP_USER_AGENT="Firefox")

    failed = visible(client.get("/admin/axes/accessfailurelog/").text)
    done = visible(client.get("/admin/axes/accesslog/?q=lan").text)

    assert "203.0.113.7" in failed
    assert "203.0.113.8" in done
    assert "Firefox" in done


@pytest.mark.parametrize("model", ["accesslog", "accessfailurelog"])
def test_the_records_are_not_for_editors_and_not_to_be_changed(client, editor, model):
    log_in(client)
    guess(client, 1)
    record = AccessLog.objects.get().pk
    for page in (f"{record}/change/", f"{record}/delete/", "add/"):
        assert client.get(f"/admin/axes/{model}/{page}").status_code == 404

    client.force_login(User.objects.create_user("mei", is_staff=True))

    assert client.get(f"/admin/axes/{model}/").status_code == 403


def test_the_nightly_job_forgets_old_logins(client, editor, clock):
    log_in(client)
    guess(client, 1)
    clock.shift(datetime.timedelta(days=site_settings.LOGIN_RECORD_DAYS - 1))
    call_command("forget_addresses", verbosity=0)
    kept = AccessLog.objects.count(), AccessFailureLog.objects.count()

    clock.shift(datetime.timedelta(days=2))
    call_command("forget_addresses", verbosity=0)

    assert kept == (1, 1)
    for records in (AccessLog, AccessFailureLog, AccessAttempt):
        assert not records.objects.exists()


def test_the_privacy_page_says_what_is_kept_of_logins(client):
    page = client.get("/about/privacy/").text

    assert f"留{site_settings.LOGIN_RECORD_DAYS}天" in page


# --- Chinese ---------------------------------------------------------------------------------

LATIN = re.compile(r"[A-Za-z]{4,}")
#: What stands on these pages in Latin letters and is no English.
ALLOWED = {"admin", "LDAP"}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/admin/", None),
        (LOCK, None),
        (LOCK, {"action": "bind", "code": "000000"}),
        (LOCK, {"action": "codes"}),
        ("/admin/auth/user/", None),
        ("/admin/auth/user/add/", {"username": "x y", "password1": "1", "password2": "2"}),
        ("/admin/auth/user/{user}/change/", {"username": ""}),
        ("/admin/auth/user/{user}/login-codes/", None),
        ("/admin/auth/group/add/", {"name": ""}),
        ("/admin/axes/accesslog/", None),
        ("/admin/axes/accessfailurelog/", None),
        ("/admin/password_change/", {"old_password": "x", "new_password1": "1"}),
        ("/admin/regions/source/add/", {"title": ""}),
    ],
)
def test_the_pages_about_accounts_speak_chinese(admin_client, admin_user, path, form):
    path = path.format(user=admin_user.pk)

    page = admin_client.get(path).text
    if form is not None:
        page = admin_client.post(path, form).text

    assert "<h1>" in page
    words = visible(re.sub(r"<code.*?</code>", "", page))
    words = re.sub(r"\w+\*{4,}", "", words)  # a hash, of which Django shows the beginning
    assert set(LATIN.findall(words)) - ALLOWED == set()


def test_the_pages_before_the_login_speak_chinese(client, editor, required):
    second_factor.issue_codes(editor)
    pages = [client.get("/admin/login/"), log_in(client, password=""), log_in(client, "x" * 8)]
    pages += [guess(client, 1), guess(client, 9)]

    for page in pages:
        assert LATIN.findall(visible(page.text)) == []


def test_a_refused_form_says_so_in_the_title(admin_client):
    page = admin_client.post("/admin/auth/group/add/", {"name": ""}).text

    assert re.search(r"<title>\s*有错误：", page)


def translations():
    """Pairs of our own locale: English (singular and plural) and Chinese."""
    text = (Path(site_settings.LOCALE_PATHS[0]) / "zh_Hans/LC_MESSAGES/django.po").read_text(
        "utf-8"
    )
    for block in text.split("\n\n"):
        found = dict(re.findall(r'^(msgid|msgid_plural|msgstr|msgstr\[0\]) (".+")$', block, re.M))
        entry = {key: ast.literal_eval(value) for key, value in found.items()}
        if entry.get("msgid"):
            yield entry


def test_our_own_locale_is_compiled():
    entries = list(translations())

    def said(entry):
        one, many = entry["msgid"], entry.get("msgid_plural")
        return ngettext(one, many, 2) if many else gettext(one)

    assert entries
    wanted = {entry["msgid"]: entry.get("msgstr", entry.get("msgstr[0]")) for entry in entries}
    assert {entry["msgid"]: said(entry) for entry in entries} == wanted


# --- Citizens --------------------------------------------------------------------------------


def test_citizens_pay_nothing_for_the_locks(client, django_assert_max_num_queries):
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    place = make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
    make_policy(place, tiers=[(0, None, "90.00")])
    make_channel(place)

    with django_assert_max_num_queries(13) as seen:  # province and editions are read once
        answer = client.get(place.get_absolute_url())

    assert not answer.cookies
    for table in ("auth_", "session", "otp_", "axes_"):
        assert not [q for q in seen.captured_queries if table in q["sql"]]
