"""Turns the Markdown that editors type into safe HTML and into text without markup."""

import html
import re
from functools import cache
from typing import TYPE_CHECKING

import nh3
from django.utils.safestring import SafeString

from text.words import figures_kept

if TYPE_CHECKING:  # loaded with the first answer that is made into a page, not at every start
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "br", "a", "blockquote", "hr"} | {
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
}


def _emphasis(state: "StateInline", silent: bool) -> bool:
    """Parse emphasis so that it also works beside Chinese: ``**“强调”**后面`` is bold.

    CommonMark lets ``*`` open or close only by its punctuation rules, which fail where wide
    characters and their punctuation touch. Here it may also do so beside a wide character,
    unless a blank is next to it on that side.
    """
    from markdown_it.rules_inline.state_inline import Delimiter

    marker = state.src[state.pos]
    if silent or marker not in "_*":
        return False
    scanned = state.scanDelims(state.pos, marker == "*")
    before = state.src[state.pos - 1 : state.pos]
    after = state.src[state.pos + scanned.length :][:1]
    wide = marker == "*" and (_is_wide(before) or _is_wide(after))
    for _ in range(scanned.length):
        token = state.push("text", "", 0)
        token.content = marker
        state.delimiters.append(
            Delimiter(
                marker=ord(marker),
                length=scanned.length,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open or (wide and after.strip() != ""),
                close=scanned.can_close or (wide and before.strip() != ""),
            )
        )
    state.pos += scanned.length
    return True


def _is_wide(char: str) -> bool:
    """Whether a character is Chinese or Chinese punctuation, “” included."""
    return char != "" and (char >= "⺀" or char in "“”‘’—…·")


@cache
def _markdown() -> "MarkdownIt":
    from markdown_it import MarkdownIt

    markdown = MarkdownIt("commonmark", {"html": False, "breaks": True}).enable("table")
    markdown.inline.ruler.at("emphasis", _emphasis)
    return markdown


#: A blank behind a bold sentence, whose full stop is as wide as a character already.
_DOUBLE_GAP = re.compile(r"(?<=[。，、；：！？）”]</strong>) (?=\S)")


#: A tag, or the words until the next one.
_TAG_OR_WORDS = re.compile(r'<[^>"]*(?:"[^"]*"[^>"]*)*>|[^<]+')


def to_html(text: str) -> SafeString:
    """Render ``text`` and keep only the tags and links we allow; no line breaks in a figure."""
    rendered = nh3.clean(
        _markdown().render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "tel"},
        link_rel="nofollow noopener",
    )
    return SafeString(_TAG_OR_WORDS.sub(_with_figures_kept, _DOUBLE_GAP.sub("", rendered)))


def _with_figures_kept(part: re.Match[str]) -> str:
    return part[0] if part[0].startswith("<") else figures_kept(part[0])


def to_text(rendered: str) -> str:
    """Return the words of what ``to_html`` made, one block per line.

    >>> to_text(to_html("## 还在的\\n\\n- **年数。**接着算。"))
    '还在的\\n年数。接着算。'
    """
    blocks = re.sub(r"<br>|</(?:p|h2|h3|li|th|td|blockquote)>", "\n", rendered)
    words = html.unescape(nh3.clean(blocks, tags=set()))
    return "\n".join(line.strip() for line in words.splitlines() if line.strip())
