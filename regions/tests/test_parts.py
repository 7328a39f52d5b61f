"""Parts replaced in place: what a fact's parts say afterwards is what they were to say."""

from decimal import Decimal

import pytest
from django.db import transaction
from django.db.models import F, UniqueConstraint
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regions.models import PolicyTier, RefundPolicy, WorkedExample
from regions.parts import replace_parts
from regions.tests.make import make_example, make_policy, make_tier

pytestmark = pytest.mark.django_db

#: From which age how much; each age once.
TIERS = st.dictionaries(st.integers(0, 5), st.integers(1, 3), max_size=4)


@pytest.fixture
def policy(gansu):
    return make_policy(gansu, tiers=[])


def tiers(wanted):
    return [PolicyTier(min_age=age, amount=Decimal(amount)) for age, amount in wanted.items()]


def said(policy):
    return {tier.min_age: tier.amount for tier in policy.tiers.all()}


def test_parts_say_what_was_wanted_and_those_of_the_same_key_keep_their_id(policy):
    @settings(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(TIERS, TIERS)
    def ask(before, after):
        with transaction.atomic():
            PolicyTier.objects.bulk_create(
                PolicyTier(policy=policy, min_age=age, amount=amount)
                for age, amount in before.items()
            )
            ids = dict(policy.tiers.values_list("min_age", "pk"))
            replace_parts(policy, "tiers", tiers(after))
            now = dict(policy.tiers.values_list("min_age", "pk"))
            assert said(policy) == after
            assert {age: now[age] for age in before.keys() & after} == {
                age: ids[age] for age in before.keys() & after
            }
            records = PolicyTier.history.filter(policy=policy)
            assert set(records.values_list("min_age", flat=True)) == {
                age for age in {**before, **after} if before.get(age) != after.get(age)
            }
            transaction.set_rollback(True)

    ask()


def test_parts_of_another_fact_are_let_alone_and_can_be_taken_over(gansu, lanzhou):
    one = make_policy(gansu, tiers=[(0, 69, "75.00"), (70, None, "85.00")])
    other = make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_example(one, age=60, note="说明")

    for name in RefundPolicy.PARTS:
        replace_parts(other, name, getattr(one, name).all())

    assert said(other) == said(one) == {0: Decimal(75), 70: Decimal(85)}
    assert [(e.age, e.note) for e in other.examples.all()] == [(60, "说明")]
    assert one.examples.count() == 1


def test_every_field_of_a_part_goes_along(policy):
    make_tier(policy, min_age=60, max_age=69, amount=Decimal(75))

    replace_parts(policy, "tiers", [PolicyTier(min_age=60, rate_percent=Decimal("2.80"))])

    tier = policy.tiers.get()
    assert (tier.max_age, tier.amount, tier.rate_percent) == (None, None, Decimal("2.80"))


def test_an_example_is_known_by_its_age_and_average_pension(policy):
    plain = make_example(policy, age=65)
    based = make_example(policy, age=65, average_pension=Decimal(4000))
    wanted = [
        WorkedExample(age=65, amount=Decimal(80)),
        WorkedExample(age=65, average_pension=Decimal("4000.00"), amount=Decimal(90)),
    ]

    replace_parts(policy, "examples", wanted)

    amounts = dict(policy.examples.values_list("pk", "amount"))
    assert amounts == {plain.pk: Decimal(80), based.pk: Decimal(90)}


def test_what_tells_parts_apart_is_what_they_are_unique_by():
    for part in (PolicyTier, WorkedExample):
        unique = next(c for c in part._meta.constraints if isinstance(c, UniqueConstraint))
        named = {name for expression in unique.expressions for name in _columns(expression)}
        assert named == {"policy", *part.PART_KEY}


def _columns(expression):
    inner = [] if isinstance(expression, F) else expression.get_source_expressions()
    return [part.name for part in [expression, *inner] if isinstance(part, F)]
