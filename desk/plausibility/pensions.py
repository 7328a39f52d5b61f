"""What is doubted of average pensions, and of the range in which local percentages lie."""

import datetime
from collections.abc import Iterator
from decimal import Decimal

from credit.money import MONTHS
from regions.models import Estimate, Statistic
from text.formats import number, percent, yuan

from .any_fact import above_all
from .published import Published, too_far
from .quoted import Stated, doubts_of_the_source, missing_in

#: Documents give no less and no more of an average pension.
LOWEST_OF_AVERAGE, HIGHEST_OF_AVERAGE = Decimal(1), Decimal(4)
#: The highest average pension of a province, in yuan a month; for as long as none is public.
USUAL_PENSION = Decimal(6000)
LOWEST_PENSION = Decimal(1000)
_A_YEAR = "请看看是不是一年的数，还没有除以 12。"


def of_average_rate(what: str, rate: Decimal) -> Iterator[str]:
    """Warn of a percentage of an average pension that no document gives."""
    if rate < LOWEST_OF_AVERAGE:
        yield (
            f"{what}是平均养老金的 {percent(rate)}，不到 {percent(LOWEST_OF_AVERAGE)}，"
            "请看看是不是少写了，比如 2% 写成了 0.02%。"
        )
    if rate > HIGHEST_OF_AVERAGE:
        yield (
            f"{what}是平均养老金的 {percent(rate)}，超过 {percent(HIGHEST_OF_AVERAGE)}，"
            "请看看是不是本人养老金的比例，或者小数点点错了。"
        )


def of_statistic(row: Statistic, today: datetime.date, public: Published) -> Iterator[str]:
    """Yield what is doubted of an average pension."""
    pension = row.average_pension
    if row.year > today.year:
        yield f"{row.year}年还没有到，请看看年份是不是写错了。"
    yield from above_all("平均养老金", pension, public.highest(row), USUAL_PENSION, _A_YEAR)
    yield from _too_low(pension)
    # Documents state the sum of a month or of a year.
    yield from doubts_of_the_source(row.source, (pension, pension * MONTHS), number(pension))
    others = Statistic.objects.published().select_related("region").exclude(pk=row.pk)
    if isinstance(row.replaces, Statistic):
        yield from _unlike(pension, "原来的那一条", row.replaces.average_pension)
    else:
        earlier = others.filter(region=row.region, year__lt=row.year).order_by("-year").first()
        if earlier is not None:
            yield from _unlike(pension, f"{earlier.year}年的", earlier.average_pension)
    province = row.region.province
    if province is not None and province.pk != row.region_id:
        around = others.filter(region=province, year=row.year).first()
        if around is not None:
            yield from _unlike(pension, f"{province}这一年的", around.average_pension)


def _unlike(pension: Decimal, name: str, other: Decimal) -> Iterator[str]:
    if far := too_far(pension, other):
        yield f"平均养老金是 {yuan(pension)}，{name}是 {yuan(other)}，这个{far}，请再看一眼。"


def _too_low(pension: Decimal) -> Iterator[str]:
    if pension < LOWEST_PENSION:
        yield (
            f"平均养老金是每月 {yuan(pension)}，不到 {yuan(LOWEST_PENSION)}，"
            "请看看是不是少打了一位。"
        )


def of_estimate(row: Estimate) -> Iterator[str]:
    """Yield what is doubted of an estimate; one that has no range is not."""
    if row.low_percent is not None:
        yield from of_average_rate("最低比例", row.low_percent)
    if row.high_percent is not None and row.high_percent != row.low_percent:
        yield from of_average_rate("最高比例", row.high_percent)
    if (pension := row.example_pension) is not None:
        yield from _too_low(pension)
        yield from above_all("举例的平均养老金", pension, None, USUAL_PENSION, _A_YEAR)
    bounds = (("最低比例", "low_percent"), ("最高比例", "high_percent"))
    stated = [(label, getattr(row, name), name) for label, name in bounds]
    told = (Stated(rate, is_money=False) for _, rate, _ in stated if rate is not None)
    yield from missing_in(row.wording, dict.fromkeys(told))
    if isinstance(row.replaces, Estimate):
        for label, rate, name in stated:
            before = getattr(row.replaces, name)
            if rate is not None and before is not None and (far := too_far(rate, before)):
                yield (
                    f"{label}是 {percent(rate)}，原来的那一条是 {percent(before)}，"
                    f"这个{far}，请再看一眼。"
                )
