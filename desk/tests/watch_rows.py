"""The smallest valid row of what is watched, for tests of the desk."""

import datetime
import itertools
import zlib

from watch.models import Finding, Snapshot, WatchedPage

NOW = datetime.datetime(2026, 11, 29, 19, 12, tzinfo=datetime.UTC)  # the 30th, 03:12, in Shanghai
CLAUSE = {
    "clause": "第六条",
    "before": "第六条　70周岁以下每月90元。",
    "after": "第六条　70周岁以下每月100元，自2027年1月1日起。",
    "words": "90 → 100 元，自2027年1月1日",
}
DETAILS: dict[str, dict] = {
    "changed": {"clauses": [CLAUSE], "more": 0},
    "new": {
        "title": "关于调整划入标准的通知",
        "address": "https://ybj.gansu.gov.cn/2.html",
        "day": "2026-11-28",
    },
    "runs_out": {"title": "实施细则", "until": "2027-12-31"},
    "gone": {"status": 404},
    "blocked": {"reason": "给的是拦截页", "until": None},
    "unreadable": {"refused": "scanned", "address": "https://ybj.gansu.gov.cn/3.pdf"},
    "selector": {"selector": "div.article"},
}
_numbers = itertools.count(1)


def make_page(region, **fields) -> WatchedPage:
    fields.setdefault("kind", WatchedPage.Kind.DOCUMENT)
    fields.setdefault("name", "甘肃省医疗保障局")
    fields.setdefault("url", f"https://ybj.gansu.gov.cn/{next(_numbers)}.html")
    return WatchedPage.objects.create(region=region, **fields)


def make_snapshot(page, raw=b"<html>", **fields) -> Snapshot:
    fields.setdefault("sha256", f"{next(_numbers):064x}")
    fields.setdefault("content_type", "text/html; charset=utf-8")
    fields.setdefault("address", page.url)
    fields.setdefault("text", "第六条　每月100元。")
    return Snapshot.objects.create(
        page=page, status=200, fetched_at=NOW, seen_at=NOW, content=zlib.compress(raw), **fields
    )


def make_finding(page, kind="changed", **fields) -> Finding:
    fields.setdefault("details", DETAILS[kind])
    fields.setdefault("key", str(next(_numbers)))
    fields.setdefault("found_at", NOW)
    return Finding.objects.create(page=page, kind=kind, **fields)
