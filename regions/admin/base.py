"""What all our admin pages share: roomy text fields, list filters."""

import datetime
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from regions.models import Region

#: Text typed one item a line wants room; ``roomy`` is styled in ``static/css/admin.css``.
ROOMY: dict[Any, dict[str, Any]] = {
    models.TextField: {
        "widget": AdminTextareaWidget(attrs={"rows": 6, "class": "vLargeTextField roomy"})
    },
    models.URLField: {"assume_scheme": "https"},
}


class ProvinceFilter(admin.SimpleListFilter):
    """By province, through the path of the region; ``place`` leads from the row to it."""

    title = "省份"
    parameter_name = "province"
    place = "region__"

    def lookups(self, request, model_admin):
        tops = Region.objects.filter(level__lte=Region.Level.PROVINCE).order_by("level", "code")
        return [(region.path, region.short_name) for region in tops]

    def queryset(self, request, queryset):
        path = self.value()
        if not path:
            return queryset
        inside = {f"{self.place}path__startswith": f"{path}/"}
        return queryset.filter(Q(**{f"{self.place}path": path}) | Q(**inside))


class OwnProvinceFilter(ProvinceFilter):
    """The same for the list of regions itself."""

    place = ""


class CheckedFilter(admin.SimpleListFilter):
    """How long ago the source was checked, or, if it never was, published.

    Of a policy only the main source counts here, while its page takes the newest of all its
    sources. Rows without any date are found under 从未核对 only.
    """

    title = "多久没核对"
    parameter_name = "checked"
    source = "source__"

    def lookups(self, request, model_admin):
        stale, withheld = settings.STALE_AFTER_MONTHS, settings.WITHHOLD_AFTER_MONTHS
        return [
            ("never", "从未核对"),
            ("fresh", f"{stale} 个月内"),
            ("stale", f"超过 {stale} 个月"),
            ("withheld", f"超过 {withheld} 个月"),
        ]

    def queryset(self, request, queryset):
        checked = f"{self.source}checked_on"
        if self.value() == "never":
            return queryset.filter(**{f"{checked}__isnull": True})
        dated = queryset.alias(since=Coalesce(checked, f"{self.source}published_on"))
        today = timezone.localdate()
        stale = months_before(today, settings.STALE_AFTER_MONTHS)
        if self.value() == "fresh":
            return dated.filter(since__gte=stale)
        if self.value() == "stale":
            return dated.filter(since__lt=stale)
        if self.value() == "withheld":
            return dated.filter(since__lt=months_before(today, settings.WITHHOLD_AFTER_MONTHS))
        return queryset


class OwnCheckedFilter(CheckedFilter):
    """The same for the list of sources itself."""

    source = ""


def months_before(day: datetime.date, months: int) -> datetime.date:
    """The same day of an earlier month; the first of the next where there is no such day.

    >>> months_before(datetime.date(2028, 2, 29), 12)
    datetime.date(2027, 3, 1)
    """
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    try:
        return day.replace(year=year, month=month + 1)
    except ValueError:
        year, month = divmod(year * 12 + month + 1, 12)
        return datetime.date(year, month + 1, 1)


class PlaceColumn:
    """A column that tells namesakes apart: 湖南省永州市. Needs the region's parents loaded."""

    @admin.display(description="地区", ordering="region__path")
    def place(self, row):
        return row.region.full_title


#: What ``PlaceColumn`` needs in ``list_select_related``.
LINEAGE = "region__parent__parent__parent"
