"""Reads a list page: its links, each with the day that is printed beside it."""

import datetime
import re
from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .blocked import is_blocked
from .characters import one_line
from .contents import Refused
from .file_kinds import kind_of
from .main_text import selected
from .markup import attribute, lines_of, walk
from .page_head import day_in, resolved
from .plain import decoded

#: A page has no more links than this that anybody looks through.
MOST_LINKS = 2_000
_LONGEST = 300
_HARDLY_A_TITLE = 8
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:nav|menu|foot|footer|header|top|crumb|crumbs|breadcrumb|position|location|"
    r"pager|pages|pagination|page|friend|friendlink|logo|search|login|toolbar|share|copyright|dqwz)"
    r"(?:$|[\s_-]|\d)|navbar|mainnav|breadcrumb|friendlink|sitemap|footer",
    re.I,
)
_A_DAY = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?"
#: Before or behind a title; a day within it is one that the document speaks of.
_DAY_AT_AN_END = re.compile(
    rf"^[\[（(]?{_A_DAY}[\]）)]?(?=\s|$)\s*|(?:^|\s)[\[（(]?{_A_DAY}[\]）)]?$|[\[（(]{_A_DAY}[\]）)]$"
    r"|(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}$"
)
#: 03 above 2026-11, as a calendar leaf prints it; 2026 before 11-03.
_LEAF = re.compile(r"^\D{0,3}(\d{1,2})\s*日?\s*((?:19|20)\d\d)\s*[-/.年]\s*(\d{1,2})\s*月?\D{0,3}$")
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d\d)\D{0,3}(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")

#: Title, address, day.
_Link = tuple[str, str, str | None]


def links_of(raw: bytes, hints: dict[str, str]) -> dict[str, Any]:
    """Return the links as ``[title, address, day]``, each address once; raises ``Refused``."""
    if kind_of(raw) not in {"html", "plain"}:
        raise Refused("not-text")
    source = decoded(raw, hints.get("content_type", ""))
    tree = LexborHTMLParser(source)
    whole = lines_of([tree.body]) if tree.body is not None else []
    if is_blocked(source, whole):
        raise Refused("blocked-page")
    if tree.root is None or not whole:
        raise Refused("not-text")
    keep, drop = hints.get("keep", ""), hints.get("drop", "")
    kept = selected(tree, keep) if keep else []
    dropped = {node.mem_id for node in selected(tree, drop)} if drop else set()
    address = hints.get("address", "")
    around = set() if kept else _around(tree.root)
    links = _links(tree, kept or [tree.root], around | dropped, address)
    if not kept and not any(day for *_, day in links):  # perhaps the list is named like what is not
        everywhere = _links(tree, [tree.root], dropped, address)
        links = [link for link in everywhere if link[2]] or links or everywhere
    if not links and dropped:
        links = _links(tree, kept or [tree.root], around, address)
    if not kept:
        links = [link for link in links if link[2] or len(link[0]) >= _HARDLY_A_TITLE]
    return {"links": links, "keep_missed": bool(keep) and not kept}


def _around(root: LexborNode) -> set[int]:
    """Return what stands around a list: navigation, header, footer, the numbers of its pages."""
    around = set()
    for node, entering in walk(root):
        if not entering or not node.is_element_node or node.tag in {"html", "body"}:
            continue
        named = f"{attribute(node, 'class')} {attribute(node, 'id')}"
        if node.tag in {"nav", "header", "footer"} or (named != " " and _AROUND.search(named)):
            around.add(node.mem_id)
    return around


def _links(
    tree: LexborHTMLParser, roots: list[LexborNode], skip: set[int], address: str
) -> list[_Link]:
    counts = _links_within(tree)
    found: dict[str, _Link] = {}
    for root in roots:
        for node, entering in walk(root, skip):
            if not entering or node.tag != "a":
                continue
            link = _link(node, counts)
            if link is None:
                continue
            to = resolved(tree, address, attribute(node, "href"))
            title, day = link
            before = found.get(to)
            if before is None:
                found[to] = title, to, day
            elif not before[2] and day:
                found[to] = max(title, before[0], key=len), to, day
            if len(found) >= MOST_LINKS:
                return list(found.values())
    return list(found.values())


def _links_within(tree: LexborHTMLParser) -> dict[int, int]:
    """Return by node how many links it holds."""
    counts: dict[int, int] = {}
    open_sums = [0]
    assert tree.root is not None  # noqa: S101 (the page has text)
    for node, entering in walk(tree.root):
        if not node.is_element_node:
            continue
        if entering:
            open_sums.append(int(node.tag == "a"))
        else:
            counts[node.mem_id] = inside = open_sums.pop()
            open_sums[-1] += inside
    return counts


def _link(node: LexborNode, counts: dict[int, int]) -> tuple[str, str | None] | None:
    href = attribute(node, "href")
    if (
        not href
        or href.startswith("#")
        or href.lower().startswith(("javascript:", "mailto:", "tel:"))
    ):
        return None
    words = " ".join(lines_of([node], visible_only=False)).replace("\t", " ")
    title = one_line(attribute(node, "title"))
    day = _day_beside(node, counts, words)
    words = _without_day(words)
    # A title that was cut to fit its line is whole in the attribute.
    named = title if len(title) > len(words) or not words else words
    return (named[:_LONGEST], day.isoformat() if day else None) if named else None


def _without_day(words: str) -> str:
    return _DAY_AT_AN_END.sub("", words).strip(" ·•▪■◆") or words


def _day_beside(node: LexborNode, counts: dict[int, int], words: str) -> datetime.date | None:
    """Return the day in what holds this link and no other, or stands right behind that."""
    here = node
    for _ in range(5):
        behind = _neighbour(here, counts)
        day = _printed_day(behind) if behind else None
        if day:
            return day
        above = here.parent
        if above is None or above.tag in {"body", "html"} or counts.get(above.mem_id, 0) > 1:
            break
        day = _printed_day(" ".join(lines_of([above])).replace(words, " ", 1))
        if day:
            return day
        here = above
    at_an_end = _DAY_AT_AN_END.search(words)
    return day_in(at_an_end[0]) if at_an_end else None


def _neighbour(node: LexborNode, counts: dict[int, int]) -> str:
    """Return the text right behind a node, if it is no link."""
    following, text = node.next, ""
    while following is not None and len(text) < 40:
        if following.is_text_node:
            text += following.text_content or ""
        elif following.is_element_node:
            if counts.get(following.mem_id, 0) or following.tag in {"br", "p", "li", "tr"}:
                break
            text += " ".join(lines_of([following]))
        following = following.next
    return text.strip()


def _printed_day(text: str) -> datetime.date | None:
    text = text.strip()
    if leaf := _LEAF.match(text):
        day, year, month = map(int, leaf.groups())
    elif (whole := day_in(text)) is not None:
        return whole
    elif first := _YEAR_FIRST.search(text):
        year, month, day = map(int, first.groups())
    else:
        return None
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None
