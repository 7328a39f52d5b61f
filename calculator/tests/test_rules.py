"""From rows to figures: what a rule shows in words is what it credits, at every age."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import answers, parsing, rules
from calculator.answers import Question
from calculator.headline import Headline
from calculator.rules import RuleView
from credit.credit import Deduction, Period, Rule, StepKind, Tier, credit_for
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
    """A sound rule: bands of ages with amounts or percentages, perhaps a deduction."""
    starts = [0, *sorted(draw(st.sets(st.integers(1, 100), max_size=3)))]
    ends = [*(start - 1 for start in starts[1:]), None]
    period = draw(st.sampled_from(Period))
    rated = period is Period.MONTH and draw(st.booleans())
    figures = [draw(PERCENTS if rated else FEN) for _ in starts]
    deduction = draw(
        st.none()
        | st.builds(
            Deduction,
            st.just("大病保险"),
            FEN,
            st.sampled_from(Period),
            taken=st.booleans(),
            disputed=st.booleans(),
        )
    )
    bands = zip(starts, ends, figures, strict=True)
    tiers = [Tier(low, high, **{"percent" if rated else "amount": f}) for low, high, f in bands]
    return Rule(tiers, period, deduction)


@given(rules_of_any_kind(), AGES, FEN)
def test_each_step_follows_from_its_numbers_and_the_last_is_what_is_told(rule, age, base):
    found = credit_for(rule, age, base)
    steps = {step.kind: step for step in found.steps}

    for step in found.steps:
        left, right = step.left, step.right
        if left is None or right is None:
            continue
        computed = {
            StepKind.SHARE: lambda a, b: a * b / 100,
            StepKind.MONTHLY: lambda a, b: a / b,
            StepKind.ARRIVES: lambda a, b: a - b,
            StepKind.YEARLY: lambda a, b: a * b,
        }[step.kind](left, right)
        assert abs(computed - step.result) <= Decimal("0.005")
    if found.once_a_year:
        assert (steps[StepKind.STATED].result, steps[StepKind.MONTHLY].result) == (
            found.year,
            found.month,
        )
    else:
        assert (steps[StepKind.YEARLY].result, steps[StepKind.ARRIVES].result) == (
            found.year,
            found.month,
        )


@given(rules_of_any_kind(), AGES, FEN)
def test_a_deduction_is_taken_once_if_it_counts_and_never_below_nothing(rule, age, base):
    found = credit_for(rule, age, base)
    counts = rule.deduction is not None and rule.deduction.counts
    asked = rule.deduction.amount if counts else Decimal(0)

    assert found.month + found.deducted == found.standard
    assert found.deducted == min(asked, found.standard)
    assert found.month >= 0
    assert [step.kind for step in found.steps].count(StepKind.DEDUCTION) == counts


@given(rules_of_any_kind(), AGES, FEN)
def test_the_headline_is_the_least_that_anybody_gets_and_says_where_others_get_more(
    rule, age, base
):
    headline = rules.headline_of(rule)
    assert headline is not None
    shown = [credit_for(rule, tier.min_age, base) for tier in rule.tiers]
    mine = credit_for(rule, age, base)

    if headline.is_rate:
        figures = [tier.percent for tier in rule.tiers]
        assert headline.figure <= mine.tier.percent
    elif headline.lead == "每年":
        figures = [found.year for found in shown]
        assert headline.figure <= mine.year
    else:
        figures = [found.month for found in shown]
        assert headline.figure <= mine.month
    assert headline.figure in figures
    assert headline.rising == (len(set(figures)) > 1)


@given(rules_of_any_kind(), AGES, FEN)
def test_whoever_grows_older_gets_no_less_where_the_bands_rise(rule, age, base):
    rising = sorted(rule.tiers, key=lambda tier: tier.percent or tier.amount)
    tiers = [
        Tier(band.min_age, band.max_age, tier.amount, tier.percent)
        for band, tier in zip(rule.tiers, rising, strict=True)
    ]
    rule = Rule(tiers, rule.period, rule.deduction)

    now, later = credit_for(rule, age, base), credit_for(rule, age + 1, base)

    assert now.month <= later.month
    assert now.year <= later.year
    assert now.month <= credit_for(rule, age, base + 1).month


@given(rules_of_any_kind(), AGES, FEN, st.dates(datetime.date(1906, 1, 1), TODAY))
def test_the_next_tier_begins_with_the_month_in_which_its_age_is_reached(rule, age, base, day):
    born = day.replace(day=1)
    tier = rule.tier_for(age)
    question = Question("employee", "retired", age, born)

    change = answers._next_tier(rule, tier, question, base)

    if change is None:
        assert not rule.tells_ages_apart or tier.max_age is None
        return
    assert change.tier.min_age == tier.max_age + 1
    assert change.credit == credit_for(rule, tier.max_age + 1, base)
    assert parsing.completed_years(born, change.month) == change.tier.min_age
    assert parsing.completed_years(born, change.month - DAY) == tier.max_age


@given(rules_of_any_kind())
def test_rows_become_the_rule_they_state(rule):
    policy = RefundPolicy(period=rule.period.value)
    if rule.deduction is not None:
        policy.deduction_name = rule.deduction.name
        policy.deduction_amount = rule.deduction.amount
        policy.deduction_period = rule.deduction.period.value
        policy.deduction_taken = rule.deduction.taken
        policy.deduction_disputed = rule.deduction.disputed
    rows = [
        PolicyTier(min_age=t.min_age, max_age=t.max_age, amount=t.amount, rate_percent=t.percent)
        for t in rule.tiers
    ]

    assert rules.rule_of(policy, rows) == rule


@given(PERCENTS, PERCENTS, FEN)
def test_an_estimate_is_a_range_around_every_rate_within_it(one, other, base):
    estimate = Estimate(low_percent=min(one, other), high_percent=max(one, other))
    between = Rule([Tier(0, None, percent=(one + other) / 2)])

    low, high = rules.estimate_range(estimate, base)

    assert low <= credit_for(between, None, base).month <= high


def test_a_deduction_of_nothing_is_no_deduction():
    policy = RefundPolicy(period="month", deduction_name="大病保险")

    assert rules.rule_of(policy, []).deduction is None


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


@pytest.mark.parametrize(
    ("fields", "note"),
    [
        ({}, None),
        ({"deduction_taken": True}, "标准里已经扣过，不再扣。"),
        ({"deduction_disputed": True}, "扣不扣说法不一，这里没有扣，以到账为准。"),
        ({"deduction_period": "year"}, "一年扣一次，不算进每月的数。"),
    ],
    ids=["counts", "taken", "disputed", "yearly"],
)
def test_a_deduction_that_is_not_taken_off_says_why(lanzhou, fields, note):
    policy = make_policy(lanzhou, deduction_name="大病", deduction_amount=Decimal(7), **fields)

    view = RuleView.of(policy, TODAY)

    assert view.deducts is (note is None)
    assert note is None or view.deduction_note == note


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
    rule = Rule(
        [Tier(0, 69, Decimal(100)), Tier(70, None, Decimal(110))],
        deduction=Deduction("大病保险", Decimal(7)),
    )

    assert rules.headline_of(rule) == Headline("每月到账", Decimal(93), False, True)


def test_whose_rule_it_is_is_said_by_the_last_word_of_its_name():
    told = {
        name: rules.level_word(Region(name=name, level=level))
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
