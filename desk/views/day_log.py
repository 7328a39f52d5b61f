"""今天发生了什么: what everybody did on a day, over all facts, sources and places."""

import datetime

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from desk.day_log import KINDS_OF_ROWS, MOST, found_on, in_words
from desk.publishing import name_of
from regions.models import ReaderStatement
from text.formats import day as in_chinese

#: How many lines stand on one page.
ON_PAGE = 100


def day_log(request, site):
    """Show a day (``?day=2026-11-29``), a person (``?who=``) and a page (``?p=``) of it."""
    if not request.user.has_perm("regions.view_refundpolicy"):
        raise PermissionDenied
    today = timezone.localdate()
    day = _day(request.GET.get("day", ""), today)
    people = list(User.objects.filter(is_staff=True).order_by("pk"))
    who = next((one for one in people if str(one.pk) == request.GET.get("who")), None)
    kinds = [model for model in KINDS_OF_ROWS if _may_view(request.user, model)]
    found, is_all = found_on(day, kinds, who.pk if who else None)
    page = Paginator(found, ON_PAGE).get_page(request.GET.get("p", "")[:6])
    said = "今天" if day == today else in_chinese(day)
    context = site.each_context(request) | {
        "title": f"{said}发生了什么",
        "day": day,
        "said": said,
        "before": _address(day - datetime.timedelta(days=1), today, who),
        "after": _address(day + datetime.timedelta(days=1), today, who) if day < today else "",
        "people": [(one.pk, name_of(one), one == who) for one in people],
        "who": name_of(who) if who else "",
        "happenings": in_words(list(page.object_list)),
        "page": page,
        "cut": "" if is_all else f"这一天太多，每种资料只列最近 {MOST} 次改动。",
        "address": _address(day, today, who),
    }
    return TemplateResponse(request, "admin/day_log.html", context)


def _may_view(user: User, model) -> bool:
    if model is ReaderStatement:
        return user.has_perm("regions.view_correctionreport")
    return user.has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")


def _day(text: str, today: datetime.date) -> datetime.date:
    """Return the day that the address names; today where it names none, or one to come."""
    try:
        named = datetime.date.fromisoformat(text[:10])
    except ValueError:
        return today
    return min(max(named, datetime.date(2000, 1, 1)), today)


def _address(day: datetime.date, today: datetime.date, who: User | None) -> str:
    """Return the address of ``day``; its query ends so that ``&p=`` may follow."""
    query: dict[str, str | int] = {"day": day.isoformat()}
    if who:
        query["who"] = who.pk
    return f"{reverse('admin:day_log')}?{urlencode(query)}"
