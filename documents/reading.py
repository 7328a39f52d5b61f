"""Reads a file, a page or pasted text: bytes in, the text and what it states out.

Bytes of others are opened only in a child process with limits (``limited``). Nothing here raises
for bad bytes: what could not be read says why by a key of ``REFUSALS``.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from .contents import REFUSALS, Contents
from .found import Findings
from .limited import ask_child
from .packing import pack, public_json, unpack_contents, unpack_findings


@dataclass(frozen=True)
class Reading:
    """What was read. Either ``contents`` and ``found`` are there, or ``refused`` says why not.

    ``keep_missed`` says that a selector of what to keep fitted nothing, so that the text is the
    one of the whole page.
    """

    contents: Contents | None = None
    found: Findings | None = None
    refused: str | None = None
    keep_missed: bool = False

    @property
    def refused_in_words(self) -> str:
        return REFUSALS[self.refused] if self.refused else ""

    def as_json(self) -> dict[str, Any]:
        """Return what was found as other programs read it (``read_document --json``)."""
        return public_json(self.found or Findings(), self.refused)


@dataclass(frozen=True)
class PageLink:
    """A link of a list page; ``day`` is the one printed beside it."""

    title: str
    address: str
    day: datetime.date | None = None


@dataclass(frozen=True)
class Links:
    """The links of a list page, in its order, each address once."""

    links: tuple[PageLink, ...] = ()
    refused: str | None = None
    keep_missed: bool = False


def read(
    raw: bytes,
    *,
    name: str = "",
    content_type: str = "",
    address: str = "",
    keep: str = "",
    drop: str = "",
) -> Reading:
    """Read a file or a page. What it is, its first bytes say, and never its name alone.

    ``content_type`` and ``address`` are those of the answer it came with. ``keep`` and ``drop``
    are CSS selectors of what of a page counts and what does not.
    """
    hints = {"name": name, "content_type": content_type, "address": address}
    return unpacked(ask_child({"task": "read", **hints, "keep": keep, "drop": drop}, raw))


def read_text(text: str) -> Reading:
    """Read text that somebody pasted."""
    raw = text.encode("utf-8", "replace")
    return unpacked(ask_child({"task": "text"}, raw))


def links(
    raw: bytes, *, content_type: str = "", address: str = "", keep: str = "", drop: str = ""
) -> Links:
    """Return the links of a list page with their days; addresses are resolved at ``address``."""
    hints = {"content_type": content_type, "address": address, "keep": keep, "drop": drop}
    answer = ask_child({"task": "links", **hints}, raw)
    return Links(
        tuple(
            PageLink(title, to, datetime.date.fromisoformat(day) if day else None)
            for title, to, day in answer.get("links", [])
        ),
        answer.get("refused"),
        answer.get("keep_missed", False),
    )


def packed(reading: Reading) -> dict[str, Any]:
    """Return a reading as JSON, for keeping; ``unpacked`` makes it into the same reading."""
    return {
        "contents": pack(reading.contents),
        "found": pack(reading.found),
        "refused": reading.refused,
        "keep_missed": reading.keep_missed,
    }


def unpacked(kept: dict[str, Any]) -> Reading:
    return Reading(
        unpack_contents(kept.get("contents")),
        unpack_findings(kept.get("found")),
        kept.get("refused"),
        kept.get("keep_missed", False),
    )
