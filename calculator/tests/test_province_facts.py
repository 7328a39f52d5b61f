"""What the real provinces say of their places; figures come from the facts, not from here."""

import datetime

import pytest

from calculator.province import Kind, province_of
from calculator.situation import rules_of_all
from regions.place_facts import all_places, page_at

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

TODAY = datetime.date(2026, 11, 29)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("gansu", Kind.DIFFERS),  # all fourteen have their own
        ("heilongjiang", Kind.DIFFERS),  # no number of its own
        ("hunan", Kind.EXCEPTIONS),  # 长沙 and 衡阳
        ("henan", Kind.EXCEPTIONS),
        ("guangdong", Kind.EXCEPTIONS),
        ("shandong", Kind.EXCEPTIONS),
        ("anhui", Kind.EXCEPTIONS),
        ("xinjiang", Kind.EXCEPTIONS),  # the corps cities do not count
        ("shanxi", Kind.ONE),
        ("yunnan", Kind.ONE),  # nothing is known
    ],
)
def test_the_kinds_of_provinces(path, kind):
    assert province_of(page_at(path), TODAY, TODAY).kind is kind


@pytest.mark.parametrize("path", ["gansu", "heilongjiang"])
def test_a_span_runs_from_the_lowest_to_the_highest_on_the_cards_of_the_places(path):
    rules = rules_of_all(TODAY)
    shown = [rules[p.pk] for p in all_places() if p.path.startswith(f"{path}/") and rules[p.pk]]
    amounts = [line.credit.month for view in shown for line in view.lines if line.credit]

    spread = province_of(page_at(path), TODAY, TODAY).spread

    assert (spread.amounts[0], spread.amounts[-1]) == (min(amounts), max(amounts))


def test_every_place_of_a_province_can_be_chosen_once():
    for page in all_places():
        province = province_of(page, TODAY, TODAY)
        if province is not None:
            below = [p for p in all_places() if p.path.startswith(f"{page.path}/")]
            chosen = [choice.place.pk for choice in province.choices]
            assert sorted(chosen) == sorted(p.pk for p in below)


def test_the_corps_cities_are_apart():
    province = province_of(page_at("xinjiang"), TODAY, TODAY)

    assert province.apart
    assert all(row.place.own_pool for row in province.apart)
    assert not any(row.place.own_pool for row in province.below)
