"""What an amount that arrived fits, with rules made for it; the real places are in the facts."""

import datetime
from decimal import Decimal

import pytest

from calculator.arrivals.check import check
from calculator.arrivals.figures import Arrived
from calculator.situation import situation_of
from credit.rule import Case
from regions.models import Deduction
from regions.tests.make import (
    make_deduction,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
    make_tier,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 29)
YES, UNKNOWN, NO = "yes", "unknown", "no"


def held(place, amount, *, month=None, **person):
    """Hold ``amount`` against what is known of ``place``."""
    arrived = Arrived(Decimal(amount), month)
    situation = situation_of(place, arrived.on(TODAY), TODAY)
    return check(situation, arrived, Case(**person))


def outcome(place, amount, **asked):
    return held(place, amount, **asked).outcome


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("90", "exact"),
        ("90.00", "exact"),
        ("90.01", "none"),  # nothing is "about" right
        ("89.99", "none"),
        ("180", "months"),
        ("1080", "months"),
        ("1170", "none"),  # thirteen
        ("7.50", "none"),  # a twelfth of a monthly amount is nothing
        ("9000", "slip"),
        ("0.90", "slip"),
    ],
)
def test_one_amount_a_month(lanzhou, amount, expected):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    assert outcome(lanzhou, amount) == expected


@pytest.mark.parametrize(
    ("amount", "expected", "taken"),
    [
        ("103", "exact", []),
        ("110", "undeducted", ["大病保险"]),
        ("97", "deducted", ["长期护理保险"]),  # 13 alone
        ("90", "deducted", ["大病保险", "长期护理保险"]),
        ("206", "months", []),
        ("220", "months", ["大病保险"]),  # of what comes if nothing goes off
        ("1320", "months", ["大病保险"]),
        ("194", "months", ["长期护理保险"]),
        ("11000", "slip", ["大病保险"]),
        ("1.10", "slip", ["大病保险"]),
    ],
)
def test_what_goes_off(lanzhou, amount, expected, taken):
    make_policy(lanzhou, tiers=[(0, None, "110.00")])
    make_deduction(lanzhou)
    kind = Deduction.Kind.LONG_TERM_CARE
    make_deduction(
        lanzhou, kind=kind, name="长期护理保险", amount=Decimal(13), from_account=UNKNOWN
    )

    found = held(lanzhou, amount)

    assert found.outcome == expected
    assert [t.view.name for t in (found.fits[0].taken if found.fits else ())] == taken


def test_an_uncertain_deduction_is_only_possible(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, from_account=UNKNOWN)

    found = held(lanzhou, "68")

    assert found.verdict == "可能差在扣款"
    assert found.told[0].remarks == ("大病保险：从哪里扣，资料没有写。",)


@pytest.mark.parametrize("fields", [{"from_account": NO}, {"taken": True}])
def test_what_is_surely_not_taken_explains_nothing(lanzhou, fields):
    make_policy(lanzhou)
    make_deduction(lanzhou, **fields)

    assert outcome(lanzhou, "68") == "none"


def test_what_was_taken_already_may_have_been_left(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, taken=True)

    assert outcome(lanzhou, "82") == "undeducted"


def test_a_yearly_deduction_goes_off_once(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, amount=Decimal(36), period="year")

    found = held(lanzhou, "39")

    assert (found.outcome, found.verdict) == ("deducted", "差在扣款")
    assert "36 元（一年扣一次）" in found.told[0].sentence


def test_a_share_of_ones_own_pension(lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, percent=Decimal("0.10"), percent_of="own", from_account=UNKNOWN)

    assert outcome(lanzhou, "72", own_pension=Decimal(3000)) == "deducted"
    unknown = held(lanzhou, "72")
    assert unknown.outcome == "none"
    assert [view.name for view in unknown.uncompared] == ["大病保险"]


