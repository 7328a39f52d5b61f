"""What changed, as entries of an Atom feed: the facts saved on this site, and rules that began."""

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import format_html_join

from calculator.rules import RuleView
from pages import change_log
from pages.change_log import Day, FactChange, Figure
from regions.history_records import HistoryRecord
from regions.models import Publication, RefundPolicy
from text.formats import day

from .concerning import Concerning
from .identity import lasting

#: The newest entries; readers of feeds keep the older ones themselves.
MAX_ENTRIES = 100
#: A figure of so many characters stands in the title too.
LONGEST_IN_TITLE = 40
#: The day on which the site began to have feeds: an empty one has not changed since.
BEGAN = datetime.datetime(2026, 11, 30, tzinfo=datetime.UTC)
#: What XML 1.0 cannot hold, though a pasted text may: such as U+000B, a line's end in Word.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True)
class Entry:
    """One entry: its lasting name, what happened in words, the page that shows it, and when."""

    name: str
    title: str
    lines: list[str]
    url: str
    moment: datetime.datetime


def entries(about: Concerning, today: datetime.date) -> list[Entry]:
    """Return the newest entries on what concerns a place, or on everything, newest first.

    The number of queries depends neither on the number of facts nor on how long the history is.
    """
    found = [
        entry
        for told in change_log.days(today, about.within)
        for entry in (map(_saved, told.changes) if told.named else [_many(told, about)])
    ]
    found += _begun(change_log.begun(today, about.within))
    return sorted(found, key=lambda entry: entry.moment, reverse=True)[:MAX_ENTRIES]


def _saved(change: FactChange) -> Entry:
    said = f"{change.kind}：{change.about}，{'新收录' if change.is_new else '改了'}"
    figures = [_figure(figure) for figure in change.figures]
    if len(figures) == 1 and len(figures[0]) <= LONGEST_IN_TITLE:
        said = f"{said}，{figures[0]}"
    lines = [f"{figure}。" for figure in figures]
    if change.fields:
        lines.append(f"改了：{'、'.join(change.fields)}。")
    name = lasting("fact", *_key(change), change.state.version)
    return Entry(name, said, [*lines, *_origin(change.state)], change.url, change.moment)


def _figure(figure: Figure) -> str:
    """Return a figure as it was and is: 70岁及以上，原来每月 100 元，改成每月 110 元."""
    whose = f"{figure.ages}，" if figure.ages else ""
    new = figure.new.removesuffix("。")
    if not figure.old:
        return f"{whose}{new}"
    return f"{whose}原来{figure.old.removesuffix('。')}，改成{new}"


def _origin(state: HistoryRecord) -> list[str]:
    """Return from which day a fact holds, where such facts have one, and who says it."""
    lines = []
    if hasattr(state, "effective_from"):
        start = state.effective_from
        lines.append(f"从 {day(start)}起。" if start else "从哪天起，资料没有写。")
    source = getattr(state, "source", None)
    return [*lines, f"出处：{source.origin}。"] if source else lines


def _key(change: FactChange) -> tuple[object, ...]:
    """Return what names a fact for ever; of a question the address that it had then."""
    slug = getattr(change.state, "slug", "")
    key = (slug,) if slug else change.row.natural_key()
    return change.row._meta.model_name, *key


def _many(told: Day, about: Concerning) -> Entry:
    said = f"{about.name}：{day(told.day)}收录或改动了 {told.counts.total()} 处"
    name = lasting("day", told.day.isoformat(), about.path)
    return Entry(name, said, [f"{'，'.join(told.in_numbers)}。"], about.page_url, told.last)


def _begun(views: list[RuleView]) -> Iterable[Entry]:
    """Yield an entry for each rule that was known before it began, of the day on which it did."""
    keys = [view.policy.pk for view in views]
    records = RefundPolicy.history.filter(id__in=keys, status=Publication.PUBLISHED).order_by()
    known = dict(records.values_list("id").annotate(Min("history_date")) if keys else ())
    for view in views:
        policy, start = view.policy, view.policy.effective_from
        if start is None:
            continue
        moment = timezone.make_aware(datetime.datetime.combine(start, datetime.time()))
        if policy.pk in known and known[policy.pk] < moment:
            title = f"{policy.region.full_title}：{day(start)}起执行新标准，{view.in_words}"
            lines = [f"{view.in_words}。", f"出处：{policy.source.origin}。"]
            name = lasting("begun", policy.key, start.isoformat())
            yield Entry(name, title, lines, policy.get_absolute_url(), moment)


class _Atom(Atom1Feed):
    def latest_post_date(self) -> datetime.datetime:
        """Return when something last changed; Django says now where nothing ever did."""
        return super().latest_post_date() if self.items else BEGAN


class ChangesFeed(Feed):
    """The feed of what concerns a place, or of everything, on the day ``today``."""

    feed_type = _Atom
    language = "zh-CN"
    author_name = "医保明白账"

    def get_object(self, request, about: Concerning, today: datetime.date) -> Any:
        return about, today

    def title(self, of) -> str:
        about, _ = of
        return f"医保明白账：{about.name}的改动"

    def subtitle(self, of) -> str:
        about, _ = of
        whose = f"{about.name}的" if about.region else "各地"
        return f"{whose}划入标准、代扣、查询办法改了什么，从哪天起，出处是哪里。本站不是政府网站。"

    def link(self, of) -> str:
        about, _ = of
        return _here(about.page_url)

    def feed_url(self, of) -> str:
        about, _ = of
        return _here(about.feed_url)

    def feed_guid(self, of) -> str:
        about, _ = of
        return f"urn:uuid:{lasting('feed', about.path)}"

    def items(self, of) -> list[Entry]:
        return entries(*of)

    def item_title(self, item: Entry) -> str:
        return _in_xml(item.title)

    def item_description(self, item: Entry) -> str:
        return format_html_join("", "<p>{}</p>", ((_in_xml(line),) for line in item.lines))

    def item_link(self, item: Entry) -> str:
        return _here(item.url or reverse("changes"))

    def item_guid(self, item: Entry) -> str:
        return f"urn:uuid:{item.name}"

    def item_pubdate(self, item: Entry) -> datetime.datetime:
        return item.moment

    item_updateddate = item_pubdate


def _in_xml(text: str) -> str:
    """Return text without what makes a feed no XML; Django answers 500 in its place."""
    return _NOT_XML.sub("", text)


def _here(url: str) -> str:
    return f"{settings.SITE_URL}{url}"
