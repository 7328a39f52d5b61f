"""Forms in which a scan stays chosen after a fault."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils import timezone

from desk import scans
from desk.models import PendingScan
from desk.pending_scans import PendingScans, as_uploaded

LOST = "没有存，这几个文件也没法先收着：请重新选一次扫描件。"


class KeptScansField(forms.ModelMultipleChoiceField):
    """The scans that are kept already; cleans to a list, without those that are gone."""

    widget = forms.CheckboxSelectMultiple
    compared = False  # no field of the row: it cannot be merged

    def __init__(self):
        super().__init__(
            PendingScan.objects.none(),
            label="已经收着",
            required=False,
            help_text="打勾的不用再选，存的时候一起存；不要的去掉勾。没有存成的收着一天。",
        )

    def label_from_instance(self, obj):
        return f"{obj.name}（{timezone.localtime(obj.at):%H:%M}传的）"

    def clean(self, value):
        chosen = [one for one in value or [] if str(one).isdecimal() and len(str(one)) < 19]
        return list(self.queryset.filter(pk__in=chosen))


class KeepsScans(forms.ModelForm):
    """A form with scans to upload; where it is refused, they are kept and shown as chosen.

    ``uploads_name`` names their field; ``pending`` says for whom and where, for each request.
    """

    uploads_name = "scans"
    kept_scans = KeptScansField()
    pending: PendingScans | None = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.uploads: list = []
        self._offer()

    def clean(self):
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        self.uploads = cleaned.get(self.uploads_name) or []
        kept = [as_uploaded(scan) for scan in cleaned.get("kept_scans") or []]
        if kept and self.uploads_name not in self.errors:
            together = [*self.uploads, *kept]
            try:
                scans.check(together)
            except forms.ValidationError as error:
                self.add_error(self.uploads_name, error)
            else:
                cleaned[self.uploads_name] = together
        return cleaned

    def keep_uploads(self) -> None:
        """Keep what was uploaded with a form that is not saved."""
        if not self.uploads or self.pending is None or self.uploads_name in self.errors:
            return
        kept = self.pending.keep(self.uploads)
        if kept is None:
            self.add_error(self.uploads_name, LOST)
            return
        data: QueryDict = self.data.copy()  # type: ignore[attr-defined]  # it was posted
        for scan in kept:
            data.appendlist("kept_scans", str(scan.pk))
        self.data = data
        self.fields["kept_scans"] = KeptScansField()
        self.uploads = []
        self._offer()

    def forget_scans(self) -> None:
        """Forget what was kept: the form was saved."""
        if self.pending is not None:
            self.pending.forget()

    def _offer(self) -> None:
        """Show the scans that are kept; no such field where there are none."""
        kept = self.pending.kept() if self.pending else PendingScan.objects.none()
        if kept.exists():
            field: Any = self.fields["kept_scans"]
            field.queryset = kept
        else:
            del self.fields["kept_scans"]
