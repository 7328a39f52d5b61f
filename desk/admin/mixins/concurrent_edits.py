"""Save beside the change of another editor, never over it, and keep what was typed."""

from copy import copy
from typing import Any

from django import forms
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.utils import timezone

from desk import presence
from desk.history import events
from desk.implausible_dates import implausible
from desk.row_locks import locked_or_none
from desk.version_token import VersionToken
from regions.models import Publication
from regions.models.publication import Versioned

from .base import TypedFields
from .history import HistoryPage
from .known_ids import KnownIds
from .merged_form import STATE, MergedForm, opened_state, rows_of
from .unsaved_input import ShowsUnsavedInput


class SoundDays(forms.ModelForm):
    """A form that refuses implausible dates and years."""

    def clean(self):
        cleaned = super().clean()
        today = timezone.localdate()
        for name, value in list(self.cleaned_data.items()):
            if said := implausible(name, value, today):
                self.add_error(name, said)
        return cleaned


class TokenField(forms.CharField):
    """A hidden field with a version token; any other text cleans to None."""

    widget = forms.HiddenInput

    def clean(self, value):
        return VersionToken.from_text(super().clean(value))


class VersionedForm(SoundDays):
    """A form that carries the token of its row as it was opened.

    Saving over a newer version is refused. ``merged`` is what the admin made of a form whose row
    was saved by others; a form with an open question in it is not valid.
    """

    opened_version = TokenField(required=False)

    #: The token of the row in the database, where saving was refused.
    newer: VersionToken | None = None
    merged: MergedForm | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["opened_version"]
        else:
            self.initial["opened_version"] = VersionToken.of(self.instance)

    def is_valid(self):
        return super().is_valid() and not (self.merged and self.merged.asked)

    def _get_validation_exclusions(self):
        # Constraints on these fields must be checked, although nobody types them.
        return super()._get_validation_exclusions() - {"path", "status", "replaces"}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is not None:
            self._refuse_to_save_over(cleaned or self.cleaned_data)
        return cleaned

    def may_save_over(self, stands: VersionToken, cleaned) -> bool:
        """Whether the form was opened with the row as it stands in the database."""
        return stands == cleaned.get("opened_version")

    def _refuse_to_save_over(self, cleaned) -> None:
        """Lock the row until the transaction ends, and raise ValidationError if it is newer."""
        held: Versioned | None = locked_or_none(type(self.instance), self.instance.pk)
        if held is None:
            raise ValidationError("这一条刚才被别人删掉了，没有存。要紧的内容请先抄下来。")
        stands = VersionToken.of(held)
        if self.may_save_over(stands, cleaned):
            self.instance.version = held.version
            return
        self.newer = stands
        raise ValidationError(self._meanwhile(cleaned.get("opened_version")))

    def _meanwhile(self, opened: VersionToken | None) -> list[str]:
        """Return a sentence for each change of the row since the form was opened."""
        said = ["您打开以后，别人存过这一条，所以这次没有存。您填的都还在下面，请再存一次。"]
        known = opened.version if opened else 0
        later = [event for event in events(self.instance) if event.version > known]
        for event in reversed(later):
            when = timezone.localtime(event.when).strftime("%H:%M")
            changed = "；".join(f"{c.label}：{c.old} → {c.new}" for c in event.changes)
            said.append(f"{when}，{event.who}：{event.step}。{changed}")
        return said


class ConfirmedForm(VersionedForm):
    """A form of a step that is not merged: a tick, for one version only, takes it all the same."""

    over_version = TokenField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["over_version"]

    def may_save_over(self, stands, cleaned):
        return super().may_save_over(stands, cleaned) or stands == cleaned.get("over_version")

    def _meanwhile(self, opened):
        first = (
            "您打开以后，别人存过这一条，所以这次没有存。您填的都还在下面。"
            "请先看看别人改了什么，再勾上下面那一格存一次。"
        )
        return [first, *super()._meanwhile(opened)[1:]]


class VersionedAdmin(TypedFields, HistoryPage, ShowsUnsavedInput, KnownIds):
    """An admin whose form is a VersionedForm."""

    form = VersionedForm
    change_form_template = "admin/versioned_form.html"

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """As Django's; a form that others saved meanwhile is merged before it is read."""
        self.take_out_unknown(request)
        if request.method == "POST" and object_id and self.has_change_permission(request):
            row = self.get_object(request, unquote(object_id))
            if row is not None and self.has_change_permission(request, row):
                self._merge(request, row)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _merge(self, request, row) -> None:
        shown = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=True, fields=shown)(instance=row)
        merged = MergedForm(request.POST, form, row)
        if not merged.is_due:
            return
        reading = copy(request)
        reading.method = "GET"  # or Django binds the formsets to what was posted
        django: Any = self  # whose stubs leave this method out
        formsets, inlines = django._create_formsets(reading, row, change=True)
        pairs = zip(formsets, inlines, strict=True)
        merged.merge(
            rows_of(formset, inline.has_add_permission(request, row))
            for formset, inline in pairs
            if inline.has_change_permission(request, row)
        )
        request.POST, request.merged = merged.data, merged

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        made.merged = getattr(request, "merged", None)
        return made

    def save_related(self, request, form, formsets, change):
        """As Django's; who saved a merged form is told what of others is in it."""
        super().save_related(request, form, formsets, change)
        if merged := getattr(request, "merged", None):
            merged.tell(request)
        if change and "_continue" not in request.POST:
            presence.leave(form.instance, request.user)

    def render_change_form(self, request, context, *args, **kwargs):
        """As Django's, with the state that the form carries, and the questions it asks."""
        form = context["adminform"].form
        rows = [rows_of(one.formset) for one in context["inline_admin_formsets"]]
        context["opened_state"] = form.data.get(STATE, "") if form.is_bound else ""
        context["opened_state"] = context["opened_state"] or opened_state(form, rows)
        context["merged"] = merged = getattr(request, "merged", None)
        if merged:
            merged.tell(request)
        context["presence"] = self._presence(request, kwargs.get("obj"))
        return super().render_change_form(request, context, *args, **kwargs)

    def _presence(self, request, row) -> dict[str, Any] | None:
        """Note that somebody has the row open, and return who else has; None where nobody may."""
        if row is None or not self.has_change_permission(request, row):
            return None
        now = timezone.now()
        presence.note(row, request.user, now)
        said = presence.who_else(row, request.user, now)
        return {"said": said, "model": row._meta.label_lower, "row": row.pk}

    def get_fields(self, request, obj=None):
        return [name for name in super().get_fields(request, obj) if name != "opened_version"]


def is_handed_in(row) -> bool:
    """Whether a fact exists and is no longer a draft: in review, published or withdrawn."""
    return row is not None and row.status != Publication.DRAFT
