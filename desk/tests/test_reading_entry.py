"""From a document to a filled 录入标准: three ways in, and the ordinary way from there."""

import contextlib
import datetime
import re
import zlib
from decimal import Decimal

import pytest
import time_machine
from django.contrib.auth.models import Group, Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.admin.policy_entry.entry import AS_PUBLISHED
from desk.admin.policy_entry.read_page import PERMISSIONS
from desk.models import DocumentReading
from desk.models import reading as kept
from desk.readings import work
from documents.contents import Contents
from documents.found import Credit, Findings, Span
from documents.reading import Reading
from fetching.fetch import Answer, NotFetched
from regions.models import Publication, RefundPolicy, Source
from regions.tests.make import make_policy, make_region, make_source
from watch.models import Finding, Snapshot, WatchedPage

from .browser_form import filled_in
from .read_documents import whole

pytestmark = pytest.mark.django_db

PDF = b"%PDF-1.7\n%%EOF"
NOW = datetime.datetime(2026, 11, 30, 9, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def enter(name):
    user = User.objects.create_user(name, password="nan-cai", is_staff=True)
    user.groups.add(Group.objects.get(name="编辑"))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def li(db):
    return enter("li")


@pytest.fixture
def told(monkeypatch):
    """What every document says; it is read at once, in the request."""
    said = {"reading": whole(), "asked": []}

    def read(raw, **hints):
        said["asked"].append((raw, hints))
        return said["reading"]

    monkeypatch.setattr("documents.reading.read", read)
    monkeypatch.setattr("documents.reading.read_text", lambda text: read(text))
    monkeypatch.setattr(work, "start", lambda reading: work.carry_out(reading.pk))
    return said


def page(name, region, *args):
    return reverse(f"admin:regions_refundpolicy_{name}", args=[region.pk, *args])


def upload(content=PDF, name="通知.pdf"):
    return SimpleUploadedFile(name, content, "application/pdf")


def give(client, region, **form):
    return client.post(page("read", region), form or {"document": upload()})


def form_of(answer):
    return filled_in(answer.text, holding="target")


# --- Three ways in ---------------------------------------------------------------------------


def test_a_file_comes_back_as_a_filled_form(li, gansu, told):
    answer = give(li, gansu, document=upload())

    reading = DocumentReading.objects.get()
    assert answer.url == f"{page('record', gansu)}?reading={reading.pk}"
    assert told["asked"][0][0] == PDF
    form = form_of(li.get(answer.url))
    assert form["title"] == ["甘肃省医疗保障局关于调整划入标准的通知"]
    assert form["document_number"] == ["甘医保发〔2026〕1号"]
    assert form["effective_from"] == ["2027/01/01"]
    assert [form[f"tiers-{n}-amount"] for n in (0, 1)] == [["100"], ["110"]]
    assert [form[f"tiers-{n}-min_age"] for n in (0, 1)] == [["0"], ["70"]]
    assert form["reading"] == [str(reading.pk)]
    assert form["kept_reading"] == ["on"]
    assert "examples-0-age" in form
    assert form["examples-0-age"] == [""]


def test_each_field_stands_beside_its_sentence(li, gansu, told):
    text = li.get(give(li, gansu).url).text

    assert '<mark id="reading-3"' in text
    assert 'href="#reading-3">原文 ③</a>' in text
    assert 'href="#id_tiers-0-min_age"' in text or 'href="#id_wording"' in text
    assert text.count("退休人员70周岁以下的，每月划入100元；") >= 3
    assert "录代扣</a> 长期护理保险费：每月5元" in text


def test_an_address_put_in_past_the_forms_becomes_no_link(li, gansu, told):
    url = give(li, gansu).url
    DocumentReading.objects.update(address="javascript:alert(1)")

    answer = li.get(url)

    assert answer.status_code == 200
    assert form_of(answer)["url"] == ["javascript:alert(1)"]  # the form refuses it
    assert not re.search(r"""(?:href|src|action)=["']?\s*javascript:""", answer.text, re.IGNORECASE)


def test_a_document_that_is_kept_already_is_told_at_once(li, gansu, told):
    make_source(title="转载的那一份", document_number="甘医保发[2026]1号")

    assert "已经收着这一份：</b>转载的那一份" in li.get(give(li, gansu).url).text


def test_a_place_that_was_merged_takes_the_reading_along(li, gansu, told):
    lanzhou = make_region("lanzhou", gansu, name="兰州市")
    gone = make_region("xigu", gansu, name="西固市", successor=lanzhou)
    number = DocumentReading.objects.get(pk=give(li, gone).url.rpartition("=")[2]).pk

    there = li.get(f"{page('record', gone)}?reading={number}", follow=True)

    assert "就用在兰州" in there.text


def test_the_whole_text_leads_back_to_the_form(li, gansu, told):
    address = give(li, gansu).url
    reading = DocumentReading.objects.get()

    text = li.get(page("reading_text", gansu, reading.pk)).text

    assert "第七条　" in text
    assert f'href="{address}#id_title"' in text


def test_what_was_filled_is_saved_as_a_draft_that_nobody_compared(li, gansu, told):
    form = form_of(li.get(give(li, gansu).url))
    form |= {"examples-0-age": ["65"], "examples-0-amount": ["100"]}

    answer = li.post(page("record", gansu), form | {"_save": "1"}, follow=True)

    policy = RefundPolicy.objects.get()
    source = policy.source
    assert policy.status == Publication.DRAFT
    assert [tier.ages for tier in policy.tiers.all()] == ["不满70岁", "70岁及以上"]
    assert (source.confidence, source.checked_on) == (Source.Confidence.SECONDARY, None)
    assert [bytes(scan.content) for scan in source.scans.all()] == [PDF]
    assert source.full_text.startswith("甘肃省医疗保障局关于")
    assert f"source={source.pk}" in answer.text
    assert "录代扣 长期护理保险费" in answer.text


def test_pasted_text_is_read_and_has_no_file(li, gansu, told):
    answer = give(li, gansu, text="第六条　退休人员每月划入100元。")

    assert told["asked"][0][0] == "第六条　退休人员每月划入100元。"
    assert "kept_reading" not in form_of(li.get(answer.url))
    reading = DocumentReading.objects.get()
    assert li.get(page("reading_file", gansu, reading.pk)).status_code == 404


def test_an_address_is_fetched_once_and_kept(li, gansu, told, monkeypatch):
    asked = []

    def fetch(url, **how):
        asked.append((url, how["refusal"]("https://jiuyi.example.com/")))
        return Answer("https://ybj.gansu.gov.cn/a.html", 200, "text/html", b"<p>a</p>")

    monkeypatch.setattr(work, "fetch", fetch)
    answer = give(li, gansu, address="ybj.gansu.gov.cn/a.html")

    assert asked == [("https://ybj.gansu.gov.cn/a.html", "")]
    assert DocumentReading.objects.get().content == b"<p>a</p>"
    assert form_of(li.get(answer.url))["url"] == ["https://ybj.gansu.gov.cn/a.html"]
    assert told["asked"][0][1]["content_type"] == "text/html"


def test_an_address_that_gives_nothing_says_why_and_stays(li, gansu, told, monkeypatch):
    def fetch(url, **how):
        raise NotFetched("这个网址在内部网络里，不去取。")

    monkeypatch.setattr(work, "fetch", fetch)
    shown = li.get(give(li, gansu, address="https://inside.gov.cn/a").url)

    assert "没有拿到这一页：这个网址在内部网络里，不去取。" in shown.text
    assert form_of(shown)["url"] == ["https://inside.gov.cn/a"]


@pytest.mark.parametrize("status", [403, 404, 412, 500])
def test_any_other_answer_than_a_page_is_told(li, gansu, told, monkeypatch, status):
    monkeypatch.setattr(work, "fetch", lambda url, **how: Answer(url, status))

    shown = li.get(give(li, gansu, address="https://ybj.gansu.gov.cn/a").url)

    assert "没有拿到这一页" in shown.text


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({}, "请选一个文件，或者填网址，或者粘贴正文。"),
        ({"text": "一", "address": "https://ybj.gansu.gov.cn/"}, "只给一样"),
        ({"address": "ftp://ybj.gansu.gov.cn/"}, "输入一个有效的 URL"),
        ({"address": "http://10.0.0.1/a"}, "不"),
        ({"address": "javascript:alert(1)"}, "输入一个有效的 URL"),
        ({"document": SimpleUploadedFile("空.pdf", b"")}, "这个文件是空的"),
    ],
)
def test_what_cannot_be_read_is_refused_with_what_was_typed(li, gansu, told, form, said):
    answer = li.post(page("read", gansu), form)

    assert said in answer.text
    assert not DocumentReading.objects.exists()


