"""The arithmetic, without a database."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credit.credit import BaseNeeded, credit_for
from credit.deduction import Deduction
from credit.rule import AgeNeeded, Case, NotCovered, Period, Rule, Tier, tier_faults

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]


def amount(text):
    return None if text is None else Decimal(text)


def rule_of(case):
    tiers = [
        Tier(t["min"], t.get("max"), amount(t.get("amount")), amount(t.get("percent")))
        for t in case["tiers"]
    ]
    return Rule(tiers, Period(case.get("period", "month")))


def deductions_of(case):
    taken = case.get("deduction")
    if taken is None:
        return []
    return [
        Deduction(
            taken["name"],
            Decimal(taken["amount"]),
            period=Period(taken.get("period", "month")),
            taken=taken.get("taken", False),
            disputed=taken.get("disputed", False),
        )
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case):
    person = Case(case["age"], amount(case.get("base")))

    found = credit_for(rule_of(case), person, deductions_of(case))

    assert (found.month, found.year) == (Decimal(case["month"]), Decimal(case["year"]))


def test_every_case_names_its_source():
    assert all(case["source"] for case in CASES)


def test_the_steps_lead_from_the_standard_to_what_arrives():
    rule = Rule([Tier(0, None, Decimal("110"))])

    found = credit_for(rule, deductions=[Deduction("大病保险", Decimal("7"))])

    assert [(s.kind.value, s.result) for s in found.steps] == [
        ("stated", Decimal("110.00")),
        ("deduction", Decimal("7")),
        ("arrives", Decimal("103.00")),
        ("yearly", Decimal("1236.00")),
    ]


@pytest.mark.parametrize(
    ("rule", "deductions", "once"),
    [
        (Rule([Tier(0, None, Decimal("90"))]), [], False),
        (Rule([Tier(0, None, Decimal("1680"))], Period.YEAR), [], True),
        (
            Rule([Tier(0, None, Decimal("1680"))], Period.YEAR),
            [Deduction("大病", Decimal(7))],
            False,
        ),
    ],
    ids=["monthly", "yearly", "yearly-less-a-monthly-deduction"],
)
def test_what_comes_once_a_year_is_told_from_what_arrives_each_month(rule, deductions, once):
    assert credit_for(rule, deductions=deductions).once_a_year is once


def test_an_age_is_needed_only_where_ages_differ():
    flat = Rule([Tier(0, None, Decimal("90"))])
    tiered = Rule([Tier(0, 69, Decimal("100")), Tier(70, None, Decimal("110"))])

    assert credit_for(flat).month == Decimal("90.00")
    with pytest.raises(AgeNeeded):
        credit_for(tiered)


def test_a_percentage_without_a_base_is_not_zero():
    with pytest.raises(BaseNeeded):
        credit_for(Rule([Tier(0, None, percent=Decimal("2.8"))]))


def test_an_age_in_a_gap_is_told():
    with pytest.raises(NotCovered, match="65岁"):
        credit_for(Rule([Tier(0, 60, Decimal("1")), Tier(70, None, Decimal("2"))]), Case(65))


@pytest.mark.parametrize(
    ("tiers", "word"),
    [
        ([], "至少要有一个"),
        ([Tier(60, None, Decimal("1"))], "0岁到59岁没有"),
        ([Tier(0, 70, Decimal("1")), Tier(70, None, Decimal("2"))], "重叠"),
        ([Tier(0, None, Decimal("1")), Tier(70, None, Decimal("2"))], "重叠"),
        ([Tier(0, 68, Decimal("1")), Tier(70, None, Decimal("2"))], "69岁到69岁没有"),
        ([Tier(0, 69, Decimal("1"))], "69岁以后没有"),
        ([Tier(0, 69, Decimal("1")), Tier(70, None, percent=Decimal("2"))], "不能混着"),
    ],
)
def test_faulty_tiers_are_named(tiers, word):
    assert any(word in fault for fault in tier_faults(tiers))


def test_sound_tiers_have_no_faults():
    assert tier_faults([Tier(70, None, Decimal("2")), Tier(0, 69, Decimal("1"))]) == []


borders = st.lists(st.integers(1, 110), min_size=1, max_size=6, unique=True).map(sorted)


@given(borders, st.integers(0, 120))
def test_sound_tiers_cover_every_age_exactly_once(starts, age):
    edges = [0, *starts]
    tiers = [
        Tier(low, high - 1 if high else None, Decimal(low + 1))
        for low, high in zip(edges, [*starts, None], strict=True)
    ]

    assert tier_faults(tiers) == []
    assert sum(tier.covers(age) for tier in tiers) == 1


@given(
    st.decimals("0.01", "100000", places=2),
    st.decimals("0.01", "100", places=2),
)
def test_a_percentage_is_exact_to_the_half_fen(base, percent):
    found = credit_for(Rule([Tier(0, None, percent=percent)]), Case(average_pension=base))

    assert abs(found.month - base * percent / 100) <= Decimal("0.005")
    assert found.month == found.month.quantize(Decimal("0.01"))
    assert found.year == found.month * 12
