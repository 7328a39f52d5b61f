"""The admins of places and of their other names."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms.models import BaseInlineFormSet
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from calculator.standing import Standing
from desk.assignments import with_workers
from desk.place_standards import LABELS, places_by_standing
from desk.row_locks import locked
from desk.spreadsheets.definitions import AliasSheet, AreaCodeSheet
from desk.succession import new_address
from pages.views_on_demand import view_of
from regions.models import Region, RegionAlias
from regions.models.region import LINEAGE

from .mixins.base import (
    BY_REGION,
    OwnProvinceFilter,
    PlaceColumn,
    PlainDeletion,
    ProvinceFilter,
    SearchedPlaceFirst,
    TypedFields,
)
from .mixins.concurrent_edits import VersionedAdmin, VersionedForm
from .preview import preview
from .spreadsheets import SheetAdmin


class AliasFormSet(BaseInlineFormSet):
    """Replaces Django's message on duplicates, which contains the field's English name."""

    def get_unique_error_message(self, unique_check):
        return "同一个别名填了两次。"

    def clean(self):
        """Refuse a name that another row had until now: rows are saved one by one."""
        super().clean()
        before = [form.initial.get("name") for form in self.forms]
        for form, own in zip(self.forms, before, strict=True):
            name = form.cleaned_data.get("name") if form.is_valid() else None
            if name and name != own and name in before:
                raise ValidationError(
                    f"“{name}”刚才还是另一行的名字。请把那一行先改好、存一次，再填这一行。"
                )


class AliasInline(TypedFields, admin.TabularInline):
    model = RegionAlias
    formset = AliasFormSet
    extra = 0


class PlaceForm(VersionedForm):
    def clean_successor(self):
        """Refuse a new successor: only a merge also moves names, addresses and children."""
        successor = self.cleaned_data["successor"]
        if self.instance.pk and successor and "successor" in self.changed_data:
            raise ValidationError("合并请用右上角的“合并或改名”，旧名、旧网址和下级会一起转过去。")
        if successor and (successor.ended_on or successor.page() is None):
            raise ValidationError(f"{successor.name}已经撤销或者没有页面，请选它现在归的地方。")
        return successor


class StandardFilter(admin.SimpleListFilter):
    """Filters places by where their standard comes from today, as the coverage counts it."""

    title = "标准"
    parameter_name = "standard"

    def lookups(self, request, model_admin):
        return [(standing.value, label) for standing, label in LABELS.items()]

    def queryset(self, request, queryset):
        if self.value() not in [standing.value for standing in LABELS]:
            return queryset
        found = places_by_standing(timezone.localdate())
        return queryset.filter(pk__in=found[Standing(self.value())])


@admin.register(Region)
class RegionAdmin(SheetAdmin, VersionedAdmin, SearchedPlaceFirst, PlainDeletion, admin.ModelAdmin):
    searched_place = ""
    form = PlaceForm
    sheet_class = AreaCodeSheet
    sheet_permissions = ("change",)
    list_display = ["name", "province_name", "parent_name", "level", "code", "area_code"]
    list_display += ["has_page", "ended_on", "recording"]
    change_form_template = "admin/region_form.html"
    list_filter = [StandardFilter, "level", "has_page", OwnProvinceFilter]
    search_fields = [
        "name",
        "short_name",
        "pinyin",
        "pinyin_joined__startswith",
        "initials__startswith",
        "code__startswith",
        "aliases__name",
    ]
    autocomplete_fields = ["parent", "successor"]
    ordering = ["level", "code", "path"]  # of many with the same initials, cities first
    inlines = [AliasInline]
    fieldsets = [
        ("名字", {"fields": ["name", "short_name", "pinyin", "initials"]}),
        ("在哪里", {"fields": ["level", "parent", "code", "area_code"]}),
        ("页面", {"fields": ["slug", "has_page", "own_pool"]}),
        ("撤并、改名", {"fields": ["ended_on", "successor"]}),
    ]

    def get_queryset(self, request):
        return with_workers(super().get_queryset(request).with_lineage(), timezone.now())

    def get_urls(self):
        shown = self.admin_site.admin_view(preview)
        return [
            path("<int:pk>/preview/", shown, name="regions_region_preview"),
            path(
                "<int:pk>/succession/",
                self.admin_site.admin_view(self.succession),
                name="regions_region_succession",
            ),
            *super().get_urls(),
        ]

    def succession(self, request, pk):
        return view_of("desk.admin.succession.succession_page")(self, request, pk)

    def save_model(self, request, obj, form, change):
        """Save a new place; ``save_related`` saves an existing one, after its other names."""
        if not change:
            super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        """Save the other names before the place, because a place that moves adds one to them."""
        super().save_related(request, form, formsets, change)
        if change:
            before = Region.objects.values_list("path", flat=True).get(pk=form.instance.pk)
            super().save_model(request, form.instance, form, change)
            for sentence in new_address(before, form.instance):
                messages.success(request, sentence)

    def sheet_title(self):
        return "电话区号"

    @admin.display(description="省份", ordering="path")
    def province_name(self, region):
        return region.province.short_name if region.province else "—"

    @admin.display(description="上级", ordering="parent__path")
    def parent_name(self, region):
        return region.parent.short_name if region.parent else "—"

    @admin.display(description="新文件")
    def recording(self, region):
        address = reverse("admin:regions_refundpolicy_record", args=[region.pk])
        worker = f"，{region.worker}在做" if region.worker else ""
        return format_html('<a href="{}">录入标准</a>{}', address, worker)

    def get_view_on_site_url(self, obj=None):
        has_page = obj is not None and obj.has_page and not obj.ended_on
        return obj.get_absolute_url() if has_page else None


@admin.register(RegionAlias)
class RegionAliasAdmin(SheetAdmin, VersionedAdmin, PlaceColumn, admin.ModelAdmin):
    sheet_class = AliasSheet

    def save_model(self, request, obj, form, change):
        """Save the name, and then its place, so that an open form of the place notices."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            locked(obj.region).save_because(f"别名：{obj.name}")

    def delete_model(self, request, obj):
        with transaction.atomic():
            super().delete_model(request, obj)
            locked(obj.region).save_because(f"删掉别名：{obj.name}")

    def delete_queryset(self, request, queryset):
        with transaction.atomic():
            for alias in queryset:
                self.delete_model(request, alias)

    def may_import(self, request):
        return super().may_import(request) and request.user.has_perm("regions.change_region")

    list_display = ["name", "kind", "place", "from_year", "until_year"]
    list_filter = ["kind", ProvinceFilter]
    list_select_related = [LINEAGE]
    search_fields = ["name", "reading", *BY_REGION]
    autocomplete_fields = ["region"]