def test_a_file_of_40_mb_is_refused_in_words(li, gansu, told, monkeypatch):
    monkeypatch.setattr("desk.admin.policy_entry.read_page.LONGEST", 100)

    answer = give(li, gansu, document=upload(b"%PDF-" + b"0" * 200))

    assert "超过 20 MB" in answer.text
    assert not DocumentReading.objects.exists()


def test_a_scan_is_kept_and_said_plainly(li, gansu, told):
    told["reading"] = Reading(refused="scanned")

    shown = li.get(give(li, gansu).url)

    assert "机器认不了" in shown.text
    sent = li.get(page("reading_file", gansu, DocumentReading.objects.get().pk))
    assert (sent.content, sent.headers["Content-Type"]) == (PDF, "application/pdf")
    form = form_of(shown)
    assert form["kept_reading"] == ["on"]
    assert form["tiers-0-amount"] == [""]


# --- Whose, where, when ----------------------------------------------------------------------


def test_nobody_else_sees_a_reading(li, gansu, told):
    address = give(li, gansu).url
    reading = DocumentReading.objects.get()
    wang = enter("wang")

    shown = wang.get(address)
    assert shown.status_code == 404
    assert "别人读的打不开" in shown.text
    assert "每月划入100元" not in shown.text
    for name in ("reading", "reading_text", "reading_file"):
        assert wang.get(page(name, gansu, reading.pk)).status_code == 404
    assert wang.post(page("read", gansu), {"move": reading.pk}).status_code == 404


