"""One index of all names of places: their own, former and colloquial ones, and how they sound.

It is read from the database once per revision, in three queries, and asked without any.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import NamedTuple

from caching.memo import memoised_per_revision
from regions.models import Region, RegionAlias
from regions.names import normalise, part_stem, stem
from regions.place_facts import all_places

Kind = RegionAlias.Kind

#: The type words of counties and cities in pinyin; people leave them out.
_TYPE_SOUNDS = ("qu", "xian", "shi")
#: How the names of prefectures end in whose counties' names of then they stand in front.
_PREFECTURE_ENDS = ("市", "地区", "盟", "州")
#: Letters that many do not tell apart.
_CONFUSED = ({"n", "l"}, {"f", "h"}, {"r", "l"})
#: Kinds whose name counts in full before any name without its type word.
_IN_FULL = ("", Kind.FORMER, Kind.UNSURE)
#: Kinds that give way to a page of that short name: 南宁 is the city, not the 南宁地区 of then.
_GIVES_WAY = (Kind.FORMER, Kind.PART)


class Name(NamedTuple):
    """One name of a place. ``kind`` is empty for its own name; ``page`` is 0 where it has none."""

    name: str
    kind: str
    place: int
    page: int
    province: int
    level: int
    code: str
    short: str = ""
    sound: str = ""
    initials: str = ""
    from_year: int | None = None
    until_year: int | None = None

    @property
    def is_page(self) -> bool:
        """Whether this is the own name of a place with a page."""
        return not self.kind and self.place == self.page


#: Provinces that were part of another one until 1997 and 1988, by code, with that one: old papers
#: of 涪陵 say 四川省, those of 文昌 say 广东省.
_SPLIT_OFF = {"500000": "510000", "460000": "440000"}

#: Says of a name whether it counts.
Within = Callable[[Name], bool]


def _anywhere(name: Name) -> bool:
    return True


def _inside(pages: set[int]) -> Within:
    """Accept what belongs to one of ``pages``, but not the own names of these."""
    return lambda name: name.page in pages and not name.is_page


def _in_province(province: int) -> Within:
    """Accept what lies in a province, but not the province's own name."""
    return lambda n: n.province == province and (bool(n.kind) or n.place != province)


class Spoken(NamedTuple):
    """A page and the syllables of its name; ``order`` is its place among all pages."""

    order: int
    syllables: list[str]
    page: Region


