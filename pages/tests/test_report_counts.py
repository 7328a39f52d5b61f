"""Which reports of an amount count as a household's, and what the form asks once more."""

import datetime
import re
from urllib.parse import urlencode

import pytest
from django.utils import timezone

from pages import report_guard
from regions.models import CorrectionReport, DaySecret, ReportTicket
from regions.tests.make import make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

LONG_AGO = datetime.date(2015, 1, 1)
FIRST, SECOND = "203.0.113.7", "203.0.113.8"


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands still at noon in Shanghai until a test moves it."""
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def tianshui(gansu):
    return make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)


@pytest.fixture
def send(client, clock, lanzhou):
    """Post a report of an amount from an address, a minute after the form was opened."""

    def post(address=FIRST, **fields):
        token = report_guard.new_token()
        clock.shift(60)
        data = {"token": token, "kind": "known", "region": "gansu/lanzhou", "amount": "80"}
        body = urlencode(data | fields, doseq=True)
        form = "application/x-www-form-urlencoded"
        return client.post("/report/", body, content_type=form, REMOTE_ADDR=address)

    return post


def counted() -> list[bool]:
    return list(CorrectionReport.objects.order_by("pk").values_list("counts", flat=True))


# --- Households ------------------------------------------------------------------------------


def test_forty_reports_of_one_household_in_a_day_count_once(send, clock):
    for _ in range(40):
        assert send().status_code == 302
        clock.shift(800)  # not more than five an hour

    today = timezone.localdate()
    assert today.isoformat() == "2026-11-25"
    assert len(counted()) == 40
    assert CorrectionReport.objects.counted().count() == 1


def test_a_household_counts_once_about_a_place_whatever_amount_it_reports(send, tianshui):
    send()
    send(amount="90", kind="amount")
    send(region="gansu/tianshui")
    send(SECOND)

    assert counted() == [True, False, True, True]


def test_an_ipv6_household_is_its_network(send):
    send("2001:db8:1:2::1")
    send("2001:db8:1:2:ffff::9")
    send("2001:db8:1:3::1")

    assert counted() == [True, False, True]


def test_what_names_no_amount_neither_counts_nor_stands_in_the_way(send):
    send(kind="other", text="有一处写错了。", amount="80")
    send()

    assert counted() == [False, True]


def test_what_was_refused_does_not_stand_in_the_way(send):
    send(amount="")
    send()

    assert counted() == [True]


def test_on_another_day_nobody_knows_who_reported_before(send, clock):
    send()
    clock.move_to("2026-11-26T04:00:00Z", tick=False)
    send()

    assert counted() == [True, True]
    assert DaySecret.objects.get().day == timezone.localdate()
    assert ReportTicket.objects.count() == 1


def test_a_ticket_tells_neither_the_place_nor_the_address(send, lanzhou, tianshui):
    send()
    send(region="gansu/tianshui")

    one, other = ReportTicket.objects.order_by("pk")
    assert one.address_hash == other.address_hash
    assert len({one.place_hash, other.place_hash, one.address_hash}) == 3
    assert {len(one.place_hash), len(other.place_hash)} == {64}
    assert not {f.name for f in ReportTicket._meta.get_fields()} & {"region", "report"}


# --- The age --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "band"),
    [("", None), ("68", 65), ("７０岁", 70), ("74", 70), ("75周岁", 75), ("40", 40), ("120", 120)],
)
def test_an_age_is_kept_as_its_band_of_five_years(send, typed, band):
    send(age=typed)

    assert CorrectionReport.objects.get().age_from == band


@pytest.mark.parametrize("typed", ["六十几", "68.5", "-3", "121", "老了"])
def test_an_age_that_is_none_is_asked_again_and_nothing_is_lost(send, typed):
    page = send(age=typed, month="2026年3月").text

    assert 'id="r-age-e"' in page
    assert f'value="{typed}"' in page
    assert 'value="2026年3月"' in page
    assert not CorrectionReport.objects.exists()


def test_an_age_beside_another_kind_is_not_kept(send):
    send(kind="other", text="有一处写错了。", age="68")

    assert CorrectionReport.objects.get().age_from is None


# --- Amounts hardly meant ---------------------------------------------------------------------


def test_an_amount_a_hundred_times_too_large_is_asked_about_once(send, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "76.50")])
    page = send(amount="7650").text
    (token,) = re.findall(r'name="confirm" value="([^"]+)"', page)

    assert "先问您一句" in page
    assert "是不是 76.5 元？" in page
    assert 'value="7650"' in page
    assert not CorrectionReport.objects.exists()
    assert not ReportTicket.objects.exists()

    assert send(amount="7650", confirm=token).status_code == 302
    assert CorrectionReport.objects.get().amount_seen == 7650


@pytest.mark.parametrize(("amount", "asked"), [("1080", False), ("90", False), ("1180", True)])
def test_twelve_months_at_once_are_no_wrong_amount(send, lanzhou, amount, asked):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    response = send(amount=amount)

    assert (response.status_code == 302) is not asked
    if asked:
        assert "1,180 元是一年的，还是一个月的？" in response.text
        assert "11.8" not in response.text


@pytest.mark.parametrize("amount", ["1680", "1890", "3780", "140"])
def test_where_a_year_comes_at_once_its_sum_is_taken(send, lanzhou, amount):
    make_policy(lanzhou, tiers=[(0, 74, "1680.00"), (75, None, "1890.00")], period="year")

    assert send(amount=amount).status_code == 302


def test_a_withheld_amount_is_not_proposed(send, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=make_source(published_on=LONG_AGO))

    assert "90 元" not in send(amount="9000").text


@pytest.mark.parametrize("amount", ["0.01", "0.9", "9.99"])
def test_a_few_yuan_are_asked_about(send, amount):
    page = send(amount=amount).text

    assert "先问您一句" in page
    assert send(amount=amount, confirm=f"amount-{amount}").status_code == 302


def test_an_odd_age_is_asked_about_beside_an_odd_amount(send):
    page = send(amount="0.9", age="7").text
    tokens = re.findall(r'name="confirm" value="([^"]+)"', page)

    assert "先问您一句" in page
    assert "7岁就办好退休手续的很少" in page
    assert tokens == ["amount-0.9", "age-7"]
    assert send(amount="0.9", age="7", confirm=["amount-0.9", "age-7"]).status_code == 302


def test_who_insists_on_one_amount_is_asked_about_another(send):
    page = send(amount="8000", confirm="amount-7650").text

    assert "先问您一句" in page
    assert not CorrectionReport.objects.exists()


def test_what_is_mended_is_not_asked_about(send):
    assert send(amount="76.5", confirm="amount-7650").status_code == 302


def test_who_insists_and_has_another_field_to_mend_need_not_tick_again(send):
    page = send(amount="7650", confirm="amount-7650", month="明年").text

    assert "先问您一句" not in page
    assert re.search(r'value="amount-7650"\s+checked', page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"amount": "76.5.0"}, "请"),
        ({"amount": "-80"}, "大于 0"),
        ({"month": "2026年12月"}, "还没有到"),
    ],
)
def test_what_cannot_be_is_told_and_not_kept(send, fields, words):
    page = send(**fields).text

    assert 'role="alert"' in page
    assert words in page.split('role="alert"')[1].split("</ul>")[0]
    assert not CorrectionReport.objects.exists()
