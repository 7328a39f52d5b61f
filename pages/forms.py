"""The forms of the balance guide, of a question's places and of readers' reports."""

import datetime
import re
import unicodedata
from dataclasses import replace
from decimal import Decimal
from typing import cast
from urllib.parse import urlencode

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict

from calculator import parsing
from calculator.doubts import Doubt, doubt_of_age, doubt_of_arrived
from calculator.place_field import MAX_TYPED, FormWithPlace, PlaceField
from calculator.province import Province, province_of
from calculator.situation import rules_of
from credit.credit import Credit
from credit.money import MONTHS
from regions.models import CorrectionReport, Region
from regions.models.report import AGE_BAND
from regions.place_search import Candidate, Found
from text import reading

from .balance_advice import ReaderSituation

Kind = CorrectionReport.Kind


class BalanceForm(FormWithPlace):
    """By GET; bound only when one of its own parameters is present.

    After ``is_valid()`` the two halves stand alone: ``have`` and ``place`` are None where
    nothing, or nothing understood, was given.
    """

    region = PlaceField(label="在哪里参保？", required=False)
    have = forms.ChoiceField(
        label="您是哪种情况？",
        choices=ReaderSituation,
        required=False,
        error_messages={"invalid_choice": "没有这一种情况，请从下面选一种。"},
    )

    def __init__(self, data: QueryDict):
        asked = any(name in data for name in self.base_fields)
        super().__init__(data if asked else None, auto_id="b-%s")

    @property
    def chosen(self) -> ReaderSituation | None:
        """The situation, once the form has been cleaned."""
        value = self.cleaned_data.get("have") if self.is_bound else None
        return ReaderSituation(value) if value else None

    def address_for(self, **changes: str) -> str:
        """Return the query string with ``changes``; a place that was not found stays as typed."""
        place = self.place.parameter if self.place else self.as_typed[:MAX_TYPED]
        given = {"have": self.chosen or "", "region": place} | changes
        return f"?{urlencode({name: value for name, value in given.items() if value})}"

    def clean(self):
        if not self.errors and not any(self.cleaned_data.values()):
            self.add_error("region", "请写参保的地方，或者选一种情况。")
        return self.cleaned_data


class WhereForm(FormWithPlace):
    """Where the reader of a question is insured, by GET; bound only when that is given."""

    region = PlaceField(
        label="您在哪里参保？", error_messages={"required": "请写省或城市的名字，例如：兰州。"}
    )

    def __init__(self, data: QueryDict):
        super().__init__(data if "region" in data else None, auto_id="w-%s")

    def address_for(self, **changes: str) -> str:
        return f"?{urlencode(changes)}"


_INSIST = "没写错的，勾上“就是这个数”再提交。"

MAX_TEXT = 2000
#: Where a browser stops taking letters: past what is allowed, so that a long text comes back
#: with a word on its length, and short of what a body may hold, beyond which it would be lost.
MAX_SENT = 3000

#: What looks like somebody's number, in text of half width.
_PERSONAL = {
    "身份证号": re.compile(
        r"(?<!\d)(?:\d{6}[ -]?\d{8}[ -]?\d{3}[\dXx]|\d{15})(?!\d)",
    ),
    "手机号": re.compile(r"(?<!\d)(?:(?:\+|00)?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)"),
    "银行卡号": re.compile(r"(?<!\d)(?:\d{4}[ -]?){3}\d{4}(?:[ -]?\d{1,3})?(?!\d)"),
}


def personal_number_in(text: str) -> str:
    """What kind of a person's number seems to stand in ``text``; empty if none.

    >>> personal_number_in("我的手机１３８ ００００ ００００"), personal_number_in("0931-12393")
    ('手机号', '')
    """
    plain = unicodedata.normalize("NFKC", reading.visible(text))
    return next((name for name, number in _PERSONAL.items() if number.search(plain)), "")


