"""What the page of a finding shows: what was seen, where, what rests on it, and what to do."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from desk.assignments import taken_by, task_text
from desk.publishing import name_of
from desk.watching import closing, words
from desk.watching.closing import Reason
from desk.watching.resting import resting_on
from desk.work_items import Link, admin_url
from desk.worklist import record_url
from regions import lookalikes
from regions.models.link import is_official_host, refusal_of
from regions.same_source import named, same_sources
from watch.models import Finding, Snapshot, WatchedPage

KIND = Finding.Kind
#: Characters of the kept text that are shown; the raw answer has all.
LONGEST_TEXT = 20_000
#: Kinds after which facts that rest on the source may be wrong.
CONCERNS_FACTS = (KIND.CHANGED, KIND.RUNS_OUT, KIND.GONE)

#: By kind: what it means, and what to do.
ADVICE: dict[str, str] = {
    KIND.CHANGED: (
        "先看改的是不是我们用的数。是，照新的录；不是，写一句，了结它。"
        "改好、发布以前，公开的页面照旧。"
    ),
    KIND.NEW: (
        "打开看看，说的是不是退休人员医保卡里的钱。是，照它录标准；不是，选“和我们无关”，了结它。"
    ),
    KIND.RUNS_OUT: (
        "到期不等于作废：先到官网找有没有续期的、新的文件。有，照新的录；没有，过了那一天再看。"
    ),
    KIND.GONE: ("先从官网首页找它搬到哪里了：找到了，改“看哪里”的网址；文件废止了，找代替它的。"),
    KIND.BLOCKED: (
        "程序歇一天再去，不硬闯。请您用浏览器打开看一眼，有没有新的、改了的。"
        "天天被挡的，在“看哪里”取消“在看”，改由人看。"
    ),
    KIND.UNREADABLE: ("官网打得开，程序读不出。请您打开原文看；要录的，照常录入标准，放上扫描件。"),
    KIND.SELECTOR: (
        "官网改版了，程序不知道看哪一块，从那天起没有再比过。请到“看哪里”把“只看这一块”"
        "清空，由程序自己找正文；以后总说菜单、日期变了，再请懂网页的人写。"
    ),
}


@dataclass(frozen=True)
class Outside:
    """An address outside, with its host spelled out; ``fault`` says why it is not linked."""

    url: str
    host: str
    fault: str = ""


@dataclass(frozen=True)
class Kept:
    """A raw answer that was kept: when it came, where it is saved, and what was read of it."""

    when: str
    url: str
    text: str
    is_cut: bool


@dataclass(frozen=True)
class NewDocument:
    """A document that stands in a list of the bureau, and the sources that are it already."""

    title: str
    day: str
    address: Outside | None
    known: list[Link] = field(default_factory=list)


def context_of(request, finding: Finding, now: datetime.datetime) -> dict[str, Any]:
    """Return what ``templates/admin/finding.html`` takes, but for what was typed."""
    from watch.source_texts import sources_of  # only who watches pays for its patterns

    page, may = finding.page, request.user.has_perm
    sources = sources_of(page)
    concerned = sources if finding.kind in CONCERNS_FACTS else []
    facts, more_facts = resting_on(concerned, timezone.localdate(now)) if concerned else ([], 0)
    changed, more = words.clauses(finding) if finding.kind == KIND.CHANGED else ([], 0)
    return {
        "title": f"{page.name}：{finding.get_kind_display()}",
        "finding": finding,
        "said": words.in_words(finding),
        "place": page.region.full_title,
        "found": words.at(finding.found_at),
        "visit": words.visit_in_words(page),
        "label": "打开目录页" if page.kind == WatchedPage.Kind.LIST else "打开这一页",
        "official": _outside(finding.snapshot.address if finding.snapshot else page.url),
        "kept": _kept(finding.snapshot),
        "kept_before": _kept(finding.before),
        "may_see_kept": may("watch.view_snapshot"),
        "changed": changed,
        "more_changed": more,
        "new": _new(finding) if finding.kind == KIND.NEW else None,
        "sources": [Link(str(source), admin_url(source)) for source in sources],
        "asks_source": not sources and page.kind == WatchedPage.Kind.DOCUMENT,
        "concerns_facts": finding.kind in CONCERNS_FACTS,
        "facts": facts,
        "more_facts": more_facts,
        "advice": ADVICE.get(finding.kind, ""),
        "steps": _steps(finding, may),
        "watched_page": admin_url(page) if may("watch.view_watchedpage") else "",
        "may_revise": may("regions.change_refundpolicy"),
        "may_close": may("watch.change_finding"),
        "closing": {
            "reasons": Reason.choices,
            "asks_words": finding.kind == KIND.CHANGED,
            "seen": closing.seen(finding),
            "longest": closing.LONGEST_WORDS,
        },
        "closed": closing.closed_in_words(finding),
        "taken": taken_by(finding, request.user, now),
        "task": task_text(finding),
        "back": admin_url(finding),
        "past": _past(finding),
    }


def _outside(url: str) -> Outside:
    """Return an address that is linked only where it is official, and no lookalike or file:."""
    host = lookalikes.host_of(url)
    if not url.lower().startswith(("http://", "https://")) or not host:
        return Outside(url, host, "不是网址")
    if fault := refusal_of(url):
        return Outside(url, host, fault)
    return Outside(url, host, "" if is_official_host(url) else "不是官方网站")


def _kept(snapshot: Snapshot | None) -> Kept | None:
    if snapshot is None:
        return None
    return Kept(
        when=words.at(snapshot.fetched_at),
        url=reverse("admin:watch_snapshot_raw", args=[snapshot.pk]),
        text=words.clean(snapshot.text, LONGEST_TEXT),
        is_cut=len(snapshot.text) > LONGEST_TEXT,
    )


def _new(finding: Finding) -> NewDocument:
    details = words.details_of(finding)
    address = words.line(details, "address", 600)
    known = same_sources("", address) if address else []
    return NewDocument(
        title=words.line(details, "title", 300),
        day=words.on(details, "day"),
        address=_outside(address) if address else None,
        known=[Link(named(source), admin_url(source)) for source in known],
    )


def _steps(finding: Finding, may: Callable[[str], bool]) -> list[Link]:
    """Return the ways on: to a standard, or to the row that says where to look."""
    if finding.kind in (KIND.GONE, KIND.BLOCKED, KIND.SELECTOR):
        if not may("watch.change_watchedpage"):
            return []
        return [Link("去改“看哪里”的这一行", admin_url(finding.page))]
    if not may("regions.add_refundpolicy"):
        return []
    region = finding.page.region.page() or finding.page.region
    record = Link(f"给{region.full_title}录入标准", record_url(region.pk))
    if finding.kind not in (KIND.CHANGED, KIND.NEW):
        return [record]
    read = reverse("admin:regions_refundpolicy_read", args=[region.pk])
    query = urlencode({"finding": finding.pk})
    return [Link("读这一页，录成标准", f"{read}?{query}"), record]


def _past(finding: Finding) -> list[str]:
    """Return what people did with the finding, the last first."""
    kind = ContentType.objects.get_for_model(Finding)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(finding.pk))
    return [
        f"{words.at(entry.action_time)}，{name_of(entry.user)}：{entry.get_change_message()}"
        for entry in entries.select_related("user").order_by("-action_time", "-pk")[:20]
    ]
