"""What publishing a draft would change, asked of the resolver as if it were done."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from regions import publishing
from regions.effects import as_published, effects
from regions.models import Publication, RefundPolicy
from regions.tests.make import (
    make_example,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃")


@pytest.fixture
def lanzhou(gansu):
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)


def draft(region, amount="130.00", **fields):
    fields.setdefault("status", IN_REVIEW)
    policy = make_policy(region, tiers=[(0, None, amount)], **fields)
    make_example(policy, amount=Decimal(amount))
    return RefundPolicy.objects.get(pk=policy.pk)


def test_inside_a_draft_is_published_and_after_it_nothing_happened(gansu):
    old = make_policy(gansu, tiers=[(0, None, "90.00")])
    copy = publishing.copy_of(old)
    copy.tiers.update(amount=Decimal("95.00"))
    records = old.history.count()

    with as_published([copy]):
        inside = RefundPolicy.objects.resolve(gansu, TODAY)
        assert [tier.amount for tier in inside.tiers.all()] == [Decimal("95.00")]
        assert RefundPolicy.objects.count() == 1

    assert RefundPolicy.objects.count() == 2
    outside = RefundPolicy.objects.resolve(gansu, TODAY)
    assert [tier.amount for tier in outside.tiers.all()] == [Decimal("90.00")]
    assert old.history.count() == records


def test_a_fault_inside_leaves_nothing_behind_either(gansu):
    policy = draft(gansu)

    with pytest.raises(ZeroDivisionError), as_published([policy]):
        raise ZeroDivisionError

    assert RefundPolicy.objects.get().status == IN_REVIEW


def test_the_ages_show_the_amount_before_and_after(gansu):
    make_policy(gansu, tiers=[(0, 69, "90.00"), (70, None, "95.00")])
    policy = draft(gansu, effective_from=datetime.date(2027, 1, 1))

    found = effects(policy, TODAY)

    assert found.on == datetime.date(2027, 1, 1)
    assert [(e.age, e.old, e.new) for e in found.ages] == [
        (60, Decimal("90.00"), Decimal("130.00")),
        (69, Decimal("90.00"), Decimal("130.00")),
        (70, Decimal("95.00"), Decimal("130.00")),
        (74, Decimal("95.00"), Decimal("130.00")),
        (75, Decimal("95.00"), Decimal("130.00")),
        (80, Decimal("95.00"), Decimal("130.00")),
    ]


def test_where_nothing_was_known_there_is_no_amount_before(gansu):
    found = effects(draft(gansu), TODAY)

    assert {(e.old, e.new) for e in found.ages} == {(None, Decimal("130.00"))}


def test_a_percentage_is_shown_with_the_average_pension_of_an_example(gansu):
    policy = make_policy(gansu, rates=[(0, None, "3.00")], status=IN_REVIEW)
    make_example(policy, average_pension=Decimal("4000.00"), amount=Decimal("120.00"))

    found = effects(policy, TODAY)

    assert found.pension == Decimal("4000.00")
    assert found.ages[0].new == Decimal("120.00")


def test_pages_that_fall_back_change_and_those_with_a_rule_do_not(gansu, lanzhou):
    make_region(slug="wuwei", name="武威市", short_name="武威", parent=gansu)
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    found = effects(draft(gansu), TODAY)

    assert [(p.place.short_name, p.old, p.new) for p in found.pages] == [
        ("甘肃", "没有标准", "每月 130 元"),
        ("武威", "没有标准", "每月 130 元"),
    ]


@pytest.mark.parametrize("status", [DRAFT, IN_REVIEW])
def test_what_is_not_handed_in_yet_counts_too(gansu, status):
    policy = draft(gansu, status=status)

    with as_published([policy]):
        assert RefundPolicy.objects.resolve(gansu, TODAY) == policy

    policy.refresh_from_db()
    assert policy.status == status


def test_two_that_exclude_each_other_leave_nothing_behind(gansu):
    make_policy(gansu)
    policy = draft(gansu)

    with pytest.raises(IntegrityError), as_published([policy]):
        pass

    policy.refresh_from_db()
    assert policy.status == IN_REVIEW


def test_a_percentage_prefers_the_average_pension_that_the_pages_use(gansu):
    make_statistic(gansu, year=2022, average_pension=Decimal("3800.00"))
    policy = make_policy(gansu, rates=[(0, None, "3.00")], status=IN_REVIEW, base_year=2022)
    make_example(policy, average_pension=Decimal("4000.00"), amount=Decimal("120.00"))

    found = effects(policy, TODAY)

    assert (found.pension, found.origin) == (Decimal("3800.00"), "收录的甘肃省 2022年数字")
    assert found.ages[0].new == Decimal("114.00")


def test_a_percentage_that_gives_way_to_an_amount_is_shown_by_its_own_example(gansu):
    old = make_policy(gansu, rates=[(0, None, "3.00")])
    make_example(old, average_pension=Decimal("4000.00"), amount=Decimal("120.00"))

    found = effects(draft(gansu, effective_from=TODAY), TODAY)

    assert (found.ages[0].old, found.ages[0].new) == (Decimal("120.00"), Decimal("130.00"))


def test_amounts_need_no_average_pension(gansu):
    make_statistic(gansu)

    found = effects(draft(gansu), TODAY)

    assert found.pension is None


def test_what_is_too_long_unchecked_shows_no_amount(gansu):
    source = make_source(published_on=datetime.date(2019, 1, 1))

    found = effects(draft(gansu, source=source), TODAY)

    assert {effect.new for effect in found.ages} == {None}
    assert [page.new for page in found.pages] == ["需核实，不显示数字"]
