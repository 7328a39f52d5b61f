"""The work list of the desk: what has to be done, with links to where."""

import datetime
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import Count, Max, Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from caching.memo import one_revision
from calculator.coverage import Missing, missing, open_reports
from calculator.rules import RuleView
from calculator.situation import rules_and_next_of, rules_of
from faq.models import Question
from regions import lookalikes
from regions.models import (
    CorrectionReport,
    Freshness,
    LinkCheck,
    LookupChannel,
    Publication,
    RefundPolicy,
    Region,
    Source,
    SourceScan,
)
from regions.models.publication import Publishable, PublishableQuerySet
from regions.models.region import LINEAGE
from regions.reader_statements import waiting
from text.formats import day, yuan

from .most_read import MostRead, in_words
from .waiting_drafts import drafts
from .watching.section import findings
from .work_items import (
    FACTS,
    FIRST,
    Link,
    Query,
    Row,
    Section,
    admin_url,
    list_url,
    on_day,
    task_of,
)

#: The sections in the order of the index, the most urgent first.
NAMES = (
    *("links", "findings", "reports", "alike", "drafts"),
    *("withheld", "due", "missing", "aged", "sources"),
)
#: The facts other than policies that have to be checked again after some time; a source grows old
#: with what rests on it.
AGEING = tuple(model for model in FACTS if model not in (RefundPolicy, Source))
#: The sections of policies in force today; the filter of their admin list has the same names.
POLICIES = {"withheld": "页面上只写“需核实”的标准", "due": "该重新核对的标准"}
#: Outcomes that need work, the worst first.
TROUBLE = (LinkCheck.Outcome.DANGEROUS, LinkCheck.Outcome.BROKEN, LinkCheck.Outcome.BY_HAND)

#: After more nights than these without a check of the links, somebody has to look why.
SKIPPED = datetime.timedelta(days=2)

#: Tells whether the current user has the permission with a name.
May = Callable[[str], bool]


def worklist(today: datetime.date, may: May) -> list[Section]:
    """Return the sections that a person with the permissions ``may`` works on, most urgent first.

    The number of queries does not depend on the number of rows.
    """
    return _sections(today, may, NAMES, FIRST)


def section(name: str, today: datetime.date, may: May, part: slice) -> Section | None:
    """Return one section with a ``part`` of its rows; None where the person may not see it."""
    return next(iter(_sections(today, may, (name,), part)), None)


def _sections(
    today: datetime.date, may: May, wanted: tuple[str, ...], part: slice
) -> list[Section]:
    """Return those of the ``wanted`` sections that the person may see, in the order of NAMES."""
    found: list[Section] = []
    read = MostRead(today)
    if "links" in wanted and may("regions.view_linkcheck"):
        found.append(_links(today, part, read))
    if "findings" in wanted and may("watch.view_finding"):
        found.append(findings(today, part))
    if may("regions.view_correctionreport"):
        found += [_reports(part)] if "reports" in wanted else []
        found += [_alike(part)] if "alike" in wanted else []
    if "drafts" in wanted:
        visible = [model for model in FACTS if may(_permission(model, "view"))]
        found.append(drafts(visible, part))
    policies = [name for name in POLICIES if name in wanted]
    if (policies or "missing" in wanted) and may("regions.view_refundpolicy"):
        places = _places()
        rules, coming = rules_and_next_of(places, today, today)
        in_force = _by_importance(places, rules, read) if policies else []
        found += [_policies(name, in_force, part) for name in policies]
        if "missing" in wanted:
            wanted_most = _most_wanted(places, rules, coming, read)
            found.append(_missing(wanted_most, read, part))
    ageing = [model for model in AGEING if may(_permission(model, "view"))]
    if "aged" in wanted and ageing:
        found.append(_aged(ageing, today, part, read))
    if "sources" in wanted and may("regions.view_source"):
        found.append(_incomplete(part))
    return found


def policies_in(section: str, today: datetime.date) -> set[int]:
    """Return the ids of the policies in a section of ``POLICIES``, with five queries."""
    views = rules_of(_places(), today, today).values()
    return {view.policy.pk for view in views if view and _section_of(view) == section}


