"""What is written by itself and read by people: logins, findings, what was taken down."""

from django.contrib import admin


class ReadOnlyAdmin(admin.ModelAdmin):
    """A list to read, and nothing else: nobody adds, changes or deletes a row by hand.

    A row shows all it holds in the list, so that it has no page of its own.
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
        """As Django's, which would ask to choose a row to look at."""
        title = {"title": self.opts.verbose_name_plural}
        return super().changelist_view(request, title | (extra_context or {}))
