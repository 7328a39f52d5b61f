"""What the desk does with facts it does with every kind of them; a new kind is not forgotten."""

import json

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth.models import Group
from django.core.serializers import serialize
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.db.models import CharField, DecimalField, SlugField, TextField, URLField
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk import takedown
from desk.admin.mixins.workflow import WorkflowAdmin
from desk.admin.preview import unpublished
from desk.admin.spreadsheets import SheetAdmin
from desk.management.commands.check_links import NEVER_SHOWN, addresses
from desk.work_items import FACTS
from faq.models import LocalAnswer, Question
from faq.tests.make import make_local_answer, make_question
from regions.kinds import owner_fields, publishable_models, text_fields
from regions.models import (
    Claim,
    Deduction,
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
    make_deduction,
    make_estimate,
    make_example,
    make_policy,
    make_source,
    make_statistic,
)

KINDS = publishable_models()


def local_answer_in(region, **fields):
    """An answer that nothing is doubted of."""
    answer = make_local_answer(region, **fields)
    Question.objects.update(differs="各地不一样。")
    return LocalAnswer.objects.get(pk=answer.pk)


def question_of(region, **fields):
    question = make_question(**fields)
    question.regions.add(region)
    return question


MAKE = {
    RefundPolicy: make_policy,
    Deduction: make_deduction,
    LookupChannel: make_channel,
    Claim: make_claim,
    Statistic: make_statistic,
    Estimate: make_estimate,
    Question: question_of,
    LocalAnswer: local_answer_in,
    Source: lambda region, **fields: make_source(title="通知", **fields),
}

PLACE = "/regions/gansu/"
#: How the page of changes names each kind, and where it leads; an estimate has no page of its own.
LOGGED = {
    RefundPolicy: [("划入标准", f"{PLACE}#policy")],
    Deduction: [("代扣", f"{PLACE}#policy")],
    LookupChannel: [("查询办法", PLACE)],
    Claim: [("资料里的说法", PLACE)],
    Statistic: [("平均养老金", PLACE)],
    Estimate: [],
    Question: [("常见问题", "/faq/lapse/")],
    LocalAnswer: [("各地答案", f"{PLACE}#local-answers")],
    Source: [],
}
#: The kinds of facts that are of a place and rest on sources.
RESTING = [model for model in KINDS if model is not Source]


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
    assert (row in unpublished(gansu)) is (model is not Source)  # which is of no place
    assert f"{meta.verbose_name} 1 条" in admin_client.get(reverse("admin:index")).text


def test_the_work_list_names_each_kind_once():
    assert sorted(FACTS, key=str) == sorted(KINDS, key=str)


def test_each_kind_leaves_and_comes_back_as_a_sheet():
    sheets = {model for model in KINDS if isinstance(admin.site.get_model_admin(model), SheetAdmin)}

    assert set(KINDS) - sheets == set()


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_an_address_in_any_text_is_checked_and_can_be_taken_down(gansu, model):
    fact = MAKE[model](gansu, status=Publication.PUBLISHED)
    if model is Source:  # its addresses are shown beside a fact
        make_claim(gansu, source=fact)
    rows = [fact]
    if model is Estimate:  # only a place without a range has a reason
        nothing = dict.fromkeys(["low_percent", "high_percent", "example_pension"])
        model.objects.update(reason="照从前的数。", **nothing)
    if model is RefundPolicy:
        rows.append(make_example(fact))
    for row in rows:
        for number, field in enumerate(text_fields(type(row))):
            if field.max_length and field.max_length < 30:
                continue  # too short for an address; PostgreSQL would say so
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
    for kind in (*owner_fields(), *RESTING, Source):
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
    asked = [] if isinstance(fact, Question) else Question.objects.all()
    own = [] if isinstance(fact, Source) else [fact]
    rows = [*Region.objects.order_by("level"), *Source.objects.all(), *asked, *own, *parts]
    natural = {"use_natural_foreign_keys": True, "use_natural_primary_keys": True}
    lines = [(line["model"], line["fields"]) for line in serialize("python", rows, **natural)]
    for name, fields in lines:
        for field in apps.get_model(name)._meta.concrete_fields:
            if not field.editable and field.name != "key":
                fields.pop(field.name, None)
    return json.loads(json.dumps(lines, cls=DjangoJSONEncoder))


@pytest.mark.django_db
@pytest.mark.parametrize("model", RESTING)
def test_a_source_names_what_is_public_on_it(gansu, model):
    fact = MAKE[model](gansu, status=Publication.PUBLISHED)
    source = fact.sources.get() if model is Question else fact.source

    assert list(source.published_facts()) == [fact]
    assert source in Source.objects.shown()


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_what_changed_is_told_on_the_page_of_changes(client, gansu, model):
    MAKE[model](gansu, status=Publication.PUBLISHED)

    page = client.get(reverse("changes"))

    assert page.status_code == 200
    told = [(kind, link) for kind, link in LOGGED[model] if kind in page.text and link in page.text]
    assert told == LOGGED[model]


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_many_are_published_from_one_page(admin_client, gansu, model):
    row = MAKE[model](gansu, status=Publication.IN_REVIEW)
    meta = model._meta

    page = admin_client.post(
        reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist"),
        {"action": "publish_rows", "_selected_action": [row.pk]},
    )

    assert page.status_code == 200
    assert f'name="seen-{row.pk}"' in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_the_history_tells_each_field_that_was_filled_in(admin_client, gansu, model):
    row = MAKE[model](gansu, status=Publication.PUBLISHED)
    meta = model._meta

    page = admin_client.get(
        reverse(f"admin:{meta.app_label}_{meta.model_name}_history", args=[row.pk])
    )

    assert page.status_code == 200
    assert "新建" in page.text


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_a_list_asks_for_many_rows_as_often_as_for_one(admin_client, lanzhou, gansu, model):
    def queries():
        with CaptureQueriesContext(connection) as seen:
            admin_client.get(address)
        return len(seen)

    meta = model._meta
    address = reverse(f"admin:{meta.app_label}_{meta.model_name}_changelist")
    MAKE[model](lanzhou)
    queries()  # the first asks for what is kept
    one = queries()
    more = {"slug": "two"} if model is Question else {}
    MAKE[model](gansu, **more)

    assert queries() == one


@pytest.mark.django_db
@pytest.mark.parametrize("model", KINDS)
def test_editors_write_and_reviewers_publish_it(model):
    meta = model._meta

    def may(role):
        names = Group.objects.get(name=role).permissions.filter(
            content_type__app_label=meta.app_label, content_type__model=meta.model_name
        )
        return {name.partition("_")[0] for name in names.values_list("codename", flat=True)}

    assert may("编辑") == {"add", "change", "delete", "view"}
    assert may("审核") == may("编辑") | {"publish"}
