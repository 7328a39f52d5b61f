"""Which page an address with dirt in it means, and which places a wrong one may name.

People copy addresses with what stands behind them: /regions/gansu/lanzhou/。, //index.html,
&from=timeline, Chinese names. What is mended holds nothing but letters, digits, - _ . and /, and
leads to a page of this site; mended again it stays the same. Words behind the search are searched
for, and where a name means several places, the search asks which.
"""

import re
import unicodedata
from urllib.parse import unquote, urlencode

from django.urls import Resolver404, ResolverMatch, resolve, reverse

from faq.models import Question
from regions.models import LookupChannel, Region
from regions.place_facts import page_at
from regions.place_search import Candidate, Found, called, find, near
from text.reading import visible

#: Characters of a path that are looked at; the longest address has about 60.
LONGEST = 300
#: How many pieces of a wrong address are looked at for places, and how many are offered.
MAX_PIECES, MAX_OFFERED = 3, 3
#: How many names that are spelt alike are looked through for those of one province.
MAX_ALIKE = 20
#: Characters of a path that are searched for.
LONGEST_WORDS = 60

_PIECE = re.compile(r"[a-z0-9]+(?:[-_.]+[a-z0-9]+)*")
_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp)$")
_NAME = re.compile(r"[\u3400-\u9fff]+")
#: What begins a tracking text, or is no letter at all.
_DIRT = re.compile(r"[&?#;=%].*|\W*", re.DOTALL)
#: Another address, pasted behind.
_LINK = re.compile(r"https?:(?=/|$)")
_ASKED = re.compile(r"\bq=([^&#]*)")
_NO_WORDS = re.compile(r"[&?#=%\ufffd].*", re.DOTALL)
#: What those who speak another Chinese leave out of pinyin: zou for zhou, xin for xing.
_LEFT_OUT = re.compile(r"(?<=[zcs])h|(?<=n)g")
#: Where an address goes on with a place.
_OF_PLACES = (["regions"], ["r"])
#: So do those in a frame, which never lead out of it by themselves.
_FRAMED = (["embed"],)


def tidied(path: str) -> str:
    """Return the part of a path that has the form of one of our addresses; empty if none.

    >>> tidied("//Regions/gansu/lanzhou/。&from=timeline")
    '/regions/gansu/lanzhou/'
    """
    pieces, rest = _pieces(path)
    if not (pieces or _DIRT.fullmatch(rest)):
        return ""  # says something by itself
    if "\ufffd" in rest and pieces[-1:] in ([], ["regions"]):
        return ""  # cannot be read, and may be a name
    found = _resolved(pieces)
    return found[0] if found else ""


def mended(path: str) -> str:
    """Return the address of the page that a path means; empty where it means none, or is one."""
    pieces, rest = _pieces(path)
    address = _asks(pieces, rest) or _named(pieces, rest) or tidied(path)
    if "?" in address:
        return "" if address == path else address
    if address in ("", path) or not _exists(resolve(address)):
        return ""
    return address


def _asks(pieces: list[str], rest: str) -> str:
    """Return the search for the words behind its address; empty if it is none, or has none."""
    if pieces[:1] != ["search"]:
        return ""
    behind = " ".join([*pieces[1:], rest])
    asked = _ASKED.search(behind.replace("q =", "q="))
    words = asked[1] if asked else behind
    words = re.sub(r"^\W+|\W+$", "", _NO_WORDS.sub("", words))[:LONGEST_WORDS]
    return _search_for(words) if words else ""


def _named(pieces: list[str], rest: str) -> str:
    """Return the page of the place whose Chinese name follows, or a search if several have it."""
    parts = [re.sub(r"^\W+|\W+$", "", part) for part in rest.split("/")]
    names = "".join(parts)
    if not _NAME.fullmatch(names) or pieces[:1] not in _OF_PLACES or len(pieces) > 2:
        return ""
    above = page_at("/".join(pieces[1:]))
    name = f"{above.short_name if above else ''}{names}"
    found = find(name)
    if not called(name.removesuffix(found.rest)):
        return ""  # a sentence, which may name a place besides
    offered = [c.place for c in found.offered if above in (None, c.place.province)]
    places = {place.pk: place for place in offered if place != above}
    if len(places) > 1:
        return _search_for(name[:LONGEST_WORDS])
    return next((place.get_absolute_url() for place in places.values()), "")


