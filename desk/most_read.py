"""How often people read what the work list is about, over the last days: it orders the list."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import cached_property

from calculator.rules import RuleView
from faq.models import Question
from regions.models import LookupChannel, Region, Source
from regions.models.publication import Publishable
from visits.models import PageVisits
from visits.sums import DAYS, by_place


class MostRead:
    """The visits of the last ``DAYS`` whole days before ``today``, with one query when asked.

    Where nothing is counted all numbers are 0, and whatever is sorted by them stays as it was.
    """

    def __init__(self, today: datetime.date) -> None:
        self.today = today

    @cached_property
    def _sums(self) -> dict[str, int]:
        a_day = datetime.timedelta(days=1)
        return PageVisits.objects.sums(self.today - DAYS * a_day, self.today - a_day)

    @cached_property
    def _of_places(self) -> Counter[str]:
        return by_place(self._sums)

    def place(self, place: Region) -> int:
        """Return the visits of a place and of all below it."""
        return self._of_places[place.path]

    def fact(self, row: Publishable) -> int:
        """Return the visits of the question ``row``, or of the place whose fact it is."""
        if isinstance(row, Question):
            return self._sums.get(row.get_absolute_url(), 0)
        region = getattr(row, "region", None)
        return self.place(region) if region is not None else 0

    def policies(
        self, places: Iterable[Region], rules: Mapping[int, RuleView | None]
    ) -> Counter[int]:
        """Return the visits of the places for which each policy holds, by its id."""
        own = Counter({place.path: self.place(place) for place in places})
        for place in places:
            above = place.path.rpartition("/")[0]
            if above in own:
                own[above] -= self.place(place)
        found: Counter[int] = Counter()
        for place in places:
            if (view := rules[place.pk]) is not None:
                found[view.policy.pk] += own[place.path]
        return found

    def urls(self, urls: list[str]) -> Counter[str]:
        """Return the visits of the places that show each of these addresses. Two queries.

        A place shows an address as a channel, or as that of the source of its rule.
        """
        shown: set[tuple[str, str]] = set()
        channels = LookupChannel.objects.published().filter(url__in=urls)
        shown.update(channels.values_list("url", "region__path"))
        sources = Source.objects.originals().filter(url__in=urls, policies__status="published")
        shown.update(sources.values_list("url", "policies__region__path"))
        found: Counter[str] = Counter()
        for url, path in shown:
            found[url] += self._of_places[path]
        return found


def in_words(number: int) -> str:
    """Say how often something was read; nothing where nobody did."""
    return f"，{DAYS}天看了 {number} 次" if number else ""
