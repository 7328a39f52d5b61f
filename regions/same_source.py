"""Find the sources with the same document number or address, however each was typed."""

import re
import unicodedata
from collections.abc import Iterable

from regions.models import Source

_OPEN, _CLOSE = r"[(\[{〔【〖［（]", r"[)\]}〕】〗］）]"
#: A shorter number may stand anywhere.
SHORTEST_NUMBER = 6
_OF_ANOTHER = re.compile(r"修改|修订|修正|废止|失效|停止执行|延长|延续|补充")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://", re.IGNORECASE)


def folded_number(text: str) -> str:
    """Return a document number with one kind of brackets, without blanks, 第 and 号.

    >>> folded_number("杭医保〔2026〕88号") == folded_number("杭医保 [２０２６] 第88 号")
    True
    """
    plain = "".join(unicodedata.normalize("NFKC", text).casefold().split())
    plain = re.sub(_CLOSE, ")", re.sub(_OPEN, "(", plain))
    return re.sub(r"第(?=\d)", "", plain).removesuffix("号")


def folded_address(url: str) -> str:
    """Return an address without its scheme, www., the mark within the page and the last slash.

    >>> folded_address("https://www.Example.gov.cn/a/") == folded_address("http://example.gov.cn/a")
    True
    """
    rest = _SCHEME.sub("", url.strip()).partition("#")[0]
    host, slash, path = rest.partition("/")
    return (host.casefold().removeprefix("www.") + slash + path).rstrip("/")


class KnownSources:
    """The sources that are kept, read once: one of these serves all rows of a sheet or list."""

    def __init__(self) -> None:
        self._by_number: dict[str, list[int]] = {}
        self._by_address: dict[str, list[int]] = {}
        known = Source.objects.originals().order_by("pk")
        for pk, number, url in known.values_list("pk", "document_number", "url"):
            self._by_number.setdefault(folded_number(number), []).append(pk)
            self._by_address.setdefault(folded_address(url), []).append(pk)

    def same(self, number: str, url: str, besides: Iterable[int | None] = ()) -> list[Source]:
        """Return the sources with this number or address, without draft copies and ``besides``."""
        number, address = folded_number(number), folded_address(url)
        found = {
            *(self._by_number.get(number, ()) if number else ()),
            *(self._by_address.get(address, ()) if address else ()),
        }.difference(besides)
        return list(Source.objects.filter(pk__in=found).defer("full_text")) if found else []

    def have(self, title: str, url: str) -> bool:
        """Whether a source has this address, or a number that stands in this title.

        A title that changes or ends a document names the number of that one, not its own.
        """
        address, told = folded_address(url), folded_number(title)
        if address and address in self._by_address:
            return True
        return not _OF_ANOTHER.search(told) and any(
            len(number) >= SHORTEST_NUMBER and _stands_in(number, told)
            for number in self._by_number
        )


def _stands_in(number: str, title: str) -> bool:
    """Whether a number stands in a title whole: 12号 is no part of 123号."""
    at = title.find(number)
    return at >= 0 and not title[at + len(number) : at + len(number) + 1].isdigit()


def same_sources(number: str, url: str, besides: Iterable[int | None] = ()) -> list[Source]:
    """Return the sources with this number or address, without draft copies and ``besides``."""
    return KnownSources().same(number, url, besides)


def numbered(term: str) -> list[int]:
    """Return the ids of the sources whose document number contains ``term``, as typed or not."""
    wanted = folded_number(term)
    if not any(character.isdigit() for character in wanted):
        return []
    numbers = Source.objects.exclude(document_number="").values_list("pk", "document_number")
    return [pk for pk, number in numbers if wanted in folded_number(number)]


def named(source: Source) -> str:
    """Return a source with its number and day, to tell it from others."""
    return "，".join(filter(None, [str(source), source.document_number, source.dated]))
