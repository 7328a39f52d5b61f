"""What is covered and how far it was checked, counted; and whose document is missing."""

from django.shortcuts import render
from django.utils import timezone

from regions.coverage import coverage as count
from regions.coverage import local_channels
from regions.models import LookupChannel, Region


def coverage(request):
    today = timezone.localdate()
    counted = count(Region.objects.pages().with_lineage().in_tree_order(), today)
    context = {
        "today": today,
        "coverage": counted,
        "lacking": [row for row in counted.provinces if row.lacks],
        "channels": local_channels(LookupChannel.objects.published().select_related("region")),
        "description": (
            f"{counted.total} 个地方里，{counted.own} 个有自己的划入标准，"
            f"{counted.inherited} 个沿用省里的，{counted.unknown} 个还没查到。"
            "每个省核对到哪一步，还缺哪里的文件，都列在这里。"
        ),
    }
    return render(request, "coverage.html", context)
