"""Rows that leave a record: who wrote what they say, why, and in which version."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError

from regions.models import Claim, Publication, RefundPolicy, Region
from regions.models.publication import MOVES, PUT_BACK, TAKEN_DOWN
from regions.tests.make import make_claim, make_nation, make_policy, make_region

pytestmark = pytest.mark.django_db


@pytest.fixture
def people():
    return [User.objects.create_user(name) for name in ("lan", "mei", "shen")]


def saved(row, by, reason="", **fields):
    """``row`` as ``by`` saved it; the row is read anew, as each request does."""
    row = type(row).objects.get(pk=row.pk)
    row._history_user = by
    for name, value in fields.items():
        setattr(row, name, value)
    row.save_because(reason) if reason else row.save()


def test_writers_are_who_saved_words_not_who_took_a_step_or_took_something_down(gansu, people):
    lan, mei, shen = people
    claim = make_claim(gansu, status=Publication.DRAFT)
    assert claim.writers() == set()

    saved(claim, lan, statement="改。")
    saved(claim, mei, status=Publication.IN_REVIEW)
    for reason in (TAKEN_DOWN, PUT_BACK):
        saved(claim, shen, f"{reason} evil.com：假", statement="〔已停用〕")
    assert claim.writers() == {lan.pk}

    saved(claim, shen, statement="改过。")
    assert claim.writers() == {lan.pk, shen.pk}


def test_who_writes_and_hands_in_at_once_is_told_apart_from_who_wrote_before(gansu, people):
    lan, mei, _ = people
    claim = Claim(region=gansu, statement="说。", followed="不。", source=make_claim(gansu).source)
    claim._history_user = lan
    claim.save()

    saved(claim, mei, status=Publication.IN_REVIEW)

    assert claim.writers() == {lan.pk}


def test_a_reason_belongs_to_one_saving_even_where_that_fails(gansu):
    gansu.save_because("为了一次")
    gansu.save()
    broken = Region(slug="gansu", parent=gansu.parent, name="甘肃省", level=1)
    with pytest.raises(IntegrityError):
        broken.save_because("不会成")

    assert not hasattr(broken, "_change_reason")


def test_every_saving_counts_a_version_also_one_of_a_few_fields(gansu):
    policy = make_policy(gansu)
    before = policy.version

    policy.notes = "改"
    policy.save(update_fields=["notes"])

    policy.refresh_from_db()
    assert (policy.version, policy.notes) == (before + 1, "改")


def test_no_step_leads_from_a_draft_to_the_pages_without_review():
    assert {start for start, to in MOVES if to == Publication.PUBLISHED} == {
        Publication.IN_REVIEW,
        Publication.WITHDRAWN,
    }
    assert {to for start, to in MOVES if start == Publication.DRAFT} == {Publication.IN_REVIEW}
    assert len(set(MOVES.values())) == len(MOVES)


def test_a_place_knows_what_lies_above_it_and_whose_page_answers(gansu, lanzhou):
    county = make_region(slug="yuzhong", name="榆中县", parent=lanzhou, has_page=False)

    assert list(county.lineage()) == [county, lanzhou, gansu, make_nation()]
    assert (county.province, county.page()) == (gansu, lanzhou)
    assert (make_nation().province, make_nation().full_title) == (None, "全国")
    assert (county.path, county.full_title) == ("gansu/yuzhong", "甘肃省兰州市榆中县")
    lanzhou.own_pool = True
    assert list(county.rule_lineage()) == [county, lanzhou]


def test_a_policy_takes_percentages_of_its_base_or_of_the_place_that_asks(gansu, lanzhou):
    own, shared = RefundPolicy(region=gansu), RefundPolicy(region=gansu, base_region=gansu)

    assert (own.base_place(lanzhou), shared.base_place(lanzhou)) == (lanzhou, gansu)
