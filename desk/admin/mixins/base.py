"""Parts of many admins: large text fields, search fields, list filters, deletion in Chinese."""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.options import BaseModelAdmin, IncorrectLookupParameters
from django.contrib.admin.views.main import ORDER_VAR, ChangeList
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone
from django.utils.text import capfirst

from desk.typed_fields import options_for
from regions.models import Region

#: Large text fields, for one item per line; ``static/css/admin.css`` styles ``roomy``.
ROOMY: dict[Any, dict[str, Any]] = {
    models.TextField: {
        "widget": AdminTextareaWidget(attrs={"rows": 6, "class": "vLargeTextField roomy"})
    },
    models.URLField: {"assume_scheme": "https"},
}

#: The search fields that find a row by its region.
BY_REGION = [
    "region__name",
    "region__short_name",
    "region__pinyin",
    "region__pinyin_joined__startswith",
    "region__initials__startswith",
    "region__code__startswith",
    "region__aliases__name",
]


class ProvinceFilter(admin.SimpleListFilter):
    """Filters rows by province, by the path of their region; ``place`` is the lookup to it."""

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
    """Filters the list of regions itself by province."""

    place = ""


class CheckedFilter(admin.SimpleListFilter):
    """Filters facts by the time since they were checked or else published, as ``Freshness`` does.

    A fact without any date counts as unchecked for long.
    """

    title = "多久没核对"
    parameter_name = "checked"

    def lookups(self, request, model_admin):
        stale, withheld = settings.STALE_AFTER_MONTHS, settings.WITHHOLD_AFTER_MONTHS
        return [
            ("never", "从未核对"),
            ("fresh", f"{stale} 个月内"),
            ("stale", f"超过 {stale} 个月"),
            ("withheld", f"超过 {withheld} 个月"),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "never":
                return queryset.never_checked()
            case "fresh":
                return queryset.fresh(today)
            case "stale":
                return queryset.stale(today)
            case "withheld":
                return queryset.withheld(today)
        return queryset


class TypedFields(BaseModelAdmin):
    """Reads numbers, days and telephone numbers as people type them."""

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        return super().formfield_for_dbfield(db_field, request, **options_for(db_field) | kwargs)


class SearchedPlaceFirst:
    """Lists what belongs to the searched place before what merely mentions it.

    兰州 finds 甘肃省 too, by a name of something in it; 兰州市 comes first all the same, then what
    begins like the search. A column that the user sorts by counts more. ``searched_place`` is the
    lookup to the place.
    """

    searched_place = "region__"

    def get_search_results(self, request, queryset, search_term):
        found, duplicates = super().get_search_results(request, queryset, search_term)
        typed = search_term.strip()
        if not typed or ORDER_VAR in request.GET:
            return found, duplicates
        names = [f"{self.searched_place}{name}" for name in ("short_name", "name")]
        spoken = [f"{self.searched_place}{name}" for name in ("pinyin_joined", "initials")]
        exact = Q(*((name, typed) for name in names), _connector=Q.OR)
        exact |= Q(*((name, typed.lower()) for name in spoken), _connector=Q.OR)
        begins = Q(*((f"{name}__startswith", typed) for name in names), _connector=Q.OR)
        rank = Case(When(exact, then=0), When(begins, then=1), default=2)
        ordering = found.query.order_by or self.get_ordering(request) or self.opts.ordering
        return found.order_by(rank, *ordering), duplicates


class _DatedChangeList(ChangeList):
    def get_filters(self, request):
        try:
            return super().get_filters(request)
        except OverflowError as error:  # a year of forty digits, which Django does not expect
            raise IncorrectLookupParameters(error) from error


class DatedList(admin.ModelAdmin):
    """A list with a hierarchy of days, of which no day in the address makes an error."""

    def get_changelist(self, request, **kwargs):
        return _DatedChangeList


class PlaceColumn(SearchedPlaceFirst):
    """Adds a column with the full name of the region: 湖南省永州市. Needs ``LINEAGE`` loaded."""

    @admin.display(description="地区", ordering="region__path")
    def place(self, row):
        return row.region.full_title


class PlainDeletion:
    """Leaves links between rows, which have no Chinese names, out of the list before deletion."""

    def get_deleted_objects(self, objs, request):
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        links = {
            field.remote_field.through._meta
            for model in admin.site._registry
            for field in model._meta.many_to_many
            if field.remote_field.through._meta.auto_created
        }
        names = tuple(capfirst(link.verbose_name) for link in links)
        plural = {link.verbose_name_plural for link in links}
        counts = {name: count for name, count in counts.items() if name not in plural}
        return _without(listed, names), counts, missing, protected


def _without(listed, names):
    """Return nested lists of lines without the lines that begin with one of ``names``."""
    return [
        _without(line, names) if isinstance(line, list) else line
        for line in listed
        if isinstance(line, list) or not str(line).startswith(names)
    ]
