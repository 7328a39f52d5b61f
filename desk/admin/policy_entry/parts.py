"""The inlines of a policy: tiers and worked examples, each kind checked as a whole."""

from collections.abc import Iterable
from typing import ClassVar

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.utils.safestring import SafeString

from desk.admin.mixins.base import TypedFields
from desk.admin.mixins.concurrent_edits import SoundDays
from regions.models import PolicyTier, WorkedExample
from regions.models.tier import check_rule

#: The fields of a part that nearly every document needs, and those that few do.
TIER = ("min_age", "max_age", "amount", "rate_percent")
RARE_IN_TIERS = (
    *("retired_from", "retired_until", "employer"),
    *("own_percent", "at_least_average", "floor", "ceiling", "as_of"),
)
EXAMPLE = ("age", "average_pension", "amount")
RARE_IN_EXAMPLES = ("retired", "employer", "own_pension", "note")


class PartForm(SoundDays):
    """A part whose rare fields are folded away until one of them is used.

    ``words`` is the sentence that it was read from; ``noted`` says that a rare field has a note.
    """

    rare: Iterable[str] = ()
    words: SafeString | str = ""
    noted = False

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""  # four labels have to stand side by side

    @property
    def unfolds(self) -> bool:
        """Whether a rare field is filled in or has a fault."""
        fields = [self[name] for name in self.rare if name in self.fields]
        used = any(field.errors or field.value() not in (None, "", False) for field in fields)
        return self.noted or used


class TierForm(PartForm):
    rare = RARE_IN_TIERS

    class Meta:
        help_texts: ClassVar = {
            "retired_from": "写哪年哪月，如 2023年1月；不分退休早晚的空着。",
            "retired_until": "写哪年哪月，如 2022年12月；不分退休早晚的空着。",
        }


class ExampleForm(PartForm):
    rare = RARE_IN_EXAMPLES

    class Meta:
        help_texts: ClassVar = {"retired": "如 2024年1月；只有分退休早晚的才填。"}


class TierFormSet(BaseInlineFormSet):
    """Checks the tiers of a policy together: no overlap, no gap, at least one tier."""

    def get_form_kwargs(self, index):
        """Let only the first new tier begin at age 0; the others start without an age."""
        kwargs = super().get_form_kwargs(index)
        if index is None or index >= max(1, self.initial_form_count()):
            kwargs["initial"] = {"min_age": None}
        return kwargs

    def clean(self):
        if not any(self.errors):  # faulty tiers cannot be compared
            check_rule(self.instance, remaining(self))
        super().clean()


class ExampleFormSet(BaseInlineFormSet):
    """Refuses the same case twice, which Django misses in new rows and with empty numbers."""

    def clean(self):
        if not any(self.errors):
            cases = [example.case for example in remaining(self)]
            if len(set(cases)) < len(cases):
                raise ValidationError("同一个算例填了两次。")
        super().clean()


def remaining(formset):
    """Return the rows of a valid formset that are not deleted, including new ones."""
    return [
        form.instance
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class PartInline(TypedFields, admin.StackedInline):
    """Limits the rows that are read to ``max_num``, however many a request announces.

    ``fieldsets`` are the fields that are always shown, and the folded ones.
    """

    template = "admin/parts.html"
    #: Months of retirement: the admin's calendar of single days would only be in the way.
    formfield_overrides: ClassVar = {models.DateField: {"widget": forms.DateInput}}
    max_num = 30

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.absolute_max = self.max_num
        return formset


class TierInline(PartInline):
    model = PolicyTier
    form = TierForm
    formset = TierFormSet
    fieldsets = [
        (None, {"fields": TIER}),
        (
            "少用的：退休早晚、单位、本人养老金、保底封顶、老人不变",
            {"fields": RARE_IN_TIERS},
        ),
    ]
    verbose_name_plural = "年龄档（周岁，含头含尾；最大的一档“到几岁”空着）"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1


class ExampleInline(PartInline):
    model = WorkedExample
    form = ExampleForm
    formset = ExampleFormSet
    fieldsets = [
        (None, {"fields": EXAMPLE}),
        ("少用的：退休年月、单位、本人养老金、说明", {"fields": RARE_IN_EXAMPLES}),
    ]
    extra = 0
    verbose_name_plural = "算例（不减代扣，计算器该算出的标准）"
