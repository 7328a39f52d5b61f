"""Titles over the real data: each fits on the card of a forwarded link and is its place's alone."""

from collections import Counter

import pytest
from django.utils import timezone

from calculator.province import province_of
from calculator.situation import situation_of
from pages.place_head import LONGEST_TITLE, title_of
from regions.models import Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]


def titles() -> dict[str, str]:
    today = timezone.localdate()
    return {
        place.short_name: title_of(
            situation_of(place, today, today), province_of(place, today, today)
        )
        for place in Region.objects.pages().with_lineage()
    }


def test_titles_are_short_unique_and_begin_with_the_place():
    found = titles()

    assert len(found) == Region.objects.pages().count()
    assert {name: t for name, t in found.items() if len(t) > LONGEST_TITLE} == {}
    assert [t for t, count in Counter(found.values()).items() if count > 1] == []
    assert [name for name, title in found.items() if not title.startswith(name)] == []


def test_the_examples_of_the_contract():
    found = titles()

    assert found["兰州"] == "兰州退休医保：每月90元"
    assert found["杭州"] == "杭州退休医保怎么查"
    assert found["上海"] == "上海退休医保怎么查"
    assert found["甘肃"].startswith("甘肃退休医保：80–120元")


def test_a_figure_gives_way_in_no_title_of_today():
    """Where the card shows an amount, its title has room for it."""
    today = timezone.localdate()
    situations = [situation_of(p, today, today) for p in Region.objects.pages().with_lineage()]
    shown = [
        situation.region.short_name
        for situation in situations
        if (view := situation.view) and not view.withheld
        if (headline := view.headline) and headline.figure is not None and not headline.is_rate
        if not view.outlived  # says how to look it up where the month does not fit
        if not ((province := province_of(situation.region, today, today)) and province.differs)
    ]

    found = titles()
    assert len(shown) > 100
    assert [name for name in shown if "元" not in found[name]] == []
