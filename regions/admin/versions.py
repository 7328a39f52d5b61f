"""Two editors at once: the second to save is told what changed meanwhile and loses nothing."""

import datetime

from django import forms
from django.contrib import admin, messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils import timezone

from regions import days
from regions.history import events
from regions.models import Publication
from regions.models.publication import Versioned

from .history import HistoryPage


class SoundDays(forms.ModelForm):
    """A form that refuses days which can hardly be meant."""

    def clean(self):
        cleaned = super().clean()
        today = timezone.localdate()
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, datetime.date) and (said := days.fault(name, value, today)):
                self.add_error(name, said)
        return cleaned


class VersionedForm(SoundDays):
    """A form that knows which version of its row it was opened with.

    Saving over a newer version is refused; what changed is told, what was typed stays, and a
    tick, which holds for that version only, saves all the same.
    """

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    over_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    #: Set where saving was refused: the version that stands in the database.
    newer: int | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["opened_version"], self.fields["over_version"]
        else:
            self.initial["opened_version"] = self.instance.version

    def _get_validation_exclusions(self):
        # Constraints speak of what nobody types: the address, the state, what a copy replaces.
        return super()._get_validation_exclusions() - {"path", "status", "replaces"}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is not None:
            self._refuse_to_save_over(cleaned or self.cleaned_data)
        return cleaned

    def _refuse_to_save_over(self, cleaned) -> None:
        """Hold the row until the transaction ends, and compare versions."""
        rows = type(self.instance)._default_manager.select_for_update()
        held: Versioned | None = rows.filter(pk=self.instance.pk).first()
        if held is None:
            raise ValidationError("这一条刚才被别人删掉了，没有存。要紧的内容请先抄下来。")
        if held.version in (cleaned.get("opened_version"), cleaned.get("over_version")):
            self.instance.version = held.version
            return
        self.newer = held.version
        raise ValidationError(self._meanwhile(cleaned.get("opened_version")))

    def _meanwhile(self, opened: int | None) -> list[str]:
        """What others did to the row since the form was opened, a sentence each."""
        said = [
            "您打开以后，别人存过这一条，所以这次没有存。您填的都还在下面。"
            "请先看看别人改了什么，再勾上下面那一格存一次。"
        ]
        later = [event for event in events(self.instance) if event.version > (opened or 0)]
        for event in reversed(later):
            when = timezone.localtime(event.when).strftime("%H:%M")
            changed = "；".join(f"{c.label}：{c.old} → {c.new}" for c in event.changes)
            said.append(f"{when}，{event.who}：{event.step}。{changed}")
        return said


class VersionedAdmin(HistoryPage, admin.ModelAdmin):
    """An admin whose form is a VersionedForm and carries the version it was opened with."""

    form = VersionedForm
    change_form_template = "admin/versioned_form.html"

    def response_action(self, request, queryset):
        """As Django's, which breaks on ids that are no numbers."""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if all(one.isdecimal() and len(one) < 19 for one in chosen):
            return super().response_action(request, queryset)
        messages.error(request, "没认出您选的是哪几条，请在列表里重新勾一次。")
        return redirect(request.get_full_path())

    def get_changeform_initial_data(self, request):
        """As Django's, without the ids in the address that no row has: its fields break on them."""
        filled = super().get_changeform_initial_data(request)
        for name in [name for name in filled if name in self._links()]:
            try:
                self._links()[name].formfield().clean(filled[name])
            except ValidationError:
                del filled[name]
        return filled

    def _links(self):
        links = [*self.opts.many_to_many, *(f for f in self.opts.fields if f.is_relation)]
        return {link.name: link for link in links}

    def get_fields(self, request, obj=None):
        hidden = ("opened_version", "over_version")
        return [name for name in super().get_fields(request, obj) if name not in hidden]


def is_settled(row) -> bool:
    """Whether a fact is out of its writer's hands: in review, published or withdrawn."""
    return row is not None and row.status != Publication.DRAFT
