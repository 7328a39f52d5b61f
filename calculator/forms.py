"""The calculator's form: it asks only what the place's rule needs and reads what people type."""

import datetime
from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlencode

from django import forms
from django.http import QueryDict

from credit.rule import AgeNeeded, Case
from regions.models import Region
from regions.models.tier import Employer
from regions.place_search import Candidate
from text.reading import visible

from . import answers, parsing
from .doubts import Doubt, doubts
from .place_field import MAX_TYPED, FormWithPlace, PlaceField
from .province import Province, province_of
from .situation import Situation, situation_of


class CalculatorForm(FormWithPlace):
    """The form for a reader's own case, sent by GET and the same on every page.

    On a region page ``region`` is given and not asked. What a place's rule does not need is
    neither asked nor read. After a valid clean, ``situation`` and ``question`` hold the case.
    A number that is hardly meant is an error until the reader insists on it by ``confirm``.
    For a province whose places have rules of their own it asks which place (``asks_place``).
    """

    error_css_class = "field--bad"
    #: As the page asks, so that faults are listed in that order.
    field_order = ("region", "age", "birth", "insurance", "status", "average_pension", "retired")

    region = PlaceField(
        label="交医保的地方（参保地）", error_messages={"required": "请写参保的地方，例如：兰州。"}
    )
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
    own_pension = forms.CharField(
        label="您自己一个月养老金多少？", max_length=MAX_TYPED, required=False
    )
    retired = forms.CharField(label="您哪年哪月退休的？", max_length=MAX_TYPED, required=False)
    employer = forms.ChoiceField(
        label="您是从哪里退休的？",
        choices=Employer,
        required=False,
        error_messages={"invalid_choice": "请从下面选一项；不清楚就空着。"},
    )
    on = forms.CharField(label="算哪一天的", max_length=MAX_TYPED, required=False)
    confirm = forms.Field(required=False)  # only ever compared

    def __init__(self, data: QueryDict, *, today: datetime.date, region: Region | None = None):
        self.today = today
        self.place = region
        self.situation: Situation | None = None
        self.question: answers.Question | None = None
        self.doubts: dict[str, Doubt | None] = dict.fromkeys(self.base_fields)
        self.province: Province | None = None
        self.asks_place = False
        own = [name for name in self.base_fields if region is None or name != "region"]
        asked = any(name in data for name in own)
        super().__init__(data if asked else None, auto_id="c-%s")
        if region is not None:
            del self.fields["region"]
            self.situation = situation_of(region, today, today)
            self.province = province_of(region, today, today)
        for field in self.fields.values():
            field.error_messages.setdefault("max_length", "")
            field.error_messages["max_length"] = "写得太长了，请写短一点。"
            unseen = "里面有看不见的字符，请重新写一遍。"
            field.error_messages.setdefault("null_characters_not_allowed", unseen)
        self.repeated = [n for n in own if n != "confirm" and len(set(data.getlist(n))) > 1]
        self.insisted = " ".join(data.getlist("confirm"))[:MAX_TYPED].split()

    @property
    def asks_region(self) -> bool:
        """Whether the place is asked, because the page is not a place's."""
        return "region" in self.fields

    @property
    def asks_age(self) -> bool:
        """Whether the rule tells ages apart, or the place is not known yet."""
        if self.province is not None and self.province.asks:
            return self.province.tells_ages_apart
        return self.situation is None or self.situation.asks_age

    @property
    def only_asks(self) -> bool:
        """Whether only questions stand against an answer: which place, or is a number meant so."""
        errors = [name for name in self.errors if not (self.asks_place and name == "region")]
        return bool(self.errors) and all(self.doubts.get(name) for name in errors)

    @property
    def _settled(self) -> Situation | None:
        """The situation whose rule counts; None while it is not known which place's does."""
        return None if self.province is not None and self.province.asks else self.situation

    @property
    def asks_average_pension(self) -> bool:
        rule = self._settled
        return rule is not None and rule.asks_average_pension and not self._of_resident

    @property
    def asks_own_pension(self) -> bool:
        """Whether one's own pension is needed, or makes the answer exact."""
        rule = self._settled
        return rule is not None and rule.asks_own_pension and not self._of_resident

    @property
    def _of_resident(self) -> bool:
        """Whether residents' insurance was chosen, for which no pension counts."""
        return self.data.get("insurance") == answers.Insurance.RESIDENT

    @property
    def asks_retired(self) -> bool:
        return self._settled is not None and self._settled.asks_retired

    @property
    def asks_employer(self) -> bool:
        return self._settled is not None and self._settled.asks_employer

    @property
    def asks_entitlement_only(self) -> bool:
        """Whether nothing but insurance and status is asked: the same amount for all entitled."""
        more = self.asks_age or self.asks_average_pension or self.asks_own_pension
        more = more or self.asks_retired or self.asks_employer or self.asks_place_next
        return not more and not self.asks_region

    @property
    def asks_by_choices(self) -> bool:
        """Whether nothing is typed: left unanswered, such a form sends no parameter of its own."""
        typed = self.asks_age or self.asks_average_pension or self.asks_own_pension
        return not typed and not self.asks_retired and not self.asks_region

    @property
    def ageless(self) -> str:
        """That nobody need give an age, as a sentence; empty where that is not so."""
        situation = self._settled
        if self.asks_age or situation is None or situation.policy is None or situation.withheld:
            return ""
        return "不分年龄，不用填岁数。"

    @property
    def questions(self) -> int:
        """How many questions it asks of the person beside those that are always asked."""
        return sum((self.asks_age, self.asks_own_pension, self.asks_retired, self.asks_employer))

    @property
    def own_pension_hint(self) -> str:
        """Whether one's own pension is needed, or only for what exactly arrives."""
        if self.situation is None:
            return ""
        if self.situation.needs_own_pension:
            return "每月实发多少写多少，只用来在这一页上算。"
        return "想知道准确到账多少才填，可以空着。只用来在这一页上算。"

    @property
    def typed_place(self) -> str:
        """The place's name once the whole case is valid; until then what was typed.

        What a link carries (``shandong/yantai``) nobody typed: its name stands there at once.
        """
        named = self.place or (self.province.region if self.province else None)
        if named is not None and self.as_typed.strip("/") == named.path:
            return named.full_title
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

    @property
    def asks_place_next(self) -> bool:
        """Whether it will ask which place once the questions on it are answered."""
        return not self.asks_place and self.province is not None and self.province.asks

    @property
    def candidates(self) -> list[Candidate]:
        """The places to choose from, those of a province if that is what was named."""
        if self.asks_place and self.province is not None:
            return [*self.province.choices]
        return super().candidates

    def choices_of_place(self) -> list[dict[str, str]]:
        if self.asks_region:
            return super().choices_of_place()
        return self.choices_at(Region.get_absolute_url)

    def choices_at(self, address: Callable[[Region], str]) -> list[dict[str, str]]:
        """Return each candidate with the ``address`` of its page that answers the question."""
        return [
            {"title": c.title, "group": c.group, "url": f"{address(c.place)}{self.address_for()}"}
            for c in self.candidates
        ]

    def address_for(self, **changes: str) -> str:
        typed = {name: value for name, value in self.data.items() if name in self.fields}
        if self.insisted:  # one token for each number
            typed["confirm"] = " ".join(self.insisted)
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
        if self.place is not None and on is not None and not self._asks_for_place(on):
            if self.situation is None or self.situation.on != on:
                self.situation = situation_of(self.place, on, self.today)
            self._clean_numbers(on)
            self._ask_once_more()
        elif cleaned.get("age", "").strip():
            self._try("age", parsing.age, cleaned["age"])  # asked while the place is not known
        if not self.errors:
            self.question = answers.Question(
                cleaned["insurance"],
                cleaned["status"],
                cleaned.get("age"),
                cleaned.get("birth"),
                cleaned.get("average_pension"),
                cleaned.get("own_pension"),
                cleaned.get("retired"),
                cleaned.get("employer", ""),
            )
        return cleaned

    def _asks_for_place(self, on: datetime.date) -> bool:
        """Ask which place of a province is meant where that matters, and tell whether it does."""
        cleaned = self.cleaned_data
        if self.place is None:
            return False
        self.province = province_of(self.place, on, self.today)
        # Entitlement is judged before the place matters.
        refused = answers.refusal_of(cleaned.get("insurance", ""), cleaned.get("status", ""))
        if self.province is None or not self.province.asks or refused:
            return False
        self.asks_place = True
        if self.asks_region:
            self.place = None
            self.add_error("region", self.province.question)
        else:  # asked on the page of the province, which has no such field
            self.errors["region"] = self.error_class([self.province.question])
        return True

    def _clean_numbers(self, on: datetime.date) -> None:
        """Read age, birth, pensions and retirement where the place's rule needs them.

        What is not asked is ignored, whatever it holds.
        """
        self._clean_one("retired", self.asks_retired, parsing.retired, on)
        if not self.asks_employer:
            self.cleaned_data.pop("employer", None)
            self._forget("employer")
        self._clean_one("average_pension", self.asks_average_pension, parsing.average_pension)
        self._clean_one("own_pension", self.asks_own_pension, parsing.own_pension)
        typed = {n: visible(self.cleaned_data.pop(n, "")) for n in ("age", "birth")}
        if self.asks_age:
            self._clean_age(typed["age"], typed["birth"], on)
        else:
            self._forget("age", "birth")

    def _clean_one(self, name: str, asked: bool, reader: Callable, *args) -> None:
        """Read what was typed in one field if it is asked."""
        typed = visible(self.cleaned_data.pop(name, ""))
        if not asked:
            self._forget(name)
        elif typed.strip():
            self._try(name, reader, typed, *args)

    def _ask_once_more(self) -> None:
        """Ask about numbers that are hardly meant, where a credit may be worked out of them."""
        cleaned = self.cleaned_data
        if answers.refusal_of(cleaned.get("insurance", ""), cleaned.get("status", "")) is not None:
            return
        numbers = map(cleaned.get, ("age", "birth", "average_pension", "own_pension"))
        for doubt in list(doubts(*numbers)):
            insisted = doubt.token in self.insisted
            self.doubts[doubt.name] = replace(doubt, insisted=insisted)
            if not insisted:
                self._fail(doubt.name, doubt.question)

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
            if cleaned.get("age") is None and self._age_decides():
                self._fail("age", "这里按年龄分档，请写岁数，比如 68。")
            return
        completed = parsing.completed_years(born, on)
        # In the month of birth the birthday itself may still be to come.
        possible = {completed, completed - 1} if born.month == on.month else {completed}
        if cleaned.get("age") is None:
            cleaned["age"] = completed
        elif cleaned["age"] not in possible:
            self._fail("birth", "岁数和出生年月对不上。请只写一个，另一个空着。")

    def _age_decides(self) -> bool:
        """Whether no answer can be given without the age, whatever else is missing."""
        cleaned = self.cleaned_data
        # Entitlement is judged before missing numbers.
        if answers.refusal_of(cleaned.get("insurance", ""), cleaned.get("status", "")):
            return False
        case = Case(retired=cleaned.get("retired"), employer=cleaned.get("employer", ""))
        view = self.situation.view if self.situation else None
        try:
            if view is not None:
                view.rule.tier_for(case)
        except AgeNeeded:
            return True
        except (ValueError, LookupError):  # something else is missing, or there is no answer
            return False
        return False

    def _try(self, name: str, reader, *args) -> None:
        try:
            self.cleaned_data[name] = reader(*args)
        except ValueError as error:
            self.add_error(name, str(error))

    def _fail(self, name: str, message: str) -> None:
        if name not in self.errors:
            self.add_error(name, message)
