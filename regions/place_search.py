"""Finds the one place that a reader's words mean, or what to ask them."""

import difflib
from dataclasses import dataclass, field

from .models import Region
from .names import LONGEST_NAME, normalise
from .place_facts import all_places, page_at

MAX_LISTED = 20
#: Characters; a longer text is no misspelt name, and comparing takes the square of its length.
LONGEST_MISSPELT = 20


@dataclass(frozen=True)
class Candidate:
    """A place the reader may have meant; ``name`` is the county or former name in it, if any."""

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
    """Find the place that ``typed`` names: a path such as ``hunan/yongzhou``, or a name.

    ``by_name`` tells that a person typed it: then ``jilin`` is the pinyin of a province and of a
    city, not an address, and the initials of a page are accepted too.

    A name may be given in full or without its type word, and may be a former or colloquial one; a
    county leads to the page it belongs to. If several pages match, all are candidates.
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
    # Highest level first: a page's own name goes before those of counties in it.
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
    """Return the name that led to ``page``; empty if it is the page's own."""
    word = normalise(text)
    if region.pk != page.pk:
        return region.name
    alias = next((a.name for a in region.aliases.all() if word in (a.name, a.stem)), "")
    return "" if word in (page.name, page.short_name, page.stem) else alias


def mentioned_in(sentence: str) -> list[Candidate]:
    """Return the places that a sentence mentions, longest names first, up to ``MAX_LISTED``.

    Pages match by their short name (永州医保怎么查). If none does, counties match by their full
    name (榆中县的余额); some of their short names are everyday words (和平, 平安).
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
    """Return up to ``limit`` pages whose names are spelt like ``text``: 兰洲 or lanzou → 兰州."""
    word = normalise(text)
    if not 2 <= len(word) <= LONGEST_MISSPELT:
        return []
    latin = word.isascii()
    # Reversed, so that the first in the tree is kept of places with the same name.
    names = {p.pinyin_joined if latin else p.stem: p for p in reversed(all_places())}
    close = difflib.get_close_matches(word, names, n=limit, cutoff=0.75 if latin else 0.5)
    # Names as long as the typed one come first, then names with the same first character.
    close.sort(key=lambda name: (len(name) != len(word), name[:1] != word[:1]))
    return [Candidate(names[name]) for name in close]
