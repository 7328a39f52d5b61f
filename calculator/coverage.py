"""Counts which places have a rule, how far it was checked, and which documents are missing."""

import datetime
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from caching.memo import memoised_per_revision
from regions.models import CorrectionReport, LookupChannel, Region, Source
from regions.place_facts import all_places

from .rules import RuleView
from .situation import rules_of_all
from .standing import Standing, has_document, lacks_document, promise_of, standing_of

_ORDER: list[str] = [str(value) for value in Source.Confidence]


@dataclass
class ProvinceCoverage:
    """The numbers of places in a province by their ``Standing``, in the words of the page.

    The province itself counts too. ``weak`` counts those of ``own`` whose rule rests on no
    document.
    """

    province: Region
    standings: Counter[Standing] = field(default_factory=Counter)
    weak: int = 0
    found: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return self.standings.total()

    @property
    def own(self) -> int:
        return self.standings[Standing.OWN]

    @property
    def inherited(self) -> int:
        return self.standings[Standing.INHERITED]

    @property
    def personal(self) -> int:
        return self.standings[Standing.PERSONAL]

    @property
    def coming(self) -> int:
        return self.standings[Standing.COMING]

    @property
    def unknown(self) -> int:
        return self.standings[Standing.UNKNOWN]

    @property
    def best(self) -> str:
        """How far the best-checked rule here was checked, in words; empty if there is no rule."""
        return Source.Confidence(min(self.found, key=_ORDER.index)).label if self.found else ""

    def add(self, place: Region, view: RuleView | None, coming: RuleView | None) -> None:
        standing = standing_of(place, view, coming)
        self.standings[standing] += 1
        if view is not None:
            self.found.add(view.policy.source.confidence)
            self.weak += standing is Standing.OWN and not has_document(view)


@dataclass(frozen=True)
class Coverage:
    """The coverage on a day, in total and by province, in the order of the codes."""

    provinces: list[ProvinceCoverage]
    confidence: list[tuple[str, int, int]]
    unchanged: tuple[int, int]
    never_checked: int
    stale: int
    withheld: int

    def _count(self, name: str) -> int:
        return sum(getattr(row, name) for row in self.provinces)

    @property
    def total(self) -> int:
        return sum(row.total for row in self.provinces)

    @property
    def own(self) -> int:
        return self._count("own")

    @property
    def inherited(self) -> int:
        return self._count("inherited")

    @property
    def personal(self) -> int:
        return self._count("personal")

    @property
    def coming(self) -> int:
        return self._count("coming")

    @property
    def unknown(self) -> int:
        return self._count("unknown")

    @property
    def weak(self) -> int:
        return self._count("weak")


#: The rule that holds in each place on a day, by region id (``calculator.rules.rules_of``).
Rules = Mapping[int, RuleView | None]
#: The next rule of each place that has one (``calculator.standing.next_rules``).
Next = Mapping[int, RuleView]


def coverage(places: Iterable[Region], rules: Rules, coming: Next) -> Coverage:
    """Count ``places``, loaded with their lineage, by the ``rules`` of a day and what comes next.

    ``confidence`` has (words, number of rules, number of places they serve), best first; 依据原文
    is listed even if no rule has it. ``unchanged`` has the numbers of rules and places whose
    source a machine saw unchanged since anybody checked it; they are counted in ``confidence``
    too. ``stale`` counts what somebody checked more than a year ago.
    """
    rows: dict[int, ProvinceCoverage] = {}
    for place in places:
        province = place.province or place
        rows.setdefault(province.pk, ProvinceCoverage(province)).add(
            place, rules[place.pk], coming.get(place.pk)
        )
    views = [view for view in rules.values() if view is not None]
    serving = Counter(view.policy.source.confidence for view in views)
    policies = {view.policy.pk: view.policy.source.confidence for view in views}
    counted = Counter(policies.values())
    seen = [view.policy.pk for view in views if view.policy.source.unchanged]
    return Coverage(
        provinces=list(rows.values()),
        confidence=[
            (value.label, counted[value], serving[value])
            for value in Source.Confidence
            if counted[value] or value == Source.Confidence.ORIGINAL
        ],
        unchanged=(len({*seen}), len(seen)),
        never_checked=sum(not view.freshness.checked for view in views),
        stale=sum(view.freshness.checked and view.freshness.stale for view in views),
        withheld=sum(view.withheld for view in views),
    )


