"""The page on which a second person approves: what changes, what is wrong, what follows."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from calculator.rules import example_result
from credit import credit
from desk import publishing
from desk.effects import effects
from desk.history import EMPTY, in_words
from desk.plausibility import doubts
from regions.models import Publication, RefundPolicy, Statistic
from text.formats import day, percent, yuan

MAX_PAGES = 20
CHANGED = "您打开以后，这一条或它的来源又改过。下面是现在的样子，请再看一遍。"


def review(desk, request, pk):
    """Show a draft beside what it replaces; take the step that is posted.

    ``desk`` is the admin of the model. Publishing is refused where the draft, or the row it
    replaces, is no longer the version that was looked at.
    """
    if not desk.has_view_permission(request):
        raise PermissionDenied
    if request.method == "POST":
        if not desk.has_publish_permission(request):
            raise PermissionDenied
        answer = _step(desk, request, pk)
        if answer is not None:
            return answer
    row = desk.get_queryset(request).filter(pk=pk).first()
    if row is None:
        return _gone(desk, request)
    if row.status in (Publication.PUBLISHED, Publication.WITHDRAWN):
        messages.info(request, f"这一条现在是“{row.get_status_display()}”，没有要审核的。")
        return redirect(desk.address(row))
    faults = publishing.faults(row)
    refused = publishing.refused_to(row, request.user)
    page = row.region.page() if hasattr(row, "region") else None
    context = desk.admin_site.each_context(request) | {
        "title": f"审核：{row}",
        "opts": desk.opts,
        "row": row,
        "seen": publishing.seen(row),
        "state": desk.state(row),
        "writers": publishing.names_of(row.writers()),
        "faults": faults,
        "refused": refused,
        "decides": row.status == Publication.IN_REVIEW and desk.has_publish_permission(request),
        "may_publish": not faults and not refused,
        "reason": request.POST.get("reason", ""),
        "differences": differences(row.replaces, row),
        "edit": desk.address(row),
        "preview": reverse("admin:regions_region_preview", args=[page.pk]) if page else "",
        "was_withdrawn": row.replaces and row.replaces.status == Publication.WITHDRAWN,
        "doubts": list(doubts(row, timezone.localdate())) if isinstance(row, RefundPolicy) else [],
        "document": _document(row),
        "policy": _policy(row) if isinstance(row, RefundPolicy) else None,
        "follows": _follows(row, faults) if isinstance(row, RefundPolicy | Statistic) else None,
    }
    return TemplateResponse(request, "admin/review.html", context)


def _gone(desk, request):
    """Lead back to the list from a draft that is no longer there."""
    messages.warning(request, "这份稿子已经不在了：刚才可能有人发布了，或者删掉了。")
    return redirect(f"admin:{desk.opts.app_label}_{desk.opts.model_name}_changelist")


def _step(desk, request, pk):
    """Publish or send back; None, with messages, where that is refused."""
    try:
        with transaction.atomic():
            row = desk.model._default_manager.select_for_update().filter(pk=pk).first()
            if row is None:
                return _gone(desk, request)
            if request.POST.get("seen") != publishing.seen(row):
                raise ValidationError(CHANGED)
            if request.POST.get("step") == "send_back":
                reason = request.POST.get("reason", "").strip()[:200]
                if not reason:
                    raise ValidationError("请写一句为什么退回，起草的人要看。")
                publishing.send_back(row, reason)
                messages.success(request, "退回去了，现在是草稿。")
                return redirect(desk.address(row))
            if request.POST.get("step") != "publish":
                raise ValidationError("请按“发布”或“退回修改”。")
            confirmed = bool(request.POST.get("confirmed"))
            public = publishing.publish(row, request.user, timezone.localdate(), confirmed)
    except ValidationError as error:
        for sentence in publishing.sentences(error):
            messages.error(request, sentence)
        return None
    messages.success(request, f"“{public}”发布了。{_when_it_shows(public)}")
    return redirect(desk.address(public))


def _when_it_shows(row) -> str:
    start = getattr(row, "effective_from", None)
    if start is not None and start > timezone.localdate():
        return f"公开的页面现在写着将于{day(start)}起，到那天自动换成新的数。"
    return "公开的页面已经是新的样子。"


def _document(row) -> dict | None:
    """What ``row`` is compared with, and the published facts that rest on the same."""
    source = publishing.source_of(row)
    if source is None:
        return None
    return {
        "source": source,
        "scans": list(source.scans.defer("content")),
        "comparable": publishing.can_be_compared(source),
        "shared": [
            f"{other._meta.verbose_name}“{other}”"
            for other in source.published_facts()
            if other != row.replaces
        ],
    }


def _follows(row, faults) -> dict:
    """What a policy or an average pension changes, and the first pages where."""
    found = effects(row, timezone.localdate()) if not faults else None
    return {"effects": found, "pages": found.pages[:MAX_PAGES] if found else []}


def _policy(row) -> dict:
    """What only a policy has: its tiers and worked examples, and when it begins."""
    return {
        "tiers": _tiers_compared(row),
        "examples": [_example(example) for example in row.examples.all()],
        "start": row.effective_from,
        "scheduled": row.effective_from and row.effective_from > timezone.localdate(),
    }


def _example(example) -> tuple:
    """Age, average pension, expected and computed amount, and whether they agree."""
    try:
        result = example_result(example)
    except (credit.BaseNeeded, LookupError):
        result = None
    agrees = result == example.amount
    return (example.age, example.average_pension, example.amount, result, agrees)


def differences(old, new, parts=False) -> list[tuple[str, str, str]]:
    """Field, old and new in words, where they differ; of a new row all that is filled in.

    ``parts``: a policy's tiers too, which otherwise have a table of their own.
    """
    told = []
    for field in [*new.content_fields(), *new._meta.many_to_many]:
        before, after = (shown(row, field) if row else EMPTY for row in (old, new))
        if before != after and (old or (after != "否" and not _idle(new, field.name))):
            told.append((str(field.verbose_name), before, after))
    if isinstance(new, RefundPolicy):
        before, after = (_examples(row) if row else EMPTY for row in (old, new))
        if before != after:
            told.append(("算例", before, after))
        if parts:
            before, after = (_in_lines(_tiers(row)) if row else EMPTY for row in (old, new))
            if before != after:
                told.insert(0, ("年龄档", before, after))
    return told


def _idle(row, name) -> bool:
    """Whether a field of a new row says nothing: the period of a deduction that there is not."""
    return name == "deduction_period" and row.deduction_amount is None


def shown(row, field) -> str:
    """The value of a field as a person reads it."""
    value = getattr(row, field.name)
    if field.many_to_many:
        return "；".join(str(one) for one in value.all()) or EMPTY
    if field.is_relation and value is not None:
        return str(value)
    return in_words(field, value)


def _examples(policy) -> str:
    """The worked examples, a line each."""
    lines = []
    for example in policy.examples.all():
        case = f"{example.age}岁"
        if example.average_pension is not None:
            case = f"{case}，平均养老金 {yuan(example.average_pension)}"
        lines.append(f"{case}：每月 {yuan(example.amount)}")
    return "\n".join(lines) or EMPTY


def _in_lines(tiers) -> str:
    return "\n".join(f"{ages}：{figure}" for ages, figure in tiers.items()) or EMPTY


def _tiers_compared(policy) -> list[tuple[str, str, str, bool]]:
    """Each tier's ages with its old and new figure, and whether they differ."""
    new = _tiers(policy)
    old = _tiers(policy.replaces) if policy.replaces else {}
    return [
        (ages, old.get(ages, "没有"), new.get(ages, "没有"), old.get(ages) != new.get(ages))
        for ages in dict.fromkeys([*new, *old])
    ]


def _tiers(policy) -> dict[str, str]:
    """What the document states for each tier, by its ages."""
    period = policy.get_period_display()
    return {
        tier.ages: f"人均养老金的 {percent(tier.rate_percent)}"
        if tier.amount is None
        else f"{period} {yuan(tier.amount)}"
        for tier in policy.tiers.all()
    }
