"""What a province says of its places: one number, one with exceptions, or only from where to where.

Where most places below have rules of their own that differ, no single number is the province's.
"""

import datetime
from dataclasses import dataclass, replace
from enum import Enum
from functools import cached_property

from caching.memo import memoised_per_revision
from regions import place_facts
from regions.models import Freshness, Region, Source
from regions.place_search import Candidate
from text.formats import dated as as_known

from .rules import RuleView, level_word
from .situation import rules_of, rules_of_all
from .spread import Spread
from .standing import next_rules, promise_of, start_of


class Kind(Enum):
    """How far the province's own rule speaks for the places below it."""

    ONE = "one"  # no place below has a rule of its own
    EXCEPTIONS = "exceptions"  # most take the province's number, some have their own
    DIFFERS = "differs"  # most have another number, or the province has none


@dataclass(frozen=True)
class Below:
    """A place below a province with the rule that holds there.

    ``own``: the rule is not the province's, or gives another figure there. ``coming`` is the next
    one of the place or its province.
    """

    place: Region
    view: RuleView | None
    own: bool = False
    coming: RuleView | None = None

    @property
    def in_words(self) -> str:
        """The rule as short as a list allows: 90 元, 100 元起, 每年 840 元, 2.8%, 需核实."""
        if self.view is None:
            return f"{start_of(self.coming)}起执行" if self.coming else "还没查到"
        headline = self.view.headline
        if headline is None or self.view.withheld:
            return self.view.in_words
        if headline.figure is None:
            return "看个人"
        yearly = "每年 " if self.view.once_a_year else ""
        blank = "" if headline.is_rate else " "
        return f"{yearly}{headline.figure_in_words}{blank}{headline.unit}"


class Choice(Candidate):
    """A place of a province to choose from; who chooses knows the province already."""

    @property
    def title(self) -> str:
        return self.place.short_name


