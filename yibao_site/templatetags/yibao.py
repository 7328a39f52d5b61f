"""What our templates print: money, percentages, dates, icons, data for machines."""

import datetime
import json
from collections.abc import Iterable
from decimal import Decimal
from functools import cache

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from yibao_site import structured_data

register = template.Library()


def _plain(number: Decimal, comma: bool = True) -> str:
    text = f"{number:,.2f}" if comma else f"{number:.2f}"
    return text.rstrip("0").rstrip(".")


@register.filter
def number(amount: Decimal) -> str:
    """An amount without its unit: 1,680 or 157.5."""
    return _plain(amount)


@register.filter
def yuan(amount: Decimal) -> str:
    """An amount of yuan: 1,680 元."""
    return f"{_plain(amount)} 元"


@register.filter
def percent(rate: Decimal) -> str:
    """A percentage: 2.8%."""
    return f"{_plain(rate, comma=False)}%"


@register.filter
def machine(amount: Decimal) -> str:
    """An amount for machines to read, always with two decimals: 1890.00."""
    return f"{amount:.2f}"


@register.filter
def day(value: datetime.date) -> str:
    """A day as people write it: 2025年5月16日."""
    return f"{value.year}年{value.month}月{value.day}日"


@register.filter
def month(value: datetime.date) -> str:
    """A month as people write it: 2031年3月."""
    return f"{value.year}年{value.month}月"


@register.filter
def published(source) -> str:
    """The day of publication of a source, as precisely as it is known; 资料没有写 without one."""
    if source.published_on is None:
        return "资料没有写"
    if source.published_precision == source.Precision.YEAR:
        return f"{source.published_on.year}年"
    if source.published_precision == source.Precision.MONTH:
        return month(source.published_on)
    if source.published_precision == source.Precision.ABOUT:
        return f"约{month(source.published_on)}"
    return day(source.published_on)


@register.filter
def lines(text: str) -> list[str]:
    """The lines of a text that editors type one item a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


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
    return json_ld(structured_data.breadcrumbs(trail, here))
