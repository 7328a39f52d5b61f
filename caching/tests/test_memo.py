"""What is kept until the content changes: the facts of all places, and the queries it saves."""

import datetime
import gc
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from caching.memo import memoised_per_revision, one_revision, revision
from caching.revision import Revision, current, one_bump
from regions import place_facts
from regions.models import Claim, LookupChannel, Publication, RefundPolicy
from regions.tests.make import (
    make_channel,
    make_claim,
    make_nation,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 28)
PAGE = "/regions/gansu/lanzhou/"


def queries(run) -> int:
    with CaptureQueriesContext(connection) as seen:
        run()
    return len(seen)


# --- Keeping ----------------------------------------------------------------------------------


def test_a_result_is_kept_until_a_published_fact_changes(gansu):
    calls = []

    @memoised_per_revision(2)
    def worked_out(name):
        calls.append(name)
        return len(calls)

    source = make_source()
    first = (worked_out("a"), worked_out("b"), worked_out("a"))
    make_policy(gansu, status=Publication.DRAFT, source=source)
    drafted = worked_out("a")
    make_policy(gansu)

    assert first == (1, 2, 1)
    assert drafted == 1
    assert worked_out("a") == 3


class Result:
    """Something whose end can be seen."""


def test_what_belongs_to_old_revisions_is_let_go():
    """A result may hold all facts of its day: with one edit a second, workers grew for hours."""

    @memoised_per_revision(100)
    def worked_out(name):
        return Result()

    def at(number):
        with one_revision(Revision(number, "x")):
            return weakref.ref(worked_out("a")), weakref.ref(worked_out("b"))

    first, second = at(1), at(2)
    assert [one() is not None for one in first + second] == [True] * 4
    again, third = at(1), at(3)
    gc.collect()

    assert again == first
    assert [one() for one in second] == [None, None]
    assert [one() is not None for one in first + third] == [True] * 4


def test_of_one_state_only_the_newest_is_kept():
    @memoised_per_revision(1, states=1)
    def worked_out():
        return Result()

    def at(number):
        with one_revision(Revision(number, "x")):
            return weakref.ref(worked_out())

    first, second = at(1), at(2)
    gc.collect()

    assert first() is None
    assert second() is not None


def asked_by(threads: int, call) -> list:
    """What ``call`` gives, or the exception it raises, in so many threads at the same moment."""
    together = threading.Barrier(threads)

    def ask(_):
        with one_revision(Revision(7, "x")):
            together.wait(10)
            try:
                return call()
            except RuntimeError as error:
                return error

    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(ask, range(threads)))


def test_threads_that_want_the_same_wait_for_the_one_that_works_it_out():
    """After a change all want all facts: four threads would each take four times as long."""
    calls = []

    @memoised_per_revision(2)
    def worked_out(name):
        calls.append(name)
        time.sleep(0.2)
        return object()

    found = asked_by(4, lambda: worked_out("a"))

    assert calls == ["a"]
    assert len({id(one) for one in found}) == 1


def test_who_waited_for_what_failed_gets_its_exception_and_the_next_tries_again():
    calls = []

    @memoised_per_revision(2)
    def worked_out():
        calls.append(1)
        time.sleep(0.2)
        if len(calls) == 1:
            raise RuntimeError("the database hangs")
        return "at last"

    failed = asked_by(4, worked_out)
    later = asked_by(1, worked_out)

    assert [str(error) for error in failed] == ["the database hangs"] * 4
    assert later == ["at last"]
    assert len(calls) == 2


def test_different_results_are_worked_out_side_by_side():
    inside = threading.Barrier(2)

    @memoised_per_revision(2)
    def worked_out(name):
        inside.wait(10)  # passes only if both are here at once
        return name

    names = iter("ab")

    assert sorted(asked_by(2, lambda: worked_out(next(names)))) == ["a", "b"]


def test_what_a_transaction_took_back_was_never_kept(gansu):
    @memoised_per_revision(2)
    def channels():
        return LookupChannel.objects.count()

    assert channels() == 0
    with transaction.atomic():
        make_channel(gansu)
        assert channels() == 1
        transaction.set_rollback(True)

    assert channels() == 0


def test_nothing_is_kept_while_changes_wait_to_be_counted(gansu):
    @memoised_per_revision(2)
    def channels():
        return LookupChannel.objects.count()

    with one_bump():
        before = channels()
        make_channel(gansu)

        assert (before, channels()) == (0, 1)


def test_an_exception_is_not_kept():
    calls = []

    @memoised_per_revision(2)
    def fails():
        calls.append(1)
        raise LookupError("x")

    for _ in range(2):
        with pytest.raises(LookupError):
            fails()

    assert len(calls) == 2


def test_a_request_looks_once_and_believes_what_it_is_told():
    def twice():
        return revision(), revision()

    with one_revision():
        assert queries(twice) == 1
    with one_revision(current()):
        assert queries(twice) == 0
    assert queries(twice) == 2


