"""Tells editors, once a row is saved or read from a sheet, what in it is rarely right."""

from django.contrib import admin, messages
from django.utils import timezone

from desk.plausibility import Published, doubts


class DoubtsAdmin(admin.ModelAdmin):
    """An admin that warns of what is allowed in a saved row but rarely right."""

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        told = self.sheet_doubts()
        # Read anew, with the parts that it has now.
        for sentence in told(self.model._default_manager.get(pk=form.instance.pk)):
            messages.warning(request, sentence)

    def sheet_doubts(self):
        """Return what tells the doubts about the rows of a sheet; it reads once what is public.

        The rows of a sheet may be in memory only, with their parts.
        """
        today, published = timezone.localdate(), Published()
        return lambda row: doubts(row, today, published)