@dataclass(frozen=True)
class Province:
    """A province and the pages below it, on a day.

    ``below`` are the places that take its rule where they have none of their own; ``apart``
    those that never do (the corps cities of 新疆).
    """

    region: Region
    view: RuleView | None
    below: tuple[Below, ...]
    apart: tuple[Below, ...] = ()
    coming: RuleView | None = None

    @cached_property
    def kind(self) -> Kind:
        """Decided by what most places have: more than half of those in ``below``."""
        own = len(self.exceptions)
        if not own:
            return Kind.ONE
        if self.view is None:
            return Kind.DIFFERS
        others = sum(_figures(row.view) != _figures(self.view) for row in self.exceptions)
        return Kind.DIFFERS if 2 * others > len(self.below) else Kind.EXCEPTIONS

    @property
    def differs(self) -> bool:
        """Whether no single number may stand for it."""
        return self.kind is Kind.DIFFERS

    @property
    def asks(self) -> bool:
        """Whether the calculator asks which place."""
        return self.kind is not Kind.ONE

    @cached_property
    def exceptions(self) -> tuple[Below, ...]:
        """The places with rules of their own."""
        return tuple(row for row in self.below if row.own)

    @property
    def takers(self) -> tuple[Below, ...]:
        """The places that take the province's rule."""
        return tuple(row for row in self.below if row.view is not None and not row.own)

    @property
    def unknown(self) -> tuple[Below, ...]:
        """The places below of which no rule is known, not even a coming one."""
        return tuple(row for row in self.below if row.view is None and row.coming is None)

    @property
    def later(self) -> tuple[Below, ...]:
        """The places below that have no rule yet, but a coming one."""
        return tuple(row for row in self.below if row.view is None and row.coming is not None)

    @property
    def own_later(self) -> str:
        """Which places are to have their first rule of their own, in a sentence; may be empty."""
        told = [
            f"{row.place.short_name}（{start_of(row.coming)}起）"
            for row in self.below
            if row.coming is not None
            and row.coming.policy.region_id == row.place.pk
            and (row.view is None or row.view.policy.region_id != row.place.pk)
        ]
        return f"以后有自己标准的：{'、'.join(told)}。" if told else ""

    @cached_property
    def spread(self) -> Spread:
        """The figures of the places below, whosever rule it is."""
        return Spread.of([row.view for row in self.below])

    @property
    def tells_ages_apart(self) -> bool:
        """Whether the age matters in some place."""
        views = [self.view, *(row.view for row in (*self.below, *self.apart))]
        return any(view.rule.tells_ages_apart for view in views if view and not view.withheld)

    @property
    def agreement(self) -> str:
        """That all rules of places give the province's figures today; else empty."""
        figures = _figures(self.view)
        if figures is None or any(_figures(row.view) != figures for row in self.exceptions):
            return ""
        return "（现在比例一样）" if self.view and self.view.kind == "rate" else "（现在数一样）"

    @property
    def in_words(self) -> str:
        """What stands for the province in one line: 80–120 元，看哪个市, or its own rule."""
        if self.differs:
            return self.spread.in_words
        if self.view is not None:
            return self.view.in_words
        return promise_of(self.region, self.coming) if self.coming else "还没查到"

    @property
    def question(self) -> str:
        """What the calculator asks before it answers."""
        name = self.region.short_name
        if self.differs:
            return f"{name}各市（州）不一样，您在哪里参保？"
        return f"{name}有的市（州）有自己的标准，您在哪里参保？"

    @property
    def everywhere(self) -> str:
        """全省, or 全区 of an autonomous region."""
        return level_word(self.region)

    @property
    def intro(self) -> str:
        """How its places compare, in a sentence above their list."""
        name = self.region.short_name
        if self.kind is Kind.EXCEPTIONS:
            return f"{name}多数地方用{self.everywhere}的数，有的有自己的。请看您参保的那一页。"
        where = "查余额看您参保的那一页。"
        if self.view is None:
            now = "现在" if self.coming or self.later else ""
            told = f"{name}各地{now}打多少，都没有一个能写在这里的数。"
            return f"{told}{self.own_later}怎么查余额，看您参保的那一页。"
        if self.own_later:
            return f"{name}各地现在都按{self.everywhere}的。{self.own_later}{where}"
        return f"没查到{name}哪个地方有自己的标准，都按{self.everywhere}的。{where}"

    @property
    def left_over(self) -> str:
        """What holds in the places without a rule of their own, as sentences; may be empty."""
        told = []
        if self.takers:
            lack = "还没有" if self.own_later else "没查到"
            told.append(
                f"其余 {len(self.takers)} 个地方{lack}自己的标准，用{self.everywhere}的数。"
            )
        if self.own_later:
            told.append(self.own_later)
        elif self.later:
            told.append(f"{len(self.later)} 个地方的标准以后才执行。")
        if self.unknown:
            told.append(f"别的 {len(self.unknown)} 个地方还没查到。")
        if self.apart:
            told.append(f"另有 {len(self.apart)} 个地方不用{self.everywhere}的数。")
        return "".join(told)

    @property
    def notes(self) -> list[str]:
        """What to know beside its figures, as sentences.

        The last one is for those who are insured with the province itself.
        """
        told = []
        if not self.differs:  # its card lists only the exceptions
            told.append(self.left_over)
        if self.differs and self.spread.rates:
            told.append("百分数是当地人均养老金的百分之几。")
        if self.differs and self.spread.yearly:
            told.append("按年给的，折成每月来比。")
        return [*filter(None, told), self.headquarters]

    @property
    def set_aside(self) -> str:
        """That its own rule is not the answer, as sentences; empty where none is shown."""
        if not self.differs or self.view is None or self.view.withheld:
            return ""
        return (
            f"有资料写给{self.everywhere}的是{self.view.in_words}。"
            "多数地方有自己的，不是这个数，所以这里不拿它当答案。"
        )

    @property
    def headquarters(self) -> str:
        """That those insured with the province itself may have a figure that is not known here."""
        what = "区直" if self.region.name.endswith("区") else "省直"
        return f"在{what}参保的（单位归{what[0]}里管），可能另有一个数，请打 12393 问清。"

    @property
    def groups(self) -> list[tuple[str, tuple[Below, ...]]]:
        """All its places by where their rule comes from, those with one of their own first."""
        alone = len(self.exceptions) == len(self.below) + len(self.apart)
        groups = [
            ("" if alone else "有自己标准的", self.exceptions),
            (f"用{self.everywhere}标准的", self.takers),
            ("以后才执行的", self.later),
            ("还没查到标准的", self.unknown),
            (f"不用{self.everywhere}标准的", self.apart),
        ]
        return [(label, rows) for label, rows in groups if rows]

    @property
    def by_figure(self) -> list[tuple[str, list[str]]]:
        """The names of its places by what they have, those that share it together."""
        found: dict[str, list[str]] = {}
        for _, rows in self.groups:
            for row in rows:
                found.setdefault(row.in_words, []).append(row.place.short_name)
        return list(found.items())

    @property
    def exceptions_in_words(self) -> str:
        """Which places have rules of their own, as a sentence: 长沙 75 元、衡阳 75 元 …"""
        names = "、".join(row.place.short_name for row in self.exceptions)
        if names and self.agreement:
            what = "比例" if self.view and self.view.kind == "rate" else "数"
            return f"{names}有自己的标准，现在的{what}一样。"
        told = "、".join(f"{row.place.short_name} {row.in_words}" for row in self.exceptions)
        return f"有自己标准的：{told}。" if told else ""

    @property
    def choices(self) -> list[Choice]:
        """All its places to choose from, in their groups."""
        return [Choice(row.place, group=label) for label, rows in self.groups for row in rows]

    @property
    def sources(self) -> list[Source]:
        """The sources of the figures that are not withheld, the oldest first."""
        shown = [row.view for row in self.below if row.view and not row.view.withheld]
        found = {view.policy.source_id: view.policy.source for view in shown}
        return sorted(found.values(), key=lambda s: (s.published_on or datetime.date.max, s.pk))

    @property
    def ages_in_words(self) -> str:
        """How old the sources of its figures are, from the oldest to the newest, in a sentence."""
        shown = [row.view.freshness for row in self.below if row.view and not row.view.withheld]
        if len({(_oldest_first(age), age.unchanged, age.elsewhere) for age in shown}) == 1:
            return shown[0].in_words
        seen = "；有的电脑看过，官网原文没有变" if any(age.unchanged for age in shown) else ""
        return f"{self._ages(shown)}{seen}"

    @staticmethod
    def _ages(shown: list[Freshness]) -> str:
        """How old they are by what persons did, from the oldest to the newest."""
        ages = sorted({_by_persons(age) for age in shown}, key=_oldest_first)
        never = [age for age in ages if not age.checked]
        dated = [age for age in never if age.since is not None]
        if not never:
            return f"核对得最早的，{ages[0].in_words}" if ages else ""
        told = [f"最早的{dated[0].in_words}"] if dated else ["资料没有写日期，从没核对过"]
        if len(dated) > 1 and dated[-1].since is not None:
            told.append(f"最近的是 {as_known(dated[-1].since, dated[-1].precision)}的")
        if dated and len(dated) < len(never):
            told.append("有的没有写日期")
        if len(never) < len(ages):
            told.append("有的核对过")
        return "；".join(told)

    @property
    def checks_in_words(self) -> str:
        """In which ways its figures were checked, best first: 有的是二手资料，有的是……"""
        order = [str(value) for value in Source.Confidence]
        found = {source.confidence: source for source in self.sources}
        words = [found[word].get_confidence_display() for word in sorted(found, key=order.index)]
        return "，".join(words if len(words) == 1 else [f"有的是{word}" for word in words])


