"""Editors type numbers, days and telephone numbers as they like, in the admin and in sheets."""

import datetime
from decimal import Decimal

import pytest
from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from desk.admin.policy_entry.forms import document_form, rule_form
from desk.admin.succession import MergeForm
from desk.spreadsheets.columns import Plain
from desk.typed_fields import (
    AddressField,
    DayField,
    LinesField,
    NumberField,
    PhoneField,
    WholeNumberField,
    options_for,
)
from regions.models import (
    Deduction,
    LookupChannel,
    PolicyTier,
    RefundPolicy,
    Statistic,
    WorkedExample,
)

pytestmark = pytest.mark.django_db
NEW_YEAR = datetime.date(2026, 1, 1)
#: A field of each kind: how a model names it, what may be typed, and what it means.
READ = [
    (
        RefundPolicy,
        "effective_from",
        ["2026年1月1日", "２０２６．１．１", "2026 / 1 / 1"],
        NEW_YEAR,
    ),
    (RefundPolicy, "effective_from", ["20260101", "2026-01-01\u200b", "2026–01–01"], NEW_YEAR),
    (
        PolicyTier,
        "amount",
        ["1,080.50", "１，０８０．５０元", "¥1080.5", "+1080.5"],
        Decimal("1080.50"),
    ),
    (PolicyTier, "rate_percent", ["2.8", "２．８％", "2.8 %", "百分之2.8"], Decimal("2.8")),
    (PolicyTier, "min_age", ["70", "７０", "70岁", "70\ufeff"], 70),
    (PolicyTier, "retired_from", ["2026-01-01", "2026年1月", "2026"], NEW_YEAR),
    (
        PolicyTier,
        "retired_until",
        ["2025-12-31", "2025年12月", "２０２５年"],
        NEW_YEAR - datetime.timedelta(days=1),
    ),
    (WorkedExample, "retired", ["2026年1月", "2026-01", "2026-01-15"], NEW_YEAR),
    (PolicyTier, "as_of", ["2022年12月", "2022-12", "２０２２．１２"], "2022年12月"),
    (Deduction, "as_of", ["2022", "2022年"], "2022年"),
    (Statistic, "year", ["2025", "２０２５", "2025年"], 2025),
    (LookupChannel, "phone", ["0551-12393", "０５５１—１２３９３", "0551 12393"], "0551-12393"),
    (LookupChannel, "url", ["https://a.gov.cn/", "https://a.gov.cn/，"], "https://a.gov.cn/"),
]
REFUSED = [
    (PolicyTier, "retired_until", ["去年底", "二〇二二年"]),
    (WorkedExample, "retired", ["2026", "2026年13月"]),
    (RefundPolicy, "effective_from", ["2026年1月", "2026-02-30", "44986", "①"]),
    (PolicyTier, "amount", ["3,70", "3、70", "90 100", "2.8%", "三五百", "②", "1,2345", "1e2"]),
    (PolicyTier, "rate_percent", ["2,8", "3元", "２，８％"]),
    (PolicyTier, "min_age", ["6,9", "69.5", "六十九", "⑦⓪"]),
    (LookupChannel, "phone", ["12393（人工）", "0551-12393、12345", "55112393", "9.6e+16"]),
]


@pytest.mark.parametrize(("model", "name", "typed", "value"), READ)
def test_a_cell_and_a_field_of_a_form_read_the_same(model, name, typed, value):
    field = model._meta.get_field(name)

    for text in typed:
        assert Plain(field).read([text]) == value
        assert field.formfield(**options_for(field)).clean(text) == value


@pytest.mark.parametrize(("model", "name", "typed"), REFUSED)
def test_what_is_unclear_is_asked_about_and_named(model, name, typed):
    field = model._meta.get_field(name)

    for text in typed:
        with pytest.raises(ValidationError) as refusal:
            field.formfield(**options_for(field)).clean(text)
        assert text in "".join(refusal.value.messages) or name == "phone"
        with pytest.raises(ValidationError):
            Plain(field).read([text])


