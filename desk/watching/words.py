"""Say in Chinese what a finding is, and what the last visit to a page came to."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.safestring import SafeString

from documents.contents import REFUSALS
from text.formats import day
from text.reading import harmless
from watch.models import Finding, WatchedPage

from .marked import marked

KIND = Finding.Kind
#: Clauses shown on the page of a finding, characters of each, and clauses named in a line.
MOST_CLAUSES, LONGEST_CLAUSE, NAMED = 30, 2000, 2
#: Characters of an outside text that stands in a line.
_LINE = 120


@dataclass(frozen=True)
class Clause:
    """A clause that changed: its number, both states with what differs marked, and in words."""

    clause: str
    before: SafeString
    after: SafeString
    words: str


def clean(value: object, longest: int) -> str:
    """Return an outside text cut to its limit, as it may be shown."""
    if not isinstance(value, str | int):
        return ""
    return harmless(str(value)[:longest])


def line(details: dict[str, Any], name: str, longest: int = _LINE) -> str:
    """Return one detail of a finding, on one line."""
    return " ".join(clean(details.get(name), longest).split())


def on(details: dict[str, Any], name: str) -> str:
    """Return a detail that is a day, in Chinese; as it stands where it is none."""
    text = line(details, name, 40)
    try:
        return day(datetime.date.fromisoformat(text[:10]))
    except ValueError:
        return text


def details_of(finding: Finding) -> dict[str, Any]:
    return finding.details if isinstance(finding.details, dict) else {}


def in_words(finding: Finding) -> str:
    """Say in a line what was seen: 第六条 90 → 100 元，自2027年1月1日."""
    details = details_of(finding)
    match finding.kind:
        case KIND.CHANGED:
            return _changed(details)
        case KIND.NEW:
            told = [f"《{line(details, 'title') or '没有标题'}》", on(details, "day")]
            return "，".join(filter(None, told))
        case KIND.RUNS_OUT:
            title = line(details, "title")
            until = on(details, "until")
            return f"{f'《{title}》' if title else '这份文件'}有效期到{until}"
        case KIND.GONE:
            status = line(details, "status")
            return f"官网说没有这一页了（{status}）" if status else "没有这一页了"
        case KIND.BLOCKED:
            return line(details, "reason") or "被挡在外面"
        case KIND.UNREADABLE:
            return refusal(details)
        case KIND.SELECTOR:
            return f"要看的那一块（{line(details, 'selector')}）在页面上找不到了"
    return ""


def refusal(details: dict[str, Any]) -> str:
    """Say why the file could not be read."""
    return REFUSALS.get(line(details, "refused"), REFUSALS["failed"])


def _changed(details: dict[str, Any]) -> str:
    found = _dicts(details)
    number = len(found) + _more(details)
    told = [
        " ".join(filter(None, [line(one, "clause", 20), line(one, "words") or "改了文字"]))
        for one in found[:NAMED]
    ]
    if not told:
        return "文字变了"
    return "；".join(told) + (f"，一共 {number} 处" if number > len(told) else "")


def _dicts(details: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in details.get("clauses") or [] if isinstance(one, dict)]


def _more(details: dict[str, Any]) -> int:
    more = details.get("more")
    return more if isinstance(more, int) else 0


def clauses(finding: Finding) -> tuple[list[Clause], int]:
    """Return the clauses that changed, and how many are left out."""
    details = details_of(finding)
    found = _dicts(details)
    shown = []
    for one in found[:MOST_CLAUSES]:
        before, after = (clean(one.get(name), LONGEST_CLAUSE) for name in ("before", "after"))
        shown.append(Clause(line(one, "clause", 40), *marked(before, after), line(one, "words")))
    return shown, len(found) - len(shown) + _more(details)


def at(moment: datetime.datetime) -> str:
    """Return day and time in Shanghai: 2026年11月30日 03:12."""
    local = timezone.localtime(moment)
    return f"{day(local)} {local:%H:%M}"


def visit_in_words(page: WatchedPage) -> str:
    """Say what the last visits to a page came to: 2026年11月30日看过，没有变."""
    if page.visited_at is None:
        return "还没有去看过"
    outcome = WatchedPage.Outcome(page.outcome)
    plain = {"seen": "看过", "unchanged": "看过，没有变", "changed": "看过，变了"}
    if outcome in plain:
        return f"{day(timezone.localtime(page.visited_at))}{plain[outcome]}"
    told = f"{day(timezone.localtime(page.visited_at))}去看，{outcome.label}"
    if page.succeeded_at is None:
        return f"{told}，从来没有看成"
    return f"{told}；上次看成是{day(timezone.localtime(page.succeeded_at))}"