def record_url(region: int, from_list: str = "") -> str:
    """Return the address of the page 录入标准 for the place with this id.

    ``from_list`` is the section from which one goes on to the next place.
    """
    address = reverse("admin:regions_refundpolicy_record", args=[region])
    return f"{address}?{urlencode({'list': from_list})}" if from_list else address


# --- Policies -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Used:
    """A policy in force today, the number of pages it serves, and of open reports on it.

    ``read``: how often those pages were read lately.
    """

    view: RuleView
    place: Region
    pages: int
    reports: int
    read: int

    @property
    def importance(self) -> str:
        reports = f"，{self.reports} 封来信" if self.reports else ""
        return f"管 {self.pages} 个地方{reports}{in_words(self.read)}"

    @property
    def rank(self) -> tuple[int, int, int, str]:
        """The sort key: those whose pages are read most first."""
        return -self.read, -self.pages, -self.reports, self.place.path


def _by_importance(
    places: list[Region], rules: Mapping[int, RuleView | None], read: MostRead
) -> list[Used]:
    """Return the policies that are in force by ``rules``, the most important first."""
    known = {place.pk: place for place in places}  # with what lies above them
    views = [view for view in rules.values() if view is not None]
    pages = Counter(view.policy.pk for view in views)
    reports = open_reports("policy")
    readers = read.policies(places, rules)
    found = [
        Used(
            view,
            known.get(view.policy.region_id, view.policy.region),
            pages[pk],
            reports.get(pk, 0),
            readers[pk],
        )
        for pk, view in {view.policy.pk: view for view in views}.items()
    ]
    return sorted(found, key=lambda used: used.rank)


def _places() -> list[Region]:
    return list(Region.objects.pages().with_lineage().in_tree_order())


def _section_of(view: RuleView) -> str:
    """Return the section of ``POLICIES`` to which a policy in force belongs, or ``""``."""
    if view.withheld:
        return "withheld"
    return "due" if view.freshness.stale else ""


def _policies(name: str, in_force: list[Used], part: slice) -> Section:
    """Return the policies to be checked; one without a document links to 录入标准."""
    found = [used for used in in_force if _section_of(used.view) == name]
    rows = []
    for used in found[part]:
        policy = used.view.policy
        url = admin_url(policy)
        if policy.source.confidence not in Source.DOCUMENTS:
            url = record_url(policy.region_id)
        reason = f"{_why(used.view)}；{used.importance}"
        rows.append(Row(used.place.full_title, reason, url, task=task_of(policy)))
    filtered = Link("在“划入标准”里看", list_url(RefundPolicy, {"pages": name}))
    return Section(name, POLICIES[name], len(found), "条", rows, [filtered])


def _why(view: RuleView) -> str:
    return "年龄档录得不全" if view.faulty else _since(view.freshness)


def _since(freshness: Freshness) -> str:
    since = freshness.since
    seen = f"，{day(freshness.unchanged)}官网原文未变" if freshness.unchanged else ""
    if since is None:
        return f"来源没有日期{seen}"
    what = f"{day(since)}以后没有核对过" if freshness.checked else f"{day(since)}的，从未核对"
    return f"{what}{seen}"


def _most_wanted(
    places: list[Region],
    rules: Mapping[int, RuleView | None],
    coming: Mapping[int, RuleView],
    read: MostRead,
) -> list[Missing]:
    """Return the places whose document is missing, most read first, then as on the public page."""
    return sorted(missing(places, rules, coming), key=lambda row: -read.place(row.place))


def _missing(found: list[Missing], read: MostRead, part: slice) -> Section:
    """Return the section of the places whose document is missing."""
    with one_revision():  # the words of each row ask for what is kept
        rows = [
            Row(
                row.place.full_title,
                f"{row.in_words}{in_words(read.place(row.place))}",
                record_url(row.place.pk, "missing"),
                Link("看来信", _letters({"region__id__exact": row.place.pk}))
                if row.reports
                else None,
                task_of(row.place),
            )
            for row in found[part]
        ]
    public = Link("公开的“收录情况”", reverse("coverage") + "#v-missing")
    return Section("missing", "还缺文件的地方", len(found), "个", rows, [public])