@dataclass
class NameIndex:
    """All names, by what people may write for them."""

    pages: dict[int, Region]
    names: list[Name] = field(default_factory=list)
    exact: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    short: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    sounds: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    #: By character, the syllables that it is read as in names: 乐 is le and yue.
    readings: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    #: Pages by their initials, places by their codes.
    initials: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[str, list[Name]] = field(default_factory=lambda: defaultdict(list))
    #: The pages, each with the syllables of its name, by the first two of these.
    spoken: dict[tuple[str, str], list[Spoken]] = field(default_factory=lambda: defaultdict(list))
    #: The same by what stands before and behind one character of the name, for each of them.
    but_one: dict[tuple[str, str], list[Spoken]] = field(default_factory=lambda: defaultdict(list))
    #: By the stems of a prefecture and of a county that it has no more: 四平, 公主岭.
    moved: dict[tuple[str, str], list[Name]] = field(default_factory=lambda: defaultdict(list))
    #: The province that was split off from another one, by the id of that one.
    young: dict[int, int] = field(default_factory=dict)
    longest: int = 0
    #: All that ``like`` looks in, each on a line: most texts are in none of it.
    listed: str = ""

    def add_place(self, name: Name) -> None:
        """Add a place by its own names."""
        self.names.append(name)
        self.exact[name.name].append(name)
        bare = stem(name.short)
        if bare != name.short != name.name:  # 海南州 is not 海南省
            self.exact[name.short].append(name)
        self.short[bare].append(name)
        self.codes[name.code].append(name)
        if name.is_page:
            self.initials[name.initials].append(name)
        if name.sound:
            for sound in {name.sound, *(name.sound.removesuffix(kind) for kind in _TYPE_SOUNDS)}:
                self.sounds[sound].append(name)

    def add_reading(self, name: str, pinyin: str) -> None:
        """Add how the characters of a name are read, where each has a syllable."""
        syllables = pinyin.split()
        if len(syllables) == len(name):
            for character, syllable in zip(name, syllables, strict=True):
                self.readings[character].add(syllable)

    def add_alias(self, name: Name) -> None:
        """Add another name of a place."""
        word = normalise(name.name)
        if name.kind == Kind.READING:
            self.names.append(name)
            self.sounds[word].append(name)
            return
        if name.kind in _IN_FULL:
            self.exact[word].append(name)
        if name.kind == Kind.FORMER and (parts := self._parts(word)):
            self.moved[parts].append(name)
            return
        self.names.append(name)
        for bare in {stem(word), part_stem(word) if name.kind == Kind.PART else stem(word)}:
            self.short[bare].append(name)

    def _parts(self, word: str) -> tuple[str, str] | None:
        """Return the stems of the prefecture and the county in a name of then, if it has both."""
        for at in range(len(word) - 2, 1, -1):
            head = word[:at]
            if head.endswith(_PREFECTURE_ENDS) and any(
                name.is_page or name.kind == Kind.FORMER for name in self.exact.get(head, ())
            ):
                return stem(head), stem(word[at:])
        return None

    def freeze(self) -> "NameIndex":
        """Finish: look-ups add nothing from here on."""
        self.exact, self.short = dict(self.exact), dict(self.short)
        self.sounds, self.moved = dict(self.sounds), dict(self.moved)
        self.readings = dict(self.readings)
        self.initials, self.codes = dict(self.initials), dict(self.codes)
        for order, page in enumerate(self.pages.values()):
            self._add_spoken(Spoken(order, page.pinyin.split(), page))
        self.spoken, self.but_one = dict(self.spoken), dict(self.but_one)
        by_code = {page.code: page.pk for page in self.pages.values()}
        pairs = ((by_code.get(old), by_code.get(new)) for new, old in _SPLIT_OFF.items())
        self.young = {old: new for old, new in pairs if old and new}
        self.longest = max((len(word) for word in self.exact), default=0)
        self.listed = "\n".join(
            "\n".join((name.name, name.name.lower(), name.sound, name.initials, name.code))
            for name in self.names
        )
        self.listed += "\n".join(["", *(page.area_code for page in self.pages.values())])
        return self

    def _add_spoken(self, said: Spoken) -> None:
        """Add a page by how its name sounds, and by all of its characters but one."""
        if len(said.syllables) > 1:
            one, two, *_ = said.syllables
            self.spoken[one, two].append(said)
        name = said.page.stem
        if len(name) == len(said.syllables):
            for at in range(len(name)):
                self.but_one[name[:at], name[at + 1 :]].append(said)

    # --- Looking up -------------------------------------------------------------------------

    def called(self, word: str, within: Within = _anywhere) -> list[Name]:
        """Return who is called ``word``: in full, or else without the type word or by sound."""
        if exact := [name for name in self.exact.get(word, ()) if within(name)]:
            return exact
        found = [name for name in self.short.get(stem(word), ()) if within(name)]
        if any(name.is_page for name in found):
            found = [name for name in found if name.kind not in _GIVES_WAY]
        if word.isascii():
            found += [name for name in self.sounds.get(word, ()) if within(name)]
            if word.isdigit():
                found += [name for name in self.codes.get(word, ()) if within(name)]
        return found

    def named(self, word: str) -> list[Name]:
        """Return the places that ``word`` names exactly.

        The names of the province and the city may stand in front: 辽宁朝阳, 甘肃省兰州市榆中县,
        深圳市南山区; so may the city that a county belonged to: 四平公主岭.
        """
        if any(name.name == word for name in self.either(word)):
            return self._with_unsure(self.called(word))
        return self._with_unsure(self._behind_others(word))

    def _with_unsure(self, found: list[Name]) -> list[Name]:
        """Return the names, and the other places that counties among them may belong to."""
        counties = {name.name for name in found if not name.kind}
        more = [n for county in counties for n in self.exact[county] if n.kind == Kind.UNSURE]
        return [*found, *(name for name in more if name not in found)]

    def _behind_others(self, word: str) -> list[Name]:
        """Return who is called ``word``, or the end of it behind the names of what is above."""
        if not word:
            return []
        for province, rest in self._provinces_before(word):
            inside = _in_province(province)
            found = self._below(rest, inside) or self.called(rest, inside) or self._moved(rest)
            # 四川省万县市云阳县 is in 重庆 now.
            found = found or self._below(rest, lambda name: name.kind == Kind.FORMER)
            if found := found or self.split_off([province], rest):
                return found
        found = self.called(word)
        if found or word.isascii():
            return found
        return self._below(word) or self._moved(word)

    def _provinces_before(self, word: str) -> Iterator[tuple[int, str]]:
        """Yield the provinces whose name ``word`` begins with, each with what stands behind."""
        for at in range(len(word) - 2, 1, -1):
            for name in self._own(word[:at]):
                if name.level == Region.Level.PROVINCE:
                    yield name.place, word[at:]

    def either(self, word: str) -> list[Name]:
        """Return the names that are ``word`` in full or without their type word."""
        return [*self.exact.get(word, ()), *self.short.get(word, ())]

    def _own(self, word: str) -> list[Name]:
        """Return the pages with the full or short name ``word``."""
        return [name for name in self.either(word) if name.is_page]

    def _fronts(self, word: str) -> Iterator[tuple[list[Name], str]]:
        """Yield what may stand before the name of a county, with that: cities of now and then."""
        for at in range(len(word) - 2, 1, -1):
            names = self.either(word[:at])
            cities = [n for n in names if n.is_page and n.level > Region.Level.PROVINCE]
            former = [n for n in names if n.kind == Kind.FORMER]
            if cities or former:
                yield cities or former, word[at:]

    def _below(self, word: str, within: Within = _anywhere) -> list[Name]:
        """Return who is called the rest of ``word`` in the city that it begins with."""
        for cities, rest in self._fronts(word):
            pages = {city.page for city in cities if within(city)}
            if found := self.called(rest, _inside(pages)):
                return found
        return []

    def _moved(self, word: str) -> list[Name]:
        """Return the county of ``word`` where it is now, if its city of then stands in front."""
        for at in range(len(word) - 2, 1, -1):
            if found := self.moved_from(word[:at], word[at:]):
                return found
        return []

    def moved_from(self, city: str, county: str) -> list[Name]:
        """Return the county where it is now that the city had once; empty if it never had it."""
        return self.moved.get((stem(city), stem(county)), [])

    def split_off(self, provinces: Iterable[int], word: str) -> list[Name]:
        """Return who is called ``word`` in what was part of the provinces once: 四川省涪陵市."""
        for inside in (_in_province(self.young[pk]) for pk in provinces if pk in self.young):
            if found := self._below(word, inside) or self.called(word, inside):
                return found
        return []

    def within_reach(self, names: Iterable[Name]) -> Within:
        """Accept what lies in the places ``names``, a province or a city, other than they."""
        provinces = {n.place for n in names if n.is_page and n.level == Region.Level.PROVINCE}
        apart = {page.pk for n in names if n.kind == Kind.APART for page in self.apart(n)}
        pages = {n.page for n in names if n.kind != Kind.APART} - provinces
        return lambda n: (
            n.page in apart
            or (n.page in pages and not n.is_page)
            or (n.province in provinces and (bool(n.kind) or n.place not in provinces))
        )

    def with_initials(self, word: str) -> list[Name]:
        """Return the pages whose initials are ``word``; none if it has fewer than three letters."""
        if len(word) < 3 or not word.isascii():
            return []
        return list(self.initials.get(word, ()))

    def like(self, word: str) -> list[Name]:
        """Return the names that contain ``word``, or whose sound or code begins with it.

        The initials count like the sound, and the whole area code of a page counts too.
        """
        if not word or word not in self.listed:
            return []
        return [name for name in self.names if self._is_like(name, word)]

    def _is_like(self, name: Name, word: str) -> bool:
        if name.kind == Kind.PART:
            return name.name.startswith(word)
        if name.kind:
            return word in name.name.lower()
        return (
            word in name.name
            or name.sound.startswith(word)
            or name.initials.startswith(word)
            or name.code.startswith(word)
            or (name.is_page and self.pages[name.page].area_code == word)
        )

    def sounding(self, word: str) -> tuple[int, list[Region]]:
        """Return how much of ``word`` sounds like the longest name it may begin with, and whose.

        杨州的 begins with two characters that sound like 扬州. Pages whose names share more
        characters with the word come first.
        """
        read = [self.readings.get(character, set()) for character in word]
        begun = (self.spoken.get(pair, ()) for pair in product(*read[:2]) if len(pair) == 2)
        alike = sorted(s for group in begun for s in group if _sounds_like(read, s.syllables))
        length = max((len(said.syllables) for said in alike), default=0)
        pages = [said.page for said in alike if len(said.syllables) == length]
        return length, sorted(pages, key=lambda p: -len({*p.short_name} & {*word[:length]}))

    def nearly(self, word: str) -> tuple[int, Region] | None:
        """Return how much of ``word`` is nearly the longest such name, and whose it is.

        All characters but one are the same, and of a name of two the other is one letter off:
        榆陵 is nearly 榆林, 乌鲁木其 is 乌鲁木齐.
        """
        for length in range(min(len(word), self.longest), 1, -1):
            alike = [
                said
                for at in range(length)
                for said in self.but_one.get((word[:at], word[at + 1 : length]), ())
                if self._is_one_off(word, said, at)
            ]
            if alike:
                return length, min(alike).page
        return None

    def _is_one_off(self, word: str, said: Spoken, at: int) -> bool:
        """Whether the character ``at`` is another one, which in a short name sounds alike."""
        name = said.page.stem
        if name[at] == word[at] or len(name) > 2:
            return name[at] != word[at]
        return any(_one_off(ear, said.syllables[at]) for ear in self.readings.get(word[at], ()))

    def own_name(self, name: Name) -> str:
        """Return what the place of ``name`` is called itself."""
        return next((n.name for n in self.names if n.place == name.place and not n.kind), name.name)

    def apart(self, name: Name) -> list[Region]:
        """Return the pages that pool apart in the province of ``name``."""
        return [
            page for page in self.pages.values() if page.own_pool and page.parent_id == name.place
        ]


