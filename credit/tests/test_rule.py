"""Rules that tell people apart: by retirement, by former employer, by whose pension counts."""

import datetime
from dataclasses import replace
from decimal import Decimal

import pytest

from credit.credit import BaseNeeded, OwnPensionNeeded, StepKind, Unchanged, credit_for
from credit.deduction import Deduction, FromAccount, PercentOf
from credit.rule import (
    AgeNeeded,
    Case,
    Cohort,
    EmployerNeeded,
    NotCovered,
    Period,
    Retirement,
    RetirementNeeded,
    Rule,
    Tier,
    tier_faults,
)

DAY = datetime.date
OLD = Cohort(retired_until=DAY(2022, 12, 31))
NEW = {
    employer: Cohort(DAY(2023, 1, 1), DAY(2023, 12, 31), employer)
    for employer in ("enterprise", "institution")
}
#: As 无锡 words it: old retirees as before, new ones by their own pension and former employer.
WUXI = Rule(
    [
        Tier(0, None, as_of="2023年", cohort=OLD),
        Tier(0, None, own_percent=Decimal(7), cohort=NEW["enterprise"]),
        Tier(0, None, own_percent=Decimal(4), cohort=NEW["institution"]),
    ],
    Period.YEAR,
)
#: As 杭州 words it: a percentage of one's own pension, or of the average if that is higher.
HANGZHOU = Rule(
    [
        Tier(0, 69, own_percent=Decimal("5.8"), at_least_average=True),
        Tier(70, None, own_percent=Decimal("6.8"), at_least_average=True),
    ]
)
PENSION = Decimal(4000)


def year(number):
    return Retirement(DAY(number, 1, 1), DAY(number, 12, 31))


def month(number, of_year):
    last = DAY(of_year, number + 1, 1) - datetime.timedelta(days=1)
    return Retirement(DAY(of_year, number, 1), last)


def test_a_newly_retired_persons_share_is_of_a_years_pension_and_comes_once_a_year():
    case = Case(own_pension=PENSION, retired=year(2023), employer="enterprise")

    found = credit_for(WUXI, case)

    assert (found.month, found.year, found.once_a_year) == (Decimal(280), Decimal(3360), True)
    assert [(s.kind, s.result, s.times) for s in found.steps] == [
        (StepKind.OWN_SHARE, Decimal(3360), 12),
        (StepKind.MONTHLY, Decimal(280), 1),
    ]


def test_who_goes_on_as_before_has_no_amount():
    with pytest.raises(Unchanged):
        credit_for(WUXI, Case(own_pension=PENSION, retired=year(2020)))


@pytest.mark.parametrize(
    ("case", "missing"),
    [
        (Case(), RetirementNeeded),
        (Case(employer="institution"), RetirementNeeded),
        (Case(retired=year(2023)), EmployerNeeded),
        (Case(retired=year(2023), employer="enterprise"), OwnPensionNeeded),
    ],
)
def test_what_is_missing_is_asked_in_turn(case, missing):
    with pytest.raises(missing):
        credit_for(WUXI, case)


@pytest.mark.parametrize(
    "case",
    [
        Case(retired=year(2024), employer="enterprise"),
        Case(retired=year(2023), employer="flexible"),
    ],
)
def test_who_belongs_to_no_cohort_is_told_whom_the_rule_is_for(case):
    with pytest.raises(NotCovered, match="只写了2022年底前退休、2023年退休的企业人员"):
        credit_for(WUXI, case)


def test_a_year_that_a_border_divides_asks_for_the_month():
    border = Rule(
        [
            Tier(0, None, Decimal(100), cohort=Cohort(retired_until=DAY(2023, 6, 30))),
            Tier(0, None, Decimal(60), cohort=Cohort(retired_from=DAY(2023, 7, 1))),
        ]
    )

    with pytest.raises(RetirementNeeded):
        credit_for(border, Case(retired=year(2023)))
    assert credit_for(border, Case(retired=month(6, 2023))).month == 100
    assert credit_for(border, Case(retired=month(7, 2023))).month == 60
    assert credit_for(border, Case(retired=year(2022))).month == 100


