"""Feeds and calendars: of everything, of a province, of a place, and of one reader's next band."""

from http import HTTPStatus

from django.http import HttpResponse
from django.utils import timezone

from caching.responses import never_stored
from opendata import calendars
from opendata.concerning import Concerning
from opendata.feeds import ChangesFeed
from opendata.responses import open_to_all
from pages.views.case import read_case
from pages.views.place import locate

_CHANGES = ChangesFeed()


def feed(request, province="", place=""):
    """Answer with what changed, as Atom, whatever the request accepts."""
    region = locate(request, province, place, lambda found: found.feed_url) if province else None
    if isinstance(region, HttpResponse):
        return region
    today = timezone.localdate()
    return open_to_all(_CHANGES(request, about=Concerning.of(region, today), today=today))


def calendar(request, province="", place=""):
    """Answer with what is to change, as a calendar to follow."""
    region = (
        locate(request, province, place, lambda found: found.calendar_url) if province else None
    )
    if isinstance(region, HttpResponse):
        return region
    today = timezone.localdate()
    about = Concerning.of(region, today)
    text = calendars.calendar(calendars.events(about, today), f"医保明白账：{about.name}")
    return open_to_all(_as_calendar(text))


def reminder(request, province, place=""):
    """Answer with one day for the reader's own calendar; kept by nobody, here or on the way."""
    region = locate(request, province, place, lambda found: found.reminder_url)
    if isinstance(region, HttpResponse):
        return region
    today = timezone.localdate()
    answer = read_case(request.GET, region, today).answer
    if answer is None:
        return _refused("没有看懂您的情况。请回上一页，看看填的数，再算一次。")
    try:
        event = calendars.own_event(answer, today)
    except ValueError as reason:
        return _refused(str(reason))
    response = _as_calendar(calendars.calendar([event]))
    response.headers["Content-Disposition"] = 'attachment; filename="yibao.ics"'
    return never_stored(response)


def _as_calendar(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _refused(why: str) -> HttpResponse:
    kind = "text/plain; charset=utf-8"
    return never_stored(HttpResponse(f"{why}\n", status=HTTPStatus.NOT_FOUND, content_type=kind))