@memoised_per_revision(1, states=1)
def name_index() -> NameIndex:
    """Return the index of this revision. Three queries, then none until the content changes."""
    index = NameIndex({place.pk: place for place in all_places()})
    columns = ["pk", "name", "short_name", "level", "code", "pinyin_joined", "initials"]
    columns += ["parent", "successor", "has_page", "ended_on", "pinyin"]
    rows = {row[0]: row for row in Region.objects.in_tree_order().values_list(*columns)}
    places: dict[int, Name] = {}
    for pk, name, short, level, code, sound, initials, *_, pinyin in rows.values():
        if level > Region.Level.NATION:  # 全国 is covered, not a place
            above = list(_above(pk, rows))
            province = next((row[0] for row in above if row[3] == Region.Level.PROVINCE), 0)
            page = _page(pk, rows)
            own = Name(name, "", pk, page, province, level, code, short, sound, initials)
            places[pk] = own
            index.add_place(own)
            index.add_reading(stem(short), pinyin)
    aliases = RegionAlias.objects.filter(kind__in=RegionAlias.SPOKEN).order_by("region__code", "pk")
    written = aliases.values_list("name", "kind", "region", "from_year", "until_year")
    # The shorter names first: the others may begin with one.
    for name, kind, pk, start, end in sorted(written, key=lambda row: len(row[0])):
        if (place := places.get(pk)) is not None:
            index.add_alias(
                Name(name, kind, pk, place.page, place.province, place.level, place.code)._replace(
                    from_year=start, until_year=end
                )
            )
    return index.freeze()