def test_the_age_is_asked_only_in_a_cohort_that_tells_ages_apart():
    rule = Rule(
        [
            Tier(0, None, Decimal(50), cohort=OLD),
            Tier(0, 69, Decimal(60), cohort=Cohort(retired_from=DAY(2023, 1, 1))),
            Tier(70, None, Decimal(70), cohort=Cohort(retired_from=DAY(2023, 1, 1))),
        ]
    )

    assert credit_for(rule, Case(retired=year(2020))).month == 50
    with pytest.raises(AgeNeeded):
        credit_for(rule, Case(retired=year(2024)))
    assert rule.next_tier(rule.tiers[0]) is None
    assert rule.next_tier(rule.tiers[1]) == rule.tiers[2]


@pytest.mark.parametrize(
    ("own", "average", "month"),
    [(5000, 4000, "290.00"), (3000, 4000, "232.00"), (4000, 4000, "232.00")],
)
def test_a_pension_below_the_average_counts_as_the_average(own, average, month):
    case = Case(65, Decimal(average), Decimal(own))

    assert credit_for(HANGZHOU, case).month == Decimal(month)


def test_at_least_the_average_needs_both_pensions():
    with pytest.raises(OwnPensionNeeded):
        credit_for(HANGZHOU, Case(65, PENSION))
    with pytest.raises(BaseNeeded):
        credit_for(HANGZHOU, Case(65, None, PENSION))


@pytest.mark.parametrize(
    ("pension", "month", "kind"),
    [(1000, "70.00", StepKind.FLOOR), (2000, "100.00", None), (9000, "300.00", StepKind.CEILING)],
)
def test_a_share_is_raised_to_the_floor_and_lowered_to_the_ceiling(pension, month, kind):
    tier = Tier(0, None, own_percent=Decimal(5), floor=Decimal(70), ceiling=Decimal(300))

    found = credit_for(Rule([tier]), Case(own_pension=Decimal(pension)))

    assert found.month == Decimal(month)
    assert (kind in [step.kind for step in found.steps]) == (kind is not None)


def test_a_floor_is_of_the_period_of_the_rule():
    tier = Tier(0, None, own_percent=Decimal(5), floor=Decimal(600))

    found = credit_for(Rule([tier], Period.YEAR), Case(own_pension=Decimal(500)))

    assert (found.month, found.year) == (Decimal(50), Decimal(600))


# --- Faults --------------------------------------------------------------------------------------


def of(cohort):
    return Tier(0, None, Decimal(75), cohort=cohort)


@pytest.mark.parametrize(
    ("cohorts", "word"),
    [
        (
            [Cohort(retired_from=DAY(2023, 1, 1)), Cohort(retired_from=DAY(2024, 1, 1))],
            "没有写到哪天为止",
        ),
        ([OLD, Cohort(retired_from=DAY(2022, 12, 1))], "会有同一个人"),
        ([Cohort(), Cohort(employer="enterprise")], "会有同一个人"),
        ([OLD, Cohort(employer="flexible")], "会有同一个人"),
    ],
)
def test_nobody_belongs_to_two_cohorts(cohorts, word):
    [fault] = tier_faults(map(of, cohorts))

    assert word in fault


@pytest.mark.parametrize(
    "cohorts",
    [
        [OLD, Cohort(retired_from=DAY(2023, 1, 1))],
        [OLD, *NEW.values()],
        [Cohort(employer="enterprise"), Cohort(employer="flexible")],
    ],
)
def test_cohorts_side_by_side_have_no_faults(cohorts):
    assert tier_faults(map(of, cohorts)) == []


def test_a_gap_is_named_with_the_cohort_in_which_it_is():
    tiers = [of(OLD), Tier(0, 69, Decimal(1), cohort=Cohort(retired_from=DAY(2023, 1, 1)))]

    assert tier_faults(tiers) == [
        "“2023年1月以后退休”：69岁以后没有年龄档。最大的一档“到几岁”空着。"
    ]


