"""The review page, on which a second person publishes a draft or sends it back."""

import datetime
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import mark_safe

from calculator.rules import example_result
from credit.rule import Tier
from desk import publishing
from desk.amounts import AgeEffect
from desk.effects import Effective, Effects, PageEffect, effects
from desk.history import EMPTY, MISSING, FieldChange, in_words
from desk.plausibility import doubts
from desk.release.standing import proposal_note
from desk.row_locks import GONE, Gone
from desk.version_token import VersionToken
from desk.views.next_rows import tell_next_in_review
from desk.views.notes import notes_beside
from desk.work_items import Link
from regions.models import Publication, RefundPolicy
from regions.models.tier import tier_of
from text.formats import day, example_case, tier_figure, tier_limits, yuan

from .answers import Answers, answered_before
from .document import document_of, sources_told
from .refusals import tell_refusal

MAX_PAGES = 20
CHANGED = "您打开以后，这一条或它的来源又改过。下面是现在的样子，请再看一遍。"

UNANSWERED = mark_safe(
    "没有发布：还有拿不准的没有看完。"
    '请在<a href="#decide">“发布”旁边</a>一处一处看，没有错的勾上、写上为什么。'
)


def review(model_admin, request, pk):
    """Show a draft beside the row it replaces (GET); publish it or send it back (POST).

    ``model_admin`` is the admin of the model. Either step is refused where the draft, the row it
    replaces or one of its sources has changed since it was shown.
    """
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        if not model_admin.has_publish_permission(request):
            raise PermissionDenied
        answer = _step(model_admin, request, pk)
        if answer is not None:
            return answer
    row = model_admin.get_queryset(request).filter(pk=pk).first()
    if row is None:
        return _gone(model_admin, request)
    if row.status in Publication.SETTLED:
        messages.info(request, f"这一条现在是“{row.get_status_display()}”，没有要审核的。")
        return redirect(model_admin.address(row))
    faults = publishing.faults(row)
    start = _coming_start(row, timezone.localdate())
    context = model_admin.admin_site.each_context(request) | _decision(model_admin, request, row)
    context |= {
        "title": f"审核：{row}",
        "opts": model_admin.opts,
        "row": row,
        "state": model_admin.state(row),
        "drafted_by": publishing.drafted_by(publishing.names_of(row.writers())),
        "proposal": proposal_note(row),
        "starts": f"，发布以后将于{day(start)}起生效" if start else "",
        "faults": faults,
        "may_publish": not faults and not context["refused"],
        "differences": differences(row.replaces, row),
        "edit": model_admin.address(row),
        "previews": _previews(row, start),
        "is_new": row.replaces is None,
        "was_withdrawn": was_withdrawn(row),
        "answered": answered_before(row),
        "document": document_of(row),
        "notes": notes_beside(request, row, model_admin.address(row, "review")),
        "policy": _policy(row) if isinstance(row, RefundPolicy) else None,
        "has_effects": isinstance(row, Effective),
        "follows": _follows(row, faults),
    }
    return TemplateResponse(request, "admin/review.html", context)


def _decision(model_admin, request, row) -> dict[str, Any]:
    """Return what the reviewer decides with, filled in as it was posted.

    Ticks are kept only where the row is still as it was shown.
    """
    seen = publishing.seen(row)
    same = VersionToken.from_text(request.POST.get("seen", "")) == seen
    answers = Answers.to(doubts(row, timezone.localdate()), request.POST, keep_ticks=same)
    for reason in answers.left_over:
        messages.warning(
            request, f"您写的“{reason}”说的那一处已经变了。请对着下面现在的句子再看一遍。"
        )
    return {
        "seen": seen,
        "refused": publishing.refused_to(row, request.user),
        "decides": row.status == Publication.IN_REVIEW
        and model_admin.has_publish_permission(request),
        "asked": answers.asked,
        "confirmed": same and bool(request.POST.get("confirmed")),
        "reason": request.POST.get("reason", ""),
    }


def _gone(model_admin, request):
    """Redirect to the list with a message that the draft was deleted."""
    messages.warning(request, GONE)
    return redirect(f"admin:{model_admin.opts.app_label}_{model_admin.opts.model_name}_changelist")


def _step(model_admin, request, pk):
    """Publish the row or send it back; return None, with messages, where that is refused."""
    try:
        with transaction.atomic():
            row = publishing.locked_with_source(model_admin.model(pk=pk))
            if VersionToken.from_text(request.POST.get("seen", "")) != publishing.seen(row):
                raise ValidationError(CHANGED)
            if request.POST.get("step") == "send_back":
                reason = request.POST.get("reason", "").strip()[:200]
                if not reason:
                    raise ValidationError("请写一句为什么退回，起草的人要看。")
                publishing.send_back(row, reason)
                messages.success(request, "退回去了，现在是草稿。")
                tell_next_in_review(request)
                return redirect(model_admin.address(row))
            if request.POST.get("step") != "publish":
                raise ValidationError("请按“发布”或“退回修改”。")
            today, confirmed = timezone.localdate(), bool(request.POST.get("confirmed"))
            reasons = Answers.to(doubts(row, today), request.POST).reasons
            public = publishing.publish(row, request.user, today, confirmed, reasons)
    except Gone:
        return _gone(model_admin, request)
    except publishing.Unanswered:
        messages.error(request, UNANSWERED)
        return None
    except ValidationError as error:
        tell_refusal(request, error)
        return None
    messages.success(request, f"“{public}”发布了。{_when_it_shows(public)}")
    tell_next_in_review(request)
    return redirect(model_admin.address(public))


def _when_it_shows(row) -> str:
    if start := _coming_start(row, timezone.localdate()):
        return f"公开的页面现在写着将于{day(start)}起，到那天自动换成新的数。"
    return "公开的页面已经是新的样子。"


