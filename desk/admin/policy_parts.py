"""The inlines of a policy: tiers and worked examples, each kind checked as a whole."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from regions.models import PolicyTier, WorkedExample
from regions.models.tier import check_tiers

from .mixins.base import TypedFields


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
            check_tiers(remaining(self))
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


class PartInline(TypedFields, admin.TabularInline):
    """Limits the rows that are read to ``max_num``, however many a request announces."""

    max_num = 30

    def get_formset(self, request, obj=None, **kwargs):
        formset = super().get_formset(request, obj, **kwargs)
        formset.absolute_max = self.max_num
        return formset


class TierInline(PartInline):
    model = PolicyTier
    formset = TierFormSet
    verbose_name_plural = "年龄档（周岁，含头含尾；最大的一档“到几岁”空着）"

    def get_extra(self, request, obj=None, **kwargs):
        return 0 if obj else 1


class ExampleInline(PartInline):
    model = WorkedExample
    formset = ExampleFormSet
    extra = 0
    verbose_name_plural = "算例（不减代扣，计算器该算出的标准）"