# --- Facts of all places -----------------------------------------------------------------------


def test_together_each_place_is_told_what_it_would_be_alone(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "80.00")])
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    baiyin = make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)
    make_channel(gansu)
    make_claim(lanzhou)

    together = {region: place_facts.facts_for(region, TODAY) for region in (gansu, lanzhou, baiyin)}

    for region, facts in together.items():
        alone = RefundPolicy.objects.timeline([region], TODAY, place_facts.EARLIER)
        assert facts.timelines[region.pk] == alone[region.pk]
        assert facts.channels[region.pk] == LookupChannel.objects.for_region(region)
        assert facts.claims[region.pk] == Claim.objects.about(region)
    assert together[baiyin].timelines[baiyin.pk].current.region == gansu


def test_the_places_of_a_province_know_what_lies_above_them(gansu, lanzhou):
    places = place_facts.places("gansu")

    assert queries(lambda: [list(place.lineage()) for place in places.values()]) == 0
    assert list(places["gansu/lanzhou"].lineage()) == [lanzhou, gansu, make_nation()]
    assert place_facts.neighbours(gansu) == [lanzhou]
    assert place_facts.neighbours(lanzhou) == []


def test_a_place_without_a_page_is_read_alone(lanzhou):
    county = make_region(
        slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False
    )
    make_policy(lanzhou)

    facts = place_facts.facts_for(county, TODAY)

    assert list(facts.timelines) == [county.pk]
    assert facts.timelines[county.pk].current.region == lanzhou


@pytest.mark.parametrize("path", ["", "x", "gansu/x", "gansu/", "GANSU/lanzhou", "gansu/lanzhou/x"])
def test_no_page_stands_at_another_address(lanzhou, path):
    assert place_facts.page_at(path) is None


def test_a_page_shows_each_change_at_once(client, gansu, lanzhou):
    policy, channel = (
        make_policy(lanzhou, tiers=[(0, None, "91.00")]),
        make_channel(gansu, name="甘肃医保甲"),
    )
    claim = make_claim(lanzhou, statement="有人说甲。")
    shown = ["91", "甘肃医保甲", "有人说甲。"]
    page = client.get(PAGE).text
    assert all(text in page for text in shown)

    policy.tiers.update(amount="92.00")
    assert "92" in client.get(PAGE).text
    LookupChannel.objects.filter(pk=channel.pk).update(name="甘肃医保乙")
    assert "甘肃医保乙" in client.get(PAGE).text
    claim.statement = "有人说乙。"
    claim.save()
    assert "有人说乙。" in client.get(PAGE).text
    lanzhou.short_name = "金城"
    lanzhou.save()
    assert "金城" in client.get(PAGE).text


def test_a_change_between_facts_and_page_leaves_no_old_page(client, gansu, lanzhou, monkeypatch):
    channel = make_channel(gansu, name="甘肃医保甲")
    read = place_facts.facts_for

    def changed_after_reading(region, today):
        found = read(region, today)
        LookupChannel.objects.filter(pk=channel.pk).update(name="甘肃医保乙")
        return found

    client.cookies["sessionid"] = "x"  # as staff have one, or anybody who makes it up
    with monkeypatch.context() as patch:
        patch.setattr(place_facts, "facts_for", changed_after_reading)
        client.get(PAGE)
    del client.cookies["sessionid"]

    assert "甘肃医保乙" in client.get(PAGE).text


@pytest.mark.parametrize("spelling", ["GANSU", "Gansu", "gansu/lanzhou", ""])
def test_no_province_has_another_spelling(lanzhou, spelling):
    assert place_facts.places(spelling) == {}


# --- Queries ----------------------------------------------------------------------------------


def test_all_places_are_read_in_few_queries_and_their_pages_in_none(client, gansu, lanzhou):
    make_policy(lanzhou)
    baiyin = make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)

    first = queries(lambda: client.get(PAGE))
    again = queries(lambda: client.get(PAGE))
    beside = queries(lambda: client.get(baiyin.get_absolute_url()))

    # The revision; places; policies, tiers, other sources; channels; claims; deductions;
    # questions, places, counties, estimates; what readers report.
    assert first == 14
    assert again == 1  # the revision, which the page store has looked up already
    assert beside == 2  # without a rule: the average pensions
    assert queries(lambda: client.get(baiyin.get_absolute_url())) == 1


def test_more_places_history_and_channels_take_no_more_queries(client, gansu, lanzhou):
    make_policy(lanzhou)
    before = queries(lambda: client.get(PAGE))
    for number in range(20):
        place = make_region(
            slug=f"p{number}", name=f"{number}市", short_name=f"{number}", parent=gansu
        )
        make_policy(place)
        make_policy(lanzhou, effective_from=datetime.date(2000 + number, 1, 1))
        make_channel(place)
        make_claim(place)

    assert queries(lambda: client.get(PAGE)) == before