@pytest.mark.parametrize(
    ("age", "amount", "expected", "verdict"),
    [
        (72, "100", "exact", "对得上"),
        (72, "80", "other-age", "像是年轻一档的数"),
        (65, "100", "other-age", "像是年长一档的数"),
        (None, "100", "needs-age", "还缺您的岁数"),
    ],
)
def test_ages(lanzhou, age, amount, expected, verdict):
    make_policy(lanzhou, tiers=[(0, 69, "80.00"), (70, None, "100.00")])

    found = held(lanzhou, amount, age=age)

    assert (found.outcome, found.verdict) == (expected, verdict)


@pytest.mark.parametrize(
    ("amount", "expected"),
    [
        ("1000", "exact"),
        ("83.33", "twelfth"),
        ("83.34", "twelfth"),  # twelve of them are not the year
        ("83.32", "twelfth"),
        ("83.35", "none"),
        ("955", "deducted"),
    ],
)
def test_a_yearly_sum(lanzhou, amount, expected):
    make_policy(lanzhou, tiers=[(0, None, "1000.00")], period="year")
    make_deduction(lanzhou, amount=Decimal(45), period="year")

    assert outcome(lanzhou, amount) == expected


def test_the_provinces_figure(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "120.00")])
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    found = held(lanzhou, "120")

    assert (found.outcome, found.verdict) == ("province", "像是甘肃省的数")
    assert "兰州自己的是每月 90 元" in found.told[0].sentence


def test_the_provinces_figure_is_said_of_the_places_that_have_it(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "120.00")])
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    for number in range(4):
        place = make_region(slug=f"city-{number}", short_name=f"甲{number}", parent=gansu)
        make_policy(place, tiers=[(0, None, "120.00" if number == 2 else "80.00")])

    found = held(lanzhou, "120")

    assert found.verdict == "像是甘肃省别处的数"
    assert found.told[0].sentence.startswith("甲2是每月 120 元，和到账的一样。")


def test_an_earlier_rule_counts_at_the_age_of_then(lanzhou):
    tiers = [(0, 69, "50.00"), (70, None, "60.00")]
    make_policy(lanzhou, tiers=tiers, effective_from=datetime.date(2022, 1, 1))
    make_policy(lanzhou, effective_from=datetime.date(2023, 1, 1))

    assert outcome(lanzhou, "50", age=72) == "earlier"
    assert outcome(lanzhou, "60", age=72) == "none"
    assert outcome(lanzhou, "50", age=80) == "none"
    assert outcome(lanzhou, "60", age=80) == "earlier"


def test_nothing_is_said_to_be_compared_that_was_not(lanzhou):
    make_policy(lanzhou)
    assert held(lanzhou, "33.33").compared == "几个月一起打"

    make_deduction(lanzhou)
    assert held(lanzhou, "33.33").compared == "扣款、几个月一起打"


def test_the_average_behind_an_amount(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.50")])
    assert held(lanzhou, "100").average_behind == (Decimal("2.5"), Decimal(4000))

    make_deduction(lanzhou)
    assert held(lanzhou, "100").average_behind is None  # no plain rate of what arrives


def test_another_time(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "60.00")], effective_from=datetime.date(2022, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "70.00")], effective_from=datetime.date(2024, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=datetime.date(2027, 1, 1))
    then = datetime.date(2023, 5, 1)

    assert outcome(lanzhou, "70") == "exact"
    earlier = held(lanzhou, "60")
    assert earlier.outcome == "earlier"
    assert "2022年1月1日到2023年12月31日" in earlier.told[0].sentence
    assert held(lanzhou, "80").verdict == "像是新标准的数"
    assert outcome(lanzhou, "60", month=then) == "exact"
    assert held(lanzhou, "70", month=then).verdict == "像是后来的数"


def test_a_month_before_any_rule(lanzhou):
    make_policy(lanzhou, effective_from=datetime.date(2024, 1, 1))
    then = datetime.date(2023, 5, 1)

    assert outcome(lanzhou, "75", month=then) == "coming"
    assert held(lanzhou, "60", month=then).verdict == "没有查到兰州那个月的标准"


