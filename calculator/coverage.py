"""Which places have what, how far it was checked, and whose document is missing: all counted."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Count

from regions.models import CorrectionReport, LookupChannel, Region, Source

from .rules import RuleView

_ORDER: list[str] = [str(value) for value in Source.Confidence]


@dataclass
class ProvinceCoverage:
    """A province, and how many places in it, itself included, have whose rule.

    ``own``, ``inherited`` and ``unknown`` part the places. ``weak`` are those of ``own``
    whose rule rests on no document.
    """

    province: Region
    own: int = 0
    inherited: int = 0
    unknown: int = 0
    weak: int = 0
    found: set[str] = field(default_factory=set)

    @property
    def total(self) -> int:
        return self.own + self.inherited + self.unknown

    @property
    def best(self) -> str:
        """How far the best checked rule here was checked, in words; empty without any rule."""
        return Source.Confidence(min(self.found, key=_ORDER.index)).label if self.found else ""

    def add(self, place: Region, view: RuleView | None) -> None:
        if view is None:
            self.unknown += 1
            return
        confidence = view.policy.source.confidence
        self.found.add(confidence)
        if view.policy.region_id != place.pk:
            self.inherited += 1
            return
        self.own += 1
        self.weak += confidence not in Source.DOCUMENTS


@dataclass(frozen=True)
class Coverage:
    """What is covered on a day: numbers of places, and the provinces in the order of the codes."""

    provinces: list[ProvinceCoverage]
    confidence: list[tuple[str, int, int]]
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
    def unknown(self) -> int:
        return self._count("unknown")

    @property
    def weak(self) -> int:
        return self._count("weak")


#: The rule that holds in each place of a day, by region id (``calculator.rules.rules_of``).
Rules = Mapping[int, RuleView | None]


def coverage(places: Iterable[Region], rules: Rules) -> Coverage:
    """Count ``places``, loaded with their lineage, by the ``rules`` of a day.

    ``confidence`` is, best first: the words, the number of rules, the number of places they
    serve; 依据原文 is told even where there is none.
    """
    rows: dict[int, ProvinceCoverage] = {}
    for place in places:
        province = place.province or place
        rows.setdefault(province.pk, ProvinceCoverage(province)).add(place, rules[place.pk])
    views = [view for view in rules.values() if view is not None]
    serving = Counter(view.policy.source.confidence for view in views)
    policies = {view.policy.pk: view.policy.source.confidence for view in views}
    counted = Counter(policies.values())
    return Coverage(
        provinces=list(rows.values()),
        confidence=[
            (value.label, counted[value], serving[value])
            for value in Source.Confidence
            if counted[value] or value == Source.Confidence.ORIGINAL
        ],
        stale=sum(view.freshness.stale for view in views),
        withheld=sum(view.withheld for view in views),
    )


@dataclass(frozen=True)
class Missing:
    """A place whose document nobody has seen, and the rule of its own that lacks it, if any.

    ``serves``: on how many pages its document would be the one that counts. ``reports``: how
    many readers' reports on the place are open.
    """

    place: Region
    view: RuleView | None
    serves: int
    reports: int

    @property
    def in_words(self) -> str:
        """What is known of it, and why its document is wanted."""
        known = "有数字，没见到文件" if self.view else "什么都没查到"
        serves = f"，管 {self.serves} 个地方" if self.serves > 1 else ""
        reports = f"，{self.reports} 封来信" if self.reports else ""
        return f"{known}{serves}{reports}"

    @property
    def rank(self) -> tuple[int, int, int, str, str]:
        """Provinces first: we have no numbers of people, and a province's document serves its
        cities. Then what readers ask about, and what serves most pages."""
        place = self.place
        return (place.level, -self.reports, -self.serves, place.code, place.path)


def missing(
    places: Iterable[Region], rules: Rules, reports: Mapping[int, int] | None = None
) -> list[Missing]:
    """Those of ``places`` whose document is missing, the most wanted first.

    Nothing is known there, or the place's own rule rests on no document. ``places`` are
    loaded with their lineage, ``rules`` are those of today, ``reports`` the open ones by
    place; where they are not told, a query finds them.
    """
    reports = open_reports("region") if reports is None else reports
    places = list(places)
    serves: Counter[int] = Counter()
    for place in places:
        view = rules[place.pk]
        serves.update(
            [view.policy.region_id] if view is not None else [p.pk for p in place.rule_lineage()]
        )
    found = [
        Missing(place, view, serves[place.pk], reports.get(place.pk, 0))
        for place in places
        if (view := rules[place.pk]) is None
        or (
            view.policy.region_id == place.pk
            and view.policy.source.confidence not in Source.DOCUMENTS
        )
    ]
    return sorted(found, key=lambda row: row.rank)


def open_reports(about: str) -> dict[int, int]:
    """How many open reports there are, by the id of the ``region`` or ``policy`` they are about."""
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
    """How many places have their own channel of each kind.

    Every kind is told, in the order of the pages, also where no place has its own.
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
