"""What the desk does with facts it does with every kind of them; a new kind is not forgotten."""

import json

import pytest
from django.apps import apps
from django.contrib import admin
from django.core.serializers import serialize
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import CharField, DecimalField, SlugField, TextField, URLField
from django.urls import reverse

from desk import takedown
from desk.admin.mixins.workflow import WorkflowAdmin
from desk.admin.preview import unpublished
from desk.admin.spreadsheets import SheetAdmin
from desk.management.commands.check_links import NEVER_SHOWN, addresses
from desk.worklist import FACTS
from faq.models import Question
from faq.tests.make import make_question
from regions.kinds import owner_fields, publishable_models, text_fields
from regions.models import (
    Claim,
    Estimate,
    LookupChannel,
    Publication,
    RefundPolicy,
    Region,
    Source,
    Statistic,
)
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_example,
    make_policy,
    make_statistic,
)

KINDS = publishable_models()
#: A dozen rows that are written once: no sheet is needed.
WITHOUT_SHEET = {Claim, Estimate}


def question_of(region, **fields):
    question = make_question(**fields)
    question.regions.add(region)
    return question


MAKE = {
    RefundPolicy: make_policy,
    LookupChannel: make_channel,
    Claim: make_claim,
    Statistic: make_statistic,
    Estimate: make_estimate,
    Question: question_of,
}


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_a_draft_is_reviewed_previewed_and_counted(admin_client, gansu, model):
    row = MAKE[model](gansu, status=Publication.DRAFT)
    meta = model._meta

    page = admin_client.get(
        reverse(f"admin:{meta.app_label}_{meta.model_name}_review", args=[row.pk])
    )

    assert page.status_code == 200
    assert isinstance(admin.site.get_model_admin(model), WorkflowAdmin)
    assert unpublished(gansu) == [row]
    assert f"{meta.verbose_name} 1 条" in admin_client.get(reverse("admin:index")).text


def test_the_work_list_names_each_kind_once():
    assert sorted(FACTS, key=str) == sorted(KINDS, key=str)


def test_each_kind_leaves_and_comes_back_as_a_sheet():
    sheets = {model for model in KINDS if isinstance(admin.site.get_model_admin(model), SheetAdmin)}

    assert set(KINDS) - sheets == WITHOUT_SHEET


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_an_address_in_any_text_is_checked_and_can_be_taken_down(gansu, model):
    fact = MAKE[model](gansu, status=Publication.PUBLISHED)
    rows = [fact]
    if model is RefundPolicy:
        model.objects.update(deduction_name="大额", deduction_amount=5)
        rows.append(make_example(fact))
    for row in rows:
        for number, field in enumerate(text_fields(type(row))):
            host = f"x{number}.example"
            url = f"https://{host}/{row._meta.model_name}"[:30]
            type(row).objects.filter(pk=row.pk).update(**{field.name: url})

            assert row in [hit.row for hit in takedown.find(takedown.Term.of(host))]
            assert (url in addresses()) == (field.name not in NEVER_SHOWN)


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_what_a_release_says_otherwise_is_proposed(gansu, load, model):
    fact = MAKE[model](gansu, status=Publication.PUBLISHED)
    lines = lines_of(fact)
    for kind in (*owner_fields(), *KINDS, Source):
        kind.objects.all().delete()
    load(*lines)
    field = next(f for f in model.content_fields() if can_differ(model, f))
    said = next(fields for name, fields in lines if name == model._meta.label_lower)
    said[field.name] = f"{said[field.name]}"[:-1] + "1"

    load(*lines, propose=True)

    draft = model.objects.get(replaces__isnull=False)
    assert str(getattr(draft, field.name)).endswith("1")
    assert str(getattr(model.objects.originals().get(), field.name)) == str(
        getattr(fact, field.name)
    )
    assert "提过了，" in load(*lines, propose=True)


def can_differ(model, field):
    """Whether the value may end with another digit without making another row of it."""
    return isinstance(field, CharField | TextField | DecimalField) and not (
        field.choices or isinstance(field, SlugField | URLField)
    )


def lines_of(fact):
    """Lines of a fixture file with a fact, its parts and the sources."""
    parts = [part for name in fact.PARTS for part in getattr(fact, name).all()]
    rows = [*Region.objects.order_by("level"), *Source.objects.all(), fact, *parts]
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    lines = [(line["model"], line["fields"]) for line in serialize("python", rows, **natural)]
    for name, fields in lines:
        for field in apps.get_model(name)._meta.concrete_fields:
            if not field.editable and field.name != "key":
                fields.pop(field.name, None)
    return json.loads(json.dumps(lines, cls=DjangoJSONEncoder))
