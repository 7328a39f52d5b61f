"""Whether what a text states is of the place for which a rule is entered, or of others."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from documents.found import Credit
from regions.models import Region, RegionAlias
from regions.place_search import called
from text.reading import harmless

#: What means all of the place that the document is of.
_WHOLE = re.compile(r"(?:全|本|我|各)(?:省|市|州|盟|区|县|地区|自治区|兵团)|全区各地|各地")
_PLACE_OF_AGENCY = re.compile(r".{1,12}?(?:自治区|自治州|地区|省|市|州|盟|县|区)(?=.)")
#: Behind what a title names the place that it is about.
_BEFORE_A_NAME = re.compile(r"关于|印发|转发|调整|完善|规范|建立|健全|实施|执行|做好|[《“、，\s]")
#: Other names that mean just this place.
_SAME = (RegionAlias.Kind.FORMER, RegionAlias.Kind.COLLOQUIAL, RegionAlias.Kind.READING)
MOST = 8


@dataclass(frozen=True)
class OtherPlaces:
    """The places of which a text speaks, instead of the one at hand, and those with a page."""

    said: str
    choices: tuple[Region, ...]


def names_in(place: str) -> list[str]:
    """Return the places that a credit names: 兰州市、白银市 are two."""
    return [name for one in re.split(r"[、，,；;]", harmless(place)) if (name := one.strip())]


def credits_of(
    credits: Iterable[Credit], region: Region
) -> tuple[list[Credit], OtherPlaces | None]:
    """Return the credits of ``region``; none and the places named where the text has others only.

    Credits without a place are those of the document's own place, so they count as long as no
    other sentence names one.
    """
    rows = list(credits)
    placed = {id(row): _named(row) for row in rows}
    if not any(placed.values()):
        return rows, None
    own = _names_of(region)
    mine = [row for row in rows if own.intersection(placed[id(row)])]
    if mine:
        return mine, None
    names = list(dict.fromkeys(name for row in rows for name in placed[id(row)]))
    return [], OtherPlaces(f"这份文件说的是{'、'.join(names[:MOST])}", _called(names))


def _named(credit: Credit) -> list[str]:
    names = names_in(credit.place or "")
    return [name for name in names if not _WHOLE.fullmatch(name)]


def _names_of(region: Region) -> set[str]:
    others = region.aliases.filter(kind__in=_SAME).values_list("name", flat=True)
    return {region.name, region.short_name, region.full_title, *others}


def _called(names: list[str]) -> tuple[Region, ...]:
    found = [pk for name in names[:MOST] for pk in called(name)[:MOST]]
    places = Region.objects.pages().with_lineage().in_bulk(found)
    return tuple(places[pk] for pk in dict.fromkeys(found) if pk in places)[:MOST]


def publisher_elsewhere(publisher: str, region: Region) -> OtherPlaces | None:
    """Return the place of a publisher that is neither ``region`` nor one above it.

    Of several publishers one that is of here will do.
    """
    here = {place.pk for place in region.lineage()}
    strangers: list[str] = []
    for one in names_in(publisher):
        names = [name for name in _names_before(one) if called(name)]
        elsewhere = [name for name in names if not here.intersection(called(name))]
        if names and not elsewhere:
            return None
        strangers += elsewhere
    choices = _called(strangers)
    return OtherPlaces(f"发布这份文件的是{harmless(publisher)}", choices) if choices else None


def title_elsewhere(title: str, region: Region) -> OtherPlaces | None:
    """Return the places that a title names, where none of them is ``region`` or one above it."""
    here = {place.pk for place in region.lineage()}
    parts = _BEFORE_A_NAME.split(harmless(title))
    names = [name for part in parts for name in _names_before(part) if called(name)]
    if not names or any(here.intersection(called(name)) for name in names):
        return None
    choices = _called(names)
    said = "、".join(dict.fromkeys(names))
    return OtherPlaces(f"这份文件的标题说的是{said}", choices) if choices else None


def _names_before(publisher: str) -> list[str]:
    """Return the places with which the name of an agency begins: 甘肃省, 兰州市."""
    names, rest = [], publisher
    while match := _PLACE_OF_AGENCY.match(rest):
        names.append(match[0])
        rest = rest[match.end() :]
    return names