def _search_for(words: str) -> str:
    return f"{reverse('search')}?{urlencode({'q': words})}"


def offers(path: str) -> list[Candidate]:
    """Return the places that a wrong address may name, the last piece first: lanzou means 兰州.

    In a province its own places come first. What is only spelt alike is offered in the province
    that the address names, or where nothing but a letter is wrong.
    """
    pieces = [_FILE.sub("", piece) for piece in _plain(path).split("/") if piece]
    if pieces[:1] in (*_OF_PLACES, *_FRAMED):
        del pieces[0]
    elif len(pieces) > 1 and not _is_name(pieces[0]):
        return []  # the address of something else, as machines ask for all day
    above = find(pieces[0]).place if len(pieces) > 1 and _is_name(pieces[0]) else None
    for piece in reversed(pieces[-MAX_PIECES:]):
        if "." in piece:
            continue
        found = find(piece, by_name=True)
        if places := (above and _inside(above, piece, found)) or found.offered or _slips(found):
            return places[:MAX_OFFERED]
    return []


def _is_name(piece: str) -> bool:
    """Whether some place is called so, without a look at what is spelt alike."""
    return page_at(piece) is not None or bool(called(piece))


def _inside(above: Region, piece: str, found: Found) -> list[Candidate]:
    """Return the places of ``above`` that are called so, or else are spelt alike."""
    places = found.offered or near(piece, MAX_ALIKE)
    return [c for c in places if above in (c.place, c.place.province)]


def _slips(found: Found) -> list[Candidate]:
    """Return the places of whose names what was typed is hardly more than a letter off."""
    if not found.typed.isascii():
        return found.near
    return [c for c in found.near if _is_slip(found.typed, c.place.pinyin_joined)]


def _is_slip(typed: str, name: str) -> bool:
    """Whether one is the other with a letter left out, as written or as many people say it."""
    return _is_shortened(typed, name) or _is_shortened(
        _LEFT_OUT.sub("", typed), _LEFT_OUT.sub("", name)
    )


def _is_shortened(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    left = iter(long)
    return len(long) - len(short) <= 1 and all(letter in left for letter in short)


def _plain(path: str) -> str:
    """Return a path cut to its limit, in small letters, without what nobody sees."""
    text = visible(unquote(path[:LONGEST]))
    return unicodedata.normalize("NFKC", text).lower().replace("\\", "/")[:LONGEST]


def _pieces(path: str) -> tuple[list[str], str]:
    """Return the pieces of a path up to the first that is none of ours, and the rest of it."""
    pieces: list[str] = []
    text = _plain(path)
    link = _LINK.search(text)
    pasted = text[link.start() :] if link else ""
    parts = [part for part in text.removesuffix(pasted).split("/") if part.strip()]
    for number, part in enumerate(parts):
        found = _PIECE.match(part)
        piece = found[0] if found else ""
        if (name := _FILE.sub("", piece)) and not (name != piece and name in ("index", "default")):
            pieces.append(name)
        if len(piece) < len(part):
            return pieces, "/".join([part[len(piece) :], *parts[number + 1 :], pasted])
    return pieces, pasted


def _resolved(pieces: list[str]) -> tuple[str, ResolverMatch] | None:
    """Return the address that these pieces make, and what it resolves to; None if to nothing."""
    path = "/" + "/".join(pieces)
    for written in (path, f"{path}/") if pieces else (path,):
        try:
            match = resolve(written)
        except Resolver404:
            continue
        return None if "admin" in match.namespaces else (written, match)
    return None


def _exists(match: ResolverMatch) -> bool:
    """Whether there is the place, the question or the kind that an address names."""
    named = match.kwargs
    if "province" in named:  # its page, its sheet, its twins
        place = [named[name] for name in ("province", "place") if named.get(name)]
        return bool(Region.objects.pages_at("/".join(place)))
    if "slug" in named:
        published, slug = Question.objects.published(), named["slug"]
        return published.filter(slug=slug).exists() or published.once_at(slug) is not None
    if match.view_name == "balance-kind":
        return named["kind"] in LookupChannel.Kind.values
    if match.view_name == "short":
        return bool(Region.objects.pages_called(named["name"]))
    return True
