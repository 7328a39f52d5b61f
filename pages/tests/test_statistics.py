"""访问和使用情况: what is told of visits, searches, ages, letters and minutes, and what is not."""

import datetime
import re

import pytest
from django.utils import timezone

from faq.tests.make import make_question
from pages import usage
from regions.models import CorrectionReport
from regions.tests.make import make_policy, make_region, make_source
from text.tests.plain import plain
from visits.models import CountedHour, PageVisits, SearchTerm
from visits.terms import LONGEST_TERM

pytestmark = pytest.mark.django_db

A_DAY = datetime.timedelta(days=1)


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


def page(client, path="/statistics/"):
    """The words of the page without markup and blanks."""
    return re.sub(r"<[^>]*>|\s", "", plain(client.get(path).content.decode()))


def test_provinces_are_told_with_all_below_them_the_most_read_first(client, gansu, today):
    make_region(slug="henan", name="河南省", short_name="河南", code="410000")
    PageVisits.objects.add(
        today - A_DAY,
        {"/regions/gansu/": 20, "/regions/gansu/lanzhou/": 1205, "/regions/henan/": 4},
    )

    told = usage.visits(today)

    assert [(str(place.short_name), number) for place, number in told.provinces] == [
        ("甘肃", "1,225次"),
        ("河南", "不到5次"),
    ]
    text = page(client)
    assert "1,225次" in text
    assert "所有网页一共看了1,229次" in text


def test_only_whole_days_of_the_last_ninety_are_summed(today):
    for day in (today, today - 90 * A_DAY, today - 91 * A_DAY):
        PageVisits.objects.add(day, {"/": 10})

    told = usage.visits(today)

    assert told.total == "10次"
    assert (told.first, told.last) == (today - 90 * A_DAY, today - A_DAY)


def test_without_a_whole_day_nothing_is_called_zero(client, settings, today):
    PageVisits.objects.add(today, {"/": 10})
    settings.VISIT_DAYS = 400

    text = page(client)

    assert "还没有记满一天，明天再来看" in text
    assert "还没有记满一天，不知道" in text


def test_it_says_that_nothing_is_counted_where_that_is_so(client, settings):
    settings.VISIT_DAYS = 0

    assert "没有打开记数" in page(client)
    assert "没有打开记数" in page(client, "/about/privacy/")


def test_questions_are_told_from_five_visits_on(client, today):
    lapse = make_question()
    other = make_question(slug="other", question="另一个问题？")
    PageVisits.objects.add(
        today - A_DAY, {lapse.get_absolute_url(): 5, other.get_absolute_url(): 4, "/faq/none/": 90}
    )

    assert usage.visits(today).questions == [(lapse, "5次")]
    assert f"{lapse.question}5次" in page(client)


def test_what_was_searched_in_vain_is_told_rounded_with_what_was_done(client, today):
    rows = {"鹰谭": (39, "加了别名。"), "返钱": (10, ""), "不够": (9, ""), "王小明": (50, "")}
    for term, (number, note) in rows.items():
        SearchTerm.objects.create(
            term=term,
            number=number,
            note=note,
            first_day=today,
            last_day=today,
            blocked=term == "王小明",
        )

    text = page(client)

    assert "鹰谭30次以上加了别名。" in text
    assert "返钱" not in text  # nobody has read it yet
    assert "另有1个词，编辑还没有看。" in text
    assert "不够9" not in text
    assert "王小明" not in text


def test_a_long_word_searched_in_vain_stands_in_a_list_whose_words_break(client, today):
    days = {"first_day": today, "last_day": today}
    longest = "w" * LONGEST_TERM
    SearchTerm.objects.create(term=longest, number=10, note="加了。", **days)

    html = client.get("/statistics/").content.decode()

    # .hits breaks words anywhere and gives the note a line of its own; .ledger does neither.
    assert f"<li><h3>{longest}</h3>" in html.split('<ul class="hits">')[1]


def test_ages_of_rules_are_counted_by_when_they_were_last_checked(gansu):
    today = datetime.date(2026, 11, 25)
    days = [datetime.date(2026, 1, 1), datetime.date(2025, 1, 1), datetime.date(2000, 1, 1), None]
    for number, day in enumerate(days):
        place = make_region(slug=f"p{number}", parent=gansu)
        make_policy(place, source=make_source(checked_on=day, published_on=None))

    assert usage.ages(today) == [
        ("一年以内", 1),
        ("一年到两年", 1),
        ("两年到五年", 0),
        ("五年以上", 1),
        ("没有日期", 1),
    ]


def make_report(today, came, handled=None, **fields):
    report = CorrectionReport.objects.create(
        kind="other", handled=handled is not None, handled_on=handled, **fields
    )
    at = timezone.make_aware(datetime.datetime.combine(came, datetime.time(12)))
    CorrectionReport.objects.filter(pk=report.pk).update(created_at=at)


def test_the_median_of_days_to_answer_is_told(today):
    for waited in (0, 3, 9):
        make_report(today, today - 20 * A_DAY, today - (20 - waited) * A_DAY)
    make_report(today, today - 2 * A_DAY)
    make_report(today, today - 200 * A_DAY)

    told = usage.letters(today)

    assert (told.came, told.handled, told.unhandled, told.days) == (4, 3, 2, 3)


def test_without_a_known_day_the_median_is_not_known(client, today):
    make_report(today, today - A_DAY)
    CorrectionReport.objects.update(handled=True)  # before the day was kept

    assert usage.letters(today).days is None
    assert "居中的一封还不知道" in page(client)


def test_minutes_without_sums_are_not_known_and_nothing_is_rounded_up(today):
    for day in (today - 3 * A_DAY, today - 2 * A_DAY, today - A_DAY):
        for hour in range(24):
            CountedHour.objects.create(day=day, hour=hour, minutes=(1 << 60) - 1)
    assert usage.uptime(today).percent == "100%"
    CountedHour.objects.filter(day=today - A_DAY, hour=3).update(minutes=(1 << 59) - 1)

    told = usage.uptime(today)

    assert told.first == today - 2 * A_DAY  # the first day, begun at some hour, is left out
    assert (told.percent, told.unknown) == ("99.9%", 1)


def test_a_day_of_which_nothing_is_known_is_not_a_hundred(today):
    CountedHour.objects.create(day=today - 5 * A_DAY, hour=0, minutes=1)

    assert usage.uptime(today).percent == "0%"
    assert usage.uptime(today - 4 * A_DAY) is None


def test_the_page_asks_as_often_with_many_visits(
    client, gansu, today, django_assert_max_num_queries
):
    client.get("/statistics/")
    for back in range(1, 40):
        PageVisits.objects.add(today - back * A_DAY, {f"/regions/{n}/": n for n in range(1, 9)})

    with django_assert_max_num_queries(10):
        client.get("/statistics/")


@pytest.mark.parametrize("path", ["/coverage/", "/about/", "/about/privacy/"])
def test_pages_lead_to_it(client, settings, path):
    settings.VISIT_DAYS = 400

    assert 'href="/statistics/"' in client.get(path).content.decode()
