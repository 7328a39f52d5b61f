"""The page of alike reports: what an editor sees there, and what a reviewer alone may do."""

import datetime
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk.worklist import worklist
from regions.models import CorrectionReport, ReaderStatement
from regions.reader_statements import CHANGED, TOO_FEW
from regions.tests.make import make_reports

pytestmark = pytest.mark.django_db

AMOUNT = Decimal("76.50")
PAGE = "/regions/gansu/lanzhou/"
GRADE = "读者报来，没有文件"


def client_of(role):
    user = User.objects.create_user(role, first_name=role, is_staff=True)
    user.groups.add(*Group.objects.filter(name=role))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def reviewer():
    return client_of("审核")


@pytest.fixture
def address():
    return reverse("admin:regions_correctionreport_alike")


def form(place, step, seen="5-", amount=AMOUNT):
    return {"key": f"{place.pk} {amount}", "seen": seen, "step": step}


def state() -> str | None:
    return ReaderStatement.objects.values_list("state", flat=True).first()


# --- What one sees ------------------------------------------------------------------------------


def test_a_group_tells_its_letters_month_ages_days_and_words(
    reviewer, lanzhou, address, time_machine
):
    september = datetime.date(2026, 9, 1)
    time_machine.move_to("2026-11-24T04:00:00Z", tick=False)
    make_reports(lanzhou, AMOUNT, 3, age_from=70, month_seen=september)
    make_reports(lanzhou, AMOUNT, 1)
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)
    make_reports(lanzhou, AMOUNT, 2, age_from=75, text="<b>短信</b>里写的。", month_seen=september)
    make_reports(lanzhou, AMOUNT, 2, counts=False)
    make_reports(lanzhou, AMOUNT, 1, invalid=True)

    page = reviewer.get(address).text

    assert "甘肃省兰州市：76.5 元" in page
    assert "5 封；另有 4 封不算；月份：2026年9月；年龄：70到74岁、75到79岁；" in page
    assert "收到的日子：2026年11月24日 3 封、2026年11月25日 2 封，所以至少是 3 户。" in page
    assert page.count("不是同一个月的，或者隔了一个多月，不算") == 1
    assert "&lt;b&gt;短信&lt;/b&gt;里写的。" in page
    assert page.count("同一户当天报过，不算") == 2
    assert page.count("（无效）") == 1
    assert "还没看过" in page
    assert 'value="shown"' in page
    assert 'value="undo"' not in page


def test_below_five_there_is_nothing_to_show(reviewer, lanzhou, address):
    make_reports(lanzhou, AMOUNT, 4)

    page = reviewer.get(address).text

    assert "还不满 5 封，不能显示。" in page
    assert 'value="shown"' not in page


def test_the_largest_groups_come_first_and_one_place_may_be_asked(
    reviewer, gansu, lanzhou, address
):
    make_reports(lanzhou, AMOUNT, 5)
    make_reports(gansu, Decimal(80), 6)

    page = reviewer.get(address).text
    own = reviewer.get(address, {"region": lanzhou.pk}).text

    assert page.index("甘肃省：80 元") < page.index("甘肃省兰州市：76.5 元")
    assert "甘肃省：80 元" not in own
    for nonsense in ("x", "9" * 40, "\0", "²"):
        assert reviewer.get(address, {"region": nonsense}).status_code == 200


def test_of_a_flood_the_newest_sixty_are_told(reviewer, lanzhou, address):
    make_reports(lanzhou, AMOUNT, 61)

    assert "还有更早的 1 封" in reviewer.get(address).text


def test_without_reports_it_says_so(reviewer, address):
    assert "还没有读者报数。" in reviewer.get(address).text


def test_a_longer_list_costs_no_more_queries(
    reviewer, gansu, lanzhou, address, django_assert_max_num_queries
):
    for cents in range(30):
        make_reports(lanzhou, AMOUNT + cents, 5)
        make_reports(gansu, AMOUNT + cents, 5)

    with django_assert_max_num_queries(14):
        page = reviewer.get(address).text

    assert "第 1 页，共 3 页" in page


# --- What one does ------------------------------------------------------------------------------


