"""Reads a page of a bureau: its article as text, and what the page says of it."""

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .blocked import is_blocked
from .contents import Contents, Refused
from .main_text import article_lines, main_parts, noise_in, selected, weights_of
from .markup import lines_of
from .page_head import (
    VAGUE,
    attachments_of,
    labelled,
    metas,
    number_of,
    published_on,
    publisher_of,
    title_of,
)
from .plain import decoded, limited

#: An article with less text than this may be the wrong place; then the whole page is taken.
_HARDLY_ANY = 20


def read_html(
    raw: bytes, *, content_type: str = "", address: str = "", keep: str = "", drop: str = ""
) -> tuple[Contents, bool]:
    """Return what a page holds, and whether ``keep`` fitted nothing, so that all was read."""
    source = decoded(raw, content_type)
    tree = LexborHTMLParser(source)
    whole = lines_of([tree.body]) if tree.body is not None else []
    if is_blocked(source, whole):
        raise Refused("blocked-page")
    if tree.body is None or not whole:
        raise Refused("not-text")
    weights = weights_of(tree)
    noise = noise_in(tree, weights)
    dropped = {node.mem_id for node in selected(tree, drop)} if drop else set()
    kept = selected(tree, keep) if keep else []
    parts = kept or main_parts(tree, weights, noise)
    lines = _lines(parts, noise | dropped)
    keep_missed = bool(keep) and (not kept or not lines)
    if sum(map(len, lines)) < _HARDLY_ANY and (keep_missed or not keep):
        parts = [tree.body]
        lines = _lines(parts, noise | dropped) or whole
    meta, said = metas(tree), labelled(whole)
    said = {name: words for name, words in said.items() if name not in VAGUE}
    inside = set(lines)
    said |= labelled(line for line in whole if line not in inside)
    contents = Contents(
        text=limited(lines),
        title=title_of(tree, meta, said),
        publisher=publisher_of(said, meta),
        document_number=number_of(said),
        published_on=published_on(said, meta),
        attachments=attachments_of(tree, _near(parts, noise), address),
    )
    return contents, keep_missed


def _lines(parts: list[LexborNode], skip: set[int]) -> list[str]:
    """Return the lines of the article; what is to be dropped is not, where nothing else is left."""
    return article_lines(parts, skip) or article_lines(parts, ())


def _near(parts: list[LexborNode], noise: set[int]) -> list[LexborNode]:
    """Return the parts, and what they stand in: a list of files often stands below the article."""
    around = []
    for part in parts:
        node = part
        for _ in range(2):
            above = node.parent
            if above is None or above.tag in {"body", "html"} or above.mem_id in noise:
                break
            node = above
        around.append(node)
    return around