def test_a_share_of_an_average_pension(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.00")], base_year=2022)

    assert outcome(lanzhou, "74") == "needs-average-pension"
    found = held(lanzhou, "74", average_pension=Decimal(3700))
    assert (found.outcome, found.base, found.base_source) == ("exact", Decimal(3700), None)
    assert "人均养老金的 2% 算，是每月 74 元" in found.told[0].sentence
    assert outcome(lanzhou, "74.01", average_pension=Decimal(3700)) == "none"


def test_a_stored_average_pension_counts_with_its_source(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.00")], base_year=2022)
    stored = make_statistic(lanzhou, year=2022, average_pension=Decimal(3700))

    found = held(lanzhou, "74")

    assert (found.outcome, found.base_source) == ("exact", stored.source)


def test_an_average_of_another_year_is_not_meant(lanzhou):
    start = datetime.date(2022, 10, 1)
    make_policy(lanzhou, rates=[(0, None, "3.00")], base_year=2021, effective_from=start)
    start = datetime.date(2023, 1, 1)
    make_policy(lanzhou, rates=[(0, None, "2.00")], base_year=2022, effective_from=start)

    assert outcome(lanzhou, "111", average_pension=Decimal(3700)) == "none"


def test_a_share_of_ones_own_pension_as_the_rule(lanzhou):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, min_age=0, own_percent=Decimal("4.00"))

    assert outcome(lanzhou, "120") == "needs-own-pension"
    assert outcome(lanzhou, "120", own_pension=Decimal(3000)) == "exact"


def test_ones_own_earlier_amount(lanzhou):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, min_age=0, as_of="2023年")

    assert outcome(lanzhou, "120") == "as-before"


def test_nobody_is_asked_when_they_retired(lanzhou):
    policy = make_policy(lanzhou, tiers=[])
    last = datetime.date(2022, 12, 31)
    make_tier(policy, min_age=0, amount=Decimal(60), retired_until=last)
    first = datetime.date(2023, 1, 1)
    make_tier(policy, min_age=0, amount=Decimal(80), retired_from=first)

    assert outcome(lanzhou, "60") == "exact"
    assert "2022年底前退休" in held(lanzhou, "60").told[0].sentence
    assert outcome(lanzhou, "70") == "none"


def test_without_a_rule(lanzhou):
    found = held(lanzhou, "90", month=datetime.date(2026, 10, 1))

    assert (found.outcome, found.verdict) == ("unknown", "还没查到兰州的标准")
    assert found.report_url == ("/report/?region=gansu/lanzhou&kind=known&amount=90&month=2026-10")


def test_where_everybody_has_an_amount_of_their_own(lanzhou):
    make_no_estimate(make_nation())

    assert outcome(lanzhou, "90") == "own-amount"


def test_a_withheld_rule_is_not_compared(lanzhou):
    source = make_source(published_on=datetime.date(2015, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], source=source)

    found = held(lanzhou, "90")

    assert found.outcome == "withheld"
    assert "90" not in found.verdict
    assert "policy" not in found.report_url


def test_what_nobody_has_is_for_the_telephone(lanzhou):
    policy = make_policy(lanzhou, tiers=[(0, None, "90.00")])

    found = held(lanzhou, "76.5", month=datetime.date(2026, 10, 1))

    assert found.call == (
        "我是兰州的退休职工，2026年10月医保卡到账 76.5 元。我查到的是每月 90 元。"
        "差在哪里？扣了什么？"
    )
    assert found.report_url == (
        f"/report/?region=gansu/lanzhou&policy={policy.key}&kind=amount&amount=76.5&month=2026-10"
    )


def test_several_explanations_are_all_told(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "60.00")])
    start = datetime.date(2022, 1, 1)
    make_policy(lanzhou, tiers=[(0, None, "60.00")], effective_from=start)
    start = datetime.date(2024, 1, 1)
    make_policy(lanzhou, tiers=[(0, 69, "60.00"), (70, None, "90.00")], effective_from=start)
    make_deduction(lanzhou, amount=Decimal(30), from_account=UNKNOWN)

    found = held(lanzhou, "60", age=72)

    kinds = [fit.kind.value for fit in found.fits]
    assert kinds == ["deducted", "other-age", "province"]  # three of four
    assert found.verdict == "有 3 种可能"
