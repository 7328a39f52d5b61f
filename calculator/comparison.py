"""Compares a person's answers in up to four places, with one calculator form per place."""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.forms import BoundField
from django.http import QueryDict

from text.formats import day, percent, tier_figure, yuan

from .answers import Answer, Outcome, answer, case_in_words
from .doubts import Doubt
from .drawings import bar
from .forms import CalculatorForm

MAX_PLACES = 4
#: What is asked of the person, whatever the place.
PERSON = (
    "age",
    "birth",
    "insurance",
    "status",
    "own_pension",
    "retired",
    "employer",
    "on",
)
#: How much of its cell the longest bar takes, in percent.
LONGEST = 94


@dataclass(frozen=True)
class Slot:
    """A field for a place: what was typed there and what is wrong with it."""

    number: int
    value: str
    errors: tuple[str, ...] = ()
    choices: tuple[dict, ...] = ()

    @property
    def auto_id(self) -> str:
        return f"c-region-{self.number}"

    @property
    def label(self) -> str:
        return f"第{'一二三四'[self.number - 1]}个地方"


@dataclass(frozen=True)
class Row:
    """A place's answer, with the start and length of its bar in percent of the cell.

    Only an amount or an estimated range has a bar; all bars count from the same zero. ``note``
    tells which place counts where another name was typed.
    """

    answer: Answer
    note: str
    start: Decimal | None = None
    length: Decimal | None = None

    @property
    def whose(self) -> str:
        """Whose standard counts, or why there is none; empty if it is the place's own."""
        situation = self.answer.situation
        if situation.no_estimate is not None:
            return situation.no_estimate.reason
        if situation.policy is None:
            if self.answer.low is None:
                now = "现在" if situation.begins_later else ""
                return f"{now}没有当地标准，不拿别处的数来补。"
            base = "当地" if self.answer.base_source else "您填的"
            return f"按{base}人均养老金估的，不是当地标准。"
        return "" if situation.own else f"按{situation.policy.region.short_name}的标准。"

    @property
    def warnings(self) -> list[str]:
        """Warnings that the figure may no longer hold or will soon change."""
        situation = self.answer.situation
        view, coming = situation.view, situation.coming
        start = coming.policy.effective_from if coming else None
        found = []
        if view is not None and view.outlived_on:
            found.append(f"资料只写到 {view.outlived_on}，以后没有查到。")
        if situation.gap is not None and situation.as_of:
            found.append(situation.as_of)
        if view is not None and start is not None:
            found.append(f"将于 {day(start)}起改变。")
        elif situation.begins_later and self.answer.outcome is not Outcome.UNKNOWN:
            found.append(f"{situation.promise}。")
        return found

    @property
    def remarks(self) -> str:
        """Remarks on an entered average pension and on a disputed deduction."""
        answer, policy = self.answer, self.answer.situation.policy
        if policy is None:
            return ""
        found = ""
        if answer.base is not None and answer.base_source is None:
            found = f"用的是您填的人均养老金 {yuan(answer.base)}。"
        disputed = any(view.row.disputed for view in answer.situation.deductions)
        return f"{found}有没有代扣，说法不一，这里没有扣。" if disputed else found

    @property
    def lacks(self) -> str:
        """What is missing, in words; empty if nothing is."""
        answer, tier = self.answer, self.answer.tier
        if answer.outcome is Outcome.NEEDS_RETIRED:
            return "这里看您哪年退休、从哪里退休"
        if answer.outcome is Outcome.NEEDS_OWN_PENSION and tier is not None:
            return f"按{tier_figure(tier)}打"
        if answer.outcome is not Outcome.NEEDS_AVERAGE_PENSION or tier is None:
            return ""
        if tier.percent is None:
            return f"按{tier_figure(tier)}打，低于人均的按人均算"
        return f"按{answer.situation.base_place.short_name}人均养老金的 {percent(tier.percent)} 打"


