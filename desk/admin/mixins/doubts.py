"""Tells editors, once a row is saved or read from a sheet, what in it is rarely right."""

from django.contrib import admin, messages
from django.utils import timezone

from desk.plausibility import Published, doubts
from regions.models.region import LINEAGE


class DoubtsAdmin(admin.ModelAdmin):
    """An admin that warns of what is allowed in a saved row but rarely right."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for sentence in self.sheet_doubts()(form.instance):
            messages.warning(request, sentence)

    def sheet_doubts(self):
        """Return what tells the doubts about the rows of a sheet; it reads once what is public."""
        today, published = timezone.localdate(), Published()
        rows = self.model._default_manager.select_related(
            LINEAGE, "region__successor", "source", "replaces"
        ).prefetch_related(*self.model.PARTS)

        def told(row):
            # Read anew, with the parts that it has now.
            return doubts(rows.get(pk=row.pk), today, published)

        return told