def test_who_may_not_enter_a_rule_may_not_read_for_one(gansu, told):
    guest = Client()
    guest.force_login(User.objects.create_user("guest", is_staff=True))

    assert guest.get(page("read", gansu)).status_code == 403
    assert give(guest, gansu).status_code == 403
    assert "login" in Client().get(page("read", gansu)).url


def test_a_reading_for_another_place_can_be_moved(li, gansu, told):
    give(li, gansu)
    reading = DocumentReading.objects.get()
    lanzhou = make_region("lanzhou", gansu, name="兰州市")

    shown = li.get(f"{page('record', lanzhou)}?reading={reading.pk}")
    assert "是给甘肃省读的" in shown.text
    assert form_of(shown)["tiers-0-amount"] == [""]

    answer = li.post(page("read", lanzhou), {"move": reading.pk})
    assert form_of(li.get(answer.url))["tiers-0-amount"] == ["100"]


def test_a_reading_that_is_gone_leaves_what_was_typed(li, gansu, told, clock):
    form = form_of(li.get(give(li, gansu).url)) | {"title": ["改过的标题"], "period": [""]}
    clock.shift(kept.KEPT_FOR + datetime.timedelta(minutes=1))
    li.force_login(User.objects.get(username="li"))
    del form["form_owner"]

    shown = li.post(page("record", gansu), form)

    assert "这一次读的不在了" in shown.text
    assert "读的那个文件不在了" in shown.text
    assert form_of(shown)["title"] == ["改过的标题"]
    assert form_of(shown)["period"] == [""]  # never 每月 by itself


def test_the_reading_survives_a_failed_save(li, gansu, told):
    form = form_of(li.get(give(li, gansu).url)) | {"tiers-1-amount": ["一大把"]}

    shown = li.post(page("record", gansu), form)

    assert "还没有存" in shown.text
    assert '<mark id="reading-3"' in shown.text
    assert form_of(shown)["reading"] == form["reading"]
    assert form_of(shown)["kept_reading"] == ["on"]


def test_a_published_rule_is_corrected_with_what_was_read(li, gansu, told):
    policy = make_policy(gansu, tiers=[(0, None, "90")], notes="不包括……")

    address = f"{page('record', gansu)}?change={policy.pk}"
    reading = DocumentReading.objects.get(pk=give(li, gansu).url.rpartition("=")[2])
    form = form_of(li.get(f"{address}&reading={reading.pk}"))
    assert (form["target"], form["notes"]) == ([str(policy.pk)], ["不包括……"])
    assert form["tiers-0-amount"] == ["100"]

    form |= {"examples-0-age": ["65"], "examples-0-amount": ["100"]}
    li.post(address, form | {"_save": "1"})
    draft = RefundPolicy.objects.get(replaces=policy)
    assert [str(tier.amount) for tier in draft.tiers.all()] == ["100.00", "110.00"]


def test_a_correction_keeps_no_word_of_how_other_figures_were_set(li, gansu, told):
    policy = make_policy(gansu, tiers=[(0, None, "90")], basis="按2021年平均水平的2.8%定")
    number = give(li, gansu).url.rpartition("=")[2]

    form = form_of(li.get(f"{page('record', gansu)}?change={policy.pk}&reading={number}"))

    assert (form["tiers-0-amount"], form["basis"]) == (["100"], [""])


