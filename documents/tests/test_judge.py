"""The judge of the clause reader is fair: its halves are alike, and it knows right from wrong."""

import dataclasses
from collections import Counter
from decimal import Decimal

import pytest

from documents.found import Credit, Findings, Span
from documents.tests import judge

SIXTY = judge.Clause(
    name="sixty",
    shape="plain",
    half="known",
    text="退休人员个人账户每月划入60元。",
    page={},
    heading={"document_number": ""},
    credits=[
        judge.figure({"amount": "60.00", "period": "month"}, judge.CREDIT_FIELDS),
    ],
    deductions=[],
)
READ = Credit("每月划入60元", Span(8, 15), amount=Decimal(60), period="month")


def test_both_halves_hold_the_same_shapes():
    known, unseen = (Counter(one.shape for one in judge.load(half)) for half in judge.HALVES)

    assert known == unseen
    assert known.total() >= 80


@pytest.mark.parametrize("half", judge.HALVES)
def test_a_third_of_the_clauses_give_nothing_or_leave_something_open(half):
    clauses = judge.load(half)

    silent = [one for one in clauses if not one.credits and not one.deductions]
    left_open = [one for one in clauses if any(dict(credit)["open"] for credit in one.credits)]

    assert len(silent) + len(left_open) >= len(clauses) / 3


def test_no_text_and_no_name_stands_twice():
    clauses = judge.load("all")

    assert len({one.text for one in clauses}) == len({one.name for one in clauses}) == len(clauses)


def test_a_figure_in_full_agreement_is_right():
    tally = judge.judge(SIXTY, Findings(credits=(READ,))).figures

    assert (tally.right, tally.wrong, tally.missed) == (1, 0, 0)


@pytest.mark.parametrize(
    "changed",
    [{"amount": Decimal(66)}, {"period": "year"}, {"max_age": 69}, {"open": ("min_age",)}],
    ids=["amount", "period", "age", "open"],
)
def test_a_figure_that_differs_in_anything_is_wrong_and_missed(changed):
    found = Findings(credits=(dataclasses.replace(READ, **changed),))

    tally = judge.judge(SIXTY, found).figures

    assert (tally.right, tally.wrong, tally.missed) == (0, 1, 1)


def test_the_same_figure_found_twice_is_once_wrong():
    tally = judge.judge(SIXTY, Findings(credits=(READ, READ))).figures

    assert (tally.right, tally.wrong, tally.missed) == (1, 1, 0)


def test_a_quote_from_elsewhere_is_wrong():
    found = Findings(credits=(dataclasses.replace(READ, quote="每月划入70元"),))

    assert judge.judge(SIXTY, found).figures.wrong == 1


def test_places_are_compared_in_any_order_and_deductions_by_their_core():
    places = [
        judge.figure({"place": names}, judge.CREDIT_FIELDS)
        for names in ("甲市、乙市", "乙市、甲市")
    ]
    names = [
        judge.figure({"name": name}, judge.DEDUCTION_FIELDS)
        for name in ("长期护理保险费", "长护险个人缴费")
    ]

    assert places[0] == places[1]
    assert names[0] == names[1]


def test_a_number_where_there_is_none_is_wrong():
    found = Findings(document_number="甲医保发〔2023〕1号", credits=(READ,))

    assert judge.judge(SIXTY, found).heading.wrong == 1
