"""我在做: take on a place or a draft, give it back, take it over from somebody."""

from django.apps import apps
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from desk.assignments import taken
from desk.models import Assignment
from desk.posted_only import posted_only
from regions.models import Region
from regions.models.publication import Publishable
from watch.models import Finding

LONGEST_WORD = 200


@posted_only
def assign(request):
    """Take, give back or take over what the posted ``task`` names, and return to the page."""
    model, pk = named_model(request.POST.get("task", ""))
    if not may_take(request.user, model):
        raise PermissionDenied
    row = get_object_or_404(model, pk=pk)
    match request.POST.get("step"):
        case "take":
            _take(request, row)
        case "take_over":
            _take_over(request, row)
        case "give_back":
            Assignment.objects.of(row).filter(by=request.user).delete()
            messages.success(request, f"“{row}”还回去了，别人可以接着做。")
        case _:
            messages.error(request, "没看懂要做什么，请再按一次。")
    return redirect(back_to(request))


def may_take(user, model: type[Model]) -> bool:
    """Whether ``user`` may work on rows of ``model``: on a place, who may enter its standard."""
    if model is Region:
        return user.has_perm("regions.add_refundpolicy")
    label, name = model._meta.app_label, model._meta.model_name
    return user.has_perm(f"{label}.change_{name}") or user.has_perm(f"{label}.publish_{name}")


def back_to(request) -> str:
    """Return the page of our own that the form named, or the index."""
    named = request.POST.get("back", "")[:500]
    own = url_has_allowed_host_and_scheme(named, {request.get_host()}, request.is_secure())
    return named if own and named.startswith("/") else reverse("admin:index")


def named_model(text: str) -> tuple[type[Model], int]:
    """Parse the label and id of a place, fact or finding. Raises Http404 for anything else."""
    label, _, number = text[:80].partition(":")
    try:
        model, pk = apps.get_model(label), int(number[:18])
    except (LookupError, ValueError) as error:
        raise Http404 from error
    if model not in (Region, Finding) and not issubclass(model, Publishable):
        raise Http404
    return model, pk


def _take(request, row: Model) -> None:
    now = timezone.now()
    other = Assignment.objects.take(row, request.user, now, None, "")
    if other is None:
        messages.success(request, f"记下了：“{row}”您在做。两个星期以后自动取消。")
        return
    held = taken(other, request.user, now)
    messages.warning(
        request, f"“{row}”{held.name}在做，{held.ago}接的。要接过来，请写一句话告诉对方。"
    )


def _take_over(request, row: Model) -> None:
    """Take over from the person whom the page named; refuse without a word or from another."""
    word = " ".join(request.POST.get("word", "")[: LONGEST_WORD * 2].split())[:LONGEST_WORD]
    if not word:
        messages.error(request, "要接过来，请写一句话，原来在做的人看得到。")
        return
    sent = request.POST.get("from", "")[:18]
    holder = int(sent) if sent.isascii() and sent.isdigit() else None
    now = timezone.now()
    other = Assignment.objects.take(row, request.user, now, holder, word)
    if other is None:
        messages.success(request, f"“{row}”您接过来了，您写的话对方看得到。")
        return
    held = taken(other, request.user, now)
    messages.warning(request, f"“{row}”刚才换了人：现在{held.name}在做。请再看看要不要接。")