def _oldest_first(age: Freshness) -> tuple[datetime.date, str, bool]:
    return age.since or datetime.date.max, age.precision, age.checked


def _by_persons(age: Freshness) -> Freshness:
    """Return the age without what a machine saw, the same for all that is as old."""
    stale = age.stale and age.checked  # its words tell it only of what somebody checked
    return replace(age, several=False, unchanged=None, elsewhere=False, stale=stale)


def _figures(view: RuleView | None) -> object:
    """Return what a rule gives to whom, so that two rules can be compared."""
    if view is None or view.withheld:
        return None
    return tuple((line.ages, line.in_full) for line in view.lines)


def province_of(region: Region, on: datetime.date, today: datetime.date) -> Province | None:
    """Return what is said of a province on the day ``on``; None for any other place.

    A municipality has no pages below and is an ordinary place.
    """
    if not region.is_province:
        return None
    if on == today:
        return _provinces(today).get(region.pk)
    places = list(place_facts.places(region.path).values())
    return _province(places, rules_of(places, on, today), {})


@memoised_per_revision(place_facts.KEPT)
def _provinces(today: datetime.date) -> dict[int, Province]:
    """Return all provinces with pages below them on the day ``today``, by region id."""
    by_province: dict[str, list[Region]] = {}
    for place in place_facts.all_places():
        by_province.setdefault(place_facts.province_in(place.path), []).append(place)
    rules, coming = rules_of_all(today), next_rules(today)
    found = (_province(places, rules, coming) for places in by_province.values())
    return {province.region.pk: province for province in found if province is not None}


def _province(
    places: list[Region], rules: dict[int, RuleView | None], coming: dict[int, RuleView]
) -> Province | None:
    """Return the province among ``places``, which are all in it; None if it has none below."""
    region = next((place for place in places if place.is_province), None)
    if region is None or len(places) == 1:
        return None
    view = rules[region.pk]
    rows = [
        replace(_below(place, rules[place.pk], region, view), coming=coming.get(place.pk))
        for place in places
        if place != region
    ]
    pools = {row.place.pk: any(p.own_pool for p in row.place.rule_lineage()) for row in rows}
    return Province(
        region,
        view,
        tuple(row for row in rows if not pools[row.place.pk]),
        tuple(row for row in rows if pools[row.place.pk]),
        coming.get(region.pk),
    )


def _below(place: Region, view: RuleView | None, province: Region, its: RuleView | None) -> Below:
    own = view is not None and (
        view.policy.region_id != province.pk or _figures(view) != _figures(its)
    )
    return Below(place, view, own)