def next_missing(
    after: int, today: datetime.date, passed_over: Callable[[list[int]], set[int]]
) -> Region | None:
    """Return the place of the list that comes after the place with the id ``after``.

    At the end of the list it goes on at the top. ``passed_over`` says which of many places are
    left out; None where none is left.
    """
    places = _places()
    rules, coming = rules_and_next_of(places, today, today)
    found = [row.place for row in _most_wanted(places, rules, coming, MostRead(today))]
    at = next((number for number, place in enumerate(found, 1) if place.pk == after), 0)
    ahead = [place for place in [*found[at:], *found[:at]] if place.pk != after]
    out = passed_over([place.pk for place in ahead])
    return next((place for place in ahead if place.pk not in out), None)


# --- What grows old beside them -------------------------------------------------------------------


def _aged(
    models: list[type[Publishable]], today: datetime.date, part: slice, read: MostRead
) -> Section:
    """Return published facts of other kinds to be checked again.

    Those of the most read pages come first, then the oldest, the undated last.
    """
    due: list[tuple[Publishable, Freshness]] = []
    lists: list[Link] = []
    for model in models:
        needed = [] if model is Question else [LINEAGE, "source"]
        stale = PublishableQuerySet(model).published().stale(today).select_related(*needed)
        found = [(row, row.freshness(today)) for row in stale]
        if found:
            query: Query = {"status__exact": Publication.PUBLISHED, "checked": "stale"}
            label = f"{model._meta.verbose_name} {len(found)} 条"
            lists.append(Link(label, list_url(model, query)))
        due += found
    due.sort(key=lambda pair: (-read.fact(pair[0]), pair[1].since or datetime.date.max))
    rows = [
        Row(
            f"{row._meta.verbose_name}：{row}",
            _why_aged(row, freshness),
            admin_url(row),
            task=task_of(row),
        )
        for row, freshness in due[part]
    ]
    return Section("aged", "该重新核对的其他资料", len(due), "条", rows, lists)


def _why_aged(row: Publishable, freshness: Freshness) -> str:
    if isinstance(row, Question) and freshness.since is None:
        return "从未核对"
    return _since(freshness)


# --- Sources that lack something ----------------------------------------------------------------


def _incomplete(part: slice) -> Section:
    """Return the sources on which public facts rest and no new figure can be published.

    Those of standards come first.
    """
    lacking = Source.objects.filter(pk__in=Source.objects.shown().values("pk")).incomplete()
    number = lacking.count()
    scans = Prefetch("scans", SourceScan.objects.defer("content"))
    used = Count("policies", Q(policies__status=Publication.PUBLISHED), distinct=True)
    worst_first = lacking.alias(used=used).order_by("-used", "title", "pk")
    found = worst_first.prefetch_related(scans)[part] if number else []
    rows = [
        Row(
            str(row),
            row.lacking.partition("还缺：")[2].rstrip("。"),
            admin_url(row),
            task=task_of(row),
        )
        for row in found
    ]
    filtered = Link("在“来源”里看", list_url(Source, {"incomplete": "shown"}))
    title = "公开的资料用着、还缺一样的来源"
    return Section("sources", title, number, "份", rows, [filtered])


# --- Links --------------------------------------------------------------------------------------


