"""The states of a fact and the kinds of facts: each named in one place, and none forgotten."""

import pytest
from django.db import IntegrityError, transaction

from faq.models import LocalAnswer, Question
from faq.tests.make import make_question
from regions.kinds import owner_fields, publishable_models, text_fields
from regions.models import (
    Claim,
    Deduction,
    Estimate,
    LookupChannel,
    PolicyTier,
    Publication,
    RefundPolicy,
    Source,
    Statistic,
    WorkedExample,
)


def test_every_state_is_unpublished_or_settled_and_none_is_both():
    assert sorted([*Publication.UNPUBLISHED, *Publication.SETTLED]) == sorted(Publication)


@pytest.mark.django_db
@pytest.mark.parametrize("status", Publication)
def test_a_draft_copy_stands_in_an_unpublished_state_only(status):
    copy = make_question(replaces=make_question(), slug="copy", status=Publication.DRAFT)
    copy.status = status

    if status in Publication.UNPUBLISHED:
        copy.save()
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            copy.save()


def test_the_kinds_of_facts_and_their_parts():
    kinds = {RefundPolicy, Deduction, LookupChannel, Statistic, Estimate, Claim}
    kinds |= {Question, LocalAnswer, Source}

    assert set(publishable_models()) == kinds
    assert {part: owner.name for part, owner in owner_fields().items()} == {
        PolicyTier: "policy",
        WorkedExample: "policy",
    }


@pytest.mark.parametrize(
    ("model", "names"),
    [
        (Claim, ["statement", "followed"]),
        (Statistic, []),
        (WorkedExample, ["note"]),
        (Source, ["title", "publisher", "document_number", "url", "quote", "full_text"]),
    ],
)
def test_text_is_what_a_person_writes_freely(model, names):
    assert [f.name for f in text_fields(model) if f.name != "staff_note"] == names


#: Texts whose figures have a source beside them, and an end: of a rule, a document, a place.
MAY_HOLD_FIGURES = {
    RefundPolicy: {"population", "wording", "basis", "notes"},
    Deduction: {"name", "base_name", "for_whom", "as_of", "notes", "wording"},
    Estimate: {"reason", "wording"},
    Claim: {"statement", "followed"},
    LocalAnswer: {"statement", "wording"},
    Statistic: set(),
    # The document's own words, which no page shows as ours.
    Source: {"title", "publisher", "document_number", "url", "quote", "full_text"},
    # No running text, or what no page prints.
    LookupChannel: {"phone", "url", "address"},
    Question: {"synonyms"},
}


@pytest.mark.parametrize("model", publishable_models(), ids=lambda model: model.__name__)
def test_of_every_text_it_is_decided_whether_figures_may_stand_in_it(model):
    texts = {field.name for field in text_fields(model)} - {"staff_note"}

    assert set(model.FIGURE_FREE) | MAY_HOLD_FIGURES[model] == texts
    assert not set(model.FIGURE_FREE) & MAY_HOLD_FIGURES[model]
