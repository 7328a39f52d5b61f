"""The calculator's form: it asks only what the place's rule needs and reads what people type."""

import datetime
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from regions.models import Region

from . import answers, parsing, rules
from .place_field import MAX_TYPED, FormWithPlace, PlaceField


class CalculatorForm(FormWithPlace):
    """The form for a reader's own case, sent by GET and the same on every page.

    On a region page ``region`` is given and not asked. What a place's rule does not need is
    neither asked nor read. After a valid clean, ``situation`` and ``question`` hold the case.
    """

    error_css_class = "field--bad"

    region = PlaceField(label="参保地", error_messages={"required": "请写参保的地方，例如：兰州。"})
    insurance = forms.ChoiceField(
        label="您参加的是哪种医保？",
        choices=answers.Insurance,
        error_messages={
            "required": "请选您参加的是哪种医保。",
            "invalid_choice": "请从下面选一种医保。",
        },
    )
    status = forms.ChoiceField(
        label="职工医保的退休手续办好了吗？",
        choices=answers.Status,
        required=False,
        error_messages={"invalid_choice": "请从下面选一项。"},
    )
    age = forms.CharField(label="您今年多大岁数？", max_length=MAX_TYPED, required=False)
    birth = forms.CharField(label="或者写出生年月", max_length=MAX_TYPED, required=False)
    average_pension = forms.CharField(label="当地人均养老金", max_length=MAX_TYPED, required=False)
    on = forms.CharField(label="算哪一天的", max_length=MAX_TYPED, required=False)

    def __init__(self, data: QueryDict, *, today: datetime.date, region: Region | None = None):
        self.today = today
        self.place = region
        self.situation: rules.Situation | None = None
        self.question: answers.Question | None = None
        own = [name for name in self.base_fields if region is None or name != "region"]
        asked = any(name in data for name in own)
        super().__init__(data if asked else None, auto_id="c-%s")
        if region is not None:
            del self.fields["region"]
            self.situation = rules.situation(region, today, today)
        for field in self.fields.values():
            field.error_messages.setdefault("max_length", "")
            field.error_messages["max_length"] = "写得太长了，请写短一点。"
        self.repeated = [n for n in own if len(set(data.getlist(n))) > 1]

    @property
    def asks_age(self) -> bool:
        """Whether the rule tells ages apart, or the place is not known yet."""
        return self.situation is None or self.situation.asks_age

    @property
    def asks_average_pension(self) -> bool:
        return self.situation is not None and self.situation.asks_average_pension

    @property
    def typed_place(self) -> str:
        """The place's name once the whole case is valid; until then what was typed."""
        return super().typed_place if self.question else self.as_typed

    @property
    def pension_hint(self) -> str:
        """Whose average pension of which year is wanted."""
        if self.situation is None:
            return ""
        policy = self.situation.policy
        year = f"{policy.base_year}年" if policy and policy.base_year else ""
        name = self.situation.base_place.short_name
        return f"是{name}退休人员{year}的月平均数，不是您自己的养老金。不知道可以空着。"

    def address_for(self, **changes: str) -> str:
        typed = {name: value for name, value in self.data.items() if name in self.fields}
        return f"?{urlencode(typed | changes)}"

    def clean_on(self) -> datetime.date:
        typed = self.cleaned_data["on"]
        try:
            return parsing.day(typed, self.today) if typed else self.today
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self):
        for name in self.repeated:
            self._fail(name, "这一项写了两遍，而且不一样。请只写一个。")
        cleaned = self.cleaned_data
        resident = cleaned.get("insurance") == answers.Insurance.RESIDENT
        if not cleaned.get("status") and not resident:
            self._fail("status", "请选退休手续办没办好。")
        on = cleaned.get("on")
        if self.place is not None and on is not None:
            if self.situation is None or self.situation.on != on:
                self.situation = rules.situation(self.place, on, self.today)
            self._clean_numbers(on)
        elif cleaned.get("age", "").strip():
            self._try("age", parsing.age, cleaned["age"])  # asked while the place is not known
        if not self.errors:
            self.question = answers.Question(
                cleaned["insurance"],
                cleaned["status"],
                cleaned.get("age"),
                cleaned.get("birth"),
                cleaned.get("average_pension"),
            )
        return cleaned

    def _clean_numbers(self, on: datetime.date) -> None:
        """Read age, birth and average pension where the place's rule needs them.

        What is not asked is ignored, whatever it holds.
        """
        typed = {n: self.cleaned_data.pop(n, "") for n in ("age", "birth", "average_pension")}
        if self.asks_age:
            self._clean_age(typed["age"], typed["birth"], on)
        else:
            self._forget("age", "birth")
        if not self.asks_average_pension:
            self._forget("average_pension")
        elif typed["average_pension"].strip():
            self._try("average_pension", parsing.average_pension, typed["average_pension"])

    def _forget(self, *names: str) -> None:
        for name in names:
            self.errors.pop(name, None)

    def _clean_age(self, age: str, birth: str, on: datetime.date) -> None:
        cleaned = self.cleaned_data
        if age.strip():
            self._try("age", parsing.age, age)
        if birth.strip():
            self._try("birth", parsing.birth_month, birth, on)
        if "age" in self.errors or "birth" in self.errors:
            return
        born = cleaned.get("birth")
        if born is None:
            # Entitlement is judged before missing numbers.
            said = cleaned.get("insurance", ""), cleaned.get("status", "")
            if cleaned.get("age") is None and answers.refusal_of(*said) is None:
                self._fail("age", "这里按年龄分档，请写岁数，比如 68。")
            return
        completed = parsing.completed_years(born, on)
        # In the month of birth the birthday itself may still be to come.
        possible = {completed, completed - 1} if born.month == on.month else {completed}
        if cleaned.get("age") is None:
            cleaned["age"] = completed
        elif cleaned["age"] not in possible:
            self._fail("birth", "岁数和出生年月对不上。请只写一个，另一个空着。")

    def _try(self, name: str, reader, *args) -> None:
        try:
            self.cleaned_data[name] = reader(*args)
        except ValueError as error:
            self.add_error(name, str(error))

    def _fail(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, message)
