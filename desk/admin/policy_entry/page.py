"""录入标准: the page on which an editor enters a document and its rule for one place."""

import datetime
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode

from calculator.rules import RuleView
from desk.assignments import taken_by, task_text
from desk.effects import in_words
from desk.plausibility import doubts
from desk.views.next_rows import next_gap, tell_next_gap
from regions.models import RefundPolicy, Region, Source
from text.formats import day

from .beside import Beside
from .entry import Entry
from .forms import name_of
from .read_page import PERMISSIONS, opened_reading, read_first

#: From so many on, the links to rules and drafts are folded: the form comes first.
FOLDED_FROM = 2


def policy_entry(model_admin, request, pk):
    """Show the page 录入标准 (GET) and save what was entered as a draft (POST).

    ``?change=`` names the published rule to correct, ``?reading=`` the document that was read and
    fills the forms; ``model_admin`` is the admin of policies.
    Source, scans, rule and parts are saved together or not at all; what was typed is shown again.
    """
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    region = get_object_or_404(Region.objects.with_lineage(), pk=pk)
    today = timezone.localdate()
    if region.successor and request.method == "GET":
        messages.warning(request, _merged(region))
        there = reverse("admin:regions_refundpolicy_record", args=[region.successor_id])
        number = request.GET.get("reading", "")
        return redirect(f"{there}?{urlencode({'reading': number})}" if number else there)
    opened = opened_reading(request, region)
    if opened.goes_on:
        return redirect(opened.goes_on)
    rules = published_rules(region, today)
    entry = Entry(model_admin, request, region, rules, opened.beside)
    if request.method == "POST" and entry.is_valid():
        answer = _saved(entry, "_submit" in request.POST, today)
        if answer is not None:
            return answer
    drafts = entry.others()
    context = model_admin.admin_site.each_context(request) | {
        "title": f"录入标准：{region.full_title}",
        "opts": model_admin.opts,
        "region": region,
        "page": region.page(),
        "now": _now(region, today),
        "published": [
            (name_of(rule), rule.policy, entry.drafts.get(rule.policy.pk)) for rule in entry.rules
        ],
        "drafts": drafts,
        "rules_fold": _counted(len(entry.rules), len(drafts)),
        "deduction": deduction_url(region, entry.old),
        "taken": taken_by(region, request.user, timezone.now()),
        "task": task_text(region),
        "back": request.get_full_path(),
        "following": next_gap(request, region),
        "from_list": "&list=missing" if request.GET.get("list") == "missing" else "",
    }
    context |= read_first(request, region) | {"opened": opened} | entry.context()
    return TemplateResponse(request, "admin/policy_entry.html", context, status=opened.status)


def _saved(entry: Entry, submits: bool, today: datetime.date):
    """Save what was entered and lead to the draft; None, with faults, where it is refused."""
    model_admin, request, region = entry.model_admin, entry.request, entry.region
    try:
        if region.successor:
            raise ValidationError(_merged(region))
        saved = entry.save(submits)
    except ValidationError as error:
        entry.refuse(error)
        return None
    entry.document.forget_scans()
    if entry.merged:
        entry.merged.tell(request)
    _tell(entry, saved, submits, today)
    if entry.added_to is not None:
        _tell_of_copy(request, entry.added_to)
    tell_next_gap(request, region)
    return redirect(model_admin.address(saved[0], "review" if submits else "change"))


def _counted(published: int, drafts: int) -> str:
    """Say how many rules and drafts there are, where there are too many to stand unfolded."""
    if published + drafts < FOLDED_FROM:
        return ""
    told = [f"已发布 {published} 条" if published else "", f"草稿 {drafts} 份" if drafts else ""]
    return "，".join(filter(None, told))


def _merged(region: Region) -> str:
    into = region.successor.full_title if region.successor else ""
    return f"{region.full_title}已经并入{into}，新的标准请录在那里。"


def published_rules(region: Region, today: datetime.date) -> list[RuleView]:
    """Return the rules published for ``region`` itself, newest first."""
    policies = RefundPolicy.objects.published().filter(region=region).newest_first()
    return [RuleView.of(policy, today) for policy in policies.with_facts().with_sources()]


@dataclass(frozen=True)
class InForce:
    """The rule in force at a place today, in words; ``whose`` is empty where it is its own."""

    standard: str
    whose: str
    source: str


def _now(region: Region, today: datetime.date) -> InForce | None:
    """Return the rule in force at ``region`` today, its own or inherited; None without one."""
    policy = RefundPolicy.objects.with_sources().resolve(region, today)
    if policy is None:
        return None
    rule, source = RuleView.of(policy, today), policy.source
    since = rule.freshness.since
    checked = f"{day(since)}核对过" if rule.freshness.checked and since else "从未核对"
    return InForce(
        standard=in_words(rule),
        whose=f"（{policy.region}的标准）" if policy.region_id != region.pk else "",
        source=f"来源：{source}。{source.grade}，{checked}。",
    )


def _tell(entry: Entry, saved: list[RefundPolicy], submitted: bool, today: datetime.date) -> None:
    model_admin, request, beside = entry.model_admin, entry.request, entry.beside
    for policy in saved:
        model_admin.log_addition(request, policy, "录入标准")
    done = "提交了，等审核员来看。" if submitted else "草稿存好了。改好以后记得提交审核。"
    if len(saved) > 1:
        page = "review" if submitted else "change"
        links = format_html_join(
            "、", '<a href="{}">{}</a>', [(model_admin.address(row, page), row) for row in saved]
        )
        done = format_html("两步存成了两份：{}。{}", links, done)
    messages.success(request, done)
    _tell_of_deductions(request, saved[0], beside)
    for number, policy in enumerate(saved):
        step = "第二步：" if number else ""
        for sentence in doubts(RefundPolicy.objects.with_facts().get(pk=policy.pk), today):
            messages.warning(request, f"{step}{sentence}")


def _tell_of_deductions(request, policy: RefundPolicy, beside: Beside | None) -> None:
    """Lead to the form of deductions: one for each that was read, else an empty one."""
    found = beside.deductions(policy.source_id) if beside else []
    if found:
        links = format_html_join("；", '<a href="{1}">录代扣 {0}</a>', found)
        messages.info(request, format_html("这份文件还写了代扣，读到的已经填好：{}。", links))
        return
    empty = format_html('<a href="{}">录代扣</a>', deduction_url(policy.region, policy))
    messages.info(request, format_html("这份文件还写了代扣？{}，地区和来源已经填好。", empty))


def _tell_of_copy(request, draft: Source) -> None:
    """Say that what was added went to the draft copy of a published source."""
    address = reverse("admin:regions_source_change", args=[draft.pk])
    said = "加给来源的在它的修改稿里，还没有公开：{}。那一份也要提交审核。"
    link = format_html('<a href="{}">看修改稿</a>', address)
    messages.info(request, format_html(said, link))


def deduction_url(region: Region, policy: RefundPolicy | None = None) -> str:
    """Return the address of an empty deduction with the place, and the source of ``policy``."""
    filled = {"region": region.pk} | ({"source": policy.source_id} if policy else {})
    return f"{reverse('admin:regions_deduction_add')}?{urlencode(filled)}"
