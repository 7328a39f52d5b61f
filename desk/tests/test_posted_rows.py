"""Rows typed into a form while others changed the rows: nothing typed is lost, nothing doubled."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib import admin
from django.http import QueryDict

from desk.admin.mixins.posted_rows import InlineRows, PostedRows
from desk.typed_fields import options_for
from regions.models import PolicyTier, RegionAlias, WorkedExample
from regions.tests.make import make_policy

pytestmark = pytest.mark.django_db

KEY = ("min_age",)
COLUMNS: list[Any] = [
    PolicyTier._meta.get_field(n) for n in ("min_age", "max_age", "amount", "rate_percent")
]
FIELDS = {column.name: column.formfield(**options_for(column)) for column in COLUMNS}


@pytest.fixture
def policy(gansu):
    return make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "100")])


def row(tier: PolicyTier | None = None, **typed: str) -> dict[str, str]:
    """What the form posts of a tier, or of a new one, with what was ``typed`` over it."""
    shown = {"id": "", "min_age": "", "max_age": "", "amount": "", "rate_percent": ""}
    if tier is not None:
        shown |= {
            "id": str(tier.pk),
            "min_age": str(tier.min_age),
            "max_age": "" if tier.max_age is None else str(tier.max_age),
            "amount": str(tier.amount),
        }
    return shown | typed


def brought_up_to_date(policy, *rows, may_add=True):
    """The rows that Django is given instead of ``rows``; how many of them it takes for old."""
    data = QueryDict(mutable=True)
    data["tiers-TOTAL_FORMS"] = str(len(rows))
    for at, typed in enumerate(rows):
        for name, value in typed.items():
            data[f"tiers-{at}-{name}"] = value
    standing = list(policy.tiers.order_by("min_age"))
    PostedRows(data, InlineRows("tiers", standing, FIELDS, KEY, "id", may_add)).merge({}, {})
    made = [
        {name: data.get(f"tiers-{at}-{name}", "") for name in row()}
        for at in range(int(data["tiers-TOTAL_FORMS"]))
    ]
    return made, int(data["tiers-INITIAL_FORMS"])


def test_rows_that_nobody_changed_stay_as_they_were_typed(policy):
    young, old = policy.tiers.order_by("min_age")
    typed = [row(young, amount="95"), row(old)]

    made, standing = brought_up_to_date(policy, *typed)

    assert made == typed
    assert standing == 2


def test_a_row_made_anew_by_a_colleague_takes_what_was_typed_for_the_same_ages(policy):
    young, old = policy.tiers.order_by("min_age")
    typed = [row(young, amount="95"), row(old)]
    young.delete()
    again = PolicyTier.objects.create(policy=policy, min_age=0, max_age=69, amount=Decimal(92))

    made, standing = brought_up_to_date(policy, *typed)

    assert [(one["id"], one["amount"]) for one in made] == [
        (str(again.pk), "95"),
        (str(old.pk), "100.00"),
    ]
    assert standing == 2


def test_a_row_that_a_colleague_deleted_becomes_a_new_one(policy):
    young, old = policy.tiers.order_by("min_age")
    typed = [row(young), row(old, amount="120")]
    old.delete()

    made, standing = brought_up_to_date(policy, *typed)

    assert standing == 1
    assert (made[1]["id"], made[1]["min_age"], made[1]["amount"]) == ("", "70", "120")


def test_a_row_that_a_colleague_deleted_and_this_one_too_is_gone(policy):
    young, old = policy.tiers.order_by("min_age")
    typed = [row(young), row(old) | {"DELETE": "on"}]
    old.delete()

    made, _ = brought_up_to_date(policy, *typed)

    assert [one["id"] for one in made] == [str(young.pk)]


def test_a_row_that_a_colleague_added_is_there_as_it_is(policy):
    young, old = policy.tiers.order_by("min_age")
    typed = [row(young), row(old)]
    PolicyTier.objects.filter(pk=old.pk).update(max_age=79)
    added = PolicyTier.objects.create(policy=policy, min_age=80, amount=Decimal(150))

    made, standing = brought_up_to_date(policy, *typed)

    assert standing == 3
    assert (made[2]["id"], made[2]["amount"]) == (str(added.pk), "150.00")


def test_a_new_row_comes_behind_those_that_stand(policy):
    young, old = policy.tiers.order_by("min_age")
    new = row(min_age="90", amount="200")

    made, standing = brought_up_to_date(policy, new, row(young), row(old))

    assert standing == 2
    assert [one["min_age"] for one in made] == ["0", "70", "90"]


def test_who_may_not_add_rows_adds_none(policy):
    young, old = policy.tiers.order_by("min_age")

    made, _ = brought_up_to_date(policy, row(young), row(old), row(min_age="90"), may_add=False)

    assert [one["min_age"] for one in made] == ["0", "70"]


def test_two_rows_typed_for_one_that_stands_are_both_kept(policy):
    """The form then says that two begin at the same age: whoever typed it decides."""
    young, old = policy.tiers.order_by("min_age")
    twins = [row(amount="1", min_age="0"), row(amount="2", min_age="0")]
    young.delete()
    PolicyTier.objects.create(policy=policy, min_age=0, max_age=69, amount=Decimal(92))

    made, standing = brought_up_to_date(policy, *twins, row(old))

    assert standing == 2
    assert sorted(one["amount"] for one in made) == ["1", "100.00", "2"]


@pytest.mark.parametrize("age", ["abc", "", "9" * 50, "７０", "-1"])
def test_an_age_that_is_none_belongs_to_no_row_and_is_kept(policy, age):
    young, old = policy.tiers.order_by("min_age")
    wrong = row(min_age=age, amount="5")

    made, standing = brought_up_to_date(policy, row(young), row(old), wrong)

    assert standing == 2
    assert made[2] == wrong


@pytest.mark.parametrize("total", ["", "x", "-1", "1e3", "10000", "٣٣٣٣"])
def test_a_number_of_rows_that_is_none_is_left_to_django(policy, total):
    data = QueryDict(mutable=True)
    data["tiers-TOTAL_FORMS"] = total
    data["tiers-0-amount"] = "5"

    PostedRows(data, InlineRows("tiers", list(policy.tiers.all()), FIELDS, KEY)).merge({}, {})

    assert data.dict() == {"tiers-TOTAL_FORMS": total, "tiers-0-amount": "5"}


def test_the_rows_of_every_inline_are_told_apart_as_the_database_does():
    admins = admin.site._registry.values()
    keys = {inline.model: inline.model.PART_KEY for one in admins for inline in one.inlines}

    assert keys == {
        PolicyTier: ("min_age", "retired_from", "retired_until", "employer"),
        WorkedExample: ("age", "average_pension", "own_pension", "retired", "employer"),
        RegionAlias: ("name",),
    }
