"""A session that ends while somebody types: the login carries the post, and it is saved once."""

import datetime
import re
from pathlib import Path

import pytest
import time_machine
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP
from django_otp.plugins.otp_totp.models import TOTPDevice

from desk.accounts import kept_posts, second_factor
from desk.models import Note, UsedPost
from protection.tests.marked import mark
from regions.models import Claim, CorrectionReport, OfficialDomain, Publication, Source
from regions.tests.make import make_claim, make_source

from .browser_form import filled_in

pytestmark = pytest.mark.django_db

PASSWORD = "nan-cai-de-mi-ma"
#: Forms with nothing to carry: of accounts and logins, and those that carry a file or a post.
WITHOUT = ("base_site", "concurrent_edit", "locked_out", "login", "login_codes", "second_factor")
POSTING = r'<form method="post"(?! enctype="multipart/form-data">).*?</form>'
POSTED = [
    (page.name, form)
    for page in sorted(Path("templates/admin").glob("*.html"))
    if page.stem not in WITHOUT
    for form in re.findall(
        r'<form method="post"(?! enctype="multipart/form-data">).*?</form>', page.read_text(), re.S
    )
]
DRAFT = Publication.DRAFT


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-25T01:00:00Z", tick=False) as traveller:
        yield traveller


def editor(name):
    user = User.objects.create_user(name, password=PASSWORD, is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    return user


@pytest.fixture
def li(db):
    return editor("li")


@pytest.fixture
def client(li):
    """The browser of li, which keeps its cookies and sends the tokens against forgery."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(li)
    return client


@pytest.fixture
def claim(gansu):
    return make_claim(gansu, status=DRAFT)


def address(row):
    return reverse(f"admin:regions_{row._meta.model_name}_change", args=[row.pk])


def form_of(client, row, **typed):
    return filled_in(client.get(address(row)).text) | typed


def end_sessions(clock):
    clock.shift(datetime.timedelta(hours=8, minutes=1))


def log_in(client, page, name="li", code="", path=None):
    """Fill in the login that ``page`` shows, and send it where it goes."""
    form = filled_in(page.text, holding="kept_post")
    form |= {"username": name, "password": PASSWORD, "code": code}
    return client.post(path or page.wsgi_request.get_full_path(), form)


def test_a_save_after_the_end_of_the_session_logs_in_and_goes_on(client, claim, clock):
    form = form_of(client, claim, statement="写了半小时的一句。")
    end_sessions(clock)

    page = client.post(address(claim), form)
    assert page.status_code == 200
    assert "您填的一个字都不会丢" in page.text
    assert f'action="{address(claim)}"' in page.text
    assert "no-store" in page["Cache-Control"]
    assert PASSWORD not in page.text

    answer = log_in(client, page)
    claim.refresh_from_db()
    assert answer.status_code == 302
    assert claim.statement == "写了半小时的一句。"
    assert claim.history.first().history_user.username == "li"
    assert "接着办您刚才那一步" in client.get(answer.url).text


def test_a_wrong_password_keeps_the_post_and_counts(client, claim, clock):
    form = form_of(client, claim, statement="写了半小时的一句。")
    end_sessions(clock)
    page = client.post(address(claim), form)
    wrong = filled_in(page.text, "kept_post") | {"username": "li", "password": "cai-de"}

    again = client.post(address(claim), wrong)
    assert "用户名或密码不对" in again.text
    log_in(client, again)

    claim.refresh_from_db()
    assert claim.statement == "写了半小时的一句。"


def test_the_brake_on_guessing_holds_and_its_page_keeps_the_post(client, claim, clock, settings):
    form = form_of(client, claim, statement="写了半小时的一句。")
    end_sessions(clock)
    page = client.post(address(claim), form)
    wrong = filled_in(page.text, "kept_post") | {"username": "li", "password": "cai-de"}
    for _ in range(settings.AXES_FAILURE_LIMIT):
        locked = client.post(address(claim), wrong)

    assert locked.status_code == 429
    assert log_in(client, page).status_code == 429
    assert "您填的还在这一页里" in locked.text

    clock.shift(datetime.timedelta(minutes=31))
    login = client.post(address(claim), filled_in(locked.text, "kept_post"))
    log_in(client, login)
    claim.refresh_from_db()
    assert claim.statement == "写了半小时的一句。"


def test_the_second_lock_is_asked_and_the_post_goes_on_after_it(client, li, claim, clock, settings):
    form = form_of(client, claim, statement="写了半小时的一句。")
    end_sessions(clock)
    settings.SECOND_FACTOR = True
    phone = TOTPDevice.objects.create(user=li, name="手机验证器")
    page = client.post(address(claim), form)

    without = log_in(client, page)
    claim.refresh_from_db()
    assert "请填验证码" in without.text
    assert claim.statement != "写了半小时的一句。"

    code = TOTP(phone.bin_key, drift=phone.drift).token()
    answer = log_in(client, without, code=f"{code:06d}")
    claim.refresh_from_db()
    assert answer.status_code == 302
    assert claim.statement == "写了半小时的一句。"


def test_a_one_time_code_goes_on_too(client, li, claim, clock, settings):
    form = form_of(client, claim, statement="写了半小时的一句。")
    end_sessions(clock)
    settings.SECOND_FACTOR = True
    code = second_factor.issue_codes(li)[0]

    log_in(client, client.post(address(claim), form), code=code)

    claim.refresh_from_db()
    assert claim.statement == "写了半小时的一句。"


def test_a_kept_post_is_carried_out_once_only(client, claim, clock):
    form = form_of(client, claim, statement="第一次。")
    end_sessions(clock)
    page = client.post(address(claim), form)
    log_in(client, page)
    Claim.objects.filter(pk=claim.pk).update(statement="后来改的。")
    Session.objects.all().delete()

    kept = filled_in(page.text, "kept_post")["kept_post"]
    empty = filled_in(client.get("/admin/login/").text, "username")
    login = client.post(address(claim), empty | {"kept_post": kept})
    again = log_in(client, login)

    claim.refresh_from_db()
    assert again.status_code == 409
    assert "没有再办第二次" in again.text
    assert "第一次。" in again.text
    assert claim.statement == "后来改的。"


def test_a_post_of_another_is_not_saved_but_shown(client, claim, clock):
    editor("wang")
    form = form_of(client, claim, statement="李写的。")
    end_sessions(clock)
    page = client.post(address(claim), form)

    answer = log_in(client, page, name="wang")

    claim.refresh_from_db()
    assert answer.status_code == 409
    assert "另一个账号打开的" in answer.text
    assert "李写的。" in answer.text
    assert claim.statement != "李写的。"


def test_a_form_of_another_is_not_saved_by_who_is_logged_in(client, claim):
    form = form_of(client, claim, statement="李写的。")
    other = Client()
    other.force_login(editor("wang"))

    answer = other.post(address(claim), form)

    claim.refresh_from_db()
    assert answer.status_code == 409
    assert "李写的。" in answer.text
    assert claim.statement != "李写的。"


@pytest.mark.parametrize(
    "forge", [lambda s: s[:-1] + "x", lambda s: "x", lambda s: "x" * 2_100_000]
)
def test_a_forged_post_is_not_carried_out(client, claim, clock, forge, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 3_000_000
    form = form_of(client, claim, statement="改过的。")
    end_sessions(clock)
    page = client.post(address(claim), form)
    kept = filled_in(page.text, "kept_post")
    kept |= {"username": "li", "password": PASSWORD, "kept_post": forge(kept["kept_post"][0])}

    answer = client.post(address(claim), kept)

    claim.refresh_from_db()
    assert answer.status_code == 302
    assert claim.statement != "改过的。"
    assert not UsedPost.objects.exists()


def test_a_post_is_carried_out_at_its_own_address_only(client, claim, clock, gansu):
    other = make_claim(gansu, status=DRAFT)
    form = form_of(client, claim, statement="改过的。")
    end_sessions(clock)
    page = client.post(address(claim), form)

    log_in(client, page, path=address(other))

    other.refresh_from_db()
    assert other.statement != "改过的。"


def test_a_post_is_not_kept_for_more_than_a_day(client, claim, clock):
    form = form_of(client, claim, statement="改过的。")
    end_sessions(clock)
    page = client.post(address(claim), form)
    clock.shift(datetime.timedelta(hours=25))

    answer = log_in(client, page)

    claim.refresh_from_db()
    assert claim.statement != "改过的。"
    assert answer.status_code == 302


def test_nobody_can_have_a_post_kept_without_a_form_of_ours(client, claim, clock):
    form = form_of(client, claim, statement="改过的。")
    form["form_owner"] = signing.TimestampSigner(salt="other").sign("1")
    end_sessions(clock)

    answer = client.post(address(claim), form)

    assert answer.status_code == 302
    assert answer.url.startswith("/admin/login/")
    assert "刚才那一步没有办" in client.get(answer.url).text


def test_a_row_changed_meanwhile_is_merged_after_the_login(client, claim, clock):
    form = form_of(client, claim, statement="李写的。")
    claim.followed = "别人写的。"
    claim.save()
    end_sessions(clock)

    log_in(client, client.post(address(claim), form))

    claim.refresh_from_db()
    assert (claim.statement, claim.followed) == ("李写的。", "别人写的。")


def test_a_row_published_meanwhile_shows_what_was_typed(client, claim, clock):
    form = form_of(client, claim, statement="李写的。")
    Claim.objects.filter(pk=claim.pk).update(status=Publication.PUBLISHED)
    end_sessions(clock)

    answer = log_in(client, client.post(address(claim), form))

    assert answer.status_code == 409
    assert "李写的。" in answer.text
    assert "已发布" in answer.text


def test_a_fault_is_told_in_the_form_that_can_be_sent_again(client, claim, clock):
    form = form_of(client, claim, statement="")
    end_sessions(clock)

    page = log_in(client, client.post(address(claim), form))
    client.post(address(claim), filled_in(page.text) | {"statement": "补上了。"})

    claim.refresh_from_db()
    assert page.status_code == 200
    assert claim.statement == "补上了。"


def test_what_is_too_long_to_carry_is_shown_to_be_copied(client, claim, clock):
    form = form_of(client, claim, statement="a" * kept_posts.LONGEST)
    mark(client, 1)
    end_sessions(clock)

    answer = client.post(address(claim), form)

    claim.refresh_from_db()
    assert answer.status_code == 409
    assert "没法带着登录" in answer.text
    assert "aaaa" in answer.text
    assert claim.statement == "另一份资料的说法。"


def test_what_cannot_be_packed_small_enough_is_shown_to_be_copied(
    client, claim, clock, monkeypatch
):
    monkeypatch.setattr(kept_posts, "_LONGEST_SIGNED", 500)
    form = form_of(client, claim, statement="".join(map(chr, range(0x4E00, 0x5000))))
    end_sessions(clock)

    answer = client.post(address(claim), form)

    assert answer.status_code == 409
    assert "没法带着登录" in answer.text


def test_a_long_post_is_carried_with_the_cookie_that_tells_so(client, gansu, clock):
    source = make_source(status=Publication.DRAFT)
    chief = User.objects.create_superuser("chief", password=PASSWORD)
    client.force_login(chief)
    mark(client, chief.pk)
    form = form_of(client, source, full_text="".join(map(chr, range(0x4E00, 0x9000))) * 3)
    end_sessions(clock)
    page = client.post(address(source), form)
    assert client.cookies["sessionid"].value == ""  # Django deletes that of an ended session

    answer = log_in(client, page, name="chief")

    assert answer.status_code == 302
    assert len(Source.objects.get().full_text) > 40_000


def test_a_form_with_a_scan_meets_the_login_after_a_logout_in_another_window(client, claim):
    client.logout()
    client.cookies.clear()
    token = client.get(reverse("admin:login"))
    log_in_page = filled_in(token.text, holding="username")
    client.post(reverse("admin:login"), log_in_page | {"username": "li", "password": PASSWORD})
    form = form_of(client, claim) | {"new_scans": SimpleUploadedFile("a.png", b"a" * 40_000)}
    client.post(reverse("admin:logout"), {"csrfmiddlewaretoken": form["csrfmiddlewaretoken"]})
    assert client.cookies["sessionid"].value == ""

    answer = client.post(address(claim), form)

    assert answer.status_code == 200
    assert "您填的一个字都不会丢" in answer.text


def test_a_form_left_open_over_a_new_login_is_saved_after_one_more_click(client, li, claim):
    form = form_of(client, claim, statement="开着的一页。")
    client.get("/admin/logout/")
    client.post("/admin/logout/", {"csrfmiddlewaretoken": client.cookies["csrftoken"].value})
    page = client.get("/admin/login/")
    token = re.search(r'csrfmiddlewaretoken" value="(\w+)"', page.text)[1]
    client.post(
        "/admin/login/", {"username": "li", "password": PASSWORD, "csrfmiddlewaretoken": token}
    )

    shown = client.post(address(claim), form)
    claim.refresh_from_db()
    assert shown.status_code == 409
    assert "还没有存" in shown.text
    assert claim.statement != "开着的一页。"

    client.post(address(claim), filled_in(shown.text, "kept_post"))
    claim.refresh_from_db()
    assert claim.statement == "开着的一页。"


def test_a_forged_form_gets_no_such_page(client, claim):
    form = {"statement": "骗来的。", "form_owner": "1:x:y"}

    answer = client.post(address(claim), form)

    assert answer.status_code == 403
    assert "骗来的" not in answer.text


def test_passwords_and_tokens_are_never_kept(rf):
    data = rf.post("/", {"password1": "a", "csrfmiddlewaretoken": "b", "title": "c"}).POST

    kept = kept_posts.read(kept_posts.sign(data, 1, "/"))

    assert kept.values == {"title": ["c"]}


def test_the_forms_of_accounts_do_not_say_whose_they_are(admin_client, admin_user):
    page = admin_client.get(reverse("admin:auth_user_change", args=[admin_user.pk])).text
    assert 'name="form_owner"' not in page
    assert 'name="form_owner"' not in admin_client.get(reverse("admin:second_factor")).text


def test_marks_are_forgotten_when_no_post_can_have_them_any_more(clock):
    from django.utils import timezone

    UsedPost.objects.use("a", timezone.now(), kept_posts.KEPT_FOR)
    clock.shift(kept_posts.KEPT_FOR + datetime.timedelta(seconds=1))

    assert UsedPost.objects.use("b", timezone.now(), kept_posts.KEPT_FOR)
    assert list(UsedPost.objects.values_list("mark", flat=True)) == ["b"]
    assert not UsedPost.objects.use("b", timezone.now(), kept_posts.KEPT_FOR)


def test_every_form_of_facts_says_whose_it_is(admin_client):
    for model, model_admin in admin.site._registry.items():
        if hasattr(model_admin, "typed"):
            name = f"admin:{model._meta.label_lower.replace('.', '_')}_add"
            assert 'name="form_owner"' in admin_client.get(reverse(name)).text, model


def test_a_comment_after_the_end_of_the_session_is_not_lost(client, claim, clock):
    form = filled_in(client.get(address(claim)).text, "task") | {"text": "问过市局了。"}
    end_sessions(clock)

    page = client.post(reverse("admin:comment"), form)
    answer = log_in(client, page)

    assert answer.url == f"{address(claim)}#notes"
    assert Note.objects.beside(claim).get().text == "问过市局了。"


@pytest.mark.parametrize("step", ["revise", "send_back"])
def test_a_button_pressed_after_the_end_of_the_session_does_its_step(client, claim, clock, step):
    before = {"revise": Publication.PUBLISHED, "send_back": Publication.IN_REVIEW}[step]
    Claim.objects.filter(pk=claim.pk).update(status=before)
    to = reverse(f"admin:regions_claim_{step}", args=[claim.pk])
    page = client.get(address(claim)).text
    form = filled_in(page[page.index(f'action="{to}"') - 30 :], "form_owner")
    end_sessions(clock)

    answer = log_in(client, client.post(to, form))

    assert answer.status_code == 302
    assert Claim.objects.filter(status=DRAFT).count() == 1


@pytest.mark.parametrize("form", POSTED)
def test_every_form_of_ours_but_those_of_accounts_says_whose_it_is(form):
    name, text = form
    assert "_form_owner.html" in text or "_open_form.html" in text, name


@pytest.mark.parametrize("step", ["admin:assign", "admin:comment", "revise", "send_back"])
def test_the_address_of_a_step_opened_after_a_login_is_no_error(client, claim, step):
    name = step if ":" in step else f"admin:regions_claim_{step}"
    answer = client.get(reverse(name, args=[] if ":" in step else [claim.pk]))
    assert (answer.status_code, answer.url) == (302, reverse("admin:index"))


@pytest.mark.parametrize("model", ["officialdomain", "correctionreport"])
def test_what_is_no_fact_but_typed_is_carried_through_the_login_too(client, clock, model, gansu):
    client.force_login(User.objects.create_superuser("chief", password=PASSWORD))
    row = {
        "officialdomain": lambda: OfficialDomain.objects.create(domain="example.com", note="x"),
        "correctionreport": lambda: CorrectionReport.objects.create(region=gansu, kind="other"),
    }[model]()
    form = filled_in(client.get(address(row)).text, "form_owner")
    form |= {"note": "在国务院网站上看到的。", "handled": "on"}
    end_sessions(clock)

    log_in(client, client.post(address(row), form), name="chief")

    row.refresh_from_db()
    assert getattr(row, "handled", True)
    assert getattr(row, "note", "国务院") != "x"


@pytest.mark.parametrize(
    ("shut", "marked"), [({}, True), ({"is_active": False}, False), ({"is_staff": False}, False)]
)
def test_a_form_of_an_account_that_was_shut_brings_no_new_mark(clock, li, claim, shut, marked):
    browser = Client()
    browser.force_login(li)
    form = filled_in(browser.get(address(claim)).text, "form_owner")
    end_sessions(clock)
    User.objects.filter(pk=li.pk).update(**shut)

    answer = Client().post(address(claim), form)

    assert ("desk_kept" in answer.cookies) is marked
