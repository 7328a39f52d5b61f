"""The clause reader holds its floors on both halves; ``make clauses WORST=10`` shows the texts."""

import pytest

from documents.tests import judge
from documents.tests.measure import measured, total

PRECISION, RECALL = 0.98, 0.90


@pytest.mark.parametrize("of", ["figures", "heading"])
@pytest.mark.parametrize("half", judge.HALVES)
def test_the_reader_holds_its_floors(half, of):
    tally = total(measured(half), of)

    assert tally.precision >= PRECISION, tally
    assert tally.recall >= RECALL, tally