@memoised_per_revision(2)
def originals_in_words(today: datetime.date) -> str:
    """Say how many of today's rules somebody has held against the original."""
    counted = coverage(all_places(), rules_of_all(today), {}).confidence
    rules, originals = sum(count for _, count, _ in counted), counted[0][1]
    if not rules:
        return "现在还没有收录标准。"
    what = f"有 {originals} 条是这样" if originals else "还没有一条是这样"
    return f"现在用的 {rules} 条标准里，{what}。"


@dataclass(frozen=True)
class Missing:
    """A place whose document nobody has seen, with its own rule that lacks it, if any.

    ``coming`` is its next rule. ``serves`` is the number of pages for which its document would
    count, ``reports`` the number of open readers' reports on the place.
    """

    place: Region
    view: RuleView | None
    serves: int
    reports: int
    coming: RuleView | None = None

    @property
    def known(self) -> str:
        """What is known of it, in words."""
        told = {
            Standing.OWN: "有数字，没见到文件",
            Standing.PERSONAL: "各人的数不一样，没有统一的数",
            Standing.UNKNOWN: "现在的数没查到",
        }.get(standing_of(self.place, self.view, self.coming), "")
        promise = promise_of(self.place, self.coming, named=True) if self.coming else ""
        return "；".join(filter(None, [told, promise]))

    @property
    def in_words(self) -> str:
        """What is known of it, and why its document is wanted."""
        serves = f"，管 {self.serves} 个地方" if self.serves > 1 else ""
        reports = f"，{self.reports} 封来信" if self.reports else ""
        return f"{self.known}{serves}{reports}"

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """The sort key: provinces first, then most reports, then most pages served.

        We have no numbers of people, but a province's document serves its cities.
        """
        place = self.place
        return (place.level, -self.reports, -self.serves, place.code, place.path)


def missing(
    places: Iterable[Region],
    rules: Rules,
    coming: Next,
    reports: Mapping[int, int] | None = None,
) -> list[Missing]:
    """Return the places whose document is missing, the most wanted first (``lacks_document``).

    ``places`` are loaded with their lineage, ``rules`` and ``coming`` are those of today,
    ``reports`` counts the open ones by place; if it is not given, one query counts them.
    """
    reports = open_reports("region") if reports is None else reports
    places = list(places)
    serves: Counter[int] = Counter()
    for place in places:
        told = rules[place.pk] or coming.get(place.pk)
        serves.update([told.policy.region_id] if told else [p.pk for p in place.rule_lineage()])
    found = [
        Missing(place, view, serves[place.pk], reports.get(place.pk, 0), following)
        for place in places
        if lacks_document(place, view := rules[place.pk], following := coming.get(place.pk))
    ]
    return sorted(found, key=lambda row: row.rank)


def open_reports(about: str) -> dict[int, int]:
    """Count open reports by the id of the ``region`` or ``policy`` they are about. One query."""
    found = CorrectionReport.objects.filter(handled=False, **{f"{about}__isnull": False})
    return dict(found.order_by().values_list(about).annotate(Count("pk")))


@dataclass(frozen=True)
class LocalChannels:
    """How many provinces and how many other places have their own channel of a kind."""

    kind: str
    label: str
    provinces: int
    places: int

    @property
    def in_words(self) -> str:
        """3 个省，25 个市州."""
        provinces = f"{self.provinces} 个省" if self.provinces else ""
        places = f"{self.places} 个市州" if self.places else ""
        return "，".join(filter(None, [provinces, places])) or "还没有收录"


def local_channels(channels: Iterable[LookupChannel]) -> list[LocalChannels]:
    """Count the places that have their own channel of each kind.

    Every kind is listed, in the order of the pages, even if no place has its own.
    """
    places: dict[str, set[tuple[int, int]]] = {kind: set() for kind in LookupChannel.Kind.values}
    for channel in channels:
        places[channel.kind].add((channel.region_id, channel.region.level))
    province = Region.Level.PROVINCE
    return [
        LocalChannels(
            kind.value,
            kind.label,
            sum(level == province for _, level in places[kind.value]),
            sum(level > province for _, level in places[kind.value]),
        )
        for kind in LookupChannel.Kind
    ]
