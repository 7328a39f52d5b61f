"""Which places have a standard, which follow their province, and which have none."""

import datetime

from caching.memo import one_revision
from calculator.situation import rules_of_all
from calculator.standing import Standing, next_rules, standing_of
from regions.place_facts import all_places

#: The words of the list filter, for the places of each standing.
LABELS = {
    Standing.OWN: "有标准",
    Standing.INHERITED: "按省里的",
    Standing.COMING: "只有将来的",
    Standing.PERSONAL: "各人的数不一样",
    Standing.UNKNOWN: "没有标准",
}


def places_by_standing(today: datetime.date) -> dict[Standing, list[int]]:
    """Return the ids of all places with a page, by what is known of their figure."""
    found: dict[Standing, list[int]] = {standing: [] for standing in Standing}
    with one_revision():
        rules, coming = rules_of_all(today), next_rules(today)
        for place in all_places():
            standing = standing_of(place, rules[place.pk], coming.get(place.pk))
            found[standing].append(place.pk)
    return found
