"""What is covered and how far it was checked, counted; and whose document is missing."""

from django.shortcuts import render
from django.utils import timezone

from calculator.rules import rules_of
from regions.coverage import coverage as count
from regions.coverage import local_channels, missing
from regions.models import LookupChannel, Region


def coverage(request):
    today = timezone.localdate()
    places = list(Region.objects.pages().with_lineage().in_tree_order())
    rules = rules_of(places, today, today)
    counted = count(places, rules)
    context = {
        "today": today,
        "coverage": counted,
        "missing": missing(places, rules),
        "channels": local_channels(LookupChannel.objects.published().select_related("region")),
        "description": (
            f"{counted.total} 个地方里，{counted.own} 个有自己的划入标准，"
            f"{counted.inherited} 个沿用省里的，{counted.unknown} 个还没查到。"
            "每个省核对到哪一步，还缺哪里的文件，都列在这里。"
        ),
    }
    return render(request, "coverage.html", context)
