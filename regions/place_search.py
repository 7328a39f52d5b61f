"""Finds the one place that a reader's words mean, or what to ask them.

Every field for a place is read here: search, calculator, balance guide, directory, reports.
"""

import difflib
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from caching.memo import memoised_per_revision

from .models import Region, RegionAlias
from .names import LONGEST_NAME, normalise, part_stem, stem
from .place_facts import all_places, page_at
from .place_names.everyday import HOLDING, WORDS
from .place_names.index import Name, NameIndex, in_order, name_index
from .place_names.sentences import beside, insured, is_address, mentions

Kind = RegionAlias.Kind

MAX_LISTED = 20
#: Characters; a longer text is no misspelt name, and comparing takes the square of its length.
LONGEST_MISSPELT = 20
#: How many names, those that share most pieces with a misspelt one, are compared with it.
MAX_COMPARED = 150
#: Former names of districts that are words of every city; they alone lead nowhere.
_EVERYDAY = ("市区", "新区", "城区", "郊区", "矿区")
#: Type words that people write behind a name that they spell wrong.
_TYPES = ("省", "市", "州", "县", "区")
#: How many of the places a message names.
MAX_NAMED = 6


@dataclass(frozen=True)
class Candidate:
    """A place the reader may have meant.

    ``name`` is the county or other name in it, if any; ``former`` tells that it is none any more,
    since ``until_year`` where that is known, and ``from_year`` where it began after 1981.
    ``unsure``: nobody has verified that it pools here. ``group`` is the heading under which it
    stands where there are many.
    """

    place: Region
    name: str = ""
    former: bool = False
    from_year: int | None = None
    until_year: int | None = None
    unsure: bool = False
    group: str = ""

    @property
    def title(self) -> str:
        inside = "，".join(filter(None, [f"从前的{self.name}", self._years]))
        inside = inside if self.former else self.name
        return f"{self.place.full_title}（{inside}）" if inside else self.place.full_title

    @property
    def when(self) -> str:
        """When the former name held, in brackets; empty if that is not known."""
        return f"（{self._years}）" if self._years else ""

    @property
    def _years(self) -> str:
        if self.until_year is None:
            return ""
        since = f"{self.from_year}–" if self.from_year else "到"
        return f"{since}{self.until_year}年"

    @property
    def note(self) -> str:
        """What to tell a reader whom another name led to the place; empty if it was its own."""
        if not self.name:
            return ""
        if self.unsure:
            return f"{self.name}的医保是不是归{self.place.name}管，没有核实过。"
        if self.former:
            return f"从前的“{self.name}”{self.when}，现在归{self.place.name}。"
        return f"您找的“{self.name}”归{self.place.name}。"


