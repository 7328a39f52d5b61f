"""What publishing a draft would change, asked of the resolver as if it were done."""

import datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError

from caching.memo import one_revision
from desk import publishing
from desk.effects import as_published, effects
from faq.tests.make import make_question
from regions.models import Publication, RefundPolicy, Statistic
from regions.place_facts import facts_for
from regions.tests.make import (
    make_estimate,
    make_example,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW = Publication.DRAFT, Publication.IN_REVIEW


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


def test_what_pages_share_is_not_read_anew_after_a_draft_was_tried_out(
    lanzhou, django_assert_num_queries
):
    policy = draft(lanzhou)
    shared = facts_for(lanzhou, TODAY)

    with as_published([policy]):
        inside = facts_for(lanzhou, TODAY)

    assert inside.timelines[lanzhou.pk].current == policy
    with one_revision(), django_assert_num_queries(1):  # the revision itself
        outside = facts_for(lanzhou, TODAY)
    assert outside == shared
    assert outside.timelines[lanzhou.pk].current is None


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

    own = "有自己标准的：兰州 90 元。"
    assert [(p.place.short_name, p.old, p.new) for p in found.pages] == [
        ("甘肃", f"90 元，看哪个市。{own}", f"每月 130 元。{own}"),
        ("武威", "没有标准", "每月 130 元"),
    ]


def test_the_page_of_a_province_tells_the_rules_of_its_places(gansu, lanzhou):
    make_policy(gansu)
    tianshui = make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    make_policy(tianshui, tiers=[(0, None, "85.00")])

    found = effects(draft(lanzhou), TODAY)

    assert [(p.place.short_name, p.old, p.new) for p in found.pages] == [
        (
            "甘肃",
            "每月 75 元。有自己标准的：天水 85 元。",
            "85–130 元，看哪个市。有自己标准的：兰州 130 元、天水 85 元。",
        ),
        ("兰州", "每月 75 元", "每月 130 元"),
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


# --- What a copy leaves behind, and who quotes it -------------------------------------------------


def told(found):
    return [(page.place.short_name, page.old, page.new) for page in found.pages]


def test_a_copy_that_moves_tells_the_pages_of_the_place_that_loses_it_too(gansu, lanzhou):
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南")
    copy = publishing.copy_of(draft(gansu, status=Publication.PUBLISHED))
    copy.region = hunan
    copy.save()

    found = effects(copy, TODAY)

    assert sorted(told(found)) == [
        ("兰州", "每月 130 元", "没有标准"),
        ("湖南", "没有标准", "每月 130 元"),
        ("甘肃", "每月 130 元", "没有标准"),
    ]


def test_pages_of_counties_below_a_city_are_told_too(lanzhou):
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou)

    assert [name for name, _, _ in told(effects(draft(lanzhou), TODAY))] == ["甘肃", "兰州", "榆中"]


def test_a_question_that_prints_a_rule_is_named_where_it_changes(gansu, lanzhou):
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南")
    asked, below, elsewhere, unpublished = (
        make_question(slug=slug, status=status)
        for slug, status in [
            ("asked", Publication.PUBLISHED),
            ("below", Publication.PUBLISHED),
            ("elsewhere", Publication.PUBLISHED),
            ("unpublished", DRAFT),
        ]
    )
    asked.rule_regions.add(gansu, lanzhou)
    below.rule_regions.add(make_region(slug="yuzhong", parent=lanzhou, has_page=False))
    elsewhere.rule_regions.add(hunan)
    unpublished.rule_regions.add(gansu)

    found = effects(draft(gansu), TODAY)

    assert found.questions == [asked, below]
    assert [page.place.short_name for page in found.pages] == ["甘肃", "兰州"]


def test_a_question_stays_unnamed_where_another_rule_holds(gansu, lanzhou):
    make_policy(lanzhou)
    make_question().rule_regions.add(lanzhou)

    assert effects(draft(gansu), TODAY).questions == []


# --- Average pensions --------------------------------------------------------------------------


@pytest.fixture
def statistic(gansu):
    """The average pension of 2022, and a copy that leaves out a zero."""
    public = make_statistic(gansu, year=2022, average_pension=Decimal("4000.00"))
    copy = publishing.copy_of(public)
    copy.average_pension = Decimal("400.00")
    copy.save()
    return copy


def test_an_average_pension_tells_what_becomes_of_the_amounts(gansu, lanzhou, statistic):
    make_policy(gansu, rates=[(0, 69, "2.00"), (70, None, "3.00")], base_year=2022)

    found = effects(statistic, TODAY)

    assert (found.on, found.pension) == (TODAY, None)
    assert [(e.age, e.old, e.new) for e in found.ages][1:3] == [
        (69, Decimal("80.00"), Decimal("8.00")),
        (70, Decimal("120.00"), Decimal("12.00")),
    ]
    # 兰州 has the same rule, but takes the average pension of its own retirees.
    assert told(found) == [("甘肃", "每月 80 元起", "每月 8 元起")]
    assert Statistic.objects.get(pk=statistic.replaces_id).average_pension == Decimal("4000.00")


def test_places_that_use_the_average_pension_of_the_province_are_told(gansu, lanzhou, statistic):
    make_policy(lanzhou, rates=[(0, None, "3.00")], base_year=2022, base_region=gansu)

    found = effects(statistic, TODAY)

    assert found.ages == []
    assert told(found) == [("兰州", "每月 120 元", "每月 12 元")]


def test_an_average_pension_of_another_year_or_beside_an_amount_changes_nothing(
    gansu, lanzhou, statistic
):
    make_policy(gansu, rates=[(0, None, "3.00")], base_year=2021)
    make_policy(lanzhou, base_region=gansu)

    found = effects(statistic, TODAY)

    assert (found.ages, found.pages) == ([], [])


def test_the_first_average_pension_turns_a_percentage_into_an_amount(gansu):
    make_policy(gansu, rates=[(0, None, "3.00")], base_year=2022)

    found = effects(make_statistic(gansu, status=IN_REVIEW), TODAY)

    assert (found.ages[0].old, found.ages[0].new) == (None, Decimal("120.00"))
    assert told(found) == [("甘肃", "人均养老金的 3%，没有平均养老金", "每月 120 元")]


def test_an_estimate_changes_with_the_average_pension(gansu, statistic):
    make_estimate(gansu, low_percent=Decimal("2.00"), high_percent=Decimal("3.00"))

    found = effects(statistic, TODAY)

    assert found.ages == []
    assert told(found) == [("甘肃", "估每月 80 元 到 120 元", "估每月 8 元 到 12 元")]


def test_an_average_pension_that_moves_tells_the_place_that_loses_it(gansu, lanzhou, statistic):
    make_policy(gansu, rates=[(0, None, "3.00")], base_year=2022)
    statistic.region = lanzhou
    statistic.save()

    assert told(effects(statistic, TODAY)) == [
        ("甘肃", "每月 120 元", "人均养老金的 3%，没有平均养老金"),
        ("兰州", "人均养老金的 3%，没有平均养老金", "每月 12 元"),
    ]