def test_one_cohort_states_one_kind_of_figure_and_others_may_state_another():
    mixed = [Tier(0, 69, own_percent=Decimal(5)), Tier(70, None, as_of="2022年")]

    assert tier_faults(mixed) == [
        "同一群人的各档要填同一种：都是金额，都是比例，或者都照从前的数。"
    ]
    assert tier_faults(WUXI.tiers) == []


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (OLD, "2022年底前退休"),
        (NEW["enterprise"], "2023年退休的企业人员"),
        (Cohort(retired_from=DAY(2023, 1, 1)), "2023年1月以后退休"),
        (Cohort(retired_until=DAY(2023, 6, 30)), "2023年6月底前退休"),
        (Cohort(DAY(2021, 1, 1), DAY(2022, 12, 31)), "2021–2022年退休"),
        (Cohort(DAY(2022, 3, 1), DAY(2022, 3, 31)), "2022年3月退休"),
        (Cohort(DAY(2022, 3, 1), DAY(2023, 6, 30)), "2022年3月到2023年6月退休"),
        (Cohort(employer="flexible"), "灵活就业人员"),
        (Cohort(), ""),
    ],
)
def test_a_cohort_in_words(cohort, words):
    assert cohort.in_words == words


def test_a_tier_says_whom_it_is_for():
    assert Tier(0, 69).who == "不满70岁"
    assert Tier(0, None, cohort=OLD).who == "2022年底前退休"
    assert Tier(70, None, cohort=OLD).who == "2022年底前退休，70岁及以上"


# --- Deductions ----------------------------------------------------------------------------------


OWN = Deduction("长护险", percent=Decimal("0.15"), percent_of=PercentOf.OWN)


@pytest.mark.parametrize(
    ("deduction", "taken"),
    [
        (Deduction("长护险", Decimal("8.66")), "8.66"),
        (OWN, "6.00"),
        (replace(OWN, from_account=FromAccount.CONSENT), None),
        (replace(OWN, from_account=FromAccount.NO), None),
        (replace(OWN, from_account=FromAccount.UNKNOWN), None),
        (Deduction("长护险", percent=Decimal("0.3"), percent_of=PercentOf.BASE), None),
        (Deduction("长护险", percent=Decimal("0.3"), percent_of=PercentOf.CREDIT), None),
        (Deduction("长护险", Decimal(66), period=Period.YEAR), None),
        (Deduction("长护险", Decimal(7), taken=True), None),
        (Deduction("长护险", Decimal(7), disputed=True), None),
        (Deduction("长护险", Decimal(7), for_some=True), None),
        (Deduction("长护险"), None),
    ],
)
def test_only_what_is_surely_taken_each_month_is_subtracted(deduction, taken):
    case = Case(own_pension=PENSION)

    assert deduction.monthly(case) == (taken and Decimal(taken))


def test_a_share_of_the_own_pension_is_subtracted_only_once_it_is_known():
    rule = Rule([Tier(0, None, Decimal(60))])

    assert credit_for(rule, Case(), [OWN]).month == 60
    assert credit_for(rule, Case(own_pension=PENSION), [OWN]).month == 54


def test_several_deductions_larger_than_the_credit_leave_nothing():
    rule = Rule([Tier(0, None, Decimal(10))])

    found = credit_for(
        rule, deductions=[Deduction("大病", Decimal(7)), Deduction("长护", Decimal(5))]
    )

    assert (found.month, found.deducted, found.is_used_up) == (0, 10, True)
    assert [s.result for s in found.steps if s.deduction] == [7, 3]
    assert not credit_for(rule).is_used_up


def test_a_yearly_deduction_tells_what_it_makes_a_month():
    assert Deduction("大额", Decimal(66), period=Period.YEAR).per_month == Decimal("5.50")
    assert Deduction("大额", Decimal(66)).per_month is None