@dataclass(frozen=True)
class Found:
    """The outcome of looking for a place.

    ``place`` is the place whose page answers, when there is just one, and ``chosen`` how it was
    found. ``candidates`` are the places one may have meant, each with a page; ``mentioned`` those
    in a sentence; ``near`` are proposals for a name that is not known; ``outside`` is the name of
    a place that is known but not covered, such as 香港. ``apart`` names a body that pools apart
    from the province it is in, such as the corps; ``unsure`` what nobody has verified where it
    pools. ``rest`` is what stands beside the places in a sentence, ``insured_in`` the one of
    several where somebody says to be insured.
    """

    typed: str
    chosen: Candidate | None = None
    candidates: list[Candidate] = field(default_factory=list)
    mentioned: list[Candidate] = field(default_factory=list)
    near: list[Candidate] = field(default_factory=list)
    outside: str = ""
    apart: str = ""
    unsure: str = ""
    rest: str = ""
    insured_in: Region | None = None

    @property
    def place(self) -> Region | None:
        return self.chosen.place if self.chosen else None

    @property
    def via(self) -> str:
        """The county or other name that led to the place; empty if it was its own."""
        return self.chosen.name if self.chosen else ""

    @property
    def note(self) -> str:
        """What to tell a reader whom another name led to the place."""
        return self.chosen.note if self.chosen else ""

    @property
    def offered(self) -> list[Candidate]:
        """The places that are meant or may be, without those that only sound alike."""
        return [self.chosen] if self.chosen else self.candidates or self.mentioned

    @property
    def to_choose(self) -> list[Candidate]:
        """The places to choose from, or that are proposed, where there is not just one."""
        return [] if self.chosen else (self.offered or self.near)[:MAX_LISTED]

    @property
    def remark(self) -> str:
        """What must be known before one chooses from a list, in few words; empty if nothing."""
        if self.apart:
            return (
                f"{self.apart}的医保自己管，不按所在省、自治区的数字，本站没有它的页面。"
                "在这些城市参保的，请选您的城市。"
            )
        if self.unsure:
            return f"{self.unsure}的医保归哪里管，没有核实。拿不准打 12393。"
        if (count := len(self.candidates)) > MAX_LISTED:
            example = f"{self.candidates[0].place.short_name}{self.typed}"
            return (
                f"叫“{self.typed}”的地方有 {count} 个，下面只列得下 {MAX_LISTED} 个。"
                f"没有您的，请在前面写上城市的名字，例如：{example}。"
            )
        return ""

    @property
    def message(self) -> str:
        """What to say beside the field when no single place was found."""
        if self.unsure:
            names = "、".join(candidate.place.name for candidate in self.offered)
            where = f"{self.unsure}的医保归哪里管（{names}），没有核实过。"
            return f"{where}请选您参保的地方，拿不准先打 12393 问。"
        if self.remark:
            return self.remark
        if self.candidates:
            names = "、".join(candidate.title for candidate in self.candidates[:MAX_NAMED])
            if (count := len(self.candidates)) > MAX_NAMED:
                return f"叫“{self.typed}”的地方有 {count} 个：{names}等。请选一个，或者写全名。"
            return f"叫“{self.typed}”的地方不止一个：{names}。请选一个，或者写全名。"
        if self.outside:
            return f"{self.outside}的医疗保障制度不同，本站没有收录。"
        if self.mentioned:
            names = "、".join(candidate.title for candidate in self.mentioned[:MAX_NAMED])
            return f"您说的是{names}吗？请选一个，或者只写地名。"
        if self.near:
            return f"没找到“{self.typed}”。您要找的是“{self.near[0].place.short_name}”吗？"
        return f"没找到“{self.typed[:20]}”。请写省或城市的名字，例如：兰州。"


def find(typed: str, *, by_name: bool = False) -> Found:
    """Find the place that ``typed`` names: a path such as ``hunan/yongzhou``, or a name.

    ``by_name`` tells that a person typed it: then ``jilin`` is the pinyin of a province and of a
    city, not an address (``jilin/`` is one), and the initials of a page are accepted too.

    A name may be given in full or without its type word, and may be a former or colloquial one; a
    county leads to the page it belongs to. If several pages match, all are candidates. Where
    nothing is called so, the text is read as an address or a sentence.
    """
    text = typed[:LONGEST_NAME].replace("\x00", "").strip()
    is_path = text.isascii() and (not by_name or "/" in text)
    path = text.strip("/").lower()
    if is_path and (own := page_at(path)):
        return Found(text, Candidate(own))
    at_path = Region.objects.pages_at(path) if is_path else []
    if len(at_path) == 1:
        return Found(text, Candidate(at_path[0]))
    if at_path:
        return Found(text, candidates=[Candidate(page) for page in at_path])
    index = name_index()
    word = _word(text)
    names = index.named(word) or (index.with_initials(word) if by_name else [])
    if not names:
        return _read(index, text, word)
    found = _found(index, text, word, names)
    if found.chosen is not None and found.chosen.former and word in _EVERYDAY:
        return Found(text, mentioned=[found.chosen])
    return found


def _word(text: str) -> str:
    """Return the form of a text that is looked for; one ligature may stand for eighteen letters."""
    return normalise(text)[:LONGEST_NAME]


