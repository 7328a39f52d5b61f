"""From rows to figures: what a rule shows in words is what it credits, at every age."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import answers, parsing, rules
from calculator.answers import Question
from calculator.headline import Headline, tier_lines
from calculator.rules import RuleView, level_word
from calculator.situation import estimate_range
from credit.credit import StepKind, credit_for, credit_of
from credit.deduction import Deduction, FromAccount
from credit.rule import Case, Period, Rule, Tier
from regions.models import Estimate, PolicyTier, RefundPolicy, Region
from regions.tests.make import make_nation, make_policy, make_source
from text.dates import add_years

TODAY = datetime.date(2026, 11, 24)
DAY = datetime.timedelta(days=1)
FEN = st.integers(1, 10_000_000).map(lambda fen: Decimal(fen) / 100)
PERCENTS = st.integers(1, 1000).map(lambda hundredths: Decimal(hundredths) / 100)
AGES = st.integers(0, 120)


@st.composite
def rules_of_any_kind(draw):
    """A sound rule: bands of ages with amounts or percentages of an average or one's own pension.

    Percentages may have a floor and a ceiling.
    """
    starts = [0, *sorted(draw(st.sets(st.integers(1, 100), max_size=3)))]
    ends = [*(start - 1 for start in starts[1:]), None]
    period = draw(st.sampled_from(Period))
    measure = draw(st.sampled_from(["amount", "percent", "own_percent"]))
    figures = [draw(FEN if measure == "amount" else PERCENTS) for _ in starts]
    limits = {}
    if measure != "amount":
        low, high = sorted([draw(FEN), draw(FEN)])
        floors = [{}, {"floor": low}, {"ceiling": high}, {"floor": low, "ceiling": high}]
        limits = draw(st.sampled_from(floors))
    if measure == "own_percent":
        limits["at_least_average"] = draw(st.booleans())
    bands = zip(starts, ends, figures, strict=True)
    return Rule([Tier(low, high, **{measure: f}, **limits) for low, high, f in bands], period)


DEDUCTIONS = st.lists(
    st.builds(
        Deduction,
        st.just("大病保险"),
        FEN,
        period=st.sampled_from(Period),
        from_account=st.sampled_from(FromAccount),
        taken=st.booleans(),
        disputed=st.booleans(),
    ),
    max_size=3,
)


CASES = st.builds(Case, AGES, FEN, FEN)


@given(rules_of_any_kind(), CASES, DEDUCTIONS)
def test_each_step_follows_from_its_numbers_and_the_last_is_what_is_told(rule, case, deductions):
    found = credit_for(rule, case, deductions)
    last = {step.kind: step for step in found.steps}

    for step in found.steps:
        left, right = step.left, step.right
        if left is None or right is None:
            continue
        computed = {
            StepKind.AT_LEAST: max,
            StepKind.SHARE: lambda a, b: a * b / 100,
            StepKind.OWN_SHARE: lambda a, b: a * b / 100,
            StepKind.MONTHLY: lambda a, b: a / b,
            StepKind.ARRIVES: lambda a, b: a - b,
            StepKind.YEARLY: lambda a, b: a * b,
        }[step.kind](left * step.times, right)
        assert abs(computed - step.result) <= Decimal("0.005")
    if found.once_a_year:
        assert (last[StepKind.MONTHLY].left, last[StepKind.MONTHLY].result) == (
            found.year,
            found.month,
        )
    else:
        assert (last[StepKind.YEARLY].result, last[StepKind.ARRIVES].result) == (
            found.year,
            found.month,
        )


@given(rules_of_any_kind(), CASES, DEDUCTIONS)
def test_every_sure_monthly_deduction_is_taken_once_and_never_below_nothing(rule, case, deductions):
    found = credit_for(rule, case, deductions)
    sure = [d for d in deductions if d.is_certain and d.period is Period.MONTH]

    assert found.month + found.deducted == found.standard
    assert found.deducted == min(sum(d.amount for d in sure), found.standard)
    assert found.month >= 0
    assert [step.deduction for step in found.steps if step.deduction] == sure


@given(rules_of_any_kind(), CASES)
def test_a_rate_stays_between_its_floor_and_its_ceiling(rule, case):
    found = credit_for(rule, case)
    stated = found.year if rule.period is Period.YEAR else found.standard

    assert found.tier.floor is None or stated >= found.tier.floor
    assert found.tier.ceiling is None or stated <= found.tier.ceiling


@given(rules_of_any_kind(), CASES)
def test_the_headline_is_the_least_that_anybody_gets_and_says_where_others_get_more(rule, case):
    headline = rules.headline_of(rule)
    assert headline is not None
    shown = [credit_of(tier, rule.period, case) for tier in rule.tiers]
    mine = credit_for(rule, case)

    if headline.is_rate:
        figures = [tier.percent or tier.own_percent for tier in rule.tiers]
        assert headline.figure <= (mine.tier.percent or mine.tier.own_percent)
    elif headline.lead == "每年":
        figures = [found.year for found in shown]
        assert headline.figure <= mine.year
    else:
        figures = [found.month for found in shown]
        assert headline.figure <= mine.month
    assert headline.figure in figures
    assert headline.rising == (len(set(figures)) > 1)


@given(rules_of_any_kind(), CASES)
def test_whoever_grows_older_gets_no_less_where_the_bands_rise(rule, case):
    def figure(tier):
        return tier.amount or tier.percent or tier.own_percent

    rising = sorted(rule.tiers, key=figure)
    tiers = [
        replace(tier, min_age=band.min_age, max_age=band.max_age)
        for band, tier in zip(rule.tiers, rising, strict=True)
    ]
    rule = Rule(tiers, rule.period)

    now = credit_for(rule, case)
    later = credit_for(rule, replace(case, age=case.age + 1))
    richer = replace(
        case, average_pension=case.average_pension + 1, own_pension=case.own_pension + 1
    )

    assert now.month <= later.month
    assert now.year <= later.year
    assert now.month <= credit_for(rule, richer).month


@given(rules_of_any_kind(), CASES, st.dates(datetime.date(1906, 1, 1), TODAY))
def test_the_next_tier_begins_with_the_month_in_which_its_age_is_reached(rule, case, day):
    born = day.replace(day=1)
    tier = rule.tier_for(case)
    question = Question("employee", "retired", case.age, born)

    change = answers._next_tier(rule, tier, question, case, [])

    if change is None:
        assert not rule.tells_ages_apart or tier.max_age is None
        return
    assert change.tier.min_age == tier.max_age + 1
    assert change.credit == credit_for(rule, replace(case, age=tier.max_age + 1))
    assert parsing.completed_years(born, change.month) == change.tier.min_age
    assert parsing.completed_years(born, change.month - DAY) == tier.max_age


@given(rules_of_any_kind())
def test_rows_become_the_rule_they_state(rule):
    policy = RefundPolicy(period=rule.period.value)
    rows = [
        PolicyTier(
            min_age=t.min_age,
            max_age=t.max_age,
            amount=t.amount,
            rate_percent=t.percent,
            own_percent=t.own_percent,
            at_least_average=t.at_least_average,
            floor=t.floor,
            ceiling=t.ceiling,
        )
        for t in rule.tiers
    ]

    assert rules.rule_of(policy, rows) == rule


@given(PERCENTS, PERCENTS, FEN)
def test_an_estimate_is_a_range_around_every_rate_within_it(one, other, base):
    estimate = Estimate(low_percent=min(one, other), high_percent=max(one, other))
    between = Rule([Tier(0, None, percent=(one + other) / 2)])

    low, high = estimate_range(estimate, base)

    assert low <= credit_for(between, Case(average_pension=base)).month <= high


@pytest.mark.parametrize(
    ("fields", "base"),
    [
        ({"rates": [(0, None, "2")], "base_year": 2022}, ("lanzhou", 2022)),
        ({"rates": [(0, None, "2")]}, None),
        ({"tiers": [(0, None, "75")], "base_year": 2022}, None),
    ],
    ids=["rate", "rate-without-year", "amount"],
)
def test_only_the_average_of_the_year_a_rate_names_counts(lanzhou, fields, base):
    found = rules.pension_base(lanzhou, make_policy(lanzhou, **fields))

    assert (found and (found.place.slug, found.year)) == base


def test_without_a_rule_the_newest_average_of_the_place_counts(lanzhou):
    assert rules.pension_base(lanzhou, None) == rules.PensionBase(lanzhou, None)


def test_a_figure_is_outlived_on_the_day_after_the_last_its_sources_speak_of(lanzhou):
    last = datetime.date(2026, 6, 30)
    policy = make_policy(lanzhou, stated_until=last)

    assert RuleView.of(policy, last).outlived_on == ""
    assert RuleView.of(policy, last + DAY).outlived_on == "2026年6月30日"
    assert RuleView.of(make_policy(make_nation()), TODAY).outlived_on == ""


def test_a_figure_is_withheld_only_past_its_limit_and_says_since_when(lanzhou):
    policy = make_policy(lanzhou, source=make_source(published_on=datetime.date(2021, 6, 1)))
    limit = add_years(datetime.date(2021, 6, 1), 5)

    assert RuleView.of(policy, limit).in_words == "每月 75 元"
    late = RuleView.of(policy, limit + DAY)
    assert (late.withheld, late.in_words) == (True, "需核实")
    assert late.why_withheld == "查到的标准太旧了，最近一份资料是 2021年6月1日的"


def test_of_several_amounts_a_deduction_lowers_each_and_the_headline_says_it_arrives():
    rule = Rule([Tier(0, 69, Decimal(100)), Tier(70, None, Decimal(110))])
    lines = tier_lines(rule, [Deduction("大病保险", Decimal(7))])

    assert rules.headline_of(rule, lines) == Headline("每月到账", Decimal(93), False, True)


def test_whose_rule_it_is_is_said_by_the_last_word_of_its_name():
    told = {
        name: level_word(Region(name=name, level=level))
        for name, level in [
            ("甘肃省", Region.Level.PROVINCE),
            ("北京市", Region.Level.PROVINCE),
            ("内蒙古自治区", Region.Level.PROVINCE),
            ("兰州市", Region.Level.PREFECTURE),
            ("临夏回族自治州", Region.Level.PREFECTURE),
            ("锡林郭勒盟", Region.Level.PREFECTURE),
        ]
    }

    assert list(told.values()) == ["全省", "全市", "全区", "本市", "本州", "本盟"]