class Comparison:
    """The comparison that the repeated ``region`` and the person's parameters ask for.

    An average pension belongs to one place. One entered in the calculator, which hands it on with
    the case, counts for the first place only.
    """

    def __init__(self, data: QueryDict, *, today: datetime.date):
        self._data = data
        self.is_bound = any(name in data for name in CalculatorForm.base_fields)
        # Blanks and repeats do not count as places, but an address may hold thousands.
        typed = [text.strip() for text in data.getlist("region")[: 5 * MAX_PLACES]]
        typed = list(dict.fromkeys(text for text in typed if text))
        self.too_many = len(typed) > MAX_PLACES
        #: One per place.
        self.forms = [
            CalculatorForm(_for_place(data, text, first=not at), today=today)
            for at, text in enumerate(typed[:MAX_PLACES])
        ]
        nowhere = CalculatorForm(_for_place(data, None), today=today)
        #: The form whose fields show the person: the one with the most errors, so that none is
        #: missed, and of those one that asks for the age.
        self.person = max(
            self.forms or [nowhere],
            key=lambda form: (sum(name in form.errors for name in PERSON), form.questions),
        )
        self.missing = self.is_bound and not self.forms

    @property
    def is_valid(self) -> bool:
        return bool(self.forms) and all(form.is_valid() for form in self.forms)

    @property
    def slots(self) -> list[Slot]:
        """The four fields for places, the first ones filled."""
        filled = [
            Slot(
                number,
                form.typed_place if self.is_valid else form.as_typed,
                tuple(str(error) for error in form.errors.get("region", ())),
                tuple(self._choices(number - 1, form)),
            )
            for number, form in enumerate(self.forms, start=1)
        ]
        empty = [Slot(number, "") for number in range(len(filled) + 1, MAX_PLACES + 1)]
        if self.missing:
            empty[0] = Slot(1, "", ("请至少写一个地方，例如：兰州。",))
        return filled + empty

    def _choices(self, at: int, form: CalculatorForm) -> Iterator[dict]:
        """Yield the candidates of a form, each with the address of the comparison with it."""
        for candidate in form.candidates:
            query = self._data.copy()
            places = [other.as_typed for other in self.forms]
            places[at] = candidate.place.parameter
            query.setlist("region", places)
            url = f"?{query.urlencode()}"
            yield {"title": candidate.title, "group": candidate.group, "url": url}

    @property
    def faults(self) -> list[tuple[str, str]]:
        """The errors to mend, as (id of the field, sentence)."""
        places = [(slot.auto_id, e) for slot in self.slots for e in slot.errors]
        person = [
            (f"c-{name}", str(error))
            for name in PERSON
            for error in self.person.errors.get(name, [])
        ]
        pension = self.pension_field
        pensions = [(pension.auto_id, str(e)) for e in pension.errors] if pension else []
        return places + person + pensions

    @property
    def pension_field(self) -> BoundField | None:
        """The average pension of the first place, where it has to be mended; else it is not asked.

        Such a field comes with an address only.
        """
        field = self.forms[0]["average_pension"] if self.forms else None
        return field if field is not None and field.errors else None

    @property
    def pension_doubt(self) -> Doubt | None:
        return self.forms[0].doubts["average_pension"] if self.forms else None

    @property
    def as_of(self) -> str:
        """By which day's rules it was worked out; empty if today's, or if no source covers it."""
        situations = [form.situation for form in self.forms if form.situation is not None]
        covered = [situation for situation in situations if situation.gap is None]
        return next((situation.as_of for situation in covered), "")

    @property
    def case(self) -> str:
        """The person in words: 74岁，已办退休手续."""
        question = self.person.question
        return case_in_words(question) if question else ""

    @property
    def rows(self) -> list[Row]:
        """One row per place; empty as long as a form has errors."""
        if not self.is_valid:
            return []
        answers: dict[int, tuple[Answer, str]] = {}
        for form in self.forms:
            if form.situation is not None and form.question is not None and form.found is not None:
                found = (answer(form.situation, form.question), form.found.note)
                answers.setdefault(form.situation.region.pk, found)
        top = max(_reach(found for found, _ in answers.values()), default=Decimal(0))
        return [_row(found, note, top) for found, note in answers.values()]


def _for_place(data: QueryDict, place: str | None, first: bool = False) -> QueryDict:
    """Return the parameters for one ``place``; only the ``first`` keeps the average pension."""
    own = data.copy()
    if not first:
        own.pop("average_pension", None)
    if place is None:
        own.pop("region", None)
    else:
        own["region"] = place
    return own


def _reach(answers: Iterable[Answer]) -> list[Decimal]:
    """Return the largest amount of each answer that has one."""
    found = (a.credit.month if a.credit else a.high for a in answers)
    return [amount for amount in found if amount is not None]


def _row(found: Answer, note: str, top: Decimal) -> Row:
    if found.credit is not None:
        return Row(found, note, Decimal(0), bar(found.credit.month, top, LONGEST))
    if found.low is not None and found.high is not None:
        start = bar(found.low, top, LONGEST)
        return Row(found, note, start, bar(found.high, top, LONGEST) - start)
    return Row(found, note)
