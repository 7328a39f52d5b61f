"""What the answers to questions are in each place: read for all pages at once, and kept."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter

from caching.memo import memoised_per_revision
from calculator.rules import level_word
from regions import place_facts
from regions.models import Region
from regions.models.freshness import Freshness
from text.formats import day

from .models import LocalAnswer, Question


@dataclass(frozen=True)
class PlaceAnswer:
    """The answer to a question in one place on the day ``on``, as it is known ``today``.

    ``told`` is what holds there, or, where nothing does yet, what comes. ``following`` is what
    takes its place later. Each may be of a place above.
    """

    place: Region
    on: datetime.date
    today: datetime.date
    told: LocalAnswer
    following: LocalAnswer | None = None

    @property
    def question(self) -> Question:
        return self.told.question

    @property
    def url(self) -> str:
        """The question's page with the answer for this place first."""
        return f"{self.question.get_absolute_url()}?region={self.place.parameter}"

    @property
    def own(self) -> bool:
        """Whether something of it is the place's own."""
        return any(row.region_id == self.place.pk for row in (self.told, self.following) if row)

    @property
    def inherited(self) -> bool:
        """Whether what is told is the rule of a place above."""
        return self.told.region_id != self.place.pk

    @property
    def whose(self) -> str:
        """Whose rule it is: 本市（沈阳市）, 全省（山东省）."""
        return f"{self.scope}（{self.told.region.name}）"

    @property
    def scope(self) -> str:
        """How far it reaches, in a word: 本市, 全省, 全国."""
        return scope_word(self.told.region)

    @property
    def remark(self) -> str:
        """Whose rule is told where it is not the place's own: 全省的规定，兰州没有单独查到."""
        if not self.inherited:
            return ""
        return f"{self.scope}的规定，{self.place.short_name}没有单独查到"

    @property
    def in_years(self) -> bool:
        """Whether it says how many years of contributions are needed."""
        row = self.told
        return any(years is not None for years in (row.men_years, row.women_years, row.local_years))

    @property
    def upcoming(self) -> bool:
        """Whether nothing holds yet, so that what comes is told."""
        start = self.told.effective_from
        return start is not None and start > self.on

    @property
    def start(self) -> str:
        """From which day it holds, as far as that is known."""
        start = self.told.effective_from
        return f"{day(start)}起" if start else "资料没有写"

    @property
    def since(self) -> str:
        """The same, told apart from what only comes: 2024年1月1日起, 将于2027年1月1日起."""
        return f"将于{self.start}" if self.upcoming else self.start

    @property
    def until(self) -> str:
        """The last day on which it holds; empty unless it ends without a successor."""
        return day(self.told.ended_on) if self.told.ended_on else ""

    @property
    def comes(self) -> str:
        """From which day the following holds: 将于2027年1月1日起; empty if none follows."""
        start = self.following.effective_from if self.following else None
        return f"将于{day(start)}起" if start else ""

    @property
    def freshness(self) -> Freshness:
        return self.told.freshness(self.today)


def scope_word(region: Region) -> str:
    """Return 本市 and the like for a place, 全省 for a province, 全国 for the nation."""
    return "全国" if region.level == Region.Level.NATION else level_word(region)


def _everywhere() -> list[Region]:
    """Return the nation, then the place of each page in tree order."""
    pages = place_facts.all_places()
    above = pages[0].lineage() if pages else ()
    return [*(place for place in above if place.level == Region.Level.NATION), *pages]


@memoised_per_revision(place_facts.KEPT)
def _rows(today: datetime.date) -> dict[int, list[LocalAnswer]]:
    """Return what holds or comes in each place of ``_everywhere``, by region id. One query."""
    return LocalAnswer.objects.of_each(_everywhere(), today)


def _told(
    place: Region, rows: Iterable[LocalAnswer], on: datetime.date, today: datetime.date
) -> Iterator[PlaceAnswer]:
    """Yield the answers in ``place`` that ``rows`` give, in the order of the questions."""
    # What comes stands behind what holds, and stays there: sorting keeps the order of equals.
    ordered = sorted(rows, key=lambda row: (row.question.order, row.question.slug))
    for _, group in groupby(ordered, key=attrgetter("question_id")):
        yield PlaceAnswer(place, on, today, *group)


def answers_in(
    region: Region, today: datetime.date, on: datetime.date | None = None
) -> list[PlaceAnswer]:
    """Return what is known in ``region`` today: its own first, then from near to far.

    ``on`` names another day to tell of.
    """
    on = on or today
    # Only today's are kept: programs may ask for any other day.
    if on == today and place_facts.page_at(region.path) == region:
        rows = _rows(today)[region.pk]
    else:
        rows = LocalAnswer.objects.of_each([region], on)[region.pk]
    return sorted(_told(region, rows, on, today), key=lambda answer: -answer.told.region.level)


def answer_in(region: Region, question: Question, today: datetime.date) -> PlaceAnswer | None:
    """Return the answer to ``question`` in ``region``, or None if nothing is known."""
    return next((a for a in answers_in(region, today) if a.question.pk == question.pk), None)


def answers_to(
    question: Question, today: datetime.date, on: datetime.date | None = None
) -> list[PlaceAnswer]:
    """Return the answer of each place that has one of its own, in tree order.

    ``on`` names another day than today to tell of.
    """
    on, everywhere = on or today, _everywhere()
    if on == today:
        found = _rows(today)
    else:
        found = LocalAnswer.objects.filter(question=question).of_each(everywhere, on)
    return [
        answer
        for place in everywhere
        for answer in _told(
            place, (row for row in found[place.pk] if row.question_id == question.pk), on, today
        )
        if answer.own
    ]
