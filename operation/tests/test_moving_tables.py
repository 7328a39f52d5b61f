"""All tables are moved, each after those its keys lead to."""

import pytest
from django.apps import apps
from django.db import connection

from faq.models import Question
from faq.tests.make import make_question
from operation.moving.tables import moved_models, resting_on, rows
from regions.models import Publication, Region, RegionAlias


def test_each_table_comes_after_those_its_keys_lead_to():
    order = moved_models()

    for place, model in enumerate(order):
        for field in model._meta.concrete_fields:
            if field.remote_field and field.db_constraint:
                target = field.remote_field.model._meta.concrete_model
                assert order.index(target) <= place, f"{model._meta.label}.{field.name}"


@pytest.mark.django_db
def test_no_table_is_forgotten_but_the_record_of_migrations():
    moved = {model._meta.db_table for model in moved_models()}

    assert set(connection.introspection.table_names()) - moved == {"django_migrations"}
    assert Question.regions.through in moved_models()
    assert apps.get_model("sessions", "Session") in moved_models()


def test_what_rests_on_a_table_is_reached_by_several_steps():
    reached = resting_on([Region], moved_models())

    assert {Region, RegionAlias, Question.regions.through} <= set(reached)
    assert apps.get_model("auth", "Group") not in reached
    assert reached == [model for model in moved_models() if model in reached]


@pytest.mark.django_db
def test_rows_are_read_past_the_managers():
    """Of the questions, whose manager could leave out those that are not published."""
    question = make_question(status=Publication.DRAFT)

    (row,) = rows(Question, "default")

    names = [field.attname for field in Question._meta.concrete_fields]
    assert dict(zip(names, row, strict=True))["id"] == question.pk
