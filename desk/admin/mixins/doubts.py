"""Tells editors, once a row is saved or read from a sheet, what in it is rarely right."""

from django.contrib import admin, messages
from django.utils import timezone

from desk.plausibility import doubts


class DoubtsAdmin(admin.ModelAdmin):
    """An admin that warns of what is allowed in a saved row but rarely right."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        # Read anew, with the parts that it has now.
        for sentence in self.sheet_doubts(self.model._default_manager.get(pk=form.instance.pk)):
            messages.warning(request, sentence)

    def sheet_doubts(self, row):
        return doubts(row, timezone.localdate())
