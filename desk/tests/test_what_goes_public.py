"""Ways round the second person and the source, each tried and closed."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from desk import publishing, takedown
from desk.history import events, restore
from regions.models import Publication, Source, TakeDown
from regions.terms import Term
from regions.tests.make import (
    make_channel,
    make_deduction,
    make_estimate,
    make_example,
    make_policy,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
DRAFT, IN_REVIEW, PUBLISHED, WITHDRAWN = Publication.values


def written(row, user, **changed):
    """Save ``row`` as ``user`` would in a form, with the fields ``changed``."""
    for name, value in changed.items():
        setattr(row, name, value)
    row._history_user = user
    row.save()
    return row


# --- What was withdrawn -------------------------------------------------------------------------


def test_what_was_withdrawn_does_not_come_back_on_a_source_that_lacks_something(gansu, li):
    source = make_source(publisher="", full_text="")
    row = make_channel(gansu, source=source, status=WITHDRAWN)
    draft = publishing.copy_of(row)
    draft.move(IN_REVIEW)

    with pytest.raises(ValidationError, match="还缺：发布者"):
        publishing.publish(draft, li, TODAY)


# --- What an earlier state brings back ----------------------------------------------------------


@pytest.mark.parametrize("link", ["source", "other_sources"])
def test_an_address_that_was_taken_down_does_not_come_back_through_an_old_state(
    gansu, zhang, li, link
):
    source = make_source(status=DRAFT, url="https://jz.gov.cn/a")
    term = Term.of("jz.gov.cn", [])
    takedown.take_down(term, "冒充", zhang, timezone.now())
    first = events(source)[-1]
    restore(Source.objects.get(pk=source.pk), first.number)
    rests = {"source": source} if link == "source" else {}
    row = make_policy(gansu, status=IN_REVIEW, **rests)
    make_example(row)
    row.other_sources.set([source])

    with pytest.raises(ValidationError, match=r"jz\.gov\.cn"):
        publishing.publish(row, li, TODAY)


def test_a_number_that_was_taken_down_is_not_published_in_a_part(gansu, li):
    row = make_policy(gansu, status=IN_REVIEW)
    make_example(row, note="打 0746-8888123 问")
    TakeDown.objects.create(
        kind="phone", term="07468888123", reason="冒充", made_at=timezone.now(), made_by=li
    )

    with pytest.raises(ValidationError, match="已经停用"):
        publishing.publish(row, li, TODAY)


# --- Who has written ----------------------------------------------------------------------------


def test_who_only_compared_the_source_has_not_written_its_draft(gansu, zhang, li):
    source = make_source()
    draft = publishing.copy_of(source)
    written(draft, zhang, staff_note="补了备注")
    row = make_channel(gansu, source=source, status=IN_REVIEW)
    publishing.publish(row, li, TODAY, confirmed=True)
    # Saved by who asks, as the middleware notes it.
    draft.history.filter(history_change_reason__startswith="和原文").update(history_user=li)

    assert not publishing.refused_to(Source.objects.get(pk=draft.pk), li)
    assert publishing.refused_to(Source.objects.get(pk=draft.pk), zhang)


# --- What is no word ----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["publisher", "full_text"])
@pytest.mark.parametrize(
    "text", ["。", "\u3164", "\u200b", "——"], ids=["stop", "filler", "zw", "dash"]
)
def test_a_sign_that_says_nothing_completes_no_source(name, text):
    assert make_source(**{name: text}).lacking


# --- What is too weak ---------------------------------------------------------------------------

WEAK = [Source.Confidence.GENERAL, Source.Confidence.UNKNOWN, Source.Confidence.KNOWN_UNSEEN]


@pytest.mark.parametrize("confidence", WEAK)
@pytest.mark.parametrize("make", [make_policy, make_deduction, make_estimate, make_statistic])
def test_no_figure_is_published_on_a_source_that_is_no_more_than_hearsay(gansu, make, confidence):
    row = make(gansu, status=IN_REVIEW, source=make_source(confidence=confidence))

    assert any("这份来源太弱" in fault for fault in publishing.faults(row))


@pytest.mark.parametrize("make", [make_policy, make_deduction, make_estimate, make_statistic])
def test_a_source_does_not_become_too_weak_under_a_public_figure(gansu, make):
    row = make(gansu)
    draft = publishing.copy_of(row.source)
    draft.confidence = WEAK[0]

    [fault] = publishing.faults(draft)

    assert "请先给它换来源，或者撤下它" in fault
    row.move(WITHDRAWN)
    assert publishing.faults(draft) == []


def test_what_is_no_figure_may_rest_on_a_weak_source(gansu):
    channel = make_channel(gansu, source=make_source(confidence=WEAK[0]))
    draft = publishing.copy_of(channel.source)

    assert publishing.faults(channel) == publishing.faults(draft) == []
