"""官网原文未变: a day that only a machine notes, and that goes where the text changes."""

import datetime

import pytest

from caching.revision import current, one_bump
from regions.models import Publication, Source

from .make import make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 30)
BEFORE = datetime.date(2026, 11, 29)


def noted(source: Source) -> datetime.date | None:
    return Source.objects.get(pk=source.pk).unchanged_on


def test_a_published_source_is_noted_without_a_version_a_record_or_a_change():
    source = make_source()
    before = Source.objects.get(pk=source.pk)

    assert Source.objects.seen_unchanged(source.pk, DAY)

    after = Source.objects.get(pk=source.pk)
    assert after.unchanged_on == DAY
    assert (after.version, after.changed_at) == (before.version, before.changed_at)
    assert after.history.count() == 1


@pytest.mark.parametrize("status", [s for s in Publication if s != Publication.PUBLISHED])
def test_what_is_not_published_is_not_noted(status):
    source = make_source(status=status)

    assert not Source.objects.seen_unchanged(source.pk, DAY)
    assert noted(source) is None


def test_the_day_only_goes_forward():
    source = make_source()
    Source.objects.seen_unchanged(source.pk, BEFORE)

    assert Source.objects.seen_unchanged(source.pk, DAY)
    assert not Source.objects.seen_unchanged(source.pk, BEFORE)
    assert noted(source) == DAY


def test_a_source_that_is_gone_is_nothing_to_note():
    assert not Source.objects.seen_unchanged(0, DAY)


def test_the_revision_is_raised_where_something_was_noted_and_for_many_once():
    sources = [make_source(), make_source()]
    at = [current().number]
    with one_bump():
        for source in sources:
            Source.objects.seen_unchanged(source.pk, DAY)
    at.append(current().number)

    Source.objects.seen_unchanged(sources[0].pk, DAY)  # noted already

    assert [*at, current().number] == [at[0], at[0] + 1, at[0] + 1]


def test_no_saving_sets_it():
    new = make_source(unchanged_on=DAY)
    there = make_source()
    there.unchanged_on = DAY
    there.save()

    assert noted(new) is noted(there) is None


def test_saving_a_row_read_before_keeps_what_was_noted_since():
    stale = make_source()
    Source.objects.seen_unchanged(stale.pk, DAY)

    stale.staff_note = "打过电话。"
    stale.save()

    assert noted(stale) == stale.unchanged_on == DAY


def test_saving_some_fields_keeps_or_clears_it_likewise():
    source = make_source()
    Source.objects.seen_unchanged(source.pk, DAY)

    source.staff_note = "打过电话。"
    source.save(update_fields=["staff_note"])
    kept = noted(source)
    source.quote = "每人每月一百元。"
    source.save(update_fields=["quote"])

    assert (kept, noted(source)) == (DAY, None)


@pytest.mark.parametrize(
    ("field", "value", "kept"),
    [
        ("url", "https://www.gov.cn/b.html", False),
        ("full_text", "另一份正文。", False),
        ("quote", "另一句。", False),
        ("title", "另一个标题", True),
        ("staff_note", "备注", True),
    ],
)
def test_it_goes_where_the_text_or_the_address_changes(field, value, kept):
    source = make_source(url="https://www.gov.cn/a.html")
    Source.objects.seen_unchanged(source.pk, DAY)

    source = Source.objects.get(pk=source.pk)
    setattr(source, field, value)
    source.save()

    assert noted(source) == (DAY if kept else None)