def _sounds_like(read: Sequence[set[str]], syllables: list[str]) -> bool:
    """Whether characters, each read in some ways, begin with these syllables."""
    return len(syllables) <= len(read) and all(
        syllable in ways for syllable, ways in zip(syllables, read, strict=False)
    )


def _one_off(one: str, other: str) -> bool:
    """Whether syllables differ by one letter, as where people do not hear the difference.

    >>> _one_off("lin", "ling"), _one_off("lan", "nan"), _one_off("lu", "ling")
    (True, True, False)
    """
    if len(one) == len(other):
        differing = [{a, b} for a, b in zip(one, other, strict=True) if a != b]
        return len(differing) == 1 and differing[0] in _CONFUSED
    short, long = sorted((one, other), key=len)
    return any(long[:at] + long[at + 1 :] == short for at in range(len(long)))


def _above(pk: int | None, rows: dict[int, tuple]) -> Iterator[tuple]:
    """Yield the row of a place and those of the places above it."""
    while pk is not None:
        yield rows[pk]
        pk = rows[pk][7]


def _page(pk: int, rows: dict[int, tuple]) -> int:
    """Return the id of the page of a place, 0 if it has none: see ``Region.page``."""
    start = rows[pk][8] or pk
    return next((row[0] for row in _above(start, rows) if row[9] and not row[10]), 0)


def in_order(names: Iterable[Name]) -> list[Name]:
    """Order names as one offers them: own names first, of higher places first, then the newest."""
    return sorted(names, key=lambda n: (bool(n.kind), n.level, n.code, -(n.until_year or 9999)))
