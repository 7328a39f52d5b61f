"""What a request asks for: a place as of a day, a page of a list."""

import datetime
from urllib.parse import urlencode

from django import forms
from django.core.paginator import Page, Paginator
from django.http import HttpResponse, QueryDict

from calculator import parsing
from calculator.place_field import MAX_TYPED, FormWithPlace, PlaceField
from opendata.fact_data import Data, absolute

from .faults import fault, gone_beyond, refused

#: Rows of a list on a page.
PER_PAGE = 50
#: Digits of a page's number; a longer one is none.
_LONGEST_NUMBER = 6


class Asked(forms.Form):
    """What a request asks for, each parameter once, on the day ``today``."""

    def __init__(self, data: QueryDict, *, today: datetime.date):
        self.today = today
        names = self.base_fields
        self.repeated = [name for name in names if len(set(data.getlist(name))) > 1]
        super().__init__(data)

    def clean(self):
        for name in self.repeated:
            if name not in self.errors:
                self.add_error(name, "这一项写了两遍，而且不一样。请只写一个。")
        return self.cleaned_data

    @property
    def day(self) -> datetime.date:
        """The day that is asked about."""
        return self.cleaned_data.get("on", self.today)


class DayForm(Asked):
    """The day ``on``, if one is named."""

    on = forms.CharField(
        max_length=MAX_TYPED,
        required=False,
        error_messages={
            "max_length": "写得太长了，请写短一点。",
            "null_characters_not_allowed": "里面有看不见的字符，请重新写一遍。",
        },
    )

    def clean_on(self) -> datetime.date:
        typed = self.cleaned_data["on"]
        try:
            return parsing.day(typed, self.today) if typed else self.today
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class PlaceForm(Asked, FormWithPlace):
    """The place that ``region`` names."""

    region = PlaceField(
        label="地方", error_messages={"required": "请写地方，例如：region=gansu/lanzhou。"}
    )


class DatedPlaceForm(DayForm, PlaceForm):
    """The place that ``region`` names, on the day ``on``."""


def page_of(rows: list, query: QueryDict) -> Page | HttpResponse:
    """Return the page of a list that ``page`` numbers from 1, or the answer that it is none."""
    typed = query.getlist("page")
    number = typed[-1] if typed else "1"
    pages = Paginator(rows, PER_PAGE)
    if len(set(typed)) > 1:
        return refused([fault("page", "页码写了两遍，而且不一样。请只写一个。")])
    if not (number.isascii() and number.isdigit() and len(number) <= _LONGEST_NUMBER):
        return refused([fault("page", "页码请写从 1 起的整数，例如：page=2。")])
    if not int(number):
        return refused([fault("page", "页码从 1 起。")])
    if int(number) > pages.num_pages:
        return gone_beyond(int(number), pages.num_pages)
    return pages.page(int(number))


def list_document(page: Page, items: list[Data], path: str, query: QueryDict) -> Data:
    """Return a page of a list with the addresses of those around it."""
    numbers = {
        "previous": page.number - 1 if page.has_previous() else None,
        "next": page.number + 1 if page.has_next() else None,
    }
    links = {name: number and _address(path, query, number) for name, number in numbers.items()}
    return {
        "items": items,
        "page": page.number,
        "pages": page.paginator.num_pages,
        "total": page.paginator.count,
        "links": {"self": _address(path, query, page.number), **links},
    }


def _address(path: str, query: QueryDict, number: int) -> str:
    asked = [(name, query[name]) for name in query if name != "page"]
    if number > 1:  # the first page has one address only
        asked.append(("page", str(number)))
    return absolute(f"{path}?{urlencode(asked)}" if asked else path)
