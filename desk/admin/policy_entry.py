"""录入标准: the page on which an editor enters a document and its rule for one place."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.forms.models import model_to_dict
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from calculator.rules import RuleView
from desk import publishing, scans
from desk.effects import in_words
from desk.plausibility import doubts
from desk.row_locks import locked
from desk.version_token import VersionToken
from desk.worklist import Link
from regions.models import Publication, RefundPolicy, Region, Source
from regions.parts import replace_parts
from text.formats import day

from .policy_entry_forms import (
    MOVED_ON,
    NEW,
    RULE,
    TYPED,
    document_form,
    name_of,
    rule_form,
)
from .policy_parts import remaining

PERMISSIONS = [
    "regions.add_refundpolicy",
    "regions.change_refundpolicy",
    "regions.add_source",
    "regions.add_sourcescan",
]
TIER = ["min_age", "max_age", "amount", "rate_percent"]
EXAMPLE = ["age", "average_pension", "amount"]
SHORT_QUOTE = 300

DOCUMENT_FIELDS = [
    ("文件", ["existing"]),
    ("找不到的，写新的", [*TYPED[:4], "published_precision", "url"]),
    ("原文留底", ["scans", "full_text"]),
]


def policy_entry(model_admin, request, pk):
    """Show the page 录入标准 (GET) and save what was entered as a draft (POST).

    ``?change=`` names the published rule to correct; ``model_admin`` is the admin of policies.
    Source, scans, rule and parts are saved together or not at all; what was typed is shown again.
    """
    if not request.user.has_perms(PERMISSIONS):
        raise PermissionDenied
    region = get_object_or_404(Region.objects.with_lineage(), pk=pk)
    today = timezone.localdate()
    if region.successor and request.method == "GET":
        messages.warning(request, _merged(region))
        return redirect("admin:regions_refundpolicy_record", region.successor_id)
    entry = Entry(model_admin, request, region, published_rules(region, today))
    if request.method == "POST" and entry.is_valid():
        submits = "_submit" in request.POST
        try:
            if region.successor:
                raise ValidationError(_merged(region))
            policy = entry.save(submits)
        except ValidationError as error:
            entry.refuse(error)
        else:
            _tell(model_admin, request, policy, submits, today)
            return redirect(model_admin.address(policy, "review" if submits else "change"))
    context = model_admin.admin_site.each_context(request) | {
        "title": f"录入标准：{region.full_title}",
        "opts": model_admin.opts,
        "region": region,
        "page": region.page(),
        "now": _now(region, today),
        "published": [
            (name_of(rule), rule.policy, entry.drafts.get(rule.policy.pk)) for rule in entry.rules
        ],
        "drafts": entry.others(),
    }
    return TemplateResponse(request, "admin/policy_entry.html", context | entry.context())


def _merged(region: Region) -> str:
    into = region.successor.full_title if region.successor else ""
    return f"{region.full_title}已经并入{into}，新的标准请录在那里。"


def published_rules(region: Region, today: datetime.date) -> list[RuleView]:
    """Return the rules published for ``region`` itself, newest first."""
    policies = RefundPolicy.objects.published().filter(region=region).newest_first()
    return [RuleView.of(policy, today) for policy in policies.with_facts().with_sources()]


class Entry:
    """The forms of the page taken together."""

    def __init__(self, model_admin, request, region: Region, rules: list[RuleView]):
        self.model_admin, self.request, self.region, self.rules = (
            model_admin,
            request,
            region,
            rules,
        )
        drafts = RefundPolicy.objects.filter(region=region, status__in=Publication.UNPUBLISHED)
        self.unpublished = list(drafts)
        self.drafts = {row.replaces_id: model_admin.address(row) for row in self.unpublished}
        open_rules = [rule for rule in rules if rule.policy.pk not in self.drafts]
        posted = request.method == "POST"
        chosen = request.POST.get("target") if posted else request.GET.get("change")
        old = next((r.policy for r in open_rules if str(r.policy.pk) == chosen), None)
        self.old = old
        self.stands = VersionToken.of(old) if old is not None else None
        filled = {"data": request.POST} if posted else {}
        start = {"target": NEW} if old is None else _contents(old)
        self.document = document_form(
            request, model_admin, given=old is not None, **filled, files=request.FILES or None
        )
        self.rule = rule_form(
            request,
            model_admin,
            region=region,
            rules=open_rules,
            stands=self.stands,
            is_first=not rules,
            initial=start,
            **filled,
        )
        self.inlines = model_admin.get_inline_instances(request)
        self.tiers, self.examples = (
            self._parts(name, inline, fields, filled)
            for name, inline, fields in zip(
                RefundPolicy.PARTS, self.inlines, [TIER, [*EXAMPLE, "note"]], strict=True
            )
        )

    def _parts(self, name, inline, fields, filled):
        """Return a formset whose parts are all new, because a draft copy has its own parts."""
        rows = getattr(self.old, name).all() if self.old is not None and not filled else []
        initial = [model_to_dict(row, fields=fields) for row in rows]
        made = inline.get_formset(self.request, None, extra=max(len(initial), 2))
        return made(**filled, instance=RefundPolicy(region=self.region), initial=initial)

    def is_valid(self) -> bool:
        # No short circuit: the page shows the faults of all forms at once.
        found = [form.is_valid() for form in (self.rule, self.tiers, self.examples)]
        found.append(self.document.is_valid())
        if not all(found):
            self._ask_for_the_files_again()
        return all(found)

    def refuse(self, error: ValidationError) -> None:
        self.rule.add_error(None, error)
        self._ask_for_the_files_again()

    def _ask_for_the_files_again(self) -> None:
        if self.request.FILES and "scans" not in self.document.errors:
            self.document.add_error("scans", "没有存，浏览器也不记文件：请重新选一次扫描件。")

    @transaction.atomic
    def save(self, submits: bool) -> RefundPolicy:
        """Save everything as a draft, and submit it if ``submits``. Raises ValidationError."""
        policy = self._draft()
        policy.source = self._source(policy)
        for name in RULE:
            setattr(policy, name, self.rule.cleaned_data[name])
        policy.save_because("录入标准")
        for name, formset in zip(RefundPolicy.PARTS, (self.tiers, self.examples), strict=True):
            replace_parts(policy, name, remaining(formset))
        if submits:
            publishing.submit(policy)
        return policy

    def _draft(self) -> RefundPolicy:
        """Return a new policy, or the draft copy of the one that is corrected.

        Raises ValidationError where it was changed, or a draft copy begun, in the meantime.
        """
        old = self.rule.replaced
        if old is None:
            return RefundPolicy(region=self.region)
        held = locked(old)
        if VersionToken.of(held) != self.stands:
            raise ValidationError(MOVED_ON)
        if RefundPolicy.objects.filter(replaces=held).exists():
            raise ValidationError("刚才有人给这一条另起了修改稿，请去改那一份。")
        return publishing.copy_of(held)

    def _source(self, policy: RefundPolicy) -> Source:
        """Return the chosen, new or former source, after saving it and the uploaded scans."""
        source = self.document.cleaned_data["existing"]
        if self.document.is_new:
            source = self.document.instance
            source.pk = None  # of a first try that was rolled back
            source._state.adding = True
            wording = self.rule.cleaned_data["wording"].strip()
            if len(wording) <= SHORT_QUOTE:
                source.quote = wording
            source.save_because("录入标准")
        source = source or policy.source
        scans.keep(source, self.document.cleaned_data["scans"], self.request.user)
        return source

    def others(self) -> list[Link]:
        """Return links to the drafts that replace no published rule."""
        published = {rule.policy.pk for rule in self.rules}
        rows = [row for row in self.unpublished if row.replaces_id not in published]
        return [
            Link(f"{row}（{row.get_status_display()}）", self.model_admin.address(row))
            for row in rows
        ]

    def faults(self) -> Iterator[tuple[str, str]]:
        """Yield each fault: the id of its field, which may be ``""``, and a sentence naming it."""
        for form in (self.document, self.rule):
            for name, errors in form.errors.items():
                field = form[name] if name in form.fields else None
                where, label = (field.auto_id, f"{field.label}：") if field else ("", "")
                yield from ((where, f"{label}{error}") for error in errors)
        for formset in (self.tiers, self.examples):
            for error in formset.non_form_errors():
                yield f"{formset.prefix}-group", str(error)
            for number, form in enumerate(formset.forms, start=1):
                kind = f"{formset.model._meta.verbose_name}第 {number} 行"
                for name, errors in form.errors.items():
                    field = form[name if name in form.fields else form.visible_fields()[0].name]
                    label = f"{kind}，{field.label}" if name in form.fields else kind
                    yield from ((field.auto_id, f"{label}：{error}") for error in errors)

    def context(self) -> dict:
        """Return the forms as the objects that the admin's own templates print."""
        example = EXAMPLE if self.old is None else [*EXAMPLE, "note"]  # rarely written
        tiers, examples = (
            helpers.InlineAdminFormSet(
                inline,
                formset,
                [(None, {"fields": fields})],
                model_admin=self.model_admin,
            )
            for inline, formset, fields in zip(
                self.inlines, [self.tiers, self.examples], [TIER, example], strict=True
            )
        )
        parts = {
            "what": ("这一条从哪天起、给谁", ["target", "effective_from", "population", "period"]),
            "rate": ("按比例的才填", ["base_year", "base_region"]),
            "clause": ("写着数字的那一句", ["wording"]),
            "more": ("说明和少用的", ["notes", "basis", "provisional", *RULE[1:3], "staff_note"]),
        }
        shown = {
            name: self._shown(self.rule, [(title, fields)], folds=name == "more")
            for name, (title, fields) in parts.items()
        }
        media = self.document.media + self.rule.media + tiers.media + examples.media
        return {
            "document": self._shown(self.document, DOCUMENT_FIELDS),
            "rule": shown,
            "tiers": tiers,
            "examples": examples,
            "media": self.model_admin.media + media,
            "faults": list(self.faults()) if self.rule.is_bound else [],
            "old": self.old,
            "seen": self.stands or "",
        }

    def _shown(self, form, parts, folds=False) -> list[helpers.Fieldset]:
        """Return fieldsets; with ``folds`` they are closed, unless a rule is corrected."""
        empty = self.old is None
        classes = ["collapse"] if folds and empty else []
        made = [(name, {"fields": fields, "classes": classes}) for name, fields in parts]
        return list(helpers.AdminForm(form, made, {}, model_admin=self.model_admin))


def _contents(policy: RefundPolicy) -> dict:
    """Return the initial values of a form that corrects ``policy``."""
    return model_to_dict(policy, fields=RULE) | {"target": str(policy.pk)}


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
        source=f"来源：{source}。{source.get_confidence_display()}，{checked}。",
    )


def _tell(
    model_admin, request, policy: RefundPolicy, submitted: bool, today: datetime.date
) -> None:
    model_admin.log_addition(request, policy, "录入标准")
    messages.success(
        request, "提交了，等审核员来看。" if submitted else "草稿存好了。改好以后记得提交审核。"
    )
    for sentence in doubts(RefundPolicy.objects.with_facts().get(pk=policy.pk), today):
        messages.warning(request, sentence)
