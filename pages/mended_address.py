"""Which page an address with dirt in it means, and which places a wrong one may name.

People copy addresses with what stands behind them: /regions/gansu/lanzhou/。, //index.html,
&from=timeline, Chinese names. What is mended holds nothing but letters, digits, - _ . and /, and
leads to a page of this site; mended again it stays the same.
"""

import re
import unicodedata
from urllib.parse import unquote

from django.urls import Resolver404, ResolverMatch, resolve

from faq.models import Question
from regions.models import LookupChannel, Region
from regions.place_facts import page_at
from regions.place_search import Candidate, find
from text.reading import visible

#: Characters of a path that are looked at; the longest address has about 60.
LONGEST = 300
#: How many pieces of a wrong address are looked at for places, and how many are offered.
MAX_PIECES, MAX_OFFERED = 3, 3

_PIECE = re.compile(r"[a-z0-9]+(?:[-_.]+[a-z0-9]+)*")
_FILE = re.compile(r"\.(?:html?|php|aspx?|jsp)$")
_NAME = re.compile(r"[\u3400-\u9fff]+")
#: What begins a tracking text, or is no letter at all.
_DIRT = re.compile(r"[&?#;=%].*|\W*", re.DOTALL)
#: Where an address goes on with a place.
_OF_PLACES = ("regions", "r")


def tidied(path: str) -> str:
    """Return the part of a path that has the form of one of our addresses; empty if none.

    >>> tidied("//Regions/gansu/lanzhou/。&from=timeline")
    '/regions/gansu/lanzhou/'
    """
    pieces, rest = _pieces(path)
    if "\ufffd" in rest or not (pieces or _DIRT.fullmatch(rest)):
        return ""  # what cannot be read, or says something by itself
    found = _resolved(pieces)
    return found[0] if found else ""


def mended(path: str) -> str:
    """Return the address of the page that a path means; empty where it means none, or is one."""
    pieces, rest = _pieces(path)
    names = "".join(_NAME.findall(rest))
    if names and pieces and pieces[0] in _OF_PLACES and len(pieces) < 3:
        above = page_at("/".join(pieces[1:]))
        found = find(f"{above.short_name if above else ''}{names}")
        places = {c.place.pk: c.place for c in found.offered if c.place != above}
        if len(places) == 1:
            return next(iter(places.values())).get_absolute_url()
    address = tidied(path)
    if address in ("", path) or not _exists(resolve(address)):
        return ""
    return address


def offers(path: str) -> list[Candidate]:
    """Return the places that a wrong address may name, the last piece first: lanzou means 兰州."""
    text = _plain(path).strip("/")
    pieces = [piece for piece in text.split("/") if piece]
    if len(pieces) > 1 and pieces[0] not in _OF_PLACES:
        return []
    above = page_at(pieces[1]) if len(pieces) > 2 else None
    for piece in reversed(pieces[-MAX_PIECES:]):
        if piece in _OF_PLACES or "." in piece:
            continue
        found = find(piece, by_name=True)
        if places := found.offered or found.near:
            inside = [c for c in places if above and c.place.province == above]
            return (inside or places)[:MAX_OFFERED]
    return []


def _plain(path: str) -> str:
    """Return a path cut to its limit, in small letters, without what nobody sees."""
    text = visible(unquote(path[:LONGEST]))
    return unicodedata.normalize("NFKC", text).lower().replace("\\", "/")[:LONGEST]


def _pieces(path: str) -> tuple[list[str], str]:
    """Return the pieces of a path up to the first that is none of ours, and the rest of it."""
    pieces: list[str] = []
    parts = [part for part in _plain(path).split("/") if part.strip()]
    for number, part in enumerate(parts):
        found = _PIECE.match(part)
        piece = found[0] if found else ""
        if (name := _FILE.sub("", piece)) and not (name != piece and name in ("index", "default")):
            pieces.append(name)
        if len(piece) < len(part):
            return pieces, "/".join([part[len(piece) :], *parts[number + 1 :]])
    return pieces, ""


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
    if match.view_name in ("regions:detail", "regions:handout"):
        return bool(Region.objects.pages_at("/".join(named.values())))
    if match.view_name == "faq:detail":
        published = Question.objects.published()
        return published.filter(**named).exists() or published.once_at(named["slug"]) is not None
    if match.view_name == "balance-kind":
        return named["kind"] in LookupChannel.Kind.values
    if match.view_name == "short":
        return bool(Region.objects.pages_called(named["name"]))
    return True
