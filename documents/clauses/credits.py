"""Makes credits of what is stated: limits settled, equal ones counted once, places joined."""

from dataclasses import replace
from decimal import Decimal
from typing import Literal

from documents.found import Credit

from .ages import Settled, defined
from .bases import Base
from .stated import Stated, explained

_OPEN = {
    "min_age": "没有写清包不包括这一岁，旁边也没有另一档来定",
    "max_age": "“以下”没有说含不含本数，旁边也没有另一档来定",
    "period": "没有写是每月还是每年",
    "rate_of": "没有写清是哪一种养老金的百分之几",
    "base_year": "写了不止一个基数年份",
    "retired_from": "“后”没有说含不含当日",
    "retired_until": "“前”没有说含不含当日",
    "applies_until": "“前”没有说含不含当日",
}
_TWO_BASES = "本人的和平均的都写了，没有说按哪个"
_NO_PENSION = "基数不是养老金"


def credits(stated: list[Stated], text: str) -> list[Credit]:
    """Return the credits of a document, in the order of their words."""
    stated = explained(stated)
    said = defined(text)
    settled = Settled((one.band for one in stated if one.band), said.get("上"), said.get("下"))
    found = _places_joined([_credit(one, settled, text) for one in stated])
    return _once(found)


def _credit(one: Stated, settled: Settled, text: str) -> Credit:
    open_fields: dict[str, str] = dict(one.open)
    min_age = max_age = None
    if one.band and one.band.lower:
        min_age = settled.min_age(one.band.lower)
        if min_age is None:
            open_fields["min_age"] = _OPEN["min_age"]
    if one.band and one.band.upper:
        max_age = settled.max_age(one.band.upper)
        if max_age is None:
            open_fields["max_age"] = _OPEN["max_age"]
    for dates in (one.stage, one.cohort):
        for name in dates.unclear if dates else ():
            open_fields[name] = _OPEN[name]
    if one.period is None:
        open_fields["period"] = _OPEN["period"]
    rate_of, base_year = None, None
    if one.rate is not None:
        rate_of, base_year = _base(one.base, open_fields)
    where = one.line.span(*one.sentence)
    return Credit(
        quote=text[where.start : where.end].strip(),
        where=where,
        min_age=min_age,
        max_age=max_age,
        retired_from=one.cohort.first if one.cohort else None,
        retired_until=one.cohort.last if one.cohort else None,
        amount=one.amount,
        period=one.period,
        rate_percent=one.rate,
        rate_of=rate_of,
        base_year=base_year,
        applies_from=one.stage.first if one.stage else None,
        applies_until=one.stage.last if one.stage else None,
        place=_name(one.places),
        floor=one.floor,
        cap=one.cap,
        open=tuple(open_fields),
        reasons=open_fields,
    )


def _name(places: tuple[str, ...]) -> str | None:
    """Join the places, with the brackets of Chinese print: 其他县（市）."""
    return "、".join(places).replace("(", "（").replace(")", "）") or None


def _base(
    base: Base | None, open_fields: dict[str, str]
) -> tuple[Literal["average", "own"] | None, int | None]:
    kind = base.kind if base else None
    years = base.years if base else ()
    if kind not in ("average", "own"):
        reason = _OPEN["rate_of"]
        if kind == "two":
            reason = _TWO_BASES
        elif kind == "base":
            reason = _NO_PENSION
        open_fields["rate_of"] = reason
    if len(years) > 1:
        open_fields["base_year"] = _OPEN["base_year"]
    of: Literal["average", "own"] | None = kind if kind in ("average", "own") else None
    return of, years[0] if len(years) == 1 else None


def _places_joined(found: list[Credit]) -> list[Credit]:
    """Join what several places have alike; a single place of the whole text is no part of it."""
    if len({one.place for one in found}) < 2 and not any(
        "、" in (one.place or "") for one in found
    ):
        return [replace(one, place=None) for one in found]
    joined: dict[object, Credit] = {}
    for one in found:
        key = (_key(one), one.place is None)
        first = joined.get(key)
        if first and first.place and one.place:
            names = dict.fromkeys([*first.place.split("、"), *one.place.split("、")])
            joined[key] = replace(first, place="、".join(names))
        elif not first:
            joined[key] = one
    return list(joined.values())


def _key(one: Credit) -> tuple[object, ...]:
    return (
        one.min_age, one.max_age, one.retired_from, one.retired_until, one.amount, one.period,
        one.rate_percent, one.rate_of, one.base_year, one.applies_from, one.applies_until,
        one.floor, one.cap, one.open,
    )  # fmt: skip


#: More are no document; comparing each with each would take long.
_MOST_COMPARED = 150
_FIELDS = (
    "min_age", "max_age", "retired_from", "retired_until", "period", "rate_of", "base_year",
    "applies_from", "applies_until", "place", "floor", "cap",
)  # fmt: skip


def _once(found: list[Credit]) -> list[Credit]:
    """Leave out a credit that says the same as another and nothing more."""
    unlike = list({(_key(one), one.place): one for one in reversed(found)}.values())[::-1]
    if len(unlike) > _MOST_COMPARED:
        return unlike
    return [
        one
        for one in unlike
        if not any(other is not one and _within(one, other) for other in unlike)
    ]


def _within(one: Credit, other: Credit) -> bool:
    """Whether ``other`` says all that ``one`` does, and more."""
    if not _same_money(one.amount, other.amount) or not _same_money(
        one.rate_percent, other.rate_percent
    ):
        return False
    more = one.amount != other.amount or one.rate_percent != other.rate_percent
    for name in _FIELDS:
        mine, theirs = getattr(one, name), getattr(other, name)
        if mine == theirs:
            continue
        if mine is not None or (name in one.open and name != "period"):
            return False
        more = True
    return more


def _same_money(mine: Decimal | None, theirs: Decimal | None) -> bool:
    return mine is None or mine == theirs
