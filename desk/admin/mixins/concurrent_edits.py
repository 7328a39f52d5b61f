"""Refuse to save over the change of another editor, and keep what was typed."""

from django import forms
from django.contrib import messages
from django.contrib.admin import helpers
from django.core.exceptions import ValidationError
from django.db import models
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from desk.history import events
from desk.implausible_dates import implausible
from desk.row_locks import locked_or_none
from desk.typed_fields import options_for
from desk.version_token import VersionToken
from regions.models import Publication
from regions.models.publication import Versioned

from .base import TypedFields
from .history import HistoryPage
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

    Saving over a newer version is refused: the form shows what changed and keeps what was typed.
    A checkbox, which holds for that version only, then allows it.
    """

    opened_version = TokenField(required=False)
    over_version = TokenField(required=False)

    #: The token of the row in the database, where saving was refused.
    newer: VersionToken | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            del self.fields["opened_version"], self.fields["over_version"]
        else:
            self.initial["opened_version"] = VersionToken.of(self.instance)

    def _get_validation_exclusions(self):
        # Constraints on these fields must be checked, although nobody types them.
        return super()._get_validation_exclusions() - {"path", "status", "replaces"}

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk is not None:
            self._refuse_to_save_over(cleaned or self.cleaned_data)
        return cleaned

    def _refuse_to_save_over(self, cleaned) -> None:
        """Lock the row until the transaction ends, and raise ValidationError if it is newer."""
        held: Versioned | None = locked_or_none(type(self.instance), self.instance.pk)
        if held is None:
            raise ValidationError("这一条刚才被别人删掉了，没有存。要紧的内容请先抄下来。")
        stands = VersionToken.of(held)
        if stands in (cleaned.get("opened_version"), cleaned.get("over_version")):
            self.instance.version = held.version
            return
        self.newer = stands
        raise ValidationError(self._meanwhile(cleaned.get("opened_version")))

    def _meanwhile(self, opened: VersionToken | None) -> list[str]:
        """Return a sentence for each change of the row since the form was opened."""
        said = [
            "您打开以后，别人存过这一条，所以这次没有存。您填的都还在下面。"
            "请先看看别人改了什么，再勾上下面那一格存一次。"
        ]
        known = opened.version if opened else 0
        later = [event for event in events(self.instance) if event.version > known]
        for event in reversed(later):
            when = timezone.localtime(event.when).strftime("%H:%M")
            changed = "；".join(f"{c.label}：{c.old} → {c.new}" for c in event.changes)
            said.append(f"{when}，{event.who}：{event.step}。{changed}")
        return said


class PostedRows:
    """Rewrites the posted rows of an inline for the rows that are in the database now.

    Django looks up each posted row by the id it was opened with, and can neither save nor show
    the form once that row is gone. What was typed is kept like this::

        opened with         typed                    is there now     becomes
        tier 7, 0–69 岁      tier 7, 90 → 95 元        tier 9, 0–69     tier 9, 95 元 (same key)
        tier 8, 70 岁起      tier 8, untouched        tier 8, 70 起     tier 8, untouched
                            a new tier, 80 岁起       tier 10, 60 起    tier 10, as it is
                                                                      a new tier, 80 岁起
    """

    def __init__(self, data: QueryDict, prefix: str, standing: list[models.Model]):
        self.data, self.prefix, self.standing = data, prefix, standing

    def bring_up_to_date(self, key: tuple[str, ...], pk: str, may_add: bool) -> None:
        """Put the existing rows first, as typed or unchanged, then all else typed, as new rows.

        A typed row belongs to the existing row with the same id or else the same ``key``.
        """
        total = self.data.get(f"{self.prefix}-TOTAL_FORMS", "")
        if not (total.isdecimal() and len(total) < 4):  # forged: left to Django
            return
        typed = [self._take(at) for at in range(int(total))]
        ids = {str(part.pk) for part in self.standing}
        known = {row[pk]: row for row in typed if row.get(pk) in ids}
        others = [row for row in typed if row.get(pk) not in ids]
        rows = []
        for part in self.standing:
            row = known.get(str(part.pk))
            if row is None and key:
                row = next((other for other in others if _means(other, part, key)), None)
                others = [other for other in others if other is not row]
            rows.append((row or _as_typed(part)) | {pk: str(part.pk)})
        for row in others:
            if may_add and not (row.get(pk) and "DELETE" in row):
                rows.append(row | {pk: ""})
        self._put(rows)

    def _take(self, at: int) -> dict[str, str]:
        start = f"{self.prefix}-{at}-"
        names = [name for name in self.data if name.startswith(start)]
        return {name.removeprefix(start): self.data.pop(name)[-1] for name in names}

    def _put(self, rows: list[dict[str, str]]) -> None:
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(self.standing))
        for at, row in enumerate(rows):
            for name, value in row.items():
                self.data[f"{self.prefix}-{at}-{name}"] = value


def _means(row: dict[str, str], part: models.Model, key: tuple[str, ...]) -> bool:
    """Whether the fields ``key`` that were typed in ``row`` are those of ``part``."""
    fields = [field for field in part._meta.concrete_fields if field.name in key]
    try:
        return all(
            _known(_typed(field, row.get(field.name))) == _known(field.value_from_object(part))
            for field in fields
        )
    except ValidationError:
        return False


def _typed(field: models.Field, text: str | None) -> object:
    """Return the value that a form reads in ``text``. Raises ValidationError."""
    options = options_for(field)
    reader = field.formfield(**options) if options else None
    return (reader or field).to_python(text or None)


def _known(value: object) -> object:
    """Return ``value``, or None for an empty text: an empty field is read as either."""
    return None if value == "" else value


def _as_typed(part: models.Model) -> dict[str, str]:
    """Return what an unchanged form of ``part`` would post."""
    values = {
        field.name: field.value_from_object(part)
        for field in part._meta.concrete_fields
        if field.editable
    }
    return {name: "" if value is None else str(value) for name, value in values.items()}


class VersionedAdmin(TypedFields, HistoryPage, ShowsUnsavedInput):
    """An admin whose form is a VersionedForm."""

    form = VersionedForm
    change_form_template = "admin/versioned_form.html"

    def response_action(self, request, queryset):
        """As Django's, but ids that are not numbers lead to a message instead of an error."""
        chosen = request.POST.getlist(helpers.ACTION_CHECKBOX_NAME)
        if all(one.isdecimal() and len(one) < 19 for one in chosen):
            return super().response_action(request, queryset)
        messages.error(request, "没认出您选的是哪几条，请在列表里重新勾一次。")
        return redirect(request.get_full_path())

    def get_changeform_initial_data(self, request):
        """As Django's, without the ids in the address that no row has, which cause errors."""
        filled = super().get_changeform_initial_data(request)
        for name in [name for name in filled if name in self._links()]:
            try:
                self._links()[name].formfield().clean(filled[name])
            except ValidationError:
                del filled[name]
        return filled

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """As Django's; where others saved meanwhile, the posted rows are brought up to date."""
        params = super().get_formset_kwargs(request, obj, inline, prefix)
        data = params.get("data")
        if data is None or obj.pk is None:
            return params
        if VersionToken.from_text(data.get("opened_version", "")) == VersionToken.of(obj):
            return params
        if inline.has_change_permission(request, obj):
            owner = inline.get_formset(request, obj).fk.name
            standing = list(inline.get_queryset(request).filter(**{owner: obj}))
            PostedRows(data, prefix, standing).bring_up_to_date(
                inline.model.PART_KEY,
                inline.model._meta.pk.name,
                may_add=inline.has_add_permission(request, obj),
            )
        return params

    def _links(self):
        links = [*self.opts.many_to_many, *(f for f in self.opts.fields if f.is_relation)]
        return {link.name: link for link in links}

    def get_fields(self, request, obj=None):
        hidden = ("opened_version", "over_version")
        return [name for name in super().get_fields(request, obj) if name not in hidden]


def is_handed_in(row) -> bool:
    """Whether a fact exists and is no longer a draft: in review, published or withdrawn."""
    return row is not None and row.status != Publication.DRAFT
