"""What publishing a deduction, an estimate or a rule for several groups would change."""

import datetime
import re
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client
from django.urls import reverse

from desk import publishing
from desk.effects import effects
from regions.models import Publication, RefundPolicy
from regions.tests.make import (
    make_deduction,
    make_estimate,
    make_example,
    make_policy,
    make_tier,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
IN_REVIEW = Publication.IN_REVIEW
D = Decimal


@pytest.fixture
def reviewer(db):
    user = User.objects.create_user("reviewer", is_staff=True)
    user.groups.add(Group.objects.get(name="审核"))
    client = Client()
    client.force_login(user)
    return client


def page(client, row) -> str:
    name = f"admin:{row._meta.app_label}_{row._meta.model_name}_review"
    return re.sub(r">\s+<", "><", client.get(reverse(name, args=[row.pk])).text)


def amounts(found):
    return [(effect.age, effect.old, effect.new) for effect in found.ages]


# --- Deductions ------------------------------------------------------------------------------


def test_a_deduction_lowers_what_arrives_where_it_holds_and_below(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, 69, "90"), (70, None, "95")])

    found = effects(make_deduction(gansu, status=IN_REVIEW), TODAY)

    assert amounts(found)[1:3] == [(69, D("90"), D("83.00")), (70, D("95"), D("88.00"))]
    assert len(found.ages) == 6
    assert [(one.place.short_name, one.old, one.new) for one in found.pages] == [
        ("甘肃", "每月 90 元起，没有代扣", "每月到账 83 元起，大病保险：每月 7 元"),
        ("兰州", "每月 90 元起，没有代扣", "每月到账 83 元起，大病保险：每月 7 元"),
    ]


def test_a_deduction_that_is_only_told_changes_pages_and_no_amount(gansu):
    make_policy(gansu, tiers=[(0, None, "90")])

    found = effects(make_deduction(gansu, status=IN_REVIEW, from_account="unknown"), TODAY)

    assert {(effect.old, effect.new) for effect in found.ages} == {(D("90"), D("90"))}
    assert [one.new for one in found.pages] == ["每月 90 元，大病保险：每月 7 元（只说明，不减）"]


def test_a_page_whose_figures_stay_is_not_told_twice(reviewer, gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "90")])
    make_policy(lanzhou, tiers=[(0, None, "80")])
    draft = make_policy(
        gansu, tiers=[(0, None, "90")], status=IN_REVIEW, effective_from=datetime.date(2026, 1, 1)
    )
    make_example(draft, amount=D("90"))

    assert "（页面上的数不变）</li>" in page(reviewer, draft)


def test_whose_deduction_it_is_stands_beside_it(gansu):
    make_policy(gansu, tiers=[(0, None, "90")])

    found = effects(make_deduction(gansu, status=IN_REVIEW, for_whom="灵活就业人员"), TODAY)

    assert (
        found.pages[0].new == "每月 90 元，大病保险：每月 7 元（只扣灵活就业人员的，只说明，不减）"
    )


def test_a_deduction_of_a_place_without_a_rule_shows_no_amounts(gansu):
    found = effects(make_deduction(gansu, status=IN_REVIEW), TODAY)

    assert found.ages == []
    assert [one.new for one in found.pages] == ["大病保险：每月 7 元"]


def test_a_coming_deduction_counts_from_its_start(gansu):
    make_policy(gansu, tiers=[(0, None, "90")])
    start = datetime.date(2027, 1, 1)

    found = effects(make_deduction(gansu, status=IN_REVIEW, effective_from=start), TODAY)

    assert found.on == start
    assert found.ages[0].new == D("83.00")


def test_the_review_of_a_deduction_shows_what_arrives_before_and_after(reviewer, gansu):
    make_policy(gansu, tiers=[(0, None, "90")])

    text = page(reviewer, make_deduction(gansu, status=IN_REVIEW))

    assert '<th scope="row">74岁</th><td>90 元</td><td>83 元</td>' in text
    assert "甘肃省</a>：每月 90 元，没有代扣 → 每月到账 83 元，大病保险：每月 7 元" in text