class ReportForm(FormWithPlace):
    """A reader's report, by POST. It asks for nothing that says who writes.

    ``amount``, ``month`` and ``age`` are read for the kinds that ask for them and ignored
    otherwise. A number that is hardly meant is an error until the reader insists by ``confirm``.
    After ``is_valid()`` the place is in ``place``: None where none was given or found.
    ``choice`` is the path of one of the places offered for a name that several have, or in a
    province whose places have amounts of their own (``province``).
    """

    _errors: ErrorDict | None  # Django's own: None until the form is checked

    region = PlaceField(label="在哪里参保？", required=False)
    choice = forms.CharField(required=False)  # only ever compared
    kind = forms.ChoiceField(
        label="是哪种情况？",
        choices=Kind,
        error_messages={
            "required": "请从下面选一种情况。",
            "invalid_choice": "没有这一种情况，请从下面选一种。",
        },
    )
    amount = forms.CharField(
        label="实际到账多少？",
        max_length=reading.LONGEST,
        required=False,
        error_messages={"max_length": "写得太长了，只写数字就行，比如 85.5。"},
    )
    month = forms.CharField(
        label="是哪个月的？",
        max_length=reading.LONGEST,
        required=False,
        error_messages={"max_length": "写得太长了，只写年和月就行；不记得就空着。"},
    )
    age = forms.CharField(
        label="您多大岁数？",
        max_length=reading.LONGEST,
        required=False,
        error_messages={"max_length": "写得太长了，只写岁数就行；不想写就空着。"},
    )
    confirm = forms.CharField(required=False)  # only ever compared
    text = forms.CharField(
        label="说明",
        max_length=MAX_TEXT,
        required=False,
        error_messages={"max_length": f"写得太长了，最多 {MAX_TEXT} 个字，请删掉一些。"},
    )

    def __init__(self, data: QueryDict | None = None, *, today: datetime.date, **kwargs):
        self.today = today
        self.doubts: dict[str, Doubt | None] = {"amount": None, "age": None}
        self.province: Province | None = None
        super().__init__(_once(data), auto_id="r-%s", **kwargs)
        self.fields["text"].widget.attrs["maxlength"] = MAX_SENT

    @classmethod
    def as_sent(cls, data: QueryDict, *, today: datetime.date) -> "ReportForm":
        """Return the form with what was sent, unchecked: to be shown without the database."""
        form = cls(data, today=today)
        form._errors = ErrorDict()
        form.cleaned_data = {}
        return form

    @property
    def about_amount(self) -> bool:
        """Whether it says what arrives; so it does where no kind is ticked beside an amount."""
        cleaned = self.cleaned_data
        if "kind" in cleaned:
            return cleaned["kind"] in CorrectionReport.ON_AMOUNTS
        return cleaned.get("amount") != ""

    @property
    def tells(self) -> bool:
        """Whether a reader tells what nobody knows yet."""
        return self["kind"].value() == Kind.KNOWN

    @property
    def only_asks(self) -> bool:
        """Whether nothing is wrong but numbers that are hardly meant."""
        return bool(self.errors) and all(
            (doubt := self.doubts.get(name)) and not doubt.insisted for name in self.errors
        )

    @property
    def candidates(self) -> list[Candidate]:
        """The places to choose from: those of a name, or those of a province."""
        return [*self.province.choices] if self.province else super().candidates

    def offer(self, *, figure_shown: bool) -> None:
        """Leave out the kind that has no sense beside what the page shows, unless it is ticked."""
        senseless = Kind.KNOWN if figure_shown else Kind.AMOUNT
        if self["kind"].value() != senseless:
            field = cast(forms.ChoiceField, self.fields["kind"])
            field.choices = [kind for kind in Kind.choices if kind[0] != senseless]

    def clean_text(self) -> str:
        text = self.cleaned_data["text"]
        if number := personal_number_in(text):
            raise forms.ValidationError(
                f"说明里好像有{number}。请删掉再提交，我们用不上，也不想留着您的号码。"
            )
        return text

    def meant(self, found: Found) -> Region | None:
        return found.place or self._chosen()

    def _chosen(self) -> Region | None:
        """The place that is ticked of those that were offered."""
        chosen = (c.place for c in self.candidates if c.place.path == self.data["choice"])
        return next(chosen, None)

    def clean(self):
        if self.about_amount:
            if self.place is None and "region" not in self.errors:
                self.add_error("region", "请写参保的地方，我们才知道是哪里的数，例如：兰州。")
            self._ask_which_place()
            self._clean_amount()
        elif "kind" in self.cleaned_data and self.cleaned_data.get("text") == "":
            self.add_error("text", "请写一句是哪里不对，我们才知道要改什么。")
        return self.cleaned_data

    def _ask_which_place(self) -> None:
        """Ask for the city where a province's amount is none: nothing would ever show it."""
        province = province_of(self.place, self.today, self.today) if self.place else None
        if province is None or not province.asks:
            return
        self.province = province
        if chosen := self._chosen():
            self.place, self.province = chosen, None
        else:
            self.add_error("region", province.question)

    def _clean_amount(self) -> None:
        # What was too long has been refused, and is gone from here.
        amount, month, age = map(self.cleaned_data.get, ("amount", "month", "age"))
        if amount == "":
            self.add_error("amount", "请写实际到账多少元，比如 85.5。没有到账的数，就选“别的”。")
        elif amount is not None:
            self._try("amount", parsing.money, amount)
        if month:
            self._try("month", parsing.month, month, self.today)
        if age:
            self._try("age", parsing.age, age)
        if amount and "amount" not in self.errors:
            self._ask_once_more(self._doubt_of(self.cleaned_data["amount"]))
        if age and "age" not in self.errors:
            self._ask_once_more(doubt_of_age("age", self.cleaned_data["age"], _INSIST))

    def _doubt_of(self, amount: Decimal) -> Doubt | None:
        """What is odd about an amount, beside what is known to come there."""
        if (doubt := doubt_of_arrived("amount", amount, _INSIST)) is None or self.place is None:
            return doubt
        view = rules_of([self.place], self.today, self.today)[self.place.pk]
        if view is None or view.withheld:
            return doubt
        known = [paid for line in view.lines if line.credit for paid in _payments(line.credit)]
        return doubt_of_arrived("amount", amount, _INSIST, known=known, yearly=view.once_a_year)

    def _ask_once_more(self, doubt: Doubt | None) -> None:
        if doubt is None:
            return
        insisted = doubt.token in self.cleaned_data.get("confirm", "").split()
        self.doubts[doubt.name] = replace(doubt, insisted=insisted)
        if not insisted:
            self.add_error(doubt.name, doubt.question)

    def _try(self, name: str, reader, *args) -> None:
        try:
            self.cleaned_data[name] = reader(*args)
        except ValueError as error:
            self.add_error(name, str(error))

    def report(self) -> CorrectionReport:
        """Return the report of a valid form, not saved yet."""
        cleaned = self.cleaned_data
        report = CorrectionReport(kind=cleaned["kind"], region=self.place, text=cleaned["text"])
        if self.about_amount:
            report.amount_seen = cleaned["amount"]
            report.month_seen = cleaned["month"] or None
            if cleaned["age"] != "":
                report.age_from = cleaned["age"] // AGE_BAND * AGE_BAND
        return report


def _once(data: QueryDict | None) -> dict[str, str] | None:
    """The last value of each field, without what no keyboard types; lines end as browsers count."""
    if data is None:
        return None
    once = {
        name: data.get(name, "").replace("\x00", "").replace("\r\n", "\n")
        for name in ReportForm.base_fields
    }
    once["confirm"] = " ".join(data.getlist("confirm"))[:MAX_TYPED]  # one token for each number
    return once


def _payments(credit: Credit) -> set[Decimal]:
    """What comes at once: a month's sum, a year's, or twelve months together."""
    return {credit.month, credit.payment, credit.year, credit.standard * MONTHS}
