"""The clauses that judge the reader: their files, what each expects, how a reading compares."""

import datetime
import tomllib
from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from documents.contents import Contents
from documents.found import Credit, Deduction, Findings

FOLDER = Path(__file__).parent / "clauses"
HALVES = ("known", "unseen")
HEADING = (
    "title",
    "document_number",
    "publisher",
    "published_on",
    "effective_from",
    "valid_until",
    "replaces",
    "attachments",
)
CREDIT_FIELDS = (
    "who", "min_age", "max_age", "retired_from", "retired_until", "amount", "period",
    "rate_percent", "rate_of", "base_year", "applies_from", "applies_until", "place", "floor",
    "cap", "open",
)  # fmt: skip
DEDUCTION_FIELDS = ("name", "amount", "period", "rate_percent", "rate_of")
#: Endings that do not change what is taken off: 长期护理保险费 is 长期护理保险.
_ENDINGS = ("个人缴费", "保险费", "保费", "缴费", "资金", "费")

Figure = tuple[tuple[str, Any], ...]


@dataclass(frozen=True)
class Clause:
    """A text, what the page around it says, and the reading a careful editor makes of it.

    ``heading`` holds only the fields that are judged; ``""`` in it is "nothing may be found".
    """

    name: str
    shape: str
    half: str
    text: str
    page: dict[str, Any]
    heading: dict[str, Any]
    credits: list[Figure]
    deductions: list[Figure]
    repeats: bool = False

    def contents(self) -> Contents:
        return Contents(self.text, **self.page)


