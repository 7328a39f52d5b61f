"""读者报来一样的数: alike reports by place and amount, and what a reviewer decides on them."""

import re
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Count, Max, Q
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import urlencode

from desk.publishing import name_of
from regions.models import CorrectionReport, ReaderStatement, Region
from regions.models.report import AGE_BAND, LEAST_LETTERS
from regions.reader_statements import Group, Key, decide, forget
from text.formats import day, month, yuan

from .mixins.refusals import tell_refusal

#: Groups on a page, and the newest reports of a group.
PAGE, LINES = 20, 60
ADDRESS = "admin:regions_correctionreport_alike"
MAY_DECIDE = "regions.change_readerstatement"
STATES = ReaderStatement.State
UNDO = "undo"
_NUMBER = re.compile(r"[0-9]{1,9}")
_TOKEN = re.compile(r"[0-9]{1,9}-(?:[0-9]{4}-[0-9]{2}-[0-9]{2})?")
_KEY = re.compile(r"([0-9]{1,9}) ([0-9]{1,6}\.[0-9]{2})")


@dataclass(frozen=True)
class Line:
    """One report of a group, in words."""

    url: str
    sent: str
    told: str
    text: str
    why_not: str


@dataclass(frozen=True)
class Shown:
    """One group as the page shows it: what its reports say, and what was decided on it."""

    place: Region
    group: Group
    statement: ReaderStatement | None
    past: list[str]

    @property
    def amount(self) -> str:
        return yuan(self.group.amount)

    @property
    def key(self) -> str:
        return f"{self.group.region_id} {self.group.amount}"

    @property
    def state(self) -> str:
        if self.statement is None:
            return "还没看过"
        return "页面上显示着" if self.is_shown else "定了不显示"

    @property
    def is_shown(self) -> bool:
        return self.statement is not None and self.statement.state == STATES.SHOWN

    @property
    def is_hidden(self) -> bool:
        return self.statement is not None and self.statement.state == STATES.HIDDEN

    @property
    def differs(self) -> bool:
        """Whether the public page tells another number of letters than there are now."""
        told = (self.statement.letters, self.statement.month) if self.statement else None
        return self.is_shown and told != (self.group.letters, self.group.month)

    @property
    def facts(self) -> str:
        """What the counted letters say together, and on which days they came."""
        group = self.group
        told = [f"{group.letters} 封"]
        if extra := len(group.reports) - group.letters:
            told.append(f"另有 {extra} 封不算")
        told.append(f"月份：{month(group.month) if group.month else '都没写'}")
        if group.ages:
            ages = "、".join(map(_band, group.ages))
        else:
            ages = "不是每封都写了，页面上不说"
        told.append(f"年龄：{ages}")
        if days := group.days:
            came = "、".join(f"{day(on)} {number} 封" for on, number in sorted(days.items()))
            told.append(f"收到的日子：{came}，所以至少是 {max(days.values())} 户")
        return "；".join(told)

    @property
    def lines(self) -> list[Line]:
        return [_line(row, self.group) for row in self.group.reports[:LINES]]

    @property
    def left_out(self) -> int:
        return max(0, len(self.group.reports) - LINES)


class AlikeReports:
    """Adds the page to the admin of readers' reports."""

    def get_urls(self):
        view = self.admin_site.admin_view(self.alike)
        own = [path("alike/", view, name="regions_correctionreport_alike")]
        return own + super().get_urls()

    def alike(self, request):
        """Show the groups (GET); show, hide or undo one of them (POST)."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            return self._decide(request)
        keys = _keys(request.GET.get("region", ""))
        page = Paginator(keys, PAGE).get_page(request.GET.get("page"))
        context = self.admin_site.each_context(request) | {
            "title": "读者报来一样的数",
            "opts": self.opts,
            "groups": _groups(list(page)),
            "least": LEAST_LETTERS,
            "may_decide": request.user.has_perm(MAY_DECIDE),
            "page": page,
            "query": urlencode({"region": request.GET.get("region", "")}),
        }
        return TemplateResponse(request, "admin/alike_reports.html", context)

    def _decide(self, request):
        if not request.user.has_perm(MAY_DECIDE):
            raise PermissionDenied
        named = _KEY.fullmatch(request.POST.get("key", ""))
        seen, step = request.POST.get("seen", ""), request.POST.get("step", "")
        if named is None or not _TOKEN.fullmatch(seen) or step not in (*STATES.values, UNDO):
            return HttpResponseBadRequest("没有这一组。")
        key: Key = (int(named[1]), Decimal(named[2]))
        if not _exists(key):
            return HttpResponseBadRequest("没有这一组。")
        try:
            if step == UNDO:
                forget(key, request.user)
                messages.success(request, "撤回了，当作还没看过，页面上不再显示。")
            else:
                decide(key, step, seen, request.user, timezone.now())
                messages.success(request, f"记下了：{STATES(step).label}。")
        except ValidationError as error:
            tell_refusal(request, error)
        return redirect(f"{reverse(ADDRESS)}?{urlencode({'region': key[0]})}")


def _exists(key: Key) -> bool:
    known = ReaderStatement.objects.filter(region=key[0], amount=key[1]).exists()
    rows = CorrectionReport.objects.with_amount().filter(region=key[0], amount_seen=key[1])
    return known or rows.exists()


def _keys(region: str) -> list[Key]:
    """Return all groups, of one place if asked: most letters first, then the newest."""
    rows = CorrectionReport.objects.with_amount().order_by()
    if _NUMBER.fullmatch(region):
        rows = rows.filter(region=int(region))
    letters = Count("pk", filter=Q(counts=True, invalid=False))
    grouped = rows.values("region", "amount_seen").annotate(n=letters, last=Max("created_at"))
    found = grouped.order_by("-n", "-last").values_list("region", "amount_seen")
    return [(region, amount) for region, amount in found]


def _groups(keys: list[Key]) -> list[Shown]:
    """Return the groups with these keys in their order. Five queries, however many."""
    places = Region.objects.with_lineage().in_bulk([key[0] for key in keys])
    reports = defaultdict(list)
    for row in CorrectionReport.objects.with_amount().filter(region__in=places):
        reports[row.region_id, row.amount_seen].append(row)
    statements = {
        (row.region_id, row.amount): row
        for row in ReaderStatement.objects.filter(region__in=places)
    }
    past = defaultdict(list)
    records = ReaderStatement.history.filter(region_id__in=list(places))
    for record in records.select_related("history_user"):
        past[record.region_id, record.amount].append(_decision(record))
    return [
        Shown(places[key[0]], Group.of(key, reports[key]), statements.get(key), past[key])
        for key in keys
    ]


def _decision(record) -> str:
    user = record.history_user
    who = name_of(user) if user else "自动"
    when = day(timezone.localtime(record.history_date))
    return f"{when}，{who}：{record.history_change_reason or record.get_state_display()}"


def _line(report: CorrectionReport, group: Group) -> Line:
    told = [month(report.month_seen)] if report.month_seen else []
    told += [_band(report.age_from)] if report.age_from is not None else []
    url = reverse("admin:regions_correctionreport_change", args=[report.pk])
    sent = day(timezone.localtime(report.created_at))
    return Line(url, sent, "，".join(told), report.text, _why_not(report, group))


def _why_not(report: CorrectionReport, group: Group) -> str:
    if report.invalid:
        return "无效"
    if not report.counts:
        return "同一户当天报过，不算"
    return "" if report in group.counted else "不是同一个月的，或者隔了一个多月，不算"


def _band(age_from: int) -> str:
    return f"{age_from}到{age_from + AGE_BAND - 1}岁"