def _read(index: NameIndex, text: str, word: str) -> Found:
    """Find the place of an address, or the places that a sentence mentions, or similar names."""
    said = mentions(index, word)
    home = insured(word, said)
    rest = beside(word, said, home)
    first = sorted(said, key=lambda mention: mention is not home)
    meant = [_found(index, text, mention.last, mention.names) for mention in first]
    if meant and meant[0].outside:
        return replace(meant[0], rest=rest)
    listed = [candidate for found in meant for candidate in found.offered]
    pages = {candidate.place.pk for candidate in listed}
    if said and (len(said) == 1 or len(pages) == 1) and is_address(word, said):
        return meant[0]
    apart = next((n.name for m in said for n in m.names if n.kind == Kind.APART), "")
    once = {candidate.place.pk: candidate for candidate in reversed(listed)}
    mentioned = [candidate for candidate in listed if once.get(candidate.place.pk) is candidate]
    if mentioned:
        unsure = meant[0].unsure if len(said) == 1 else ""
        listed = mentioned[:MAX_LISTED]
        insured_in = meant[0].place if home else None
        return Found(text, None, [], listed, [], "", apart, unsure, rest, insured_in)
    return Found(text, near=near(text), rest=rest)


def _found(index: NameIndex, text: str, word: str, names: Iterable[Name]) -> Found:
    """Return what to say of those who are all called ``word``."""
    ordered = in_order(names)
    if all(name.kind == Kind.APART for name in ordered):
        body = ordered[0]
        cities = [Candidate(city) for city in index.apart(body)]
        return Found(text, candidates=cities, apart=body.name)
    pages: dict[int, Candidate] = {}
    for name in ordered:
        if name.page and name.kind != Kind.APART:
            pages.setdefault(name.page, _candidate(index, word, name))
    candidates = list(pages.values())
    if not candidates:
        return Found(text, outside=index.own_name(ordered[0]))
    if len(candidates) == 1:
        return Found(text, candidates[0])
    if unsure := next((name.name for name in ordered if name.kind == Kind.UNSURE), ""):
        candidates = [replace(candidate, unsure=True) for candidate in candidates]
    return Found(text, candidates=candidates, unsure=unsure)


def _candidate(index: NameIndex, word: str, name: Name) -> Candidate:
    """Return the page of a name, with the name where it says more than the page's own."""
    page = index.pages[name.page]
    if (
        name.is_page
        or (name.name.isdigit() and name.kind != Kind.UNSURE)
        or (name.kind in (Kind.COLLOQUIAL, Kind.READING) and not _is(name, word))
    ):
        return Candidate(page)
    if name.kind == Kind.FORMER:
        return Candidate(page, name.name, True, name.from_year, name.until_year)
    return Candidate(page, name.name)


def _is(name: Name, word: str) -> bool:
    return word in (name.name, stem(name.name), part_stem(name.name))


def listed(text: str) -> list[Candidate]:
    """Return the pages that ``text`` may ask for, up to ``MAX_LISTED``, for a list to choose from.

    They are those with a name that contains it, or whose sound or code begins with it. Where there
    are none, they are what ``find`` offers, but no similar names.
    """
    return like(text)[:MAX_LISTED] or find(text, by_name=True).offered


def like(text: str) -> list[Candidate]:
    """Return the pages with a name, or a county's name, that contains ``text``."""
    index, word = name_index(), _word(text)
    pages: dict[int, Candidate] = {}
    for name in in_order(index.like(word)):
        if name.page and name.kind != Kind.APART:
            pages.setdefault(name.page, _candidate(index, word, name))
    return list(pages.values())


def matching(text: str) -> set[int]:
    """Return the ids of the pages that a filter by ``text`` leaves.

    They are those with a name of their own that contains it, or whose sound or code begins with
    it, and, of what has just that name, those that ``find`` offers: 桥东区 is a county of one city
    today, and was one of two others.
    """
    index, word = name_index(), _word(text)
    own = {n.page for n in index.like(word) if n.is_page or (n.page == n.place and n.kind)}
    if own and not index.named(word):
        return own
    return own | ({c.place.pk for c in find(text, by_name=True).offered} if word else set())