@dataclass
class Tally:
    """How many were found and right, found and wrong, there and not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        found = self.right + self.wrong
        return self.right / found if found else 1.0

    @property
    def recall(self) -> float:
        there = self.right + self.missed
        return self.right / there if there else 1.0

    def add(self, other: "Tally") -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed

    def __str__(self) -> str:
        return (
            f"precision {self.precision:.3f}  recall {self.recall:.3f}"
            f"  ({self.right} right, {self.wrong} wrong, {self.missed} missed)"
        )


@dataclass
class Judgement:
    """One clause, compared: its tallies, and the figures that do not agree."""

    clause: Clause
    figures: Tally = field(default_factory=Tally)
    amounts: Tally = field(default_factory=Tally)
    heading: Tally = field(default_factory=Tally)
    wrong: list[str] = field(default_factory=list)
    missed: list[str] = field(default_factory=list)

    @property
    def badness(self) -> int:
        """A wrong figure weighs more than any number of missed ones in one clause."""
        return 100 * self.figures.wrong + 10 * self.figures.missed + len(self.wrong + self.missed)


def load(half: str) -> list[Clause]:
    """The clauses of one half, ``known`` or ``unseen``, or of both (``all``)."""
    clauses = []
    for name in HALVES if half == "all" else (half,):
        for path in sorted((FOLDER / name).glob("*.toml")):
            rows = tomllib.loads(path.read_text("utf-8"))["clause"]
            clauses += [_clause(row, name) for row in rows]
    return clauses


def judge(clause: Clause, found: Findings, text: str | None = None) -> Judgement:
    """Compare what was found in ``clause`` with what it expects.

    ``text`` is the one that was read, where a file gives it otherwise than the clause.
    """
    judgement = Judgement(clause)
    text = clause.text if text is None else text
    figures = figures_of(found)
    expected = [("credit", one) for one in clause.credits]
    expected += [("deduction", one) for one in clause.deductions]
    if clause.repeats:
        figures, expected = list(dict.fromkeys(figures)), list(dict.fromkeys(expected))
    judgement.figures, wrong, missed = _compare(figures, expected)
    judgement.amounts = _compare(*([_money(one) for one in each] for each in (figures, expected)))[
        0
    ]
    judgement.wrong += [_words(one) for one in wrong]
    judgement.missed += [_words(one) for one in missed]
    for quote in [one.quote for one in found.credits] + [one.quote for one in found.deductions]:
        if not quote or quote not in text:
            judgement.figures.wrong += 1
            judgement.wrong.append(f"a quote that is no part of the text: {quote!r}")
    _judge_heading(judgement, found)
    return judgement


def figures_of(found: Findings) -> list[tuple[str, Figure]]:
    """The credits and deductions of a reading, as they are compared."""
    figures = [("credit", _found(credit, CREDIT_FIELDS)) for credit in found.credits]
    figures += [("deduction", _found(taken, DEDUCTION_FIELDS)) for taken in found.deductions]
    return figures


def _judge_heading(judgement: Judgement, found: Findings) -> None:
    for name, expected in judgement.clause.heading.items():
        value = _plain(getattr(found, name)) or ""
        if value == expected:
            judgement.heading.right += bool(expected)
            continue
        judgement.heading.wrong += bool(value)
        judgement.heading.missed += bool(expected)
        judgement.wrong += [f"{name}: {value!r}"] if value else []
        judgement.missed += [f"{name}: {expected!r}"] if expected else []


def _compare(found: list[Any], expected: list[Any]) -> tuple[Tally, list[Any], list[Any]]:
    wrong, missed = Counter(found) - Counter(expected), Counter(expected) - Counter(found)
    right = (Counter(found) & Counter(expected)).total()
    return (
        Tally(right, wrong.total(), missed.total()),
        list(wrong.elements()),
        list(missed.elements()),
    )


def _clause(row: dict[str, Any], half: str) -> Clause:
    page = dict(row.get("page", {}))
    if "published_on" in page:
        page["published_on"] = datetime.date.fromisoformat(page["published_on"])
    unknown = set(row) - {"name", "shape", "text", "page", "credits", "deductions", "repeats"}
    if unknown - set(HEADING):
        raise ValueError(f"{row['name']}: what is {sorted(unknown - set(HEADING))}?")
    return Clause(
        name=row["name"],
        shape=row["shape"],
        half=half,
        text=row["text"],
        page=page,
        heading={name: row[name] for name in HEADING if name in row},
        credits=[figure(one, CREDIT_FIELDS) for one in row.get("credits", [])],
        deductions=[figure(one, DEDUCTION_FIELDS) for one in row.get("deductions", [])],
        repeats=row.get("repeats", False),
    )


def figure(stated: dict[str, Any], names: tuple[str, ...]) -> Figure:
    """A figure as a clause states it; what is not stated is unknown."""
    if set(stated) - set(names):
        raise ValueError(f"what is {sorted(set(stated) - set(names))}?")
    whole = {"who": "retired"} | stated
    return tuple((name, _folded(name, whole.get(name))) for name in names)


def _found(one: Credit | Deduction, names: tuple[str, ...]) -> Figure:
    return tuple((name, _folded(name, _plain(getattr(one, name)))) for name in names)


def _folded(name: str, value: Any) -> Any:
    """The value as it is compared: sets without order, numbers by worth, names by their core."""
    if name == "open":
        return tuple(sorted(value or ()))
    if value is None:
        return None
    if name == "place":
        return tuple(sorted(value.split("、")))
    if name in ("amount", "rate_percent", "floor", "cap"):
        return Decimal(value)
    if name == "name":
        value = value.replace("长护险", "长期护理保险").replace("照护", "护理")
        for ending in _ENDINGS:
            value = value.removesuffix(ending)
        return value.removeprefix("职工").removesuffix("保险")
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, tuple):
        return list(value)
    return value


def _money(one: tuple[str, Figure]) -> tuple[str, Any, Any]:
    values = dict(one[1])
    return one[0], values["amount"], values["rate_percent"]


def _words(one: tuple[str, Figure]) -> str:
    kind, figure = one
    said = [
        f"{name}={'、'.join(value) if isinstance(value, tuple) else value}"
        for name, value in figure
        if value not in (None, (), "retired")
    ]
    return f"{kind} " + " ".join(said)