def test_figures_that_stay_as_published_are_told_apart_from_what_was_read(li, gansu, told):
    policy = make_policy(gansu, tiers=[(0, None, "90")])
    told["reading"] = Reading(whole().contents, Findings())
    number = give(li, gansu).url.rpartition("=")[2]

    shown = li.get(f"{page('record', gansu)}?change={policy.pk}&reading={number}")

    assert form_of(shown)["tiers-0-amount"] == ["90.00"]
    assert AS_PUBLISHED in shown.text


# --- How long it takes -----------------------------------------------------------------------


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(work, "start", lambda reading: None)


def test_a_long_reading_is_waited_for_without_script(li, gansu, told, slow):
    answer = give(li, gansu)

    waiting = li.get(answer.url)
    assert waiting.headers["Refresh"] == f"2; url={answer.url}"
    assert "前面还有别的在读" in waiting.text
    reading = DocumentReading.objects.get()
    assert li.get(f"{page('record', gansu)}?reading={reading.pk}").url == answer.url

    work.carry_out(reading.pk)
    assert li.get(answer.url).url == f"{page('record', gansu)}?reading={reading.pk}"


@pytest.mark.usefixtures("told", "slow")
def test_a_reading_that_broke_off_is_offered_again(li, gansu, clock, monkeypatch):
    address = give(li, gansu).url
    clock.shift(kept.LOST_AFTER + datetime.timedelta(seconds=1))

    lost = li.get(address)
    assert "没有读完" in lost.text
    assert "Refresh" not in lost.headers

    monkeypatch.setattr(work, "start", lambda reading: work.carry_out(reading.pk))
    assert "?reading=" in li.post(address).url


def test_only_a_few_readings_of_a_person_are_kept_and_none_for_long(li, gansu, told, clock):
    for _ in range(kept.MOST + 2):
        give(li, gansu)
    assert DocumentReading.objects.count() == kept.MOST

    clock.shift(kept.KEPT_FOR + datetime.timedelta(minutes=1))
    li.force_login(User.objects.get(username="li"))
    give(li, gansu)
    assert DocumentReading.objects.count() == 1


def test_a_reader_that_breaks_is_told_and_never_a_500(li, gansu, told, monkeypatch):
    def broken(raw, **hints):
        raise RuntimeError("no")

    monkeypatch.setattr("documents.reading.read", broken)

    assert "没有读完。请再读一次" in li.get(give(li, gansu).url).text


# --- From what the watch found ---------------------------------------------------------------


@pytest.fixture
def finding(gansu):
    watched = WatchedPage.objects.create(
        region=gansu, kind="document", name="通知", url="https://ybj.gansu.gov.cn/a", keep="div.a"
    )
    snapshot = Snapshot.objects.create(
        page=watched,
        sha256="0" * 64,
        fetched_at=timezone.now(),
        seen_at=timezone.now(),
        address="https://ybj.gansu.gov.cn/a",
        status=200,
        content_type="text/html",
        content=zlib.compress(b"<p>kept</p>"),
    )
    return Finding.objects.create(
        page=watched, kind="changed", key="1", snapshot=snapshot, found_at=timezone.now()
    )


def test_a_finding_is_read_from_what_was_kept(li, gansu, told, finding):
    address = f"{page('read', gansu)}?finding={finding.pk}"
    assert "读这一份" in li.get(address).text
    assert not DocumentReading.objects.exists()

    answer = li.post(address, {"read_finding": "1"})

    raw, hints = told["asked"][0]
    assert (raw, hints["keep"]) == (b"<p>kept</p>", "div.a")
    assert form_of(li.get(answer.url))["url"] == ["https://ybj.gansu.gov.cn/a"]


def test_who_may_not_see_what_the_watch_kept_may_not_read_it(gansu, told, finding):
    guest = User.objects.create_user("guest", is_staff=True)
    names = [name.partition(".")[2] for name in PERMISSIONS]
    guest.user_permissions.set(Permission.objects.filter(codename__in=names))
    client = Client()
    client.force_login(guest)
    address = f"{page('read', gansu)}?finding={finding.pk}"

    assert client.get(page("read", gansu)).status_code == 200
    assert client.get(address).status_code == 403
    assert client.post(address, {"read_finding": "1"}).status_code == 403


