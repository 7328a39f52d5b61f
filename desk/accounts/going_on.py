"""A post to the desk without a session: log in on the spot, and go on with what was posted."""

from collections.abc import Callable
from copy import copy
from http import HTTPStatus
from urllib.parse import quote

from django.conf import settings
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.datastructures import MultiValueDict
from django_otp.middleware import OTPMiddleware

from desk.models import UsedPost
from desk.pending_scans import PendingScans
from protection.staff_mark import mark_staff
from regions.models import PolicyTier, RefundPolicy, Source, WorkedExample

from . import kept_posts
from .kept_posts import KEPT, KeptPost

SAVED = "desk_saved"
#: The inputs of our forms that take scans; a refused form shows those that were kept.
UPLOADS = ("scans", "new_scans")

GoOn = Callable[[], HttpResponseBase]

ANOTHERS = "这一页是另一个账号打开的，没有存。请用那个账号登录，或者把要紧的抄下来，自己另填一份。"
USED = "这一份刚才已经接着办过一次了，没有再办第二次。请去看看那一条现在的样子。"
UNKNOWN = "随登录带来的那一份认不出来，或者过了一天，没有存。"
TOO_LONG = "登录过期了，所以没有存。这一份太长，没法带着登录：请先把要紧的抄下来，再登录。"
FORBIDDEN = "登录好了，可是您的账号现在做不了这一步，所以没有存。"
NOT_DONE = "登录过期了，刚才那一步没有办。登录以后请再办一次。"


def answer_post(site: AdminSite, request: HttpRequest, go_on: GoOn) -> HttpResponseBase:
    """Answer a post to an admin page, whose view is ``go_on``, whether logged in or not."""
    if KEPT in request.POST:
        return _carried(site, request, go_on)
    owner = kept_posts.owner_of(request.POST)
    if site.has_permission(request):
        if owner is not None and owner != request.user.pk:
            return not_saved(site, request, ANOTHERS)
        return _told_if_saved(request, go_on()) if owner is not None else go_on()
    if owner is None:
        if request.path not in (reverse("admin:logout"), reverse("admin:open_form")):
            messages.warning(request, NOT_DONE)
        return go_on()  # as Django's: it leads to the login
    return _log_in_here(site, request, owner)


def _log_in_here(site, request, owner: int) -> HttpResponseBase:
    """Answer with the login, which carries the post."""
    data, lost = with_scans(request, owner)
    signed = kept_posts.sign(data, owner, request.get_full_path())
    if signed is None:
        return not_saved(site, request, TOO_LONG)
    return _login_page(site, request, owner, signed, lost)


def with_scans(request, owner: int) -> tuple[QueryDict, list[str]]:
    """Return the post with its scans kept for ``owner``, and the names of files that are not."""
    scans = [file for name in UPLOADS for file in request.FILES.getlist(name)]
    user = User.objects.filter(pk=owner, is_active=True).first()
    if not scans or user is None:
        return request.POST, [file.name for _, many in request.FILES.lists() for file in many]
    kept = PendingScans(user, request.path, timezone.now()).keep(scans)
    if kept is None:
        return request.POST, [file.name for file in scans]
    data = request.POST.copy()
    for scan in kept:
        data.appendlist("kept_scans", str(scan.pk))
    return data, []


def _login_page(site, request, owner: int, signed: str, files=()) -> HttpResponse:
    reading = copy(request)
    reading.method = "GET"  # nobody tried to log in yet
    response = site.login(reading, {"kept": signed, "kept_files": list(files)})
    if User.objects.filter(pk=owner, is_active=True, is_staff=True).exists():
        mark_staff(request, response, owner)  # what is carried may be longer than a stranger's
    return response


def _carried(site, request, go_on: GoOn) -> HttpResponseBase:
    """Answer a login that carries a post, or a click on 接着存."""
    signed = request.POST[KEPT]
    kept = kept_posts.read(signed)
    if kept is None or kept.address != request.get_full_path():
        messages.error(request, UNKNOWN)
        return redirect(request.get_full_path())
    if site.has_permission(request):
        return _go_on(site, request, kept, go_on)
    if "username" not in request.POST:  # from the page of the lockout
        return _login_page(site, request, kept.owner, signed)
    response = site.login(request, {"kept": signed, "kept_files": []})
    if not request.user.is_authenticated:
        return response

    def verified(request):
        return _go_on(site, request, kept, go_on)

    return OTPMiddleware(verified)(request)  # whose note of the code is of before the login


def _go_on(site, request, kept: KeptPost, go_on: GoOn) -> HttpResponseBase:
    """Carry out a kept post as if it had just arrived."""
    request.POST, request._files = kept.data, MultiValueDict()
    if kept.owner != request.user.pk:
        return not_saved(site, request, ANOTHERS)
    try:
        with transaction.atomic():
            if not UsedPost.objects.use(kept.mark, timezone.now(), kept_posts.KEPT_FOR):
                return not_saved(site, request, USED)
            messages.info(request, "登录好了，接着办您刚才那一步。")
            response = _told_if_saved(request, go_on())
    except PermissionDenied:
        return not_saved(site, request, FORBIDDEN)
    return response


def _told_if_saved(request, response: HttpResponseBase) -> HttpResponseBase:
    """Name whose form was saved, so that the browser forgets its draft (desk/draft.js)."""
    if response.status_code == HTTPStatus.FOUND:
        named = quote(f"{request.user.pk}:{draft_key(request)}", safe="")
        response.set_cookie(SAVED, named, max_age=3600, path=settings.ADMIN_URL, samesite="Lax")
    return response


def draft_key(request) -> str:
    """Return under what the browser keeps the draft of a form: its address, and what it changes."""
    change = request.GET.get("change", "")
    return f"{request.path}?change={change}" if change.isdecimal() else request.path


def not_saved(site, request, said: str, kept: str = "") -> TemplateResponse:
    """Show what was typed, to be copied, and why it was not saved.

    ``kept`` is the signed post that a click on 接着存 carries out.
    """
    context = site.each_context(request) | {
        "title": "没有存，您填的都在这里",
        "said": said,
        "typed": list(_typed(request)),
        "row": None,
        "address": "",
        "kept": kept,
    }
    return TemplateResponse(request, "admin/concurrent_edit.html", context, status=409)


def _typed(request):
    admin = getattr(request.resolver_match.func, "model_admin", None)
    if hasattr(admin, "typed"):
        return admin.typed(request)
    return kept_posts.typed(request.POST, _labels())


def _labels() -> dict[str, str]:
    """Return the labels of the fields that forms outside Django's own pages ask for."""
    owners: list[type[models.Model]] = [WorkedExample, PolicyTier, Source, RefundPolicy]
    labels = {"reason": "理由", "text": "留言", "word": "接过来时说的话"}
    for owner in owners:
        for column in owner._meta.concrete_fields:
            if column.editable and not column.is_relation:
                labels[column.name] = str(column.verbose_name)
    return labels