def was_withdrawn(row) -> bool:
    """Whether ``row`` replaces a withdrawn row, which publishing would show again."""
    return bool(row.replaces and row.replaces.status == Publication.WITHDRAWN)


def _coming_start(row, today: datetime.date) -> datetime.date | None:
    """Return the start of a rule, or None where it is not after ``today``."""
    start: datetime.date | None = getattr(row, "effective_from", None)
    return start if start and start > today else None


def _previews(row, start: datetime.date | None) -> list[Link]:
    """Return links to the preview of the place, for today and for a coming ``start``."""
    page = row.region.page() if hasattr(row, "region") else None
    if page is None:
        return []
    address = reverse("admin:regions_region_preview", args=[page.pk])
    today = Link("今天的样子", address)
    return [today, Link(f"{day(start)}的样子", f"{address}?on={start}")] if start else [today]


@dataclass(frozen=True)
class Follows:
    """What publishing changes, in words: amounts by age, pages, questions.

    ``caption`` stands above the amounts, ``whom`` above the people they are for, ``counted`` says
    how many pages change.
    """

    caption: str
    whom: str
    ages: list[AgeEffect]
    counted: str
    pages: list[PageEffect]
    questions: list[Link]


def _follows(row, faults) -> Follows | None:
    """Return what publishing a fact of the credit changes, with the first pages.

    None for other facts, and for a row with ``faults``, which cannot be published to find out.
    """
    if faults or not isinstance(row, Effective):
        return None
    found = effects(row, timezone.localdate())
    cut = f"，先列 {MAX_PAGES} 个" if len(found.pages) > MAX_PAGES else ""
    return Follows(
        caption=_caption(found),
        whom="谁" if any(effect.who for effect in found.ages) else "岁数",
        ages=found.ages,
        counted=f"会变的页面一共 {len(found.pages)} 个{cut}：",
        pages=found.pages[:MAX_PAGES],
        questions=[Link(str(one), one.get_absolute_url()) for one in found.questions],
    )


def _caption(found: Effects) -> str:
    """Say from when the amounts hold, and which average pension percentages are based on."""
    told = []
    if found.pension is not None:
        told.append(f"比例按平均养老金 {yuan(found.pension)} 算，用的是{found.origin}")
    if found.own_pension is not None:
        told.append(f"本人养老金按 {yuan(found.own_pension)} 算，用的是算例里假设的数")
    return f"从{day(found.on)}起，每月到账" + (f"（{'；'.join(told)}）" if told else "")


def _policy(row) -> dict:
    """Return what the page shows of policies only: tiers and worked examples."""
    cohorts = [tier_of(tier).cohort for tier in row.tiers.all()]
    return {
        "whom": "谁" if any(not cohort.is_everybody for cohort in cohorts) else "年龄",
        "tiers": _tiers_compared(row),
        "examples": [_example(example) for example in row.examples.all()],
    }


def _example(example) -> tuple[int, str, str, str, bool]:
    """Return age, other facts, stated and computed amount in words, and whether they agree."""
    try:
        result = example_result(example)
    except (ValueError, LookupError):
        result = None
    return (
        example.age,
        example_case(example).partition("，")[2] or "不用",
        yuan(example.amount),
        "算不出" if result is None else yuan(result),
        result == example.amount,
    )


def differences(old, new, parts=False) -> list[FieldChange]:
    """Return the fields that differ in words; of a new row all that are filled in.

    ``parts`` adds a policy's tiers, which the review page shows in their own table.
    """
    told = []
    for field in [*new.content_fields(), *new._meta.many_to_many]:
        before, after = (shown(row, field) if row else EMPTY for row in (old, new))
        if before != after and (old or after != "否"):
            told.append(FieldChange(str(field.verbose_name), before, after))
    if isinstance(new, RefundPolicy):
        before, after = (_examples(row) if row else EMPTY for row in (old, new))
        if before != after:
            told.append(FieldChange("算例", before, after))
        if parts:
            before, after = (_in_lines(_tiers(row)) if row else EMPTY for row in (old, new))
            if before != after:
                told.insert(0, FieldChange("年龄档", before, after))
    return [*told, *sources_told(new)]


def shown(row, field) -> str:
    """Return the value of a field in words."""
    value = getattr(row, field.name)
    if field.many_to_many:
        return "；".join(str(one) for one in value.all()) or EMPTY
    if field.is_relation and value is not None:
        return str(value)
    return in_words(field, value)


def _examples(policy) -> str:
    """Return the worked examples, one per line."""
    examples = policy.examples.all()
    return "\n".join(f"{example_case(e)}：每月 {yuan(e.amount)}" for e in examples) or EMPTY


def _in_lines(tiers) -> str:
    return "\n".join(f"{ages}：{figure}" for ages, figure in tiers.items()) or EMPTY


def _tiers_compared(policy) -> list[tuple[str, str, str, bool]]:
    """Return ages, old figure, new figure and whether they differ, for each tier."""
    new = _tiers(policy)
    old = _tiers(policy.replaces) if policy.replaces else new
    return [
        (ages, old.get(ages, MISSING), new.get(ages, MISSING), old.get(ages) != new.get(ages))
        for ages in dict.fromkeys([*new, *old])
    ]


def _tiers(policy) -> dict[str, str]:
    """Return the figure of each tier as the document states it, by ages."""
    per = policy.get_period_display()
    return {
        tier.who: f"{'人均养老金的 ' if tier.percent else ''}{_stated(tier, per)}"
        for tier in map(tier_of, policy.tiers.all())
    }


def _stated(tier: Tier, per: str) -> str:
    return f"{tier_figure(tier, per)}{tier_limits(tier, per)}"
