"""What holds on each day of a place's history, from the day before the first rule to after it."""

import datetime
from decimal import Decimal

import pytest

from calculator import answers
from calculator.answers import Insurance, Outcome, Question, Status
from calculator.situation import situation_of
from regions.tests.make import make_deduction, make_policy, make_source

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 24)
DAY = datetime.timedelta(days=1)
STARTS = [datetime.date(2022, 1, 1), datetime.date(2024, 2, 29), datetime.date(2026, 7, 1)]
LAST = datetime.date(2026, 12, 31)


@pytest.fixture
def history(lanzhou):
    """Three rules of 兰州, each ended by the next, the newest by its own last day."""
    for number, start in enumerate(STARTS):
        make_policy(
            lanzhou,
            tiers=[(0, None, f"{70 + number}.00")],
            effective_from=start,
            ended_on=LAST if start == STARTS[-1] else None,
        )
    return lanzhou


def figure_on(place, day):
    known = situation_of(place, day, TODAY)
    found = answers.answer(known, Question(Insurance.EMPLOYEE, Status.RETIRED))
    return found.credit.month if found.credit else None


def test_a_rule_holds_from_its_first_day_to_the_day_before_the_next(history):
    for number, start in enumerate(STARTS):
        before = Decimal(70 + number - 1) if number else None

        assert figure_on(history, start - DAY) == before
        assert figure_on(history, start) == Decimal(70 + number)


def test_a_rule_holds_on_its_last_day_and_not_the_day_after(history):
    assert figure_on(history, LAST) == Decimal(72)
    assert figure_on(history, LAST + DAY) is None


def test_the_days_of_earlier_rules_adjoin_without_gap_or_overlap(history):
    known = situation_of(history, TODAY, TODAY)

    newer = known.policy
    assert [span.view.policy.effective_from for span in known.past] == [STARTS[1], STARTS[0]]
    for span in known.past:
        assert span.last == newer.effective_from - DAY
        newer = span.view.policy


def test_what_ended_stands_first_among_the_past_with_its_own_last_day(history):
    known = situation_of(history, LAST + DAY, TODAY)

    assert known.view is None
    assert known.past[0].view.policy.effective_from == STARTS[-1]
    assert known.past[0].last == LAST


def test_a_rule_that_ended_before_the_next_began_keeps_its_own_last_day(lanzhou):
    ended = datetime.date(2024, 6, 30)
    make_policy(lanzhou, effective_from=STARTS[0], ended_on=ended)
    make_policy(lanzhou, effective_from=datetime.date(2025, 1, 1))

    [past] = situation_of(lanzhou, TODAY, TODAY).past

    assert past.last == ended


def test_a_rule_whose_end_was_written_too_late_ends_with_the_next(lanzhou):
    make_policy(lanzhou, effective_from=STARTS[0], ended_on=datetime.date(2030, 1, 1))
    make_policy(lanzhou, effective_from=datetime.date(2025, 1, 1))

    [past] = situation_of(lanzhou, TODAY, TODAY).past

    assert past.last == datetime.date(2024, 12, 31)


def test_the_answer_of_today_is_that_of_the_same_day_asked_for(history):
    """Today's comes out of what is kept of the province, another day's of the database."""
    kept = situation_of(history, TODAY, TODAY)
    asked = situation_of(history, TODAY, TODAY + DAY)

    assert kept.policy == asked.policy
    assert [s.last for s in kept.past] == [s.last for s in asked.past]


def test_a_coming_rule_is_told_until_the_day_it_begins(lanzhou):
    start = datetime.date(2027, 1, 1)
    make_policy(lanzhou, tiers=[(0, None, "70.00")], effective_from=STARTS[0])
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=start)

    before = situation_of(lanzhou, start - DAY, TODAY)
    first = situation_of(lanzhou, start, TODAY)

    assert (before.since, before.until) == ("2022年1月1日", "2027年1月1日改用新标准")
    assert first.coming is None
    assert (first.since, first.until) == ("2027年1月1日", "资料没有写")


def test_that_a_city_gets_a_rule_of_its_own_is_no_end_of_the_provinces(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "70.00")])
    source = make_source(confidence="doc_seen")
    start = datetime.date(2027, 1, 1)
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=start, source=source)

    known = situation_of(lanzhou, TODAY, TODAY)

    assert known.coming.policy.region == lanzhou
    assert known.until == "资料没有写"
    told = "兰州已有文件，2027年1月1日起执行；在那以前，按甘肃省的数字。"
    assert known.inheritance == told


