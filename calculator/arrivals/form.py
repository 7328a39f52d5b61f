"""The form of 对一对: what arrived, and of the person only what the place's rule needs."""

import datetime
import re
from decimal import Decimal

from django import forms
from django.http import QueryDict

from calculator import parsing
from calculator.forms import CalculatorForm
from calculator.place_field import MAX_TYPED
from calculator.situation import situation_of
from credit.deduction import PercentOf
from credit.rule import Case
from regions.place_search import find
from text import reading

from .figures import Arrived
from .fits import other_rules

NOTHING = "金额要大于 0。一分钱都没打的，请打 12393 问为什么没打。"
#: How people say that nothing came: 没有, 一分没有, 一分钱都没打, 没到账.
_NOTHING_CAME = re.compile(
    r"(?:还|都|一直)?(?:[一1][分元毛])?钱?[都也]?[没零无](?:有|到账?|打|来|给)?(?:过|钱)?了?"
)


def arrived_money(text: str) -> Decimal:
    """Read yuan that arrived, with a word for those to whom nothing did.

    >>> arrived_money("76.5元")
    Decimal('76.5')
    """
    if _NOTHING_CAME.fullmatch(reading.tidy(text).rstrip("。")):
        raise ValueError(NOTHING)
    return parsing.money(text, if_nothing=NOTHING)


class ArrivalForm(CalculatorForm):
    """By GET, bound only when an amount was sent; what else an address holds is filled in.

    After a valid clean, ``arrived``, ``person`` and ``situation`` (of the month) hold the case.
    """

    field_order = ("region", "arrived", "month", "age", "birth", "average_pension", "own_pension")

    arrived = forms.CharField(
        label="到账多少钱？",
        max_length=reading.LONGEST,
        error_messages={"required": "请写到账多少元，比如 90 或 90.5。"},
    )
    month = forms.CharField(label="是哪个月的？", max_length=reading.LONGEST, required=False)
    # Nobody is asked for what tells whether there is a credit at all, or when they retired.
    insurance = None  # type: ignore[assignment]
    status = None  # type: ignore[assignment]
    retired = None  # type: ignore[assignment]
    employer = None  # type: ignore[assignment]
    on = None  # type: ignore[assignment]

    def __init__(self, data: QueryDict, *, today: datetime.date):
        self.came: Arrived | None = None
        self.person = Case()
        super().__init__(data if "arrived" in data else QueryDict(), today=today)
        self.fields["age"].label = "那个月您多大岁数？"
        if not self.is_bound:
            self._fill_in(data)

    def _fill_in(self, data: QueryDict) -> None:
        """Begin with the place and the numbers that an address names; nonsense is ignored."""
        given = {name: data.get(name, "").replace("\x00", "")[:MAX_TYPED] for name in self.fields}
        place = find(given["region"]).place if given["region"].strip() else None
        self.initial = {name: text for name, text in given.items() if text and name != "region"}
        if place is not None:
            self.place = place
            self.initial["region"] = place.full_title
            self.situation = situation_of(place, self.today, self.today)

    @property
    def typed_place(self) -> str:
        """The place's name once it is known, else what was typed."""
        named = self.place or (self.province.region if self.province else None)
        return named.full_title if named is not None else self.as_typed

    @property
    def asks_age(self) -> bool:
        """Whether the rule of the month tells ages apart; where there is none, any other may."""
        settled = self._settled
        if settled is None or settled.view is not None:
            return settled is not None and super().asks_age
        others = (view for view in other_rules(settled) if not view.withheld)
        return any(view.rule.tells_ages_apart for view in others)

    @property
    def asks_average_pension(self) -> bool:
        """Whether the rule needs it; nothing is compared with an estimate."""
        settled = self._settled
        return settled is not None and settled.view is not None and settled.asks_average_pension

    @property
    def asks_own_pension(self) -> bool:
        """Whether the rule, or anything that may go off, is a share of one's own pension."""
        settled = self._settled
        if settled is None or settled.view is None or settled.withheld:
            return False
        shares = (view.as_computed.percent_of for view in settled.deductions if not view.coming)
        return settled.needs_own_pension or PercentOf.OWN in shares

    @property
    def own_pension_hint(self) -> str:
        if self.situation is not None and self.situation.needs_own_pension:
            return super().own_pension_hint
        return "有一笔扣款按您自己的养老金算。可以空着，只用来在这一页上算。"

    def clean(self):
        for name in self.repeated:
            self._fail(name, "这一项写了两遍，而且不一样。请只写一个。")
        cleaned = self.cleaned_data
        if cleaned.get("arrived"):
            self._try("arrived", arrived_money, cleaned["arrived"])
        month = reading.visible(cleaned.pop("month", "")).strip()
        if month:
            self._try("month", parsing.month, month, self.today)
        came = Arrived(Decimal(0), cleaned.get("month") or None)
        on = came.on(self.today)
        if self.place is not None and not self._asks_for_place(on):
            self.situation = situation_of(self.place, on, self.today)
            self._clean_numbers(on)
            self._ask_once_more()
        if not self.errors:
            self.came = Arrived(cleaned["arrived"], came.month)
            numbers = map(cleaned.get, ("age", "average_pension", "own_pension"))
            self.person = Case(*numbers)
        return cleaned

    def _age_decides(self) -> bool:
        """Without an age there is an answer too: one that asks for it."""
        return False
