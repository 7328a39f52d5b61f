"""From what a reader types to the one place they mean, or to a kind question."""

import difflib
from dataclasses import dataclass, field

from caching.memo import memoised_per_revision

from .models import Region
from .names import LONGEST_NAME, normalise
from .province_facts import page_at

MAX_LISTED = 20


@dataclass(frozen=True)
class Candidate:
    """A place one may have meant; ``name`` is the county or former name inside it, if any."""

    place: Region
    name: str = ""

    @property
    def title(self) -> str:
        inside = f"（{self.name}）" if self.name else ""
        return f"{self.place.full_title}{inside}"


@dataclass(frozen=True)
class Found:
    """The outcome of looking for a place.

    ``place`` is the place whose page answers, when there is just one. ``via`` is the county
    or former name that led there. ``candidates`` are the places one may have meant, each with
    a page; ``near`` are proposals for a name that is not known; ``outside`` is the name of a
    place that is known but not covered, such as 香港.
    """

    typed: str
    place: Region | None = None
    via: str = ""
    candidates: list[Candidate] = field(default_factory=list)
    near: list[Candidate] = field(default_factory=list)
    outside: str = ""

    @property
    def message(self) -> str:
        """What to say beside the field when no single place was found."""
        if self.candidates:
            names = "、".join(candidate.title for candidate in self.candidates[:6])
            return f"叫“{self.typed}”的地方不止一个：{names}。请选一个，或者写全名。"
        if self.outside:
            return f"{self.outside}的医疗保障制度不同，本站没有收录。"
        if self.near:
            return f"没找到“{self.typed}”。您要找的是“{self.near[0].place.short_name}”吗？"
        return f"没找到“{self.typed[:20]}”。请写省或城市的名字，例如：兰州。"


def find(typed: str, *, by_name: bool = False) -> Found:
    """The place that ``typed`` names: a path such as ``hunan/yongzhou``, or a name.

    ``by_name`` tells that a person typed it: then ``jilin`` is pinyin, of a province and of
    a city, not the address of one of them, and initials that only one page has will do.

    Names count in full or without their type word, with former and colloquial ones; counties
    lead to the place they belong to. Two places of one name are never guessed between.
    """
    text = typed[:LONGEST_NAME].replace("\x00", "").strip()
    is_path = text.isascii() and (not by_name or "/" in text)
    path = text.strip("/").lower()
    if is_path and (own := page_at(path)):
        return Found(text, own)
    at_path = Region.objects.pages_at(path) if is_path else []
    if len(at_path) == 1:
        return Found(text, at_path[0])
    if at_path:
        return Found(text, candidates=[Candidate(page) for page in at_path])
    places = Region.objects.filter(level__gt=Region.Level.NATION)  # 全国 is covered, not a place
    named = list(places.named(text).with_lineage().prefetch_related("aliases"))
    if by_name and not named:
        named = list(Region.objects.pages().with_initials(text).prefetch_related("aliases"))
    pages: dict[int, tuple[Region, Region]] = {}
    for region in sorted(named, key=lambda r: (r.level, r.code)):
        page = region.page()
        if page is not None:
            pages.setdefault(page.pk, (page, region))
    if len(pages) == 1:
        page, region = next(iter(pages.values()))
        return Found(text, page, via=_via(text, page, region))
    if pages:
        return Found(
            text, candidates=[Candidate(p, _via(text, p, region)) for p, region in pages.values()]
        )
    if named:
        return Found(text, outside=named[0].name)
    return Found(text, near=near(text))


def _via(text: str, page: Region, region: Region) -> str:
    """The name that led to ``page`` where it is not the page's own."""
    word = normalise(text)
    if region.pk != page.pk:
        return region.name
    alias = next((a.name for a in region.aliases.all() if word in (a.name, a.stem)), "")
    return "" if word in (page.name, page.short_name, page.stem) else alias


def mentioned_in(sentence: str) -> list[Candidate]:
    """Places that a sentence mentions, longest names first.

    Pages by their short name (永州医保怎么查); counties, whose short names are words of every
    day now and then (和平, 平安), by their full name only (榆中县的余额).
    """
    word = normalise(sentence)
    pages = (
        Region.objects.pages().mentioned_in_text(word, "short_name").with_lineage().in_tree_order()
    )
    found = [(place.short_name, Candidate(place)) for place in pages]
    if not found:
        counties = (
            Region.objects.filter(has_page=False).mentioned_in_text(word, "name").with_lineage()
        )
        found = [
            (county.name, Candidate(page, county.name))
            for county in counties
            if len(county.name) > 2 and (page := county.page())
        ]
    return [candidate for _, candidate in sorted(found, key=lambda row: -len(row[0]))][:MAX_LISTED]


def near(text: str, limit: int = 3) -> list[Candidate]:
    """Places whose name is written much like ``text``: 兰洲 → 兰州, lanzou → 兰州."""
    word = normalise(text)
    if not 2 <= len(word) <= 20:
        return []
    latin = word.isascii()
    names, cutoff = _names(latin), 0.75 if latin else 0.5
    close = difflib.get_close_matches(word, names.like(word, cutoff), n=limit, cutoff=cutoff)
    # Of Chinese names as long as the typed one, those that begin alike come first.
    close.sort(key=lambda name: (len(name) != len(word), name[:1] != word[:1]))
    places = Region.objects.with_lineage().in_bulk([names.places[name] for name in close])
    return [Candidate(places[names.places[name]]) for name in close]


@dataclass(frozen=True)
class _Names:
    """The names of all pages, or how they sound, each with the id of the first page that has it.

    ``letters`` has a bit for each letter of a name, in the order of ``places``, a second one
    where it stands there twice: how many letters two names share is counted at once.
    """

    places: dict[str, int]
    letters: list[int]
    bits: dict[tuple[str, int], int]

    def like(self, word: str, cutoff: float) -> list[str]:
        """The names that share so many letters with ``word`` that difflib may find them close.

        It would ask the same of each name first, at a hundred times the cost.
        """
        wanted = _as_bits(word, self.bits)
        return [
            name
            for name, letters in zip(self.places, self.letters, strict=True)
            if 2 * (letters & wanted).bit_count() >= cutoff * (len(name) + len(word))
        ]


@memoised_per_revision(2)
def _names(latin: bool) -> _Names:
    field = "pinyin_joined" if latin else "stem"
    rows = list(Region.objects.pages().in_tree_order().values_list(field, "pk"))
    places = dict(reversed(rows))
    bits: dict[tuple[str, int], int] = {}
    for name in places:
        for letter in _letters(name):
            bits.setdefault(letter, 1 << len(bits))
    return _Names(places, [_as_bits(name, bits) for name in places], bits)


def _letters(text: str) -> list[tuple[str, int]]:
    """Each letter with how often it stood there before."""
    return [(letter, text[:at].count(letter)) for at, letter in enumerate(text)]


def _as_bits(text: str, bits: dict[tuple[str, int], int]) -> int:
    return sum(bits.get(letter, 0) for letter in _letters(text))
