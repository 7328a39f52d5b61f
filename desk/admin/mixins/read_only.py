"""The admin of rows that programs write and people only read: logins, findings, take-downs."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list whose rows cannot be added, changed or deleted by hand.

    The list shows all fields of a row, so a row has no page of its own.
    """

    list_display_links = None

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        return [url for url in super().get_urls() if str(url.name).endswith("_changelist")]

    def changelist_view(self, request, extra_context=None):
        """As Django's, whose title would ask to choose a row."""
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, title | (extra_context or {}))
