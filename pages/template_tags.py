"""What our templates print: money, percentages, dates, icons, data for machines."""

import json
from collections.abc import Iterable
from functools import cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from text import formats

from .structured_data import site

register = template.Library()

for _write in (
    formats.number,
    formats.yuan,
    formats.percent,
    formats.machine,
    formats.day,
    formats.month,
    formats.published,
    formats.lines,
):
    register.filter(_write)


@register.simple_tag
def icon(name: str):
    """A symbol of ``static/img/icons.svg``; always beside words, hence hidden from readers."""
    return _symbol(staticfiles_storage.url("img/icons.svg"), name)


@cache
def _symbol(file: str, name: str) -> SafeString:
    return format_html('<svg class="i" aria-hidden="true"><use href="{}#{}"/></svg>', file, name)


@register.filter
def phrases(text: str):
    """Keep the phrases of a heading together: ``|`` marks where a line may break."""
    return format_html_join("", '<span class="nb">{}</span>', ((p,) for p in text.split("|")))


#: What could end the block or, in an old reader of JSON, a line. Written as JSON can say it.
_JSON_ESCAPES = {ord(char): f"\\u{ord(char):04X}" for char in "<>&\u2028\u2029"}


@register.simple_tag
def json_ld(data: dict) -> SafeString:
    """Structured data as a block that holds no script: the content policy lets it pass."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":")).translate(_JSON_ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', SafeString(text))


@register.simple_tag
def breadcrumb_data(trail: Iterable[tuple[str, str]], here: str) -> SafeString:
    """The crumbs for machines, from what the crumbs for people are printed from."""
    return json_ld(site.breadcrumbs(trail, here))