def test_a_reviewer_shows_hides_and_undoes(reviewer, lanzhou, address, client):
    make_reports(lanzhou, AMOUNT, 5)

    page = reviewer.post(address, form(lanzhou, "shown"), follow=True).text
    assert state() == "shown"
    assert "记下了：显示。" in page
    assert "审核：显示：5 封" in page
    assert "有 5 封读者来信报了" in client.get(PAGE).text

    reviewer.post(address, form(lanzhou, "hidden"))
    assert state() == "hidden"
    assert GRADE not in client.get(PAGE).text

    page = reviewer.post(address, form(lanzhou, "undo"), follow=True).text
    assert state() is None
    assert "还没看过" in page
    assert page.index("撤回，当作没看过<") < page.index("不显示：5 封") < page.index("：显示：5 封")


def test_what_is_shown_with_an_older_number_may_be_shown_anew(reviewer, lanzhou, address):
    make_reports(lanzhou, AMOUNT, 5)
    reviewer.post(address, form(lanzhou, "shown"))
    assert 'value="shown"' not in reviewer.get(address).text

    make_reports(lanzhou, AMOUNT, 2)

    assert "页面上写的是 5 封" in reviewer.get(address).text
    reviewer.post(address, form(lanzhou, "shown", seen="7-"))
    assert ReaderStatement.objects.get().letters == 7


@pytest.mark.parametrize(
    ("seen", "words"), [("5-", CHANGED), ("4-", TOO_FEW), ("4-2026-09-01", CHANGED)]
)
def test_what_cannot_be_shown_is_told(reviewer, lanzhou, address, seen, words):
    make_reports(lanzhou, AMOUNT, 4)

    page = reviewer.post(address, form(lanzhou, "shown", seen=seen), follow=True).text

    assert words in page
    assert state() is None


@pytest.mark.parametrize(
    ("role", "sees"), [("编辑", 200), ("无", 403)], ids=["editor", "without-role"]
)
def test_nobody_else_decides(lanzhou, address, role, sees):
    make_reports(lanzhou, AMOUNT, 5)
    other = client_of(role)

    page = other.get(address)

    assert page.status_code == sees
    assert 'value="shown"' not in page.text
    assert other.post(address, form(lanzhou, "shown")).status_code == 403
    assert state() is None


def test_a_stranger_is_led_to_the_login(client, lanzhou, address):
    make_reports(lanzhou, AMOUNT, 5)

    assert client.get(address).status_code == 302
    assert client.post(address, form(lanzhou, "shown")).status_code == 302
    assert state() is None


@pytest.mark.parametrize(
    "fields",
    [
        {"key": ""},
        {"key": "1"},
        {"key": "1 NaN"},
        {"key": "1 1e400"},
        {"key": "99999999999999999999 1.00"},
        {"key": "999999999 1.00"},
        {"seen": "²"},
        {"seen": ""},
        {"seen": "5"},
        {"step": "published"},
        {"step": ""},
    ],
)
def test_what_names_no_group_or_step_is_refused(reviewer, lanzhou, address, fields):
    make_reports(lanzhou, AMOUNT, 5)

    assert reviewer.post(address, form(lanzhou, "shown") | fields).status_code == 400
    assert state() is None


def test_marking_reports_as_invalid_takes_the_statement_off_the_page(
    reviewer, lanzhou, address, client
):
    make_reports(lanzhou, AMOUNT, 5)
    reviewer.post(address, form(lanzhou, "shown"))
    assert GRADE in client.get(PAGE).text
    one = CorrectionReport.objects.first()

    chosen = {"action": "mark_invalid", "_selected_action": [one.pk]}
    reviewer.post(reverse("admin:regions_correctionreport_changelist"), chosen)

    one.refresh_from_db()
    assert one.invalid
    assert GRADE not in client.get(PAGE).text
    assert "审核：来信少了，还有 4 封" in reviewer.get(address).text


# --- The work list -----------------------------------------------------------------------------


def test_the_work_list_leads_to_a_group_of_five_nobody_has_seen(reviewer, lanzhou, address):
    def section():
        found = worklist(timezone.localdate(), lambda permission: True)
        return next(section for section in found if section.name == "alike")

    make_reports(lanzhou, AMOUNT, 4)
    assert section().count == 0

    make_reports(lanzhou, AMOUNT, 1)
    (row,) = section().rows
    assert row.text == "甘肃省兰州市：76.5 元"
    assert row.why.startswith("5 封报了，最近一封")
    assert "76.5 元" in reviewer.get(row.url).text

    reviewer.post(address, form(lanzhou, "hidden"))
    assert section().count == 0


def test_the_list_of_reports_leads_there(reviewer, lanzhou, address):
    make_reports(lanzhou, AMOUNT, 1)

    assert (
        f'href="{address}"'
        in reviewer.get(reverse("admin:regions_correctionreport_changelist")).text
    )
