"""What our templates print: money, percentages, dates, icons, data for machines."""

import datetime
import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache, lru_cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from calculator.step_words import step_words
from regions.models import Source
from text import formats, words

from .step_drawings import frames_of, path_of
from .structured_data import site
from .structured_data.block import json_ld

register = template.Library()

for _write in (
    formats.number,
    formats.percent,
    formats.month,
    formats.published,
    formats.lines,
):
    register.filter(_write)

register.filter(step_words)
register.filter("frames", frames_of)
register.filter("path", path_of)
register.simple_tag(json_ld)

#: So many texts that many pages print are kept as they are printed. Never what readers typed.
KEPT = 1024


@register.filter
def yuan(amount: Decimal) -> SafeString:
    """An amount of yuan that no line breaks."""
    return figures_kept(formats.yuan(amount))


@register.filter
def day(value: datetime.date) -> SafeString:
    """A day as people write it, which no line breaks."""
    return figures_kept(formats.day(value))


@register.filter
@lru_cache(KEPT)
def figures_kept(text: str) -> SafeString:
    """Keep each figure of a text on one line with its unit: 75 元, 6个月, 2025年10月31日."""
    return SafeString(words.figures_kept(escape(text)))


class AssetNode(template.Node):
    """Prints the address of a static file."""

    def __init__(self, name: str) -> None:
        self.name = name

    def render(self, context) -> str:
        return staticfiles_storage.url(self.name)


@register.tag
def asset(parser, token) -> AssetNode:
    """The address of one of our static files: ``{% asset 'css/site.css' %}``.

    Django's ``static`` looks for the app of static files among all apps each time: eight of them
    took a hundredth of a page.
    """
    _, name = token.split_contents()
    return AssetNode(name.strip("'"))


@register.simple_tag
def icon(name: str):
    """A symbol of ``static/img/icons.svg``; always beside words, hence hidden from readers."""
    return _symbol(staticfiles_storage.url("img/icons.svg"), name)


@cache
def _symbol(file: str, name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', file, name)


@register.simple_tag
def datum(name: str, amount: Decimal) -> SafeString:
    """An amount of yuan for people and for machines, which find it by its ``name``."""
    return format_html(
        '<data class="{}" value="{}">{}</data>',
        name,
        formats.machine(amount),
        formats.number(amount),
    )


@register.simple_tag
def source_title(source: Source) -> SafeString:
    """The title of a source with its number, as a link where a reliable address is known."""
    title = figures_kept(source.title)
    if source.url:
        title = format_html('<a href="{}" rel="nofollow noopener">{}</a>', source.url, title)
    number = source.document_number
    return format_html("{}（{}）", title, number) if number else title


@register.simple_tag
def described(identity: str, hint: str, errors: Iterable[str]) -> SafeString:
    """The attributes that tie a field to its hint and its faults; none where there is neither."""
    parts = [f"{identity}-h"] * bool(hint) + [f"{identity}-e"] * bool(errors)
    return format_html(' aria-describedby="{}"', " ".join(parts)) if parts else SafeString("")


class _Joined(template.Node):
    def __init__(self, nodes: template.NodeList):
        self.nodelist = nodes

    def render(self, context) -> SafeString:
        return self.nodelist.render(context)


@register.tag
def joined(parser, _token) -> template.Node:
    """Until ``endjoined``, print nothing where the template breaks a line and indents the next.

    Chinese has no blanks between its words: a break would show as one.
    """
    nodes = parser.parse(("endjoined",))
    parser.delete_first_token()
    for text in nodes.get_nodes_by_type(template.base.TextNode):
        text.s = re.sub(r"\n[ \t]*", "", text.s)
    return _Joined(nodes)


class _Kept(template.Node):
    def __init__(self, name: str, nodes: template.NodeList):
        self.name = name
        self.nodelist = nodes

    def render(self, context) -> str:
        context[self.name] = SafeString(self.nodelist.render(context).replace('"', "&quot;"))
        return ""


@register.tag
def keep(parser, token) -> template.Node:
    """Keep what stands until ``endkeep`` under a name, to be printed twice, as an attribute too."""
    name = token.split_contents()[1]
    nodes = parser.parse(("endkeep",))
    parser.delete_first_token()
    return _Kept(name, nodes)


@register.filter
def phrases(text: str):
    """Keep the phrases of a heading together: ``|`` marks where a line may break."""
    return format_html_join("", '<span class="nb">{}</span>', ((p,) for p in text.split("|")))


@register.filter
def breakable(address: str) -> SafeString:
    """Let a long address break before each of its parameters, and nowhere else if that will do."""
    return SafeString(escape(address).replace("&amp;", "<wbr>&amp;"))


@register.filter
def fitting(figure: str) -> str:
    """Return the classes of a figure in large type that let it fit a phone beside its words."""
    if len(figure) > 5:
        return "answer__fig answer__fig--long"
    return "answer__fig answer__fig--mid" if len(figure) > 4 else "answer__fig"


@register.filter
@lru_cache(1000)  # the same headings stand on many pages
def words_kept(text: str) -> SafeString:
    """Keep the known words and the figures of a heading whole, where a line breaks."""
    return SafeString(
        "".join(
            f'<span class="w">{escape(piece)}</span>' if kept else escape(piece)
            for piece, kept in words.pieces(text)
        )
    )


@register.filter
@lru_cache(KEPT)
def title_kept(title: str) -> SafeString:
    """The same for the title of a question, worked out once for all lists that hold it."""
    return words_kept(title)


@register.simple_tag
def breadcrumb_data(trail: Iterable[tuple[str, str]], here: str) -> SafeString:
    """The crumbs for machines, from what the crumbs for people are printed from."""
    return json_ld(site.breadcrumbs(trail, here))
