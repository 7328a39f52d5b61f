"""官网原文未变: a day that only a machine notes, and that goes where the text changes."""

import datetime

import pytest

from caching.revision import current, one_bump
from regions.models import Publication, Source

from .make import make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

ON = datetime.date
DAY = ON(2026, 11, 30)
BEFORE = ON(2026, 11, 29)


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
    new = Source.objects.create(
        title="通知", confidence="seed", status="published", unchanged_on=DAY
    )
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


# --- The age that counts from it ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "seen", "stale", "withheld"),
    [
        ({"published_on": ON(2023, 1, 1)}, DAY, False, False),
        ({"published_on": ON(2023, 1, 1)}, ON(2025, 11, 30), False, False),
        ({"published_on": ON(2023, 1, 1)}, ON(2025, 11, 29), True, False),
        ({"published_on": None}, DAY, False, False),
        ({"published_on": ON(2021, 11, 30)}, DAY, False, False),
        ({"published_on": ON(2021, 11, 29)}, DAY, True, True),
        ({"checked_on": ON(2021, 11, 29)}, DAY, True, True),
        ({"checked_on": ON(2026, 11, 1)}, ON(2024, 1, 1), False, False),
    ],
    ids=["seen", "a-year", "longer", "undated", "sixty", "past-sixty", "checked-past", "older"],
)
def test_the_age_counts_from_it_but_sixty_months_are_over_whatever_was_seen(
    fields, seen, stale, withheld
):
    source = make_source(**fields, unchanged_on=seen)
    freshness = source.freshness(DAY)

    assert (freshness.stale, freshness.withheld) == (stale, withheld)
    assert Source.objects.stale(DAY).exists() is stale
    assert Source.objects.fresh(DAY).exists() is not stale
    assert Source.objects.withheld(DAY).exists() is withheld


@pytest.mark.parametrize(
    ("fields", "words", "short"),
    [
        (
            {"published_on": ON(2022, 12, 1), "published_precision": "month", "unchanged_on": DAY},
            "电脑 2026年11月30日看过，官网原文没有变（资料是 2022年12月的），还没有人逐条核对",
            "2026年11月30日官网原文未变",
        ),
        (
            {"published_on": None, "unchanged_on": DAY},
            "电脑 2026年11月30日看过，官网原文没有变（资料没有写日期），还没有人逐条核对",
            "2026年11月30日官网原文未变",
        ),
        (
            {"checked_on": ON(2025, 1, 2), "unchanged_on": DAY},
            "电脑 2026年11月30日看过，官网原文没有变；上次有人核对是 2025年1月2日",
            "2026年11月30日官网原文未变",
        ),
        (
            {"checked_on": ON(2024, 1, 2), "unchanged_on": ON(2025, 1, 2)},
            "电脑 2025年1月2日看过，官网原文没有变，超过一年没再看；上次有人核对是 2024年1月2日",
            "2025年1月2日官网原文未变",
        ),
        (
            {"checked_on": DAY, "unchanged_on": BEFORE},
            "上次核对是 2026年11月30日",
            "2026年11月30日核对过",
        ),
    ],
    ids=["never", "undated", "checked-before", "long-ago", "checked-since"],
)
def test_its_words_never_say_that_a_person_checked(fields, words, short):
    freshness = make_source(**fields).freshness(DAY)

    assert (freshness.in_words, freshness.in_short) == (words, short)


def test_what_was_seen_of_another_source_is_not_told_as_that_of_the_first():
    policy = make_policy(make_region(), source=make_source(published_on=ON(2022, 1, 1)))
    policy.other_sources.add(make_source(published_on=ON(2022, 2, 1), unchanged_on=DAY))

    assert policy.freshness(DAY).in_words == (
        "电脑 2026年11月30日看过，别的资料的官网原文没有变"
        "（资料是 2022年2月1日的），还没有人逐条核对"
    )


def test_a_source_says_it_beside_its_grade_until_a_person_checks():
    source = make_source(publisher="甘肃日报", published_on=None, unchanged_on=DAY)
    seen = "官网原文未变（2026年11月30日）"

    assert source.standing == f"二手资料，{seen}"
    assert source.origin == f"甘肃日报，日期不详，二手资料，{seen}"
    assert source.particulars == f"甘肃日报，日期不详，二手资料，{seen}，没有人和原文核对过"
    source.checked_on = DAY
    assert source.unchanged == ""
    source.checked_on = BEFORE
    assert source.unchanged == seen
