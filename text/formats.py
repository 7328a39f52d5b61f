"""Money, percentages, days and months as people write them."""

import datetime
from decimal import Decimal

from credit.rule import EMPLOYERS, Tier


def _plain(number: Decimal, comma: bool = True) -> str:
    text = f"{number:,.2f}" if comma else f"{number:.2f}"
    return text.rstrip("0").rstrip(".")


def number(amount: Decimal) -> str:
    """Return an amount without its unit: 1,680 or 157.5."""
    return _plain(amount)


def yuan(amount: Decimal) -> str:
    """Return an amount of yuan: 1,680 元."""
    return f"{_plain(amount)} 元"


def percent(rate: Decimal) -> str:
    """Return a percentage: 2.8%."""
    return f"{_plain(rate, comma=False)}%"


def machine(amount: Decimal) -> str:
    """Return an amount for machines to read, always with two decimals: 1890.00."""
    return f"{amount:.2f}"


def day(value: datetime.date) -> str:
    """Return a day as people write it: 2025年5月16日."""
    return f"{value.year}年{value.month}月{value.day}日"


def month(value: datetime.date) -> str:
    """Return a month as people write it: 2031年3月."""
    return f"{value.year}年{value.month}月"


def published(source) -> str:
    """Return a source's day of publication as precisely as known, or 资料没有写 if unknown."""
    if source.published_on is None:
        return "资料没有写"
    return dated(source.published_on, source.published_precision)


def dated(value: datetime.date, precision: str) -> str:
    """Return a day as precisely as it is known; the precisions are those of a source."""
    if precision == "year":
        return f"{value.year}年"
    if precision == "month":
        return month(value)
    return f"约{month(value)}" if precision == "about" else day(value)


def tier_figure(tier: Tier, per: str = "") -> str:
    """Return what a tier states: 2.8%, 本人养老金的 7%, 照2023年的数不变, or 75 元.

    ``per`` stands in front of an amount.
    """
    if tier.as_of:
        return f"照{tier.as_of}的数不变"
    if tier.own_percent is not None:
        return f"本人养老金的 {percent(tier.own_percent)}"
    if tier.percent is not None:
        return percent(tier.percent)
    if tier.amount is None:
        return ""
    return f"{per} {yuan(tier.amount)}" if per else yuan(tier.amount)


def tier_limits(tier: Tier, per: str = "") -> str:
    """Return the floor and the ceiling of a tier: ，每月不少于 70 元; empty if there is none."""
    words = [
        f"，{per}{word} {yuan(limit)}"
        for word, limit in (("不少于", tier.floor), ("不超过", tier.ceiling))
        if limit is not None
    ]
    return "".join([*(["，低于人均养老金的按人均算"] if tier.at_least_average else []), *words])


def example_case(example) -> str:
    """Return the person of a worked example or of its record: 65岁，平均养老金 4,000 元."""
    told = [f"{example.age}岁"]
    if example.retired is not None:
        told.append(f"{month(example.retired)}退休")
    if example.employer:
        told.append(EMPLOYERS[example.employer])
    if example.average_pension is not None:
        told.append(f"平均养老金 {yuan(example.average_pension)}")
    if example.own_pension is not None:
        told.append(f"本人养老金 {yuan(example.own_pension)}")
    return "，".join(told)


def lines(text: str) -> list[str]:
    """Return the items of a text that has one item per line, without blank lines."""
    return [line.strip() for line in text.splitlines() if line.strip()]
