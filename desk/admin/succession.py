"""合并或改名: the page that renames or merges a place and shows the effects first."""

import datetime

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from desk import succession, unmerging
from desk.models import Merge
from desk.publishing import name_of, sentences
from desk.typed_fields import DayField
from regions.models import ReaderStatement, Region
from regions.place_search import called
from text.formats import day

from .mixins.concurrent_edits import ConfirmedForm
from .mixins.refusals import tell_refusal

FIRST_DAY = datetime.date(1949, 10, 1)


class SuccessionForm(ConfirmedForm):
    """The common part of both forms: the version of the place and the reason."""

    reason = forms.CharField(
        label="依据",
        max_length=200,
        required=False,
        help_text="如“国函〔2018〕160号”，记在历史里。",
    )

    class Meta:
        model = Region
        fields: list[str] = []


class RenameForm(SuccessionForm):
    class Meta(SuccessionForm.Meta):
        fields = ["name", "short_name", "pinyin", "initials", "slug"]
        help_texts = {"slug": "小写拼音。改了以后，旧网址会转到新网址。"}

    def carry_out(self, by: User, now: datetime.datetime) -> list[str]:
        """Rename the place; return sentences on what changed."""
        before = Region.objects.get(pk=self.instance.pk)
        succession.rename(self.instance, self.cleaned_data["reason"])
        told = [f"{before.name}改名为{self.instance.name}，搜旧名也找得到。"]
        if before.name == self.instance.name:
            told = [f"{before.name}的名字不变，简称、拼音或网址用名换成新的。"]
        return told + succession.new_address(before.path, self.instance)


class MergeForm(SuccessionForm):
    into = forms.CharField(
        label="并入哪里",
        max_length=90,
        help_text="写全名，如“山东省济南市”。同名的地方前面要带上省、市。",
    )

    class Meta(SuccessionForm.Meta):
        fields = ["ended_on"]
        field_classes = {"ended_on": DayField}
        # One of the type date takes no 2019年1月1日 that is pasted.
        widgets = {"ended_on": forms.DateInput(format="%Y-%m-%d")}

    field_order = ["into", "ended_on", "reason"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["ended_on"].required = True
        self.fields["ended_on"].help_text = "从哪天起归新的地方，照批复写。"

    def clean_into(self) -> Region:
        """Return the one place with the typed name, an ended one only where no other has it."""
        typed = self.cleaned_data["into"]
        found = list(Region.objects.filter(pk__in=called(typed)).with_lineage()[:20])
        found = [place for place in found if not place.ended_on] or found
        if not found:
            raise ValidationError(f"没找到“{typed}”。请写全名，如“山东省济南市”。")
        if len(found) > 1:
            names = "、".join(place.full_title for place in found[:6])
            raise ValidationError(f"叫“{typed}”的地方不止一个：{names}。请写全。")
        return found[0]

    def clean_ended_on(self) -> datetime.date:
        on, today = self.cleaned_data["ended_on"], timezone.localdate()
        if on > today:
            raise ValidationError("还没到那一天。合并当天就会生效，请到那天再来。")
        if on < FIRST_DAY:
            raise ValidationError(f"要在{day(FIRST_DAY)}以后，请看看年份。")
        return on

    def carry_out(self, by: User, now: datetime.datetime) -> list[str]:
        """Merge the place; return sentences on what changed."""
        into, place = self.cleaned_data["into"], self.instance
        on, reason = self.cleaned_data["ended_on"], self.cleaned_data["reason"]
        moved = succession.merge(place, into, on, reason, by=by, now=now)
        told = [f"{place.name}从{day(on)}起并入{into.full_title}，搜旧名、开旧网址都到那里。"]
        if moved:
            names = "、".join(child.name for child in moved)
            told.append(f"下级 {len(moved)} 个改挂到{into.name}下面：{names}。")
        return told


FORMS: dict[str, type[RenameForm] | type[MergeForm]] = {"rename": RenameForm, "merge": MergeForm}


@transaction.atomic
def succession_page(admin, request, pk):
    """Show both forms (GET); preview the posted one and, once confirmed, carry it out (POST).

    ``admin`` is the admin of regions.
    """
    if not admin.has_change_permission(request):
        raise PermissionDenied
    place = get_object_or_404(admin.get_queryset(request), pk=pk)
    back = reverse("admin:regions_region_change", args=[pk])
    step = request.POST.get("step")
    merged = unmerging.merge_of(place)
    if step == "undo":
        return _undo(request, merged, back)
    forms = {
        name: form(
            request.POST if step == name else None,
            instance=Region.objects.get(pk=pk),
            prefix=name,
        )
        for name, form in FORMS.items()
    }
    effects = None
    chosen = forms.get(step)
    if chosen is not None and "again" not in request.POST and chosen.is_valid():
        confirmed = "confirmed" in request.POST
        effects = _carry_out(chosen, request.user, keep=confirmed)
        if effects and confirmed:
            for sentence in effects:
                messages.success(request, sentence)
            return redirect(back)
    context = admin.admin_site.each_context(request) | {
        "title": f"合并或改名：{place.full_title}",
        "opts": admin.opts,
        "place": place,
        "back": back,
        "hanging": [_line(place, *line) for line in succession.hanging(place)],
        "rename": forms["rename"],
        "merge": forms["merge"],
        "step": step,
        "chosen": chosen,
        "effects": effects,
        "merged": merged,
        "merged_by": name_of(merged.made_by) if merged and merged.made_by else "已删的账号",
        "undoing": _undoing(merged, request.user) if merged else None,
    }
    return TemplateResponse(request, "admin/succession.html", context)


def _carry_out(form, by: User, keep: bool) -> list[str] | None:
    """Carry out the form for ``by`` and return what changed; roll it back again unless ``keep``.

    Returns None where it is refused; the form then says why.
    """
    try:
        with transaction.atomic():
            told = form.carry_out(by, timezone.now())
            if not keep:
                transaction.set_rollback(True)
    except ValidationError as error:
        form.add_error(None, sentences(error))
        return None
    return told


def _undo(request, merged: Merge | None, back: str):
    """Undo the merge that the page showed; say what went back and what stays."""
    if merged is None or request.POST.get("merge") != str(merged.pk):
        messages.error(request, "这次合并刚才已经有人撤销了，或者后来又改过。请再看一遍。")
        return redirect(back)
    try:
        told = unmerging.undo(merged, request.user, timezone.now())
    except ValidationError as error:
        transaction.set_rollback(True)
        tell_refusal(request, error)
        return redirect(back)
    for sentence in told.back:
        messages.success(request, sentence)
    for sentence in told.stays:
        messages.warning(request, sentence)
    return redirect(back)


def _undoing(merged: Merge, by: User) -> unmerging.Undone:
    """Return what undoing would move back and what stays, or why it is refused."""
    try:
        return unmerging.preview(merged, by, timezone.now())
    except ValidationError as error:
        return unmerging.Undone(stays=sentences(error))


def _line(place, model, field, label, count):
    """Return the label and number of rows that name a place, with the address of their list."""
    if model is ReaderStatement:  # it has no list of its own
        alike = reverse("admin:regions_correctionreport_alike")
        return {"label": label, "count": count, "url": f"{alike}?region={place.pk}"}
    meta = model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    return {"label": label, "count": count, "url": f"{address}?{field}__id__exact={place.pk}"}
