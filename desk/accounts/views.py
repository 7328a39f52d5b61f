"""Pages about staff accounts: the second factor, and the lockout after too many guesses."""

import math

import django_otp
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.shortcuts import redirect, render
from django.views.csrf import csrf_failure

from text.qr import qr

from . import kept_posts
from . import second_factor as locks
from .forms import PhoneForm
from .going_on import ANOTHERS, not_saved, with_scans
from .kept_posts import KEPT


def second_factor(request):
    """我的第二道锁: bind or change a phone, or issue new one-time codes.

    Codes are shown only in the response to the request that issued them.
    """
    user, action = request.user, request.POST.get("action")
    if action == "codes":
        codes = locks.issue_codes(user)
        note(request, user, "换了一次性登录码。")
        return _codes(request, codes, "新的一次性登录码")
    if action == "unbind" and not settings.SECOND_FACTOR:
        locks.unbind(user)
        note(request, user, "解除了手机绑定。")
        messages.success(request, "手机解绑了。以后只用密码登录。")
        return redirect("admin:second_factor")

    bound = locks.phone_of(user)
    if bound and "new" not in request.GET:
        return _page(request, phone=None, bound=bound)
    if action == "bind" and locks.waiting_phone_of(user) is None:
        return redirect("admin:second_factor")  # the form was sent twice
    phone = locks.show_to_phone(user)
    form = PhoneForm(request.POST if action == "bind" else None, phone=phone)
    if form.is_valid():
        codes = locks.bind(form.phone)
        django_otp.login(request, form.phone)
        note(request, user, "绑定了手机验证器。")
        return _codes(request, codes, "手机绑好了")
    return _page(request, phone=phone, bound=bound, form=form)


def _page(request, phone, bound, form=None):
    context = {"title": "我的第二道锁", "bound": bound, "phone": phone, "form": form}
    context |= {"required": settings.SECOND_FACTOR, "left": locks.codes_left(request.user)}
    if phone is not None:
        context |= {"qr": qr(phone.config_url), "secret": locks.secret_of(phone)}
    context |= {"subtitle": None} | admin.site.each_context(request)
    return render(request, "admin/second_factor.html", context)


def _codes(request, codes, title):
    context = {"title": title, "codes": codes, "subtitle": None, "person": None}
    context |= admin.site.each_context(request)
    return render(request, "admin/login_codes.html", context)


def note(request, user, text):
    """Write ``text`` into the admin history of ``user``, which administrators read."""
    LogEntry.objects.log_actions(request.user.pk, [user], CHANGE, text, single_object=True)


def locked_out(request, response, credentials):
    """Answer a user whom django-axes has locked out, with 429."""
    context = {
        "title": "暂时不能登录",
        "subtitle": None,
        "failures": settings.AXES_FAILURE_LIMIT,
        "minutes": math.ceil(settings.AXES_COOLOFF_TIME.total_seconds() / 60),
        "kept": request.POST.get(KEPT, ""),
    }
    context |= admin.site.each_context(request) | {"has_permission": False}
    return render(request, "admin/locked_out.html", context, status=429)


def stale_form(request, reason=""):
    """Answer a post whose token against forgery is of an earlier login.

    That happens to a form that stayed open while its owner logged in again in another window.
    Only a form of ours can say whose it is: it is shown, and saved after one more click.
    """
    owner = kept_posts.owner_of(request.POST)
    if owner is None or not admin.site.has_permission(request):
        return csrf_failure(request, reason)
    if owner != request.user.pk:
        return not_saved(admin.site, request, ANOTHERS)
    data, lost = with_scans(request, owner)
    kept = kept_posts.sign(data, owner, request.get_full_path())
    said = "您打开这一页以后重新登录过，所以还没有存。看一眼下面填的，对就接着存。"
    if lost:
        said += f"这几个文件要重新选：接着存以后，到那一条里加。{'、'.join(lost)}。"
    return not_saved(admin.site, request, said, kept=kept or "")
