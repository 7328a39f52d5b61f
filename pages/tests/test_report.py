"""The report form: what it knows beforehand, what it takes, and whom it keeps out."""

import datetime
import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.core.signing import TimestampSigner
from django.db import InterfaceError, InternalError, OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from calculator.standing import OWN_AMOUNT
from pages import report_guard
from pages.forms import MAX_TEXT, personal_number_in
from pages.views.report import AT_ONCE, BUSY, EARLY, FOREIGN, HONEYPOT, LOST, TOO_MANY
from regions.models import CorrectionReport, DaySecret, Publication, ReportTicket
from regions.models.report import ADDRESS_LIMIT, SITE_LIMIT
from regions.tests.make import make_nation, make_no_estimate, make_policy, make_region

pytestmark = pytest.mark.django_db

NOON = "2026-11-25T04:00:00Z"  # in Shanghai
OWN = "http://testserver"


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands still at noon in Shanghai until a test moves it."""
    time_machine.move_to(NOON, tick=False)
    return time_machine


@pytest.fixture
def lanzhou(gansu):
    return make_region(
        slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu, area_code="0931"
    )


@pytest.fixture
def policy(lanzhou):
    return make_policy(lanzhou, tiers=[(0, None, "90.00")])


@pytest.fixture
def token(clock):
    """One of a form that was opened a minute ago."""
    opened = report_guard.new_token()
    clock.shift(60)
    return opened


@pytest.fixture
def send(client, token):
    """Post a form as a browser on our own page does; fields by name, headers as META."""

    def post(headers=None, **fields):
        data = {"token": token, "kind": "other", "text": "有一处写错了。"} | fields
        body = urlencode({k: v for k, v in data.items() if v is not None}, doseq=True)
        meta = {"HTTP_ORIGIN": OWN} | (headers or {})
        return client.post(
            "/report/",
            body,
            content_type="application/x-www-form-urlencoded",
            **{name: value for name, value in meta.items() if value is not None},
        )

    return post


def kept() -> CorrectionReport:
    """The one report there is."""
    return CorrectionReport.objects.get()


def nothing_kept() -> bool:
    return not CorrectionReport.objects.exists() and not ReportTicket.objects.exists()


def hidden(page: str, name: str) -> str:
    return page.split(f'type="hidden" name="{name}" value="')[1].partition('"')[0]


def words(page: str) -> str:
    """What the note about the place says, without its markup."""
    note = page.split('<div class="note">')[1].partition("</div>")[0]
    return re.sub(r"<[^>]+>|\n\s*", "", note)


# --- What the form knows beforehand ----------------------------------------------------------


def test_the_link_of_a_place_leads_to_a_form_that_knows_the_place_and_its_figure(client, policy):
    page = client.get("/regions/gansu/lanzhou/").text
    address = f"/report/?region=gansu/lanzhou&amp;policy={policy.key}"

    form = client.get(address.replace("&amp;", "&")).text

    assert f'href="{address}"' in page
    assert "甘肃省兰州市，现在页面上写的：每月 90 元。" in words(form)
    assert 'value="甘肃省兰州市"' in form
    assert hidden(form, "policy") == policy.key
    assert 'value="amount" checked' in form


def test_an_answer_to_ones_own_case_leads_there_too(client, policy):
    page = client.get("/regions/gansu/lanzhou/?insurance=employee&status=retired").text

    assert page.count(f"/report/?region=gansu/lanzhou&amp;policy={policy.key}") == 2


@pytest.mark.parametrize("typed", ["gansu/lanzhou", "兰州", "lanzhou", " 甘肃省兰州市 "])
def test_a_place_is_understood_by_path_and_by_name(client, policy, typed):
    assert "现在页面上写的" in client.get("/report/", {"region": typed}).text


def test_a_figure_of_the_province_says_whose_it_is(client, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "120.00")])

    page = client.get("/report/?region=gansu/lanzhou").text

    assert "每月 120 元（按甘肃省的标准）" in words(page)


def test_a_place_without_a_rule_says_what_its_page_says_and_ticks_nothing(client, lanzhou):
    page = client.get("/report/?region=gansu/lanzhou").text
    assert "现在页面上写的：还没查到兰州的标准。" in words(page)
    assert 'name="policy"' not in page
    assert " checked" not in page

    make_no_estimate(lanzhou)
    page = client.get("/report/?region=gansu/lanzhou").text
    assert f"现在页面上写的：{OWN_AMOUNT}。" in words(page)
    assert OWN_AMOUNT in client.get("/regions/gansu/lanzhou/").text


def test_where_no_figure_is_shown_nobody_is_asked_whether_it_is_wrong(client, lanzhou, send):
    def offered(page):
        return [kind for kind in ("amount", "known") if f'value="{kind}"' in page]

    address = "/report/?region=gansu/lanzhou"
    assert offered(client.get(address).text) == ["known"]
    assert offered(client.get(f"{address}&kind=amount").text) == ["amount", "known"]
    assert offered(client.get("/report/").text) == ["amount", "known"]
    assert offered(send(kind="known", region="兰州", amount="").text) == ["known"]

    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    assert offered(client.get(address).text) == ["amount"]


def test_a_province_whose_cities_differ_shows_figures(client, gansu, policy):
    page = client.get("/report/?region=gansu").text

    assert 'value="amount"' in page
    assert 'value="known"' not in page


def test_a_withheld_figure_is_not_shown(client, policy, clock):
    clock.move_to("2032-01-01T04:00:00Z")

    page = client.get("/report/?region=gansu/lanzhou").text

    assert "需核实" in page
    assert "90 元" not in page
    assert 'value="known"' in page
    assert " checked" not in page


def test_an_older_standard_can_be_meant(client, lanzhou, policy):
    old = make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=datetime.date(2020, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "95.00")], effective_from=datetime.date(2024, 1, 1))

    page = client.get(f"/report/?region=gansu/lanzhou&policy={old.key}").text

    assert "2020年1月1日起的那条标准" in page
    assert "每月 80 元" in page
    assert hidden(page, "policy") == old.key


@pytest.mark.parametrize("kind", CorrectionReport.Kind.values)
def test_a_kind_in_the_address_is_ticked(client, policy, kind):
    page = client.get(f"/report/?region=gansu/lanzhou&kind={kind}").text

    assert page.count(" checked") == 1
    assert f'value="{kind}" checked' in page


@pytest.mark.parametrize("status", [s for s in Publication.values if s != Publication.PUBLISHED])
def test_a_policy_that_is_not_published_is_ignored(client, lanzhou, policy, status):
    other = make_policy(lanzhou, tiers=[(0, None, "999.00")], status=status)

    page = client.get(f"/report/?region=gansu/lanzhou&policy={other.key}").text

    assert "999 元" not in page
    assert hidden(page, "policy") == policy.key


def test_a_policy_of_another_place_is_ignored(client, gansu, policy):
    other = make_policy(make_region(slug="tianshui", parent=gansu), tiers=[(0, None, "999.00")])

    page = client.get(f"/report/?region=gansu/lanzhou&policy={other.key}").text

    assert "999 元" not in page
    assert hidden(page, "policy") == policy.key


@pytest.mark.parametrize(
    "query",
    [
        "region=atlantis",
        "region=%00&policy=%00&kind=%00",
        "region=%FF%FE&policy=%FF",
        "region=gansu/lanzhou&policy=nowhere&kind=nonsense",
        "region=" + "兰" * 3000,
        "region=a&region=b&policy=a&policy=b",
        "region=../../etc&policy='--",
        "policy=x",
    ],
)
def test_nonsense_in_the_address_is_ignored(client, policy, query):
    response = client.get(f"/report/?{query}")

    assert response.status_code == 200
    assert 'role="alert"' not in response.text


def test_only_the_bare_form_may_be_listed(client, policy, send):
    bare = client.get("/report/")
    prefilled = client.get("/report/?region=gansu/lanzhou")
    answered = send(text="")
    thanked = client.get("/report/thanks/")

    canonical = '<link rel="canonical" href="http://127.0.0.1:8000/report/">'
    assert canonical in bare.text
    assert canonical in prefilled.text
    assert "noindex" not in bare.text
    for page in (prefilled, answered, thanked):
        assert '<meta name="robots" content="noindex, follow">' in page.text


def test_a_form_is_kept_by_no_cache(client, send):
    assert client.get("/report/")["Cache-Control"] == "no-store"
    assert send(text="")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    ("written", "counted"),
    [
        ("1.2.3.4:5678", "1.2.3.4"),
        ("[2001:db8::1]:443", "20010db800000000::/64"),
        ("2001:db8::1", "20010db800000000::/64"),
        ("1.2.3.4", "1.2.3.4"),
    ],
)
def test_an_address_is_read_with_its_port(rf, settings, written, counted):
    settings.HTTPS = True

    found = report_guard.network_of(rf.get("/", headers={"X-Forwarded-For": f"9.9.9.9, {written}"}))

    assert found == counted


def test_query_counts(client, policy, send):
    with CaptureQueriesContext(connection) as bare:
        client.get("/report/")
    with CaptureQueriesContext(connection) as prefilled:
        client.get(f"/report/?region=gansu/lanzhou&policy={policy.key}")
    with CaptureQueriesContext(connection) as sent:
        send(kind="amount", amount="90", region="gansu/lanzhou", policy=policy.key)

    assert len(bare) == 0
    # The revision, the province's places; policies, tiers, other sources; deductions.
    assert len(prefilled) == 6
    # The same, the day's secret, three counts, two rows, savepoints.
    assert len(sent) == 20


# --- What it takes ---------------------------------------------------------------------------


def test_an_amount_is_kept_with_place_policy_and_month(send, lanzhou, policy):
    response = send(
        kind="amount",
        region="甘肃省兰州市",
        policy=policy.key,
        amount="８５．５０ 元",
        month="2026年3月",
        text="短信里写的。",
    )

    report = kept()
    assert response.status_code == 302
    assert response["Location"] == "/report/thanks/?region=gansu/lanzhou"
    assert (report.kind, report.region, report.policy) == ("amount", lanzhou, policy)
    assert (report.amount_seen, report.month_seen) == (Decimal("85.50"), datetime.date(2026, 3, 1))
    assert (report.text, report.handled) == ("短信里写的。", False)


def test_an_amount_is_taken_as_a_banks_message_writes_it(send, policy):
    send(kind="amount", region="兰州", amount="入账人民币+90.00元", month="2026年10月15日")

    assert (kept().amount_seen, kept().month_seen) == (Decimal(90), datetime.date(2026, 10, 1))


@pytest.mark.parametrize("kind", ["amount", "known"])
def test_an_amount_needs_no_words_and_no_month(send, policy, kind):
    send(kind=kind, region="兰州", amount="85", text="")

    assert (kept().amount_seen, kept().month_seen, kept().text) == (Decimal(85), None, "")


@pytest.mark.parametrize("kind", ["channel", "unclear", "other"])
def test_other_kinds_need_only_words(send, kind):
    response = send(kind=kind, text="电话打不通。", amount="乱写", month="乱写")

    assert response["Location"] == "/report/thanks/"
    report = kept()
    assert (report.kind, report.text, report.region) == (kind, "电话打不通。", None)
    assert (report.amount_seen, report.month_seen) == (None, None)


def test_a_policy_does_not_follow_to_another_place(send, gansu, policy):
    tianshui = make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)

    send(kind="amount", region="天水", policy=policy.key, amount="85")

    assert (kept().region, kept().policy) == (tianshui, None)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"kind": None}, "请从下面选一种情况"),
        ({"kind": "x"}, "没有这一种情况"),
        ({"text": ""}, "请写一句是哪里不对"),
        ({"text": " \n "}, "请写一句是哪里不对"),
        ({"text": "长" * (MAX_TEXT + 1)}, "最多 2000 个字"),
        ({"region": "亚特兰蒂斯城"}, "没找到"),
        ({"region": "兰" * 101}, "写得太长了"),
        ({"kind": "amount", "region": "兰州"}, "请写实际到账多少元"),
        ({"kind": "amount", "amount": "85"}, "请写参保的地方"),
        ({"kind": "amount", "region": "兰州", "amount": "八十几"}, "只写数字"),
        ({"kind": "amount", "region": "兰州", "amount": "75,5"}, "请只写一个数"),
        ({"kind": "amount", "region": "兰州", "amount": "75、5"}, "请只写一个数"),
        ({"kind": "amount", "region": "兰州", "amount": "90.00 1234.00"}, "请只写一个数"),
        ({"kind": "amount", "region": "兰州", "amount": "0"}, "大于 0"),
        ({"kind": "amount", "region": "兰州", "amount": "100000.01"}, "太大了"),
        ({"kind": "amount", "region": "兰州", "amount": "1", "month": "去年"}, "请写年和月"),
        ({"kind": "amount", "region": "兰州", "amount": "1", "month": "2026-12"}, "还没有到"),
        ({"kind": "amount", "region": "兰州", "amount": "1", "month": "2016-10"}, "太早了"),
    ],
)
def test_what_cannot_be_taken_is_told_kindly(send, policy, fields, words):
    response = send(**fields)

    page = response.text
    assert response.status_code == 200
    assert "<title>有地方要改：" in page
    assert page.index('role="alert"') < page.index("<h1")
    assert page.count(words) == 2  # above all and beside the field
    assert 'aria-invalid="true"' in page
    assert nothing_kept()


@pytest.mark.parametrize("month", ["2026-11", "2016-11"], ids=["this", "ten-years-ago"])
def test_the_latest_and_the_earliest_month_are_taken(send, policy, month):
    send(kind="amount", region="兰州", amount="100000", month=month, confirm="amount-100000")

    assert kept().month_seen.isoformat() == f"{month}-01"


def test_a_text_of_just_the_longest_length_is_taken(send):
    send(text="长\r\n" * (MAX_TEXT // 2 - 1) + "长长")

    assert len(kept().text) == MAX_TEXT


def test_an_error_keeps_what_was_typed(send, policy):
    typed = {"region": "兰州", "amount": "<b>85", "month": "三月", "text": "第一行\n第二行 & <i>"}

    page = send(kind="amount", policy=policy.key, **typed).text

    assert 'value="甘肃省兰州市"' in page
    assert 'value="&lt;b&gt;85"' in page
    assert 'value="三月"' in page
    assert "第一行\n第二行 &amp; &lt;i&gt;</textarea>" in page
    assert 'value="amount" checked' in page
    assert hidden(page, "policy") == policy.key


def test_a_name_of_several_places_can_be_decided_by_a_tick(send):
    for province in ("liaoning", "beijing"):
        above = make_region(slug=province, name=f"{province}省")
        make_region(slug="chaoyang", name="朝阳市", short_name="朝阳", parent=above)

    page = send(region="朝阳").text
    again = send(region="朝阳", choice="beijing/chaoyang", text="").text
    send(region="朝阳", choice="beijing/chaoyang")

    assert page.count('name="choice"') == 2
    assert 'name="choice"' not in again
    assert 'value="beijing省朝阳市"' in again
    assert kept().region.path == "beijing/chaoyang"


@pytest.mark.parametrize("choice", ["gansu", "nowhere", ""])
def test_only_what_was_offered_can_be_ticked(send, policy, choice):
    send(region="兰洲", choice=choice)

    assert nothing_kept()


# --- What is nobody's business ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("110101195001011234", "身份证号"),
        ("11010119500101123X", "身份证号"),
        ("１１０１０１１９５００１０１１２３ｘ", "身份证号"),
        ("110101 19500101 1234", "身份证号"),
        ("110101500101123", "身份证号"),
        ("13800000000", "手机号"),
        ("138 0000 0000", "手机号"),
        ("138\u200b0000\ufeff0000", "手机号"),
        ("+86 138-0000-0000", "手机号"),
        ("6222021234567890123", "银行卡号"),
        ("6222 0212 3456 7890 123", "银行卡号"),
        ("6222021234567890", "银行卡号"),
    ],
)
def test_a_persons_number_is_refused(send, number, name):
    page = send(text=f"我是{number}，请查一下").text

    assert page.count(f"说明里好像有{name}") == 2
    assert f"我是{number}，请查一下</textarea>" in page
    assert nothing_kept()


@pytest.mark.parametrize(
    "text",
    [
        "拨 0931-12393 打不通，4008001234 也不行",
        "办公室电话 0931-8888888 是空号",
        "2026-01-15 到账 90 元，2026-02-15 到账 85.50 元",
        "兰医保发〔2022〕123号，20230101 起执行",
        "202601 到 202603 都是 130 2026-01-15",
        "编号 12345678901234",
    ],
)
def test_other_numbers_are_taken(send, text):
    assert personal_number_in(text) == ""

    send(text=text)

    assert kept().text == text


def test_nothing_that_tells_who_wrote_is_kept(client, send, policy):
    response = send(
        {"REMOTE_ADDR": "203.0.113.7", "HTTP_USER_AGENT": "Somebody's phone"},
        text="有一处写错了。",
        name="王",
        phone="0931",
    )

    rows = [*CorrectionReport.objects.values(), *ReportTicket.objects.values()]
    rows += DaySecret.objects.values()
    assert not client.cookies
    assert not response.cookies
    for trace in ("203.0.113.7", "Somebody", "王"):
        assert trace not in str(rows)


def test_tickets_and_reports_do_not_know_each_other():
    def targets(model):
        return {f.related_model for f in model._meta.get_fields() if f.is_relation}

    assert targets(ReportTicket) == {DaySecret}
    assert targets(DaySecret) == {ReportTicket}
    assert targets(CorrectionReport).isdisjoint({ReportTicket, DaySecret})


# --- Whom it keeps out -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "seconds", [report_guard.MIN_AGE + 1, report_guard.MAX_AGE], ids=["first", "last"]
)
def test_a_token_of_its_time_is_good(send, clock, seconds):
    fresh = report_guard.new_token()
    clock.shift(seconds)

    assert send(token=fresh).status_code == 302


def test_a_form_answered_at_once_is_asked_again_and_then_taken(send, clock):
    fresh = report_guard.new_token()
    clock.shift(report_guard.MIN_AGE - 1)

    page = send(token=fresh).text
    clock.shift(2)
    again = send(token=hidden(page, "token"))

    assert EARLY in page
    assert again.status_code == 302
    assert kept()


@pytest.mark.parametrize("kind", ["old", "missing", "empty", "forged", "other-salt", "nul"])
def test_a_lost_token_keeps_what_was_typed_and_gives_a_new_one(send, clock, token, kind):
    tokens = {
        "old": token,
        "missing": None,
        "empty": "",
        "forged": token[:-2] + "xx",
        "other-salt": TimestampSigner(salt="other").sign("report"),
        "nul": "\x00:\x00:\x00",
    }
    if kind == "old":
        clock.shift(report_guard.MAX_AGE)

    response = send(token=tokens[kind])
    assert response.status_code == 200
    assert LOST in response.text
    assert "<title>还没交上：" in response.text
    assert "有一处写错了。</textarea>" in response.text
    assert nothing_kept()

    fresh = hidden(response.text, "token")
    clock.shift(60)
    assert send(token=fresh).status_code == 302


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": OWN},
        {"HTTP_ORIGIN": "http://127.0.0.1:8000"},
        {"HTTP_ORIGIN": OWN, "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": None, "HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": None, "HTTP_REFERER": f"{OWN}/report/?region=x"},
        {"HTTP_ORIGIN": "null", "HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": None},
    ],
    ids=["own", "site-url", "origin-decides", "fetch", "referer", "hidden", "nothing-said"],
)
def test_what_comes_from_our_own_page_is_taken(send, settings, headers):
    settings.SITE_URL = "http://127.0.0.1:8000"

    assert send(headers).status_code == 302
    assert kept()


@pytest.mark.parametrize(
    "headers",
    [
        {"HTTP_ORIGIN": "https://evil.example"},
        {"HTTP_ORIGIN": "http://testserver.evil.example"},
        {"HTTP_ORIGIN": "http://testserver:81"},
        {"HTTP_ORIGIN": "https://evil.example", "HTTP_SEC_FETCH_SITE": "same-origin"},
        {"HTTP_ORIGIN": None, "HTTP_SEC_FETCH_SITE": "cross-site"},
        {"HTTP_ORIGIN": None, "HTTP_SEC_FETCH_SITE": "same-site"},
        {"HTTP_ORIGIN": None, "HTTP_REFERER": "https://evil.example/testserver"},
        {"HTTP_ORIGIN": None, "HTTP_REFERER": "http://[broken"},
        {"HTTP_ORIGIN": "null"},
    ],
)
def test_what_another_site_sends_is_shown_again_and_not_kept(send, headers):
    response = send(headers)

    assert response.status_code == 403
    assert FOREIGN in response.text
    assert "有一处写错了。</textarea>" in response.text
    assert nothing_kept()


def test_a_machine_that_fills_every_field_is_thanked_and_forgotten(send):
    response = send(**{HONEYPOT: "https://spam.example"})

    assert response["Location"] == "/report/thanks/"
    assert nothing_kept()


def test_the_field_for_machines_is_out_of_peoples_way(client):
    page = client.get("/report/").text
    box = page.split('<div class="vh" aria-hidden="true">')[1].split("</div>")[0]

    assert f'name="{HONEYPOT}"' in box
    assert 'tabindex="-1"' in box
    assert 'autocomplete="off"' in box


#: As both databases say it: locked, hanging, refused, its disk full, a copy that only reads.
OUT_OF_REACH = [
    OperationalError("database is locked"),
    OperationalError("canceling statement due to lock timeout"),
    OperationalError("connection refused"),
    OperationalError("database or disk is full"),
    OperationalError("disk I/O error"),
    InterfaceError("connection already closed"),
    InternalError("cannot execute INSERT in a read-only transaction"),
]


def comes_back(answer) -> bool:
    """Whether an answer gives back what was typed, to be sent again soon, and nobody stores it."""
    assert answer.status_code == 503
    assert BUSY in answer.text
    assert "您写的都还在下面" in answer.text
    assert (answer["Retry-After"], answer["Cache-Control"]) == ("60", "no-store")
    return "有一处写错了。</textarea>" in answer.text


@pytest.mark.parametrize("error", OUT_OF_REACH, ids=str)
def test_a_report_that_cannot_be_written_comes_back(send, monkeypatch, caplog, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(ReportTicket.objects, "admit", fails)

    assert comes_back(send())
    assert str(error) in caplog.text


@pytest.mark.parametrize("error", OUT_OF_REACH, ids=str)
def test_a_report_whose_place_cannot_be_read_comes_back(send, lanzhou, monkeypatch, error):
    def fails(*_, **__):
        raise error

    monkeypatch.setattr("calculator.place_field.find", fails)

    answer = send(region="兰州", kind="amount", amount="85.5", month="2026年3月", policy="a-key")

    assert comes_back(answer)
    for typed in ('value="兰州"', 'value="85.5"', 'value="2026年3月"', 'value="a-key"'):
        assert typed in answer.text
    assert re.search(r'value="amount"\s+checked', answer.text)


def test_a_report_comes_back_without_the_database(client, send, django_assert_num_queries):
    permits = [AT_ONCE.take(seconds=0) for _ in range(2)]
    try:
        with django_assert_num_queries(0):
            assert comes_back(send(region="兰州"))
    finally:
        for _ in permits:
            AT_ONCE.give_back()

    assert permits == [True, True]
    assert send().status_code == 302


def test_each_report_gives_its_place_back(send):
    for _ in range(3):
        send(text="")

    assert AT_ONCE._free._value == 2


def test_the_sixth_report_within_an_hour_is_not_taken(send, clock):
    for _ in range(ADDRESS_LIMIT):
        assert send().status_code == 302

    refused = send()
    elsewhere = send({"REMOTE_ADDR": "203.0.113.9"})
    clock.shift(3601)
    later = send()

    assert refused.status_code == 429
    assert TOO_MANY in refused.text
    assert "有一处写错了。</textarea>" in refused.text
    assert (elsewhere.status_code, later.status_code) == (302, 302)
    assert CorrectionReport.objects.count() == ADDRESS_LIMIT + 2


def test_what_is_not_kept_does_not_count(send):
    for _ in range(ADDRESS_LIMIT + 1):
        send(text="")

    assert send().status_code == 302


def test_a_flood_from_everywhere_stops_at_the_ceiling(send):
    today = DaySecret.objects.create(day=timezone.localdate())
    tickets = [
        ReportTicket(day=today, address_hash=str(n), created_at=timezone.now())
        for n in range(SITE_LIMIT - 1)
    ]
    ReportTicket.objects.bulk_create(tickets)

    last = send({"REMOTE_ADDR": "203.0.113.1"})
    refused = send({"REMOTE_ADDR": "203.0.113.2"})

    assert (last.status_code, refused.status_code) == (302, 429)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("203.0.113.1", "203.0.113.2", False),
        ("::ffff:203.0.113.1", "203.0.113.1", True),
        ("::ffff:203.0.113.1", "::ffff:203.0.113.2", False),
        ("", "no address", True),
    ],
    ids=["one-household", "two-households", "two-of-v4", "v4-in-v6", "two-in-v6", "none"],
)
def test_whom_an_address_stands_for(rf, one, other, same):
    requests = [rf.post("/report/", REMOTE_ADDR=address) for address in (one, other)]

    assert (report_guard.network_of(requests[0]) == report_guard.network_of(requests[1])) == same


@pytest.mark.parametrize(
    ("https", "counted"), [(True, "203.0.113.5"), (False, "10.0.0.1")], ids=["proxy", "direct"]
)
def test_only_our_own_proxy_is_believed_about_the_address(rf, settings, https, counted):
    settings.HTTPS = https
    forwarded = "198.51.100.1, 203.0.113.5"

    request = rf.post("/report/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=forwarded)

    assert report_guard.network_of(request) == counted


def test_an_address_cannot_be_told_from_its_ticket(send, settings):
    send({"REMOTE_ADDR": "203.0.113.7"})
    secret = DaySecret.objects.get()
    digest = secret.digest("203.0.113.7")
    assert ReportTicket.objects.get().address_hash == digest

    settings.SECRET_KEY = "another site's"
    assert secret.digest("203.0.113.7") != digest
    assert DaySecret(day=secret.day).digest("203.0.113.7") != digest


@pytest.mark.parametrize("by", ["a-report", "the-command"])
def test_the_day_after_nothing_is_left_of_the_day_before(send, clock, by):
    send()
    yesterday = DaySecret.objects.get()
    clock.move_to("2026-11-25T16:00:00Z")  # midnight in Shanghai

    if by == "a-report":
        send()
    else:
        call_command("forget_addresses", verbosity=0)

    left = 1 if by == "a-report" else 0
    assert not DaySecret.objects.filter(pk=yesterday.pk).exists()
    assert (DaySecret.objects.count(), ReportTicket.objects.count()) == (left, left)
    assert CorrectionReport.objects.count() == 1 + left


def test_what_is_of_today_is_not_forgotten(send, clock):
    send()
    clock.move_to("2026-11-25T15:59:59Z", tick=False)

    call_command("forget_addresses", verbosity=0)

    assert (DaySecret.objects.count(), ReportTicket.objects.count()) == (1, 1)


# --- Whatever else arrives -------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\x00\xff\xfe",
        b"kind=%00&region=%00&amount=%00&month=%00&text=%00&token=%00&policy=%00&choice=%00",
        b"kind=\xff&text=\xc3\x28&region=%ff%fe",
        b"kind=amount&kind=other&text=a&text=b&token=a&token=b&website=",
        b"kind=amount&region=" + b"%E5%85%B0" * 5000 + b"&text=" + b"x" * 500_000,
        b"&".join(b"f%d=1" % n for n in range(2000)),
        b"text=" + b"x" * 3_000_000,
    ],
    ids=["empty", "bytes", "nul", "not-utf8", "repeated", "long", "many", "3-mb"],
)
def test_no_body_makes_it_fall_over(client, body):
    form = "application/x-www-form-urlencoded"

    response = client.post("/report/", body, content_type=form)

    assert response.status_code in {200, 400, 413}
    assert nothing_kept()


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json",
        "text/plain",
        "multipart/form-data",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded; charset=gbk",
        "",
    ],
)
def test_no_content_type_makes_it_fall_over(client, content_type):
    response = client.post("/report/", b'{"kind": "other"}', content_type=content_type)

    assert response.status_code in {200, 400}
    assert nothing_kept()


def test_nul_bytes_in_words_are_dropped(send):
    send(text="有\x00错")

    assert kept().text == "有错"


def test_of_a_repeated_field_the_last_counts(send):
    send(text=["第一遍", "第二遍"])

    assert kept().text == "第二遍"


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)("/report/").status_code == 405


# --- What happens next -----------------------------------------------------------------------


def test_the_thanks_say_what_happens_next(client, lanzhou):
    page = client.get("/report/thanks/?region=gansu/lanzhou").text

    for words in ("编辑会看", "去找文件", 'href="/changes/"', "回不了信", "0931-12393"):
        assert words in page
    assert 'href="/regions/gansu/lanzhou/"' in page


@pytest.mark.parametrize("query", ["", "?region=x", "?region=%00", "?region=" + "x" * 5000])
def test_the_thanks_need_no_place(client, query):
    make_nation()

    page = client.get(f"/report/thanks/{query}").text

    assert "12393" in page
    assert "回首页" in page
