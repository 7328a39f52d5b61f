"""The rows that belong to a policy: age bands and worked examples, each checked together."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms.models import BaseInlineFormSet

from regions.models import PolicyTier, WorkedExample
from regions.models.policy import check_tiers


class TierFormSet(BaseInlineFormSet):
    """The tiers of one policy together: no overlap, no gap, at least one."""

    def get_form_kwargs(self, index):
        """Only the first new band begins at 0 by itself; the others wait for their age."""
        kwargs = super().get_form_kwargs(index)
        if index is None or index >= max(1, self.initial_form_count()):
            kwargs["initial"] = {"min_age": None}
        return kwargs

    def clean(self):
        if not any(self.errors):  # first mend the single tiers
            check_tiers(remaining(self))
        super().clean()


class ExampleFormSet(BaseInlineFormSet):
    """No case twice: Django compares neither new rows nor empty numbers with each other."""

    def clean(self):
        if not any(self.errors):
            cases = [(example.age, example.average_pension) for example in remaining(self)]
            if len(set(cases)) < len(cases):
                raise ValidationError("同一个算例填了两次。")
        super().clean()


def remaining(formset):
    """The rows of a valid formset that stay, new ones included."""
    return [
        form.instance
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]


class PartInline(admin.TabularInline):
    """So many rows at most, whatever a request claims to hold."""

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
    verbose_name_plural = "算例（扣掉每月代扣以后，计算器该算出的数）"
