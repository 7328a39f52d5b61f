"""The admins of what this site counted: visits a day, and terms that were searched in vain."""

from django.contrib import admin

from visits.models import PageVisits, SearchTerm

from .mixins.base import DatedList
from .mixins.read_only import ReadOnlyAdmin


@admin.register(PageVisits)
class PageVisitsAdmin(ReadOnlyAdmin, DatedList):
    """The sums, of the newest day first; nothing in them says who read."""

    list_display = ["day", "path", "kind", "number"]
    list_filter = ["kind"]
    search_fields = ["path"]
    search_help_text = "网址"
    date_hierarchy = "day"
    show_full_result_count = False


@admin.register(SearchTerm)
class SearchTermAdmin(admin.ModelAdmin):
    """Programs write the terms; editors say what was done, or keep one from the public."""

    change_form_template = "admin/kept_form.html"
    list_display = ["term", "number", "last_day", "note", "shown"]
    list_filter = ["blocked"]
    search_fields = ["term", "note"]
    readonly_fields = ["term", "number", "first_day", "last_day"]
    fields = [*readonly_fields, "note", "blocked"]

    @admin.display(description="公开了", boolean=True)
    def shown(self, term):
        return term.is_public

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def save_model(self, request, obj, form, change):
        """Save only what people write: what was counted meanwhile stays."""
        obj.save(update_fields=["note", "blocked"])