def test_a_coming_rule_makes_its_amount_of_the_readers_own_age(lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "70.00"), (70, None, "75.00")])
    make_policy(
        lanzhou,
        tiers=[(0, 64, "80.00"), (65, None, "90.00")],
        effective_from=datetime.date(2027, 1, 1),
    )
    known = situation_of(lanzhou, TODAY, TODAY)

    found = answers.answer(known, Question(Insurance.EMPLOYEE, Status.RETIRED, age=65))

    assert (found.credit.month, found.coming.month) == (Decimal(70), Decimal(90))


def test_a_coming_rule_loses_what_goes_off_on_the_day_it_begins(gansu, lanzhou):
    """Not what goes off today and has ended by then, nor what only comes after it.

    Where the city's own has ended, the province's goes off again.
    """
    start = datetime.date(2027, 1, 1)
    make_policy(lanzhou, tiers=[(0, None, "70.00")])
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=start)
    make_deduction(lanzhou, kind="illness", amount=Decimal(7), ended_on=start - DAY)
    make_deduction(gansu, kind="illness", amount=Decimal(4))
    make_deduction(gansu, kind="care", amount=Decimal(2))
    make_deduction(lanzhou, kind="care", amount=Decimal(3), effective_from=start)
    make_deduction(lanzhou, kind="other", amount=Decimal(1), effective_from=start + DAY)
    known = situation_of(lanzhou, TODAY, TODAY)

    found = answers.answer(known, Question(Insurance.EMPLOYEE, Status.RETIRED))

    assert (found.credit.month, found.coming.month) == (Decimal(61), Decimal(73))
    assert known.coming.in_words == "每月到账 73 元"


def test_what_comes_is_not_taken_off_because_it_equals_what_goes_off(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou)
    make_deduction(lanzhou, effective_from=datetime.date(2027, 1, 1))

    known = situation_of(lanzhou, TODAY, TODAY)
    found = answers.answer(known, Question(Insurance.EMPLOYEE, Status.RETIRED))

    assert [view.applied for view in found.deductions] == [True, False]


def test_what_cannot_be_said_of_a_coming_rule_is_not_said(lanzhou):
    """Not its share of a pension nobody typed, nor a figure from tiers with faults."""
    make_policy(lanzhou)
    coming = make_policy(lanzhou, rates=[(0, None, "3")], effective_from=datetime.date(2027, 1, 1))
    question = Question(Insurance.EMPLOYEE, Status.RETIRED)

    rated = answers.answer(situation_of(lanzhou, TODAY, TODAY), question)
    assert (rated.outcome, rated.coming) == (Outcome.CREDIT, None)
    assert rated.coming_in_words == "人均养老金的 3%"

    coming.tiers.all().delete()
    faulty = answers.answer(situation_of(lanzhou, TODAY, TODAY), question)
    assert (faulty.coming, faulty.coming_in_words) == (None, "需核实")


def test_the_history_is_drawn_with_what_is_to_come_first(history):
    known = situation_of(history, STARTS[1], TODAY)

    assert [(era.kind, era.length) for era in known.history] == [
        ("coming", 100),
        ("now", Decimal("98.6")),
        ("past", Decimal("97.2")),
    ]


def test_a_rule_alone_has_no_history(lanzhou):
    make_policy(lanzhou)

    assert situation_of(lanzhou, TODAY, TODAY).history == []


def test_an_ended_rule_alone_is_told_without_a_bar(lanzhou):
    make_policy(lanzhou, ended_on=TODAY - DAY)

    assert [(e.kind, e.length) for e in situation_of(lanzhou, TODAY, TODAY).history] == [
        ("past", None)
    ]


@pytest.mark.parametrize("off", [False, True], ids=["a-percentage-before", "less-arrives-now"])
def test_what_cannot_be_compared_has_no_bars(lanzhou, off):
    before = {"tiers": [(0, None, "80.00")]} if off else {"rates": [(0, None, "2.8")]}
    make_policy(lanzhou, effective_from=STARTS[0], **before)
    make_policy(lanzhou, effective_from=STARTS[1])
    if off:
        make_deduction(lanzhou)

    found = situation_of(lanzhou, TODAY, TODAY).history

    assert [(era.kind, era.length) for era in found] == [("now", None), ("past", None)]
