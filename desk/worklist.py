"""The work list on the index of the admin: what has to be done, with links to where."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Case, Count, Max, Q, When
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from calculator.coverage import missing, open_reports
from calculator.rules import RuleView
from calculator.situation import rules_of
from faq.models import LocalAnswer, Question
from regions import lookalikes
from regions.models import (
    Claim,
    CorrectionReport,
    Deduction,
    Estimate,
    Freshness,
    LinkCheck,
    LookupChannel,
    Publication,
    RefundPolicy,
    Region,
    Source,
    Statistic,
)
from regions.models.publication import Publishable, PublishableQuerySet
from regions.models.region import LINEAGE
from regions.reader_statements import waiting
from text.formats import day, yuan

from .publishing import drafted_by, name_of

#: How many rows of a section are shown; the admin's own list has the rest.
SHOWN = 10

FACTS: tuple[type[Publishable], ...] = (
    RefundPolicy,
    Deduction,
    LookupChannel,
    Claim,
    Statistic,
    Estimate,
    Question,
    LocalAnswer,
    Source,
)
#: The facts of no single place.
WITHOUT_PLACE = (Question, Source)
#: The facts other than policies that have to be checked again after some time; a source grows old
#: with what rests on it.
AGEING = tuple(model for model in FACTS if model not in (RefundPolicy, Source))
#: The sections of policies in force today; the filter of their admin list has the same names.
POLICIES = {"withheld": "页面上只写“需核实”的标准", "due": "该重新核对的标准"}
#: Outcomes that need work, the worst first.
TROUBLE = (LinkCheck.Outcome.DANGEROUS, LinkCheck.Outcome.BROKEN, LinkCheck.Outcome.BY_HAND)

#: Tells whether the current user has the permission with a name.
May = Callable[[str], bool]
#: The query string that filters a list of the admin.
Query = dict[str, str | int]


@dataclass(frozen=True)
class Link:
    label: str
    url: str


@dataclass(frozen=True)
class Row:
    """One thing to do: its subject, the reason, and the page to do it on; ``url`` may be ``""``."""

    text: str
    why: str
    url: str
    also: Link | None = None


@dataclass(frozen=True)
class Section:
    """Things to do of one kind: their number (in ``unit``), the first rows, links to all."""

    name: str
    title: str
    count: int
    unit: str
    rows: list[Row]
    lists: list[Link]

    @property
    def cut(self) -> str:
        """Says that only the first rows are shown; empty where all are, or rows count several."""
        return f"这里只列前 {SHOWN} 条。" if self.count > len(self.rows) == SHOWN else ""


def worklist(today: datetime.date, may: May) -> list[Section]:
    """Return the sections that a person with the permissions ``may`` works on, most urgent first.

    The number of queries does not depend on the number of rows.
    """
    found: list[Section] = []
    if may("regions.view_linkcheck"):
        found.append(_links())
    if may("regions.view_correctionreport"):
        found += [_reports(), _alike()]
    found.append(_drafts([model for model in FACTS if may(_permission(model, "view"))]))
    if may("regions.view_refundpolicy"):
        places = _places()
        rules = rules_of(places, today, today)
        in_force = _by_importance(places, rules)
        found += [_policies(name, in_force) for name in POLICIES]
        found.append(_missing(places, rules))
    if ageing := [model for model in AGEING if may(_permission(model, "view"))]:
        found.append(_aged(ageing, today))
    return found


def policies_in(section: str, today: datetime.date) -> set[int]:
    """Return the ids of the policies in a section of ``POLICIES``, with five queries."""
    views = rules_of(_places(), today, today).values()
    return {view.policy.pk for view in views if view and _section_of(view) == section}


def record_url(region: int) -> str:
    """Return the address of the page 录入标准 for the place with this id."""
    return reverse("admin:regions_refundpolicy_record", args=[region])


# --- Policies -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """A policy in force today, the number of pages it serves, and of open reports on it."""

    view: RuleView
    place: Region
    pages: int
    reports: int

    @property
    def importance(self) -> str:
        reports = f"，{self.reports} 封来信" if self.reports else ""
        return f"管 {self.pages} 个地方{reports}"


def _by_importance(places: list[Region], rules: Mapping[int, RuleView | None]) -> list[Used]:
    """Return the policies that are in force by ``rules``, the most important first."""
    known = {place.pk: place for place in places}  # with what lies above them
    views = [view for view in rules.values() if view is not None]
    pages = Counter(view.policy.pk for view in views)
    reports = open_reports("policy")
    found = [
        Used(
            view,
            known.get(view.policy.region_id, view.policy.region),
            pages[pk],
            reports.get(pk, 0),
        )
        for pk, view in {view.policy.pk: view for view in views}.items()
    ]
    return sorted(found, key=lambda used: (-used.pages, -used.reports, used.place.path))


def _places() -> list[Region]:
    return list(Region.objects.pages().with_lineage().in_tree_order())


def _section_of(view: RuleView) -> str:
    """Return the section of ``POLICIES`` to which a policy in force belongs, or ``""``."""
    if view.withheld:
        return "withheld"
    return "due" if view.freshness.stale else ""


def _policies(name: str, in_force: list[Used]) -> Section:
    """Return the policies to be checked; one without a document links to 录入标准."""
    found = [used for used in in_force if _section_of(used.view) == name]
    rows = []
    for used in found[:SHOWN]:
        policy = used.view.policy
        url = _admin_url(policy)
        if policy.source.confidence not in Source.DOCUMENTS:
            url = record_url(policy.region_id)
        reason = f"{_why(used.view)}；{used.importance}"
        rows.append(Row(used.place.full_title, reason, url))
    everything = Link("看全部", _list(RefundPolicy, {"pages": name}))
    return Section(name, POLICIES[name], len(found), "条", rows, [everything])


def _why(view: RuleView) -> str:
    return "年龄档录得不全" if view.faulty else _since(view.freshness)


def _since(freshness: Freshness) -> str:
    since = freshness.since
    if since is None:
        return "来源没有日期"
    return f"{day(since)}以后没有核对过" if freshness.checked else f"{day(since)}的，从未核对"


def _missing(places: list[Region], rules: dict[int, RuleView | None]) -> Section:
    found = missing(places, rules)
    rows = []
    for row in found[:SHOWN]:
        why = "有数字，没见到文件" if row.view else "什么都没查到"
        if row.serves > 1:
            why = f"{why}，管 {row.serves} 个地方"
        if row.reports:
            why = f"{why}，{row.reports} 封来信"
        rows.append(Row(row.place.full_title, why, record_url(row.place.pk)))
    everywhere = reverse("coverage") + "#v-missing"
    return Section(
        "missing",
        "还缺文件的地方",
        len(found),
        "个",
        rows,
        [Link("看全部（公开的“收录情况”）", everywhere)],
    )


# --- What grows old beside them -------------------------------------------------------------------


def _aged(models: list[type[Publishable]], today: datetime.date) -> Section:
    """Return published facts of other kinds to be checked again: oldest first, undated last."""
    due: list[tuple[Publishable, Freshness]] = []
    lists: list[Link] = []
    for model in models:
        needed = [] if model is Question else [LINEAGE, "source"]
        stale = PublishableQuerySet(model).published().stale(today).select_related(*needed)
        found = [(row, row.freshness(today)) for row in stale]
        if found:
            query: Query = {"status__exact": Publication.PUBLISHED, "checked": "stale"}
            label = f"{model._meta.verbose_name} {len(found)} 条"
            lists.append(Link(label, _list(model, query)))
        due += found
    due.sort(key=lambda pair: pair[1].since or datetime.date.max)
    rows = [
        Row(f"{row._meta.verbose_name}：{row}", _why_aged(row, freshness), _admin_url(row))
        for row, freshness in due[:SHOWN]
    ]
    return Section("aged", "该重新核对的其他资料", len(due), "条", rows, lists)


def _why_aged(row: Publishable, freshness: Freshness) -> str:
    if isinstance(row, Question) and freshness.since is None:
        return "从未核对"
    return _since(freshness)


# --- Links --------------------------------------------------------------------------------------


def _links() -> Section:
    """Return the addresses with a bad finding, each with a source or channel that names it."""
    counts = dict(
        LinkCheck.objects.filter(outcome__in=TROUBLE)
        .order_by()
        .values_list("outcome")
        .annotate(Count("pk"))
    )
    checks = [
        check for outcome in TROUBLE for check in LinkCheck.objects.filter(outcome=outcome)[:SHOWN]
    ][:SHOWN]
    urls = [check.url for check in checks]
    users: dict[str, Row] = {}
    for source in Source.objects.originals().filter(url__in=urls):
        users[source.url] = Row(f"来源“{source}”", "", _admin_url(source))
    for channel in LookupChannel.objects.originals().filter(url__in=urls).select_related(LINEAGE):
        text = f"{channel.region.full_title}，{channel.name}"
        users[channel.url] = Row(text, "", _admin_url(channel))
    rows = []
    for check in checks:
        user = users.get(check.url, Row("没有哪里再用它", "", ""))
        host = lookalikes.host_of(check.url)
        why = f"{check.get_outcome_display()}：{check.reason}{check.advice}（{host}）"
        used = reverse("admin:regions_takedown_find") + "?" + urlencode({"q": check.url})
        rows.append(Row(user.text, why, user.url, Link("用在哪里", used)))
    everything = _list(LinkCheck, {"outcome__in": ",".join(TROUBLE)})
    return Section(
        "links", "有问题的网址", sum(counts.values()), "个", rows, [Link("看全部", everything)]
    )


# --- Reports ------------------------------------------------------------------------------------


def _reports() -> Section:
    """Return open reports grouped by policy, or by place where no policy is named; most first."""
    unhandled = CorrectionReport.objects.filter(handled=False).order_by()
    found = unhandled.values_list("policy", "region").annotate(Count("pk"), Max("created_at"))
    groups: dict[tuple[int | None, int | None], tuple[int, datetime.datetime]] = {}
    for policy_id, region_id, number, last in found:
        key = (policy_id, None if policy_id else region_id)
        before = groups.get(key, (0, last))
        groups[key] = (before[0] + number, max(before[1], last))
    first = sorted(groups, key=lambda key: groups[key], reverse=True)[:SHOWN]
    policies = RefundPolicy.objects.select_related(LINEAGE).in_bulk([key[0] for key in first])
    regions = Region.objects.with_lineage().in_bulk([key[1] for key in first])
    rows = []
    for key in first:
        number, last = groups[key]
        why = f"{number} 封来信，最近一封{_on(last)}"
        policy, region = policies.get(key[0]), regions.get(key[1])
        if policy is not None:
            letters = Link("看来信", _letters({"policy__id__exact": policy.pk}))
            rows.append(Row(f"{policy.region.full_title}的标准", why, _admin_url(policy), letters))
            continue
        query: Query = {"policy__isnull": True}
        query |= {"region__id__exact": region.pk} if region else {"region__isnull": True}
        name = f"{region.full_title}，没说哪条标准" if region else "没写地方的"
        rows.append(Row(name, why, _letters(query)))
    number = sum(number for number, _ in groups.values())
    return Section("reports", "读者来信", number, "封", rows, [Link("看全部", _letters({}))])


def _alike() -> Section:
    """Return amounts that five letters report and nobody has looked at, the most first."""
    groups = waiting()
    first = sorted(groups, key=lambda key: groups[key], reverse=True)[:SHOWN]
    places = Region.objects.with_lineage().in_bulk([key[0] for key in first])
    page = reverse("admin:regions_correctionreport_alike")
    rows = [
        Row(
            f"{places[key[0]].full_title}：{yuan(key[1])}",
            f"{groups[key][0]} 封报了，最近一封{_on(groups[key][1])}",
            f"{page}?{urlencode({'region': key[0]})}",
        )
        for key in first
    ]
    return Section("alike", "读者报来一样的数", len(groups), "组", rows, [Link("看全部", page)])


def _letters(query: Query) -> str:
    return _list(CorrectionReport, {"handled__exact": 0, **query})


# --- Drafts -------------------------------------------------------------------------------------


def _drafts(models: list[type[Publishable]]) -> Section:
    """Return unpublished facts: those in review first, then drafts, the last changed first.

    This keeps a draft that was just sent back above drafts that nobody has touched for years.
    """
    waiting: list[Publishable] = []
    lists: list[Link] = []
    total = 0
    for model in models:
        unpublished = model._default_manager.filter(status__in=Publication.UNPUBLISHED)
        number = unpublished.count()
        if not number:
            continue
        total += number
        named = unpublished if model in WITHOUT_PLACE else unpublished.select_related(LINEAGE)
        submitted = Case(When(status=Publication.IN_REVIEW, then="changed_at"))
        # As _urgency sorts; "in_review" comes after "draft" in the alphabet.
        waiting += named.order_by("-status", submitted, "-changed_at")[:SHOWN]
        query: Query = {"status__in": ",".join(reversed(Publication.UNPUBLISHED))}
        lists.append(Link(f"{model._meta.verbose_name} {number} 条", _list(model, query)))
    waiting.sort(key=_urgency)
    waiting = waiting[:SHOWN]
    origins = dict(_origins(waiting))
    rows = [
        Row(
            f"{row._meta.verbose_name}：{row}",
            _state(row) + origins.get((type(row), row.pk), ""),
            _admin_url(row, "review" if row.status == Publication.IN_REVIEW else "change"),
        )
        for row in waiting
    ]
    return Section("drafts", "等着审核和没写完的", total, "条", rows, lists)


def _urgency(row: Any) -> tuple[int, float]:
    """Sort rows in review first, by the longest wait; then drafts, by the latest change."""
    moment = row.changed_at.timestamp()
    in_review = row.status == Publication.IN_REVIEW
    return (0, moment) if in_review else (1, -moment)


def _state(row: Any) -> str:
    copy = "（修改稿）" if row.replaces_id else ""
    return f"{row.get_status_display()}{copy}，{_on(row.changed_at)}改过"


def _origins(rows: list[Publishable]) -> Iterator[tuple[tuple[type[Publishable], int], str]]:
    """Yield, by model and id, who began each of ``rows`` and whether it was sent back, in words.

    One query for each model.
    """
    for model in {type(row) for row in rows}:
        states = {row.pk: row.status for row in rows if type(row) is model}
        steps = model.history.filter(
            Q(history_type="+") | Q(status=Publication.IN_REVIEW), id__in=states
        )
        steps = steps.order_by("id", "history_date", "history_id").select_related("history_user")
        for pk, group in groupby(steps, key=attrgetter("id")):
            first, *reviews = group
            user = first.history_user
            said = drafted_by(name_of(user)) if user else ""
            if reviews and states[pk] == Publication.DRAFT:
                said += "，退回来的"
            yield (model, pk), said


# --- Words and addresses --------------------------------------------------------------------------


def _on(moment: datetime.datetime) -> str:
    """Return the day of a moment in Shanghai's time."""
    return day(timezone.localtime(moment))


def _admin_url(row: Any, page: str = "change") -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{page}", args=[row.pk])


def _list(model: Any, query: Query) -> str:
    """Return the address of the admin's list of ``model``, filtered by ``query``."""
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    return f"{reverse(name)}?{urlencode(query)}"


def _permission(model: type[Publishable], verb: str) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
