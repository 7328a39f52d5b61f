"""Alike reports are grouped by place and amount; a reviewer decides, and five letters carry."""

import datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from caching.revision import current
from regions.models import CorrectionReport, ReaderStatement
from regions.reader_statements import CHANGED, TOO_FEW, decide, forget, waiting
from regions.tests.make import make_region, make_reports

pytestmark = pytest.mark.django_db

NOW = datetime.datetime(2026, 11, 25, 4, 0, tzinfo=datetime.UTC)
AMOUNT = Decimal("76.50")
SHOWN, HIDDEN = ReaderStatement.State.values


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands still at noon in Shanghai until a test moves it."""
    time_machine.move_to(NOW, tick=False)
    return time_machine


@pytest.fixture
def editor(django_user_model):
    return django_user_model.objects.create_user("li")


@pytest.fixture
def show(lanzhou, editor):
    def act(letters, state=SHOWN, month=""):
        seen = f"{letters}-{month}"
        return decide((lanzhou.pk, AMOUNT), state, seen, editor, timezone.now())

    return act


def kept() -> ReaderStatement:
    return ReaderStatement.objects.get()


# --- What waits ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("letters", "waits"), [(4, False), (5, True), (6, True)])
def test_a_group_waits_from_five_letters_on(lanzhou, letters, waits):
    make_reports(lanzhou, AMOUNT, letters)

    assert (list(waiting()) == [(lanzhou.pk, AMOUNT)]) is waits


def test_only_letters_of_one_place_and_amount_are_counted_together(gansu, lanzhou):
    make_reports(lanzhou, AMOUNT, 4)
    make_reports(lanzhou, Decimal("76.51"), 1)
    make_reports(gansu, AMOUNT, 1)
    make_reports(lanzhou, AMOUNT, 40, counts=False)
    make_reports(lanzhou, AMOUNT, 3, invalid=True)
    make_reports(lanzhou, AMOUNT, 3, kind="other")
    make_reports(None, AMOUNT, 9)

    assert waiting() == {}

    make_reports(lanzhou, AMOUNT, 1, kind="amount")
    assert waiting()[lanzhou.pk, AMOUNT][0] == 5


def test_a_group_that_was_seen_waits_again_after_five_more(lanzhou, show, clock):
    make_reports(lanzhou, AMOUNT, 5)
    show(5, HIDDEN)
    assert waiting() == {}

    clock.shift(60)
    make_reports(lanzhou, AMOUNT, 4)
    assert waiting() == {}

    make_reports(lanzhou, AMOUNT, 1)
    assert waiting()[lanzhou.pk, AMOUNT][0] == 5


@pytest.mark.parametrize(("days", "waits"), [(0, True), (31, True), (32, False)])
def test_only_what_came_within_31_days_counts_together(lanzhou, clock, days, waits):
    make_reports(lanzhou, AMOUNT, 2)
    clock.shift(datetime.timedelta(days=days))
    make_reports(lanzhou, AMOUNT, 3)

    assert bool(waiting()) is waits


def test_who_reports_every_month_does_not_make_five(lanzhou, clock):
    for month in range(1, 12):
        clock.move_to(datetime.datetime(2026, month, 5, 4, 0, tzinfo=datetime.UTC), tick=False)
        make_reports(lanzhou, AMOUNT, 1, month_seen=datetime.date(2026, month, 1))
        make_reports(lanzhou, AMOUNT, 1)

    assert waiting() == {}


def test_letters_about_different_months_do_not_count_together(lanzhou, show):
    for month in (8, 9):
        make_reports(lanzhou, AMOUNT, 4, month_seen=datetime.date(2026, month, 1))
    make_reports(lanzhou, AMOUNT, 4)
    assert waiting() == {}

    make_reports(lanzhou, AMOUNT, 1, month_seen=datetime.date(2026, 8, 1))
    show(5, month="2026-08-01")
    assert (kept().letters, kept().month) == (5, datetime.date(2026, 8, 1))


def test_other_months_do_not_hold_a_statement_that_lost_its_letters(lanzhou, show, clock):
    make_reports(lanzhou, AMOUNT, 5, month_seen=datetime.date(2026, 8, 1))
    show(5, month="2026-08-01")
    clock.shift(60)
    make_reports(lanzhou, AMOUNT, 6, month_seen=datetime.date(2026, 9, 1))

    CorrectionReport.objects.filter(month_seen=datetime.date(2026, 8, 1)).first().delete()

    assert (kept().state, kept().letters) == (HIDDEN, 4)
    assert waiting()[lanzhou.pk, AMOUNT][0] == 6


# --- What is decided -----------------------------------------------------------------------------


def test_a_shown_group_tells_what_its_letters_told(lanzhou, show, editor):
    september = datetime.date(2026, 9, 1)
    for age in (70, 80, 75, 70, 70):
        make_reports(lanzhou, AMOUNT, 1, month_seen=september, age_from=age)
    make_reports(lanzhou, AMOUNT, 1, month_seen=datetime.date(2026, 3, 1), age_from=40)
    make_reports(
        lanzhou, AMOUNT, 1, counts=False, age_from=40, month_seen=datetime.date(2020, 1, 1)
    )

    show(5, month="2026-09-01")

    row = kept()
    assert (row.state, row.letters, row.seen_by, row.seen_at) == (SHOWN, 5, editor, NOW)
    assert row.month == september
    assert (row.min_age, row.max_age) == (70, 84)


def test_ages_are_told_only_where_every_letter_tells_one(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 5, age_from=70)
    make_reports(lanzhou, AMOUNT, 1)

    show(6)

    assert (kept().min_age, kept().max_age, kept().month) == (None, None, None)


def test_four_are_not_shown_whoever_asks(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 4)

    with pytest.raises(ValidationError, match=TOO_FEW):
        show(4)

    assert not ReaderStatement.objects.exists()


def test_what_changed_since_it_was_seen_is_looked_at_again(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 6)

    with pytest.raises(ValidationError, match=CHANGED):
        show(5)

    assert not ReaderStatement.objects.exists()


def test_every_decision_stays_in_the_history(lanzhou, show, editor):
    make_reports(lanzhou, AMOUNT, 5)

    show(5)
    show(5, HIDDEN)
    forget((lanzhou.pk, AMOUNT), editor)

    assert not ReaderStatement.objects.exists()
    told = ReaderStatement.history.order_by("history_id")
    assert [row.history_change_reason for row in told] == [
        "显示：5 封",
        "不显示：5 封",
        "撤回，当作没看过",
    ]
    assert {row.history_user for row in told} == {editor}


def test_shown_again_it_is_counted_anew(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 5)
    show(5)
    make_reports(lanzhou, AMOUNT, 3)
    assert kept().letters == 5

    show(8)

    assert kept().letters == 8


# --- What goes by itself -------------------------------------------------------------------------


@pytest.mark.parametrize("by", ["invalid", "deleted", "all-at-once"])
def test_below_five_it_disappears_by_itself(lanzhou, show, by):
    make_reports(lanzhou, AMOUNT, 6)
    show(6)
    first, second = CorrectionReport.objects.all()[:2]

    def lose(report):
        if by == "deleted":
            report.delete()
        elif by == "all-at-once":
            CorrectionReport.objects.filter(pk=report.pk).delete()
        else:
            report.invalid = True
            report.save()

    lose(first)
    assert (kept().state, kept().letters) == (SHOWN, 5)

    before = current()
    lose(second)
    assert (kept().state, kept().letters) == (HIDDEN, 4)
    assert current() != before
    assert ReaderStatement.history.first().history_change_reason == "来信少了，还有 4 封"


def test_letters_no_editor_saw_do_not_hold_a_statement_that_lost_its_own(lanzhou, show, clock):
    make_reports(lanzhou, AMOUNT, 5)
    show(5)
    seen = list(CorrectionReport.objects.all())
    clock.shift(datetime.timedelta(days=198))
    make_reports(lanzhou, AMOUNT, 5)

    for report in seen:
        report.invalid = True
        report.save()

    assert (kept().state, kept().letters) == (HIDDEN, 4)
    assert waiting()[lanzhou.pk, AMOUNT][0] == 5


def test_what_did_not_count_takes_nothing_away(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 5)
    make_reports(lanzhou, AMOUNT, 2, counts=False)
    show(5)

    CorrectionReport.objects.filter(counts=False).delete()

    assert (kept().state, kept().letters) == (SHOWN, 5)


def test_a_report_that_is_handled_or_comes_new_changes_no_page(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 5)
    show(5)
    before = current()

    make_reports(lanzhou, AMOUNT, 1)
    report = CorrectionReport.objects.first()
    report.handled = True
    report.save()

    assert current() == before


def test_a_decision_raises_the_revision(lanzhou, show):
    make_reports(lanzhou, AMOUNT, 5)
    before = current()

    show(5)

    assert current() != before


def test_a_place_that_is_deleted_takes_its_statements_along(gansu, show, lanzhou):
    make_reports(lanzhou, AMOUNT, 5)
    show(5)

    lanzhou.delete()

    assert not ReaderStatement.objects.exists()
    assert CorrectionReport.objects.count() == 5


# --- What the database holds to ------------------------------------------------------------------


def statement(region, **fields):
    fields = {"amount": AMOUNT, "letters": 5, "state": SHOWN, "seen_at": NOW} | fields
    return ReaderStatement(region=region, **fields)


def refused(row, message):
    with pytest.raises(ValidationError, match=message):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_one_decision_for_a_place_and_amount(gansu, lanzhou):
    statement(lanzhou).save()

    refused(statement(lanzhou), "这个地方的这个数已经看过了。")
    statement(lanzhou, amount=Decimal("76.51")).save()
    statement(gansu).save()


def test_the_database_shows_nothing_below_five(lanzhou):
    refused(statement(lanzhou, letters=4), "满5封才能显示。")
    statement(lanzhou, letters=4, state=HIDDEN).save()
    statement(make_region(slug="x"), letters=5).save()
