"""Measure the clause reader: ``python -m documents.tests.measure [known|unseen|all]``.

A figure is right if everything said of it agrees. Wrong figures are shown first, then missed
ones, each with its text, what was expected and what was found.
"""

import argparse
import sys
from collections import Counter

from documents.clauses.reader import read_clauses
from documents.tests.judge import HALVES, Judgement, Tally, judge, load


def measured(half: str) -> list[Judgement]:
    """Read and judge every clause of ``half``."""
    return [judge(clause, read_clauses(clause.contents())) for clause in load(half)]


def total(judgements: list[Judgement], of: str = "figures") -> Tally:
    """Add up one tally of all ``judgements``: figures, amounts or heading."""
    tally = Tally()
    for judgement in judgements:
        tally.add(getattr(judgement, of))
    return tally


def summary(half: str, judgements: list[Judgement]) -> str:
    """The numbers of one half, a line each."""
    whole = sum(1 for judgement in judgements if not judgement.wrong + judgement.missed)
    return "\n".join(
        [
            f"{half}: {len(judgements)} clauses, {whole} read without a fault",
            f"  credits and deductions  {total(judgements)}",
            f"  amounts and rates alone {total(judgements, 'amounts')}",
            f"  heading of the document {total(judgements, 'heading')}",
        ]
    )


def misses_by_shape(judgements: list[Judgement]) -> str:
    """How many figures went wrong or were missed, by the shape of the clause."""
    wrong: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for judgement in judgements:
        wrong[judgement.clause.shape] += judgement.figures.wrong
        missed[judgement.clause.shape] += judgement.figures.missed
    shapes = sorted(set(+wrong) | set(+missed), key=lambda shape: (-wrong[shape], -missed[shape]))
    return "\n".join(f"  {shape}: {wrong[shape]} wrong, {missed[shape]} missed" for shape in shapes)


def told(judgement: Judgement) -> str:
    """One clause that was not read as it should be."""
    clause = judgement.clause
    lines = [f"-- {clause.half} / {clause.shape} / {clause.name}", clause.text.strip()]
    lines += [f"  expected  {one}" for one in judgement.missed]
    lines += [f"  found     {one}" for one in judgement.wrong]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("half", nargs="?", default="all", choices=(*HALVES, "all"))
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show N clauses")
    parser.add_argument("--shapes", action="store_true", help="show the misses by shape")
    chosen = parser.parse_args()
    everything: list[Judgement] = []
    for half in HALVES if chosen.half == "all" else (chosen.half,):
        judgements = measured(half)
        everything += judgements
        sys.stdout.write(summary(half, judgements) + "\n")
        if chosen.shapes:
            sys.stdout.write(misses_by_shape(judgements) + "\n")
    faulty = [one for one in everything if one.badness]
    for judgement in sorted(faulty, key=lambda one: -one.badness)[: chosen.worst]:
        sys.stdout.write("\n" + told(judgement) + "\n")


if __name__ == "__main__":
    main()
