"""Which places have a standard, which follow their province, and which have none."""

import datetime
from enum import StrEnum

from caching.memo import one_revision
from calculator.situation import goes_by_own_amount, rules_of_all
from regions.place_facts import all_places, timelines


class Standing(StrEnum):
    """Where the standard of a place comes from, as ``calculator.coverage`` counts it.

    A place without one that will have one is told apart: its document is found.
    """

    OWN = "own"
    PROVINCE = "province"
    COMING = "coming"
    PERSONAL = "personal"
    NONE = "none"


LABELS = {
    Standing.OWN: "有标准",
    Standing.PROVINCE: "按省里的",
    Standing.COMING: "只有将来的",
    Standing.PERSONAL: "各人的数不一样",
    Standing.NONE: "没有标准",
}


def places_by_standing(today: datetime.date) -> dict[Standing, list[int]]:
    """Return the ids of all places with a page, by where their standard comes from."""
    found: dict[Standing, list[int]] = {standing: [] for standing in Standing}
    with one_revision():
        rules, lines = rules_of_all(today), timelines(today)
        for place in all_places():
            view = rules[place.pk]
            if view is not None:
                own = view.policy.region_id == place.pk
                standing = Standing.OWN if own else Standing.PROVINCE
            elif lines[place.pk].coming is not None:
                standing = Standing.COMING
            else:
                standing = Standing.PERSONAL if goes_by_own_amount(place) else Standing.NONE
            found[standing].append(place.pk)
    return found
