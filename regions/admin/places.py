"""Places and their other names."""

from django.contrib import admin
from django.forms.models import BaseInlineFormSet
from django.urls import path

from regions.models import Region, RegionAlias

from .base import BY_REGION, LINEAGE, OwnProvinceFilter, PlaceColumn, PlainDeletion, ProvinceFilter
from .preview import preview
from .versions import VersionedAdmin


class AliasFormSet(BaseInlineFormSet):
    """Django's own sentence would name the field by its English name."""

    def get_unique_error_message(self, unique_check):
        return "同一个别名填了两次。"


class AliasInline(admin.TabularInline):
    model = RegionAlias
    formset = AliasFormSet
    extra = 0


@admin.register(Region)
class RegionAdmin(VersionedAdmin, PlainDeletion, admin.ModelAdmin):
    list_display = ["name", "province_name", "parent_name", "level", "code", "area_code"]
    list_display += ["has_page", "ended_on"]
    list_filter = ["level", "has_page", OwnProvinceFilter]
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
        return super().get_queryset(request).with_lineage()

    def get_urls(self):
        shown = self.admin_site.admin_view(preview)
        return [
            path("<int:pk>/preview/", shown, name="regions_region_preview"),
            *super().get_urls(),
        ]

    @admin.display(description="省份", ordering="path")
    def province_name(self, region):
        return region.province.short_name if region.province else "—"

    @admin.display(description="上级", ordering="parent__path")
    def parent_name(self, region):
        return region.parent.short_name if region.parent else "—"

    def get_view_on_site_url(self, obj=None):
        has_page = obj is not None and obj.has_page and not obj.ended_on
        return obj.get_absolute_url() if has_page else None


@admin.register(RegionAlias)
class RegionAliasAdmin(VersionedAdmin, PlaceColumn, admin.ModelAdmin):
    list_display = ["name", "kind", "place"]
    list_filter = ["kind", ProvinceFilter]
    list_select_related = [LINEAGE]
    search_fields = ["name", "reading", *BY_REGION]
    autocomplete_fields = ["region"]