def called(text: str) -> list[int]:
    """Return the ids of all places that ``text`` names exactly, with a page or without."""
    return [name.place for name in name_index().named(_word(text))]


def near(text: str, limit: int = 3) -> list[Candidate]:
    """Return up to ``limit`` pages whose names sound like ``text``, else those spelt like it.

    杨州 sounds like 扬州; 兰山 and lanzou are spelt like 兰州.
    """
    word = _word(text)
    if not 2 <= len(word) <= LONGEST_MISSPELT:
        return []
    latin = word.isascii()
    bare = word if latin else stem(word)
    length, sounding = name_index().sounding(bare)
    sounds_so = sounding and length == len(bare)
    alike = sounding if sounds_so else _spelt_like(bare, latin, limit)
    return [Candidate(page) for page in alike[:limit]]


def misspelt(text: str, *, alone: bool = True) -> tuple[str, Candidate] | None:
    """Return the name that ``text`` begins with and the page that sounds or is spelt like it.

    By ear it is the longest beginning, with its type word (兰洲市), or else what is nearly a name.
    By spelling it is all of it, and only where it stands ``alone``: in a sentence 铁路 would be
    铁岭. Everyday words are none.
    """
    index, word = name_index(), _word(text)[:LONGEST_MISSPELT]
    if _is_everyday(word):
        return None
    length, sounding = index.sounding(word)
    if not sounding and (nearly := index.nearly(word)):
        length, sounding = nearly[0], [nearly[1]]
    if sounding:
        return word[: length + (word[length : length + 1] in _TYPES)], Candidate(sounding[0])
    return next(((word, candidate) for candidate in near(word)), None) if alone else None


def county(text: str) -> tuple[str, list[Candidate]]:
    """Return the name without its type word that ``text`` begins with, and who may be meant.

    皋兰的医保: inside a sentence such a name is read only here, as many are everyday words.
    """
    index, word = name_index(), _word(text)[:LONGEST_MISSPELT]
    for end in range(0 if _is_everyday(word) else len(word), 1, -1):
        name = word[:end]
        if names := index.short.get(name):
            return name, _found(index, name, name, names).offered
    return "", []


def _is_everyday(word: str) -> bool:
    """Whether ``word`` begins with what is no name, but sounds or looks like one."""
    return word[:2] in WORDS or HOLDING.match(word) is not None


def _spelt_like(word: str, latin: bool, limit: int) -> list[Region]:
    """Return up to ``limit`` pages whose names are spelt like ``word``, the likeliest first."""
    pages, holders = _names_by_piece(latin)
    shared = Counter(name for piece in _pieces(word, latin) for name in holders.get(piece, ()))
    names = [name for name, _ in shared.most_common(MAX_COMPARED)]
    close = difflib.get_close_matches(word, names, n=limit, cutoff=0.75 if latin else 0.5)
    # Names as long as the typed one come first, then names with the same first character.
    close.sort(key=lambda name: (len(name) != len(word), name[:1] != word[:1]))
    return [pages[name] for name in close]


def _pieces(name: str, latin: bool) -> list[str]:
    """Return what a name shares at least one of with every name that is spelt like it.

    A cutoff of one half leaves a common character; one of three quarters a pair of letters.
    """
    pieces = (name[at : at + 2] for at in range(len(name) - 1)) if latin else name
    return list(dict.fromkeys(pieces))


@memoised_per_revision(2)
def _names_by_piece(latin: bool) -> tuple[dict[str, Region], dict[str, list[str]]]:
    """Return the pages by their names in pinyin, or else in Chinese, and these by their pieces."""
    # Reversed, so that the first in the tree is kept of places with the same name.
    pages = {p.pinyin_joined if latin else p.stem: p for p in reversed(all_places())}
    holders: dict[str, list[str]] = defaultdict(list)
    for name in pages:
        for piece in _pieces(name, latin):
            holders[piece].append(name)
    return pages, dict(holders)