def test_a_new_document_that_was_found_is_fetched(li, gansu, told, finding, monkeypatch):
    new = "https://ybj.gansu.gov.cn/new.html"
    Finding.objects.update(snapshot=None, kind="new", details={"title": "新通知", "address": new})
    monkeypatch.setattr(work, "fetch", lambda url, **how: Answer(url, 200, "text/html", b"new"))
    address = f"{page('read', gansu)}?finding={finding.pk}"

    assert "新通知" in li.get(address).text
    Finding.objects.update(details={"title": "新通知", "address": "javascript:alert(1)"})
    assert 'href="javascript' not in li.get(address).text
    Finding.objects.update(details={"title": "新通知", "address": new})
    li.post(address, {"read_finding": "1"})

    assert told["asked"][0][0] == b"new"
    assert li.get(f"{page('read', gansu)}?finding=999").status_code == 404


# --- Through the login, and beside the figures -----------------------------------------------


def test_a_filled_form_goes_through_the_login_with_its_reading(li, gansu, told):
    form = form_of(li.get(give(li, gansu).url))
    form |= {"examples-0-age": ["65"], "examples-0-amount": ["100"]}
    li.logout()

    asked = li.post(page("record", gansu), form | {"_save": "1"})
    login = filled_in(asked.text, holding="kept_post") | {"username": "li", "password": "nan-cai"}
    li.post(page("record", gansu), login)

    source = RefundPolicy.objects.get().source
    assert [bytes(scan.content) for scan in source.scans.all()] == [PDF]


def test_a_file_that_met_an_expired_session_is_asked_for_again(li, gansu, told):
    form = filled_in(li.get(page("read", gansu)).text, holding="address")
    li.logout()

    asked = li.post(page("read", gansu), form | {"document": upload()})
    login = filled_in(asked.text, holding="kept_post") | {"username": "li", "password": "nan-cai"}
    shown = li.post(page("read", gansu), login)

    assert "通知.pdf" in asked.text
    assert "文件要再选一次" in shown.text


def test_the_reviewer_sees_the_quoted_words_in_the_text(li, gansu, told):
    form = form_of(li.get(give(li, gansu).url))
    form |= {"examples-0-age": ["65"], "examples-0-amount": ["100"]}

    answer = li.post(page("record", gansu), form | {"_submit": "1"}, follow=True)

    assert re.search(r'<mark id="reading-1"\s*><span[^>]*>①</span>退休人员70周岁', answer.text)


# --- Hostile ---------------------------------------------------------------------------------


def test_a_hostile_text_is_shown_as_letters(li, gansu, told):
    text = "<script>alert(1)</script>退休人员\u202e每月\x00划入<b>100</b>元。"
    found = Findings(
        title="<img src=x onerror=alert(1)>\x00\u202e" * 40,
        credits=(Credit(text, Span(0, len(text)), amount=Decimal(100), period="month"),),
        places={"title": Span(0, 10_000)},
    )
    told["reading"] = Reading(Contents(text), found)

    shown = li.get(give(li, gansu, document=upload(name="<svg onload=1>\u202e.pdf")).url)

    assert "<script>alert" not in shown.text
    assert "<img src=x" not in shown.text
    assert "<svg onload" not in shown.text
    assert not {"\x00", "\u202e"} & set(shown.text)
    assert len(form_of(shown)["title"][0]) == 200


def test_a_text_of_two_places_offers_them_at_a_click(li, gansu, told):
    lanzhou = make_region("lanzhou", gansu, name="兰州市")
    said = {"amount": Decimal(100), "period": "month", "place": "兰州市、白银市"}
    told["reading"] = Reading(
        Contents("每月100元"), Findings(credits=(Credit("每月100元", Span(0, 6), **said),))
    )

    shown = li.get(give(li, gansu).url)

    assert "这份文件说的是兰州市、白银市" in shown.text
    assert "换到甘肃省兰州市" in shown.text
    assert form_of(shown)["tiers-0-amount"] == [""]
    moved = li.post(page("read", lanzhou), {"move": DocumentReading.objects.get().pk})
    assert form_of(li.get(moved.url))["tiers-0-amount"] == ["100"]


@pytest.mark.parametrize("number", ["0", "-1", "一", "9" * 30, "1 OR 1"])
def test_a_reading_that_cannot_be_is_said_to_be_gone(li, gansu, number):
    shown = li.get(page("record", gansu), {"reading": number})

    assert shown.status_code == 404
    assert "这一次读的不在了" in shown.text


def test_a_thread_reads_once_it_is_its_turn(monkeypatch):
    """The thread is joined here and not timed: while the others read, it waits."""
    done = []
    monkeypatch.setattr(work, "carry_out", done.append)
    with contextlib.ExitStack() as others:
        for _ in range(work.AT_ONCE):
            others.enter_context(work._turns)
        thread = work._thread(7)
        thread.start()
        assert (done, thread.is_alive()) == ([], True)

    thread.join(20)
    assert done == [7]
