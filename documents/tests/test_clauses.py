"""The clause reader holds its floors on both halves of the clauses."""

import pytest

from documents.tests import judge
from documents.tests.measure import measured, told, total

PRECISION, RECALL = 0.98, 0.90


@pytest.mark.parametrize("half", judge.HALVES)
def test_figures_are_read_as_an_editor_would(half):
    judgements = measured(half)

    tally = total(judgements)

    worst = sorted(judgements, key=lambda one: -one.badness)[:3]
    assert (tally.precision >= PRECISION, tally.recall >= RECALL) == (True, True), "\n".join(
        [str(tally), *(told(one) for one in worst)]
    )


@pytest.mark.parametrize("half", judge.HALVES)
def test_headings_are_read_as_an_editor_would(half):
    judgements = measured(half)

    tally = total(judgements, "heading")

    worst = sorted(judgements, key=lambda one: -one.heading.wrong - one.heading.missed)[:3]
    assert (tally.precision >= PRECISION, tally.recall >= RECALL) == (True, True), "\n".join(
        [str(tally), *(told(one) for one in worst)]
    )
