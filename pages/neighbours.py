"""The other places of a province by what is credited there, one bar for each figure.

The list is made once per province and revision: a page only takes its own place out.
"""

import datetime
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString

from caching import memo
from calculator.drawings import bar, comparable
from calculator.province import Below, Province, province_of
from calculator.rules import RuleView
from calculator.standing import absence_of
from regions import place_facts
from regions.models import Region

#: So many places a province's page lists.
MAX_LINKS = 40


@dataclass
class Group:
    """The places of a province that share a figure; ``month`` is it in yuan, None if in none.

    Those without any share the words for that, and are not ``known``.
    """

    words: str
    month: Decimal | None
    places: list[Region] = field(default_factory=list)
    length: Decimal | None = None
    yearly: bool = False
    known: bool = True

    @cached_property
    def links(self) -> SafeString:
        """Its places as items of a list."""
        return SafeString("".join(link(place) for place in self.places))


def link(place: Region) -> SafeString:
    """Return a place as an item of a list."""
    return format_html('<li><a href="{}">{}</a></li>', place.get_absolute_url(), place.short_name)


def groups_of(province: Province) -> list[Group]:
    """Return the places of a province by figure: amounts from the lowest, then what has no bar."""
    found: dict[str, Group] = {}
    for row in (*province.below, *province.apart):
        group = found.setdefault(_words(row), Group(_words(row), _month(row.view)))
        group.known = row.view is not None
        group.yearly = group.month is not None and row.view is not None and row.view.once_a_year
        group.places.append(row.place)
    months = [group.month for group in found.values() if group.month is not None]
    for group in found.values():
        if group.month is not None:
            group.length = bar(group.month, max(months))
    return sorted(found.values(), key=lambda group: (group.month is None, group.month or 0))


def _words(row: Below) -> str:
    if row.view is None:
        return absence_of(row.place, row.coming)
    rate = row.view.is_average_rate and not row.view.withheld
    return f"人均养老金的 {row.in_words}" if rate else row.in_words


def _month(view: RuleView | None) -> Decimal | None:
    """Return the least that a rule gives each month in yuan; None where it gives no amounts."""
    if view is None or view.withheld or view.kind != "amount":
        return None
    return min(comparable(view.lines))


@memo.memoised_per_revision(40)
def _groups_in(province: Region, today: datetime.date) -> list[Group]:
    """Return the groups of a province; none where no page is below."""
    found = province_of(province, today, today)
    return groups_of(found) if found else []


@memo.memoised_per_revision(40)
def _words_in(province: Region, today: datetime.date) -> dict[int, str]:
    """Return the words of each place's group, by region id; empty where no page is below."""
    groups = _groups_in(province, today)
    return {place.pk: group.words for group in groups for place in group.places}


@memo.memoised_per_revision(400)
def _rendered(province: Region, today: datetime.date, mine: str) -> SafeString:
    """The list as every page shows it whose figure is ``mine``, with that page's own link."""
    groups = _groups_in(province, today)
    context = {
        "province": province,
        "groups": groups,
        "mine": mine,
        "yearly": any(group.yearly for group in groups),
    }
    return render_to_string("pages/regions/_neighbours.html", context)


def neighbours(region: Region, today: datetime.date) -> SafeString:
    """Return the other places of the province of ``region`` by figure; empty if there are none."""
    province = region.province
    if province is None or province == region:
        return SafeString("")
    words = _words_in(province, today)
    if region.pk not in words or len(words) == 1:
        return SafeString("")
    return SafeString(_rendered(province, today, words[region.pk]).replace(link(region), "", 1))


def links_below(region: Region) -> SafeString:
    """Return the first places below a province as items of a list; empty for any other place."""
    below = place_facts.neighbours(region)[:MAX_LINKS] if region.is_province else []
    return SafeString("".join(link(place) for place in below))