def test_a_deduction_larger_than_the_credit_is_doubted_and_may_be_published(reviewer, gansu):
    make_policy(gansu, tiers=[(0, None, "90")])
    row = make_deduction(gansu, status=IN_REVIEW, amount=D("100"))

    text = page(reviewer, row)

    assert "打进来的会扣光" in text
    assert "<td>90 元</td><td>0 元</td>" in text
    assert publishing.faults(row) == []


# --- Estimates -------------------------------------------------------------------------------


def test_a_place_where_no_estimate_applies_says_why(gansu, lanzhou):
    make_estimate(gansu)
    nothing = dict.fromkeys(["low_percent", "high_percent", "example_pension"])
    row = make_estimate(lanzhou, status=IN_REVIEW, reason="照从前的数打。", **nothing)

    found = effects(row, TODAY)

    assert found.ages == []
    assert [(one.place.short_name, one.old, one.new) for one in found.pages] == [
        ("兰州", "估人均养老金的 2% 到 3%", "不估：照从前的数打。")
    ]


def test_an_estimate_changes_nothing_where_a_rule_holds(gansu):
    make_policy(gansu)

    assert effects(make_estimate(gansu, status=IN_REVIEW), TODAY).pages == []


# --- Rules for several groups ----------------------------------------------------------------


@pytest.fixture
def staged(gansu):
    """Who retired long ago keeps their amount; the others get a share of their own pension."""
    policy = make_policy(gansu, tiers=[], status=IN_REVIEW)
    make_tier(policy, as_of="2022年12月", retired_until=datetime.date(2022, 12, 31))
    young = {"retired_from": datetime.date(2023, 1, 1), "min_age": 0, "max_age": 69}
    make_tier(policy, own_percent=D("3"), floor=D("80"), **young)
    make_tier(policy, own_percent=D("4"), **(young | {"min_age": 70, "max_age": None}))
    return RefundPolicy.objects.get(pk=policy.pk)


def test_each_group_has_its_own_lines(staged):
    make_example(
        staged, own_pension=D("4000"), retired=datetime.date(2024, 1, 1), amount=D("120.00")
    )

    found = effects(staged, TODAY)

    assert found.own_pension == D("4000")
    assert [(one.whom, one.before, one.after) for one in found.ages][:3] == [
        ("2022年底前退休", "没有数", "照2022年12月的数不变"),
        ("2023年1月以后退休，60岁", "没有数", "120 元"),
        ("2023年1月以后退休，69岁", "没有数", "120 元"),
    ]
    assert len(found.ages) == 7


def test_without_an_example_the_share_is_told_in_words(staged):
    assert effects(staged, TODAY).ages[1].after == "本人养老金的 3%，不少于 80 元"


def test_the_review_names_the_groups_and_the_pension_that_was_assumed(reviewer, staged):
    make_example(
        staged, own_pension=D("4000"), retired=datetime.date(2024, 1, 1), amount=D("120.00")
    )

    text = page(reviewer, staged)

    assert '<th scope="col">谁</th>' in text
    assert '<th scope="row">2022年底前退休</th>' in text
    assert "本人养老金按 4,000 元 算，用的是算例里假设的数" in text


def test_a_rule_for_all_that_takes_the_place_of_one_for_groups_is_compared_by_group(gansu):
    old = make_policy(gansu, tiers=[])
    make_tier(old, amount=D("100"), employer="enterprise")
    make_tier(old, amount=D("90"), employer="institution")
    copy = publishing.copy_of(old)
    copy.tiers.all().delete()
    make_tier(copy, amount=D("95"))

    found = effects(copy, TODAY)

    assert {(one.whom, one.old, one.new) for one in found.ages} == {
        ("机关事业人员", D("90"), D("95")),
        ("企业人员", D("100"), D("95")),
    }