def _links(today: datetime.date, part: slice, read: MostRead) -> Section:
    """Return the addresses with a bad finding, each with a source or channel that names it.

    The worst come first, and of each kind those that stand on the most read pages.
    """
    bad = list(LinkCheck.objects.filter(outcome__in=TROUBLE).order_by("url"))
    visits = read.urls([check.url for check in bad]) if bad else Counter()
    bad.sort(key=lambda check: (TROUBLE.index(check.outcome), -visits[check.url]))
    checks = bad[part]
    urls = [check.url for check in checks]
    users: dict[str, Row] = {}
    for source in Source.objects.originals().filter(url__in=urls):
        users[source.url] = Row(f"来源“{source}”", "", admin_url(source))
    for channel in LookupChannel.objects.originals().filter(url__in=urls).select_related(LINEAGE):
        text = f"{channel.region.full_title}，{channel.name}"
        users[channel.url] = Row(text, "", admin_url(channel))
    rows = []
    for check in checks:
        user = users.get(check.url, Row("没有哪里再用它", "", ""))
        host = lookalikes.host_of(check.url)
        why = f"{check.get_outcome_display()}：{check.reason}{check.advice}（{host}）"
        used = reverse("admin:regions_takedown_find") + "?" + urlencode({"q": check.url})
        rows.append(Row(user.text, why, user.url, Link("用在哪里", used)))
    filtered = list_url(LinkCheck, {"outcome__in": ",".join(TROUBLE)})
    lists = [Link("在“网址检查”里看", filtered)]
    note = _not_checked_since(today)
    return Section("links", "有问题的网址", len(bad), "个", rows, lists, note=note)


def _not_checked_since(today: datetime.date) -> str:
    """Say when addresses were last checked if that was not last night; a night may be skipped."""
    last = LinkCheck.objects.aggregate(last=Max("checked_at"))["last"]
    if last is None or timezone.localdate(last) >= today - SKIPPED:
        return ""
    return f"{on_day(last)}以后没有查成过，请管理员看看定时任务和这台机器的网络。"


# --- Reports ------------------------------------------------------------------------------------


def _reports(part: slice) -> Section:
    """Return open reports grouped by policy, or by place where no policy is named; most first."""
    unhandled = CorrectionReport.objects.filter(handled=False).order_by()
    found = unhandled.values_list("policy", "region").annotate(Count("pk"), Max("created_at"))
    groups: dict[tuple[int | None, int | None], tuple[int, datetime.datetime]] = {}
    for policy_id, region_id, number, last in found:
        key = (policy_id, None if policy_id else region_id)
        before = groups.get(key, (0, last))
        groups[key] = (before[0] + number, max(before[1], last))
    first = sorted(groups, key=lambda key: groups[key], reverse=True)[part]
    policies = RefundPolicy.objects.select_related(LINEAGE).in_bulk([key[0] for key in first])
    regions = Region.objects.with_lineage().in_bulk([key[1] for key in first])
    rows = []
    for key in first:
        number, last = groups[key]
        why = f"{number} 封来信，最近一封{on_day(last)}"
        policy, region = policies.get(key[0]), regions.get(key[1])
        if policy is not None:
            letters = Link("看来信", _letters({"policy__id__exact": policy.pk}))
            name = f"{policy.region.full_title}的标准"
            rows.append(Row(name, why, admin_url(policy), letters, task_of(policy)))
            continue
        query: Query = {"policy__isnull": True}
        query |= {"region__id__exact": region.pk} if region else {"region__isnull": True}
        name = f"{region.full_title}，没说哪条标准" if region else "没写地方的"
        task = task_of(region) if region else None
        rows.append(Row(name, why, _letters(query), task=task))
    number = sum(number for number, _ in groups.values())
    lists = [Link("在“读者来信”里看", _letters({}))]
    return Section("reports", "读者来信", number, "封", rows, lists, pages=len(groups))


def _alike(part: slice) -> Section:
    """Return amounts that five letters report and nobody has looked at, the most first."""
    groups = waiting()
    first = sorted(groups, key=lambda key: groups[key], reverse=True)[part]
    places = Region.objects.with_lineage().in_bulk([key[0] for key in first])
    page = reverse("admin:regions_correctionreport_alike")
    rows = [
        Row(
            f"{places[key[0]].full_title}：{yuan(key[1])}",
            f"{groups[key][0]} 封报了，最近一封{on_day(groups[key][1])}",
            f"{page}?{urlencode({'region': key[0]})}",
        )
        for key in first
    ]
    lists = [Link("去看、去定", page)]
    return Section("alike", "读者报来一样的数", len(groups), "组", rows, lists)


def _letters(query: Query) -> str:
    return list_url(CorrectionReport, {"handled__exact": 0, **query})


def _permission(model: type[Publishable], verb: str) -> str:
    return f"{model._meta.app_label}.{verb}_{model._meta.model_name}"