def test_a_long_text_in_a_number_is_refused_in_short():
    for field in (NumberField(label="金额（元）"), DayField(), WholeNumberField(), PhoneField()):
        with pytest.raises(ValidationError) as refusal:
            field.clean("9" * 5000)
        assert len("".join(refusal.value.messages)) < 200


def test_a_value_that_is_typed_otherwise_is_no_change():
    assert not NumberField(label="金额（元）").has_changed(Decimal("75.00"), "７５元")
    assert not DayField().has_changed(NEW_YEAR, "2026年1月1日")
    assert not WholeNumberField().has_changed(70, "70岁")


def test_every_form_of_the_desk_reads_numbers_and_days_by_them(rf, admin_user, lanzhou):
    request = rf.get("/")
    request.user = admin_user
    policies = admin.site.get_model_admin(RefundPolicy)
    rule = {"region": lanzhou, "rules": [], "stands": None, "is_first": True}
    made = [rule_form(request, policies, **rule), document_form(request, policies), MergeForm()]
    for model, of_model in admin.site._registry.items():
        if model._meta.app_label in ("regions", "faq") and of_model.has_add_permission(request):
            made.append(of_model.get_form(request)())
            for formset, _ in of_model.get_formsets_with_inlines(request):
                made.append(formset.form())

    for form in made:
        for name, field in form.fields.items():
            where = f"{type(form).__name__}.{name}"
            if isinstance(field, forms.DecimalField):
                assert isinstance(field, NumberField), where
            elif isinstance(field, forms.IntegerField):
                assert isinstance(field, WholeNumberField) or field.widget.is_hidden, where
            elif isinstance(field, forms.DateField):
                assert isinstance(field, DayField), where
            elif isinstance(field, forms.URLField):
                assert isinstance(field, AddressField), where
            if isinstance(field, NumberField | WholeNumberField):
                assert field.widget.input_type == "text", where


def test_lines_that_a_browser_sends_are_no_change():
    field = LinesField(required=False)

    assert field.clean("一\r\n二\r三") == "一\n二\n三"
    assert not field.has_changed("一\n二", "一\r\n二")
    assert not field.has_changed("一\r\n二", "一\n二")
    assert field.has_changed("一\n二", "一\r\n三")


#: What people type into a field of each kind.
TYPED = {
    DayField: ["2026年1月1日", "2026.1.1", "２０２６-０１-０１", "2026/1/1"],
    NumberField: ["1,300", "１３０", "130.50"],
    WholeNumberField: ["７０", "70 "],
}


def test_every_form_and_every_row_of_one_takes_what_people_type(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    seen = set()
    for model, of_model in admin.site._registry.items():
        if model._meta.app_label not in ("regions", "faq") or not of_model.has_add_permission(
            request
        ):
            continue
        made = [of_model.get_form(request)]
        made += [formset.form for formset, _ in of_model.get_formsets_with_inlines(request)]
        for form in made:
            for name, field in form.base_fields.items():
                kind = next((one for one in TYPED if isinstance(field, one)), None)
                for text in TYPED.get(kind, []):
                    bound = form(data={name: text})
                    told = "".join(bound.errors.get(name, []))
                    assert "不认识" not in told, (form, name, text, told)
                    assert "输入一个" not in told, (form, name, text, told)
                    seen.add(f"{form._meta.model.__name__}.{name}")

    assert {"RefundPolicy.effective_from", "PolicyTier.amount", "Source.published_on"} <= seen
    assert len(seen) > 25


def test_a_field_of_days_shows_an_example(rf, admin_user):
    request = rf.get("/")
    request.user = admin_user
    form = admin.site.get_model_admin(RefundPolicy).get_form(request)()

    assert 'placeholder="2026年1月1日"' in str(form["effective_from"])
