"""No constraint without a test: whoever writes one shows what it refuses."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from faq.models import Question
from faq.tests.make import make_question
from regions.models import Publication
from regions.models.link import TakeDown
from regions.tests.make import (
    make_channel,
    make_claim,
    make_estimate,
    make_policy,
    make_statistic,
)

COPY = "修改稿发布以后就并入原来那一条，不会单独发布。"
SLUG = "已经有一个问题用了这个网址用名。"
#: Where constraints are tried from both sides.
TESTED = ("regions", "desk", "faq")


def _texts() -> str:
    """What the tests of the facts and of the desk say, but for this module."""
    found = [
        path
        for app in TESTED
        for path in (Path(settings.BASE_DIR) / app / "tests").glob("test_*.py")
        if path != Path(__file__)
    ]
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(found))


def test_every_constraint_is_tried_somewhere_by_its_message():
    models = [
        model for app in ("regions", "faq") for model in apps.get_app_config(app).get_models()
    ]
    here = {COPY, SLUG}
    texts = _texts()

    untried = [
        constraint.name
        for model in models
        for constraint in model._meta.constraints
        if constraint.violation_error_message not in here
        and constraint.violation_error_message not in texts
    ]

    assert untried == []


# --- Those that no other module tries ---------------------------------------------------------


def refused(row, message):
    """The form is told why, and the database holds where no form asks."""
    with pytest.raises(ValidationError, match=message):
        row.validate_constraints()
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_draft_copy_of_any_kind_stands_beside_its_row_as_long_as_nobody_published_it(gansu):
    for make in (make_policy, make_channel, make_claim, make_statistic, make_estimate):
        row = make(gansu)
        fields = {field.name: getattr(row, field.name) for field in row.content_fields()}
        copy = type(row)(replaces=row, **fields)
        for status in Publication.UNPUBLISHED:
            copy.status = status
            copy.validate_constraints()
            copy.save()
        for status in Publication.SETTLED:
            copy.status = status
            refused(copy, COPY)


def test_a_question_has_its_address_alone_but_for_its_draft_copy(db):
    question = make_question(slug="lapse")
    other = Question(
        slug="lapse", category=question.category, question="又问？", short_answer="是。"
    )

    refused(other, SLUG)
    other.slug = "lapse-again"
    other.save()
    make_question(slug="lapse", replaces=question, status=Publication.DRAFT)


def test_what_was_put_back_can_be_taken_down_again(db):
    now = timezone.now()
    first = TakeDown.objects.create(kind="domain", term="evil.com", reason="假", made_at=now)
    again = TakeDown(kind="domain", term="evil.com", reason="又", made_at=now)

    refused(again, "这个已经停用了。")
    TakeDown.objects.create(kind="phone", term="12393", reason="假", made_at=now)
    first.undone_at = now
    first.save()
    again.save()
