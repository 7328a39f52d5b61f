"""The directory: every place with a page, filtered by GET."""

import datetime
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from django.core.paginator import Paginator
from django.utils import timezone
from django.views.generic import TemplateView

from calculator.holding import all_hold_until
from calculator.province import province_of
from calculator.rules import RuleView, level_word
from calculator.situation import rules_of_all
from calculator.standing import absence_of, next_rule
from pages.directory_filter import RegionFilter
from pages.pager import page_links
from regions.models import Region
from regions.place_facts import all_places

PER_PAGE = 50


@dataclass(frozen=True)
class Row:
    """A place with its rule in a few words, and in ``note`` what is its own; often empty."""

    place: Region
    words: str
    known: bool
    note: str = ""


@dataclass(frozen=True)
class Section:
    """The places of a province on a page of the directory.

    ``head`` is the province's own row, None where it is on another page or was not asked for;
    ``note`` says what its rule rests on, for itself and for the places that take it.
    """

    province: Region
    head: Row | None
    rows: list[Row]
    note: str = ""


def sections_of(places: Iterable[Region], today: datetime.date) -> list[Section]:
    """Return a page's places by province, in their order; asks nothing but what all pages know."""
    by_province = groupby(places, key=lambda place: place.province or place)
    return [_section(province, list(listed), today) for province, listed in by_province]


def _section(province: Region, listed: list[Region], today: datetime.date) -> Section:
    views = rules_of_all(today)
    rows = [_row(place, views.get(place.pk), today) for place in listed]
    head = rows.pop(0) if listed[0] == province else None
    shared = views.get(province.pk)
    below = [view for place in listed if place != province and (view := views.get(place.pk))]
    told = []
    if shared and any(view.policy == shared.policy for view in below):
        words = "" if head else f"{shared.in_words}，"
        told.append(f"用{level_word(province)}数的：{words}{_rests_on(shared)}。")
    elif shared and head and not below:
        told.append(f"{_rests_on(shared)}。")
    shared_note, times = _most_common(row.note for row in rows if row.note)
    if times > 1:  # said once, not in every row
        but = "" if times == sum(1 for row in rows if row.note) else "（下面另写的除外）"
        told.append(f"有自己标准的：{shared_note}{but}。")
    mark = "" if all(row.note for row in rows) else "自己的标准"
    said = {"": "", shared_note: mark} if times > 1 else {"": ""}
    rows = [replace(row, note=said.get(row.note, f"自己的标准：{row.note}")) for row in rows]
    return Section(province, head, rows, "".join(told))


def _most_common(notes: Iterable[str]) -> tuple[str, int]:
    """Return the note that most rows have, and how many have it."""
    return max(Counter(notes).items(), key=lambda item: item[1], default=("", 0))


def _row(place: Region, view: RuleView | None, today: datetime.date) -> Row:
    province = province_of(place, today, today)
    if province is not None and province.differs:
        return Row(place, province.in_words, known=True)
    if view is None:
        return Row(place, absence_of(place, next_rule(place, today)), known=False)
    own = view.policy.region == place and not place.is_province
    return Row(place, view.in_words, True, _rests_on(view) if own else "")


def _rests_on(view: RuleView) -> str:
    """What a rule rests on, as short as a list allows: 网上资料，2023年4月21日."""
    kind = view.policy.source.get_confidence_display().partition("，")[0]
    until = f"，只写到 {view.outlived_on}" if view.outlived_on else ""
    return f"{kind}，{view.freshness.in_short}{until}"


class RegionList(TemplateView):
    """The directory: every place with a page, filtered by GET."""

    template_name = "pages/regions/index.html"

    def get_context_data(self, **kwargs):
        today = timezone.localdate()
        asked = RegionFilter(self.request.GET or None, today=today)
        # A page that does not exist gives the nearest one, not an error.
        # The ids of all matches cost less than to count them first and to read a page after.
        ids = list(asked.qs.values_list("pk", flat=True))
        page = Paginator(ids, PER_PAGE).get_page(self.request.GET.get("page"))
        places = {place.pk: place for place in all_places()}
        return super().get_context_data(
            filter=asked,
            page_obj=page,
            sections=sections_of([places[pk] for pk in page], today),
            chips=_chips(self.request, asked),
            page_links=page_links(self.request, page),
            until=all_hold_until(today),
            **kwargs,
        )


def _without(request, *names: str) -> str:
    query = request.GET.copy()
    for name in names:
        query.pop(name, None)
    return f"?{query.urlencode()}"


def _chips(request, filterset) -> list[dict]:
    """The conditions in force, each with the address without it."""
    if not filterset.form.is_bound:
        return []
    chips = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name) if filterset.form.is_valid() else None
        if not value:
            continue
        chips.append({"label": _chip(field, value), "url": _without(request, name, "page")})
    return chips


def _chip(field, value) -> str:
    """A condition in words: 省份：甘肃; only its name where the answer is 是."""
    if isinstance(value, Region):
        return f"{field.label}：{value.short_name}"
    text = dict(getattr(field, "choices", [])).get(value, value)
    return field.label if text in (field.label, "yes") else f"{field.label}：{text}"
