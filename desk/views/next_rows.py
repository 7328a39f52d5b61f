"""下一个: after one gap or one review is done, the next that nobody else works on."""

from django.contrib import messages
from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.html import format_html

from desk import publishing
from desk.assignments import begun_or_taken, others_work_on
from desk.waiting_drafts import Brief, in_order, loaded, urgency
from desk.work_items import FACTS, Link, admin_url
from desk.worklist import next_missing, record_url
from regions.models import Publication, Region
from regions.models.publication import Publishable

#: How many drafts are looked at for one that the user may approve.
LOOKED_AT = 20


def next_gap(request, region: Region) -> Link | None:
    """Return a link to the place after ``region`` in the list of gaps; None off that list.

    Places on which somebody else works, or whose standard is drafted, are passed over.
    """
    if request.GET.get("list") != "missing":
        return None
    now = timezone.now()
    following = next_missing(
        region.pk,
        timezone.localdate(),
        lambda places: begun_or_taken(places, request.user, now),
    )
    if following is None:
        return None
    return Link(following.full_title, record_url(following.pk, "missing"))


def tell_next_gap(request, region: Region) -> None:
    """Add a message that leads to the next place in the list of gaps, where one came from it."""
    if following := next_gap(request, region):
        sentence = '下一个还缺文件的：<a href="{}">{}</a>'
        messages.info(request, format_html(sentence, following.url, following.label))


def tell_next_in_review(request) -> None:
    """Add a message that leads to the next draft that the user may approve, if there is one."""
    if row := _next_in_review(request.user):
        name = f"{row._meta.verbose_name}：{row}"
        sentence = '下一个等着审核的：<a href="{}">{}</a>'
        messages.info(request, format_html(sentence, admin_url(row, "review"), name))


def _next_in_review(user: User) -> Publishable | None:
    """Return the draft that waits longest among those that ``user`` may approve."""
    now = timezone.now()
    waiting: list[Brief] = []
    for model in FACTS:
        if user.has_perm(f"{model._meta.app_label}.publish_{model._meta.model_name}"):
            rows = model._default_manager.filter(status=Publication.IN_REVIEW)
            rows = rows.exclude(pk__in=others_work_on(model, user, now))
            waiting += in_order(model, rows, LOOKED_AT)
    waiting.sort(key=urgency)
    for row in loaded(waiting[:LOOKED_AT]):
        if not publishing.refused_to(row, user):
            return row
    return None
