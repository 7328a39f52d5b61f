"""What is covered and how far it was checked, counted; and whose document is missing."""

import datetime
from collections.abc import Iterable

from django.shortcuts import render
from django.utils import timezone
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from caching.memo import memoised_per_revision
from calculator.coverage import Missing, local_channels, missing, open_reports
from calculator.coverage import coverage as count
from calculator.situation import rules_of_all
from calculator.standing import next_rules
from regions.models import LookupChannel
from regions.place_facts import all_places

from .paper import unfolded

#: So many places whose document is missing are told in full; of the others the names.
IN_FULL = 20


def coverage(request):
    reports = open_reports("region")
    context = _context(timezone.localdate(), tuple(sorted(reports.items())))
    return unfolded(request, render(request, "pages/coverage.html", context))


@memoised_per_revision(2)
def _context(today: datetime.date, reports: tuple[tuple[int, int], ...]) -> dict[str, object]:
    """Return what the page shows, with few places in full because the result stays in memory.

    ``reports`` are the open ones by place id: an argument, because they change without the facts.
    """
    places = all_places()
    rules = rules_of_all(today)
    coming = next_rules(today)
    counted = count(places, rules, coming)
    lacking = missing(places, rules, coming, dict(reports))
    personal = f"{counted.personal} 个按各人自己的数打，" if counted.personal else ""
    later = f"{counted.coming} 个的标准以后才执行，" if counted.coming else ""
    return {
        "today": today,
        "coverage": counted,
        "missing": lacking[:IN_FULL],
        "others": len(lacking[IN_FULL:]),
        "others_without_figure": _in_words(row for row in lacking[IN_FULL:] if not row.view),
        "others_with_figure": _in_words(row for row in lacking[IN_FULL:] if row.view),
        "channels": local_channels(LookupChannel.objects.published().select_related("region")),
        "description": (
            f"{counted.total} 个地方里，{counted.own} 个有自己的划入标准，"
            f"{counted.inherited} 个沿用省里的，{personal}{later}{counted.unknown} 个还没查到。"
            "每个省核对到哪一步，还缺哪里的文件，都列在这里。"
        ),
    }


def _in_words(rows: Iterable[Missing]) -> SafeString:
    return format_html_join(
        "、",
        '<a href="{}">{}</a>',
        ((row.place.get_absolute_url(), row.place.short_name) for row in rows),
    )
