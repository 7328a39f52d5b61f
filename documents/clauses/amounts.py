"""Amounts of money and rates: where they stand, and what stands right beside them.

Only figures with their unit are read; a sum that is a range, an estimate, a threshold or an
increase is marked as no figure of its own.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from documents.found import Period
from text.chinese_numbers import NUMBER, value

#: ``taken`` is a figure that is said to be taken off: 2.78元用于缴纳长期护理保险费.
Role = Literal["figure", "none", "former", "taken", "floor", "cap"]

_YUAN = re.compile(
    r"(?P<scale>[万亿])?(?P<yuan>[元圆](?!旦|宵|化|区|素|件))"
    r"(?P<jiao>(?P<tenths>\d|[一二三四五六七八九])角)?[整正]?"
    r"(?P<unit>(?:[/每·.](?:每?人|月|年|个月|每月|每年)|\((?:人|月|年|每|/|·)*\)|(?<=/)月){0,3})"
)
_UNIT = re.compile(
    r"(?P<scale>)(?P<tenths>)(?P<unit>(?:[/每·.](?:每?人|月|年|个月|每月|每年)){0,3})"
)
_PERCENT = re.compile(r"%|‰|个?百分点")
_SHARE = re.compile(r"(?P<of>[百千])分之$")
_RANGE_BEFORE = re.compile(r"(?:\d|[元%])(?:至|到|-|~|—|–|―)$")
_RANGE_BEHIND = re.compile(r"(?:至|到|-|~|—|–|―)(?:每人|每月)?[\d一二三四五六七八九十百]")
_ABOUT_BEFORE = re.compile(r"(?:约为?|大约|大概|近|将近|多在|左右|上下|估计|预计|几|数)$")
_ABOUT_BEHIND = re.compile(
    r"(?:/月|/年)?(?:左右|上下|不等|之间|多元|余元|以上|以下|以内|及以[上下]|的部分|的费用)"
)
_LEAST = (
    r"(?:(?:最低|最少|最小|保底|下限|低限|不低于|不得低于|不少于|不得少于|至少|低于|少于|不足|达不到"
    r"|未达到?)"
)
_MOST = (
    r"(?:(?:最高|封顶|上限|高限|不超过|不得超过|不高于|不得高于|不多于|不得多于|最多|最大|至多|高于"
    r"|超过|超出|大于)"
)
_LINK = (
    r"(?:不低于|不超过|不少于|不多于|不高于|的?(?:标准|金额|数额|额度|限额|划入额?|计入额?|划入标准|线)|额度?|按|为|是|设|:"
    r"|每人|每月|每年|月|年|以|保证|保障|保持|给予|划入|计入){0,4})$"
)
_FLOOR = re.compile(_LEAST + _LINK)
_CAP = re.compile(_MOST + _LINK)
_BOUND_BEHIND = re.compile(r"(?:/月|/人)*为(?:最高|最低|上|下)?限")
#: 最低标准为70周岁以下60元、70周岁及以上80元: each of them is one.
_BY_AGE = (
    r"(?:标准|金额|额度|限额|划入额?|计入额?|线|额)?(?:分别|具体)?(?:为|是|如下)?[:,。]?"
    r"(?:[^,;。元:%]{0,16}岁[^,;。元:%]{0,10}\d元[、,;]){0,2}[^,;。元:%]{0,16}岁[^,;。元:%]{0,10}$"
)
_FLOORS = re.compile(rf"(?:最低|最少|保底|下限|托底|低限|兜底|底线){_BY_AGE}")
_CAPS = re.compile(rf"(?:最高|封顶|上限|高限){_BY_AGE}")
_CHANGED_BY = re.compile(
    r"(?:增加|提高|上调|增长|上涨|降低|减少|下降|下调|扣减|核减|增发|(?<!最)(?<!至)多|(?<!最)(?<!至)(?<!不)少|减|增|涨|高出|再加|上浮|下浮)"
    r"(?:了|约|每人|每月|各|划入|计入|发放|幅度为?|:)*$"
)
_NO_FIGURE_BEFORE = re.compile(
    r"(?:满|[\d一二三四六十]个月的?(?:金额|额度|标准)?(?:为|共|计)?|累计|共|合计|共计|总计|余额为?|结余|相差|差额|每少\D{0,4}|每满|每增|人均支付|花了|用了|罚款?"
    r"|报销了?|自付|只付|收取|价格?|[×x*+/÷]|(?<![额度准%)])=|\d，|到账|实得|到手|人均(?:每月|月|年|每年|划入|计入|额|为|约){0,4}"
    r")$"
)
#: The sum of the base itself: 平均养老金3105元的2.5%.
_BASE_BEFORE = re.compile(
    r"(?:养老金|平均水平|水平|退休金|退休费|工资|基数|均值|平均(?:数|额|值|金额)?)"
    r"(?:\(?(?:每人|每月|月|标准|待遇|金额|数额|为|是|即|:|=|约|达){0,3})$"
)
#: 按3500元(……平均养老金)的2%: the sum of the base as well.
_BASE_BEHIND = re.compile(
    r"(?:\([^()]{0,40}\))?(?:作?为(?:计算|划入|计入)?基数|的?(?:乘以|[×x*])\d|的\d{1,2}(?:\.\d{1,2})?%)"
)
_NO_FIGURE_BEHIND = re.compile(
    r"(?:的)?(?:起付|罚款|以上部分|体检|补助|补贴|津贴|奖励|限额|封顶|报销|费用|医疗费|高龄|人次|/(?![月年人每])|的?(?:标准|比例)?(?:一次性)?(?:补足(?![到至])|补缴|缴费|缴纳|征收)|\d|的?百分之|\)?[×x*](?![^,;。=\d×x*]{0,14}月(?:数|份))|\)?[+÷=])"
)
_LIMITED = re.compile(r"不低于|不高于|不超过|不少于|至少|最高|最低|上限|下限")
_TIMES_PENSION = re.compile(r"(?:养老金|退休金|水平|基数|金额|养老金[^,;。%]{0,14}元)\)?[×x*]$")
#: 养老金低于2000元的: who gets what, no floor of the credit.
_BASE_LIMIT = re.compile(
    r"(?:养老金|退休金|基数|工资)[^,;。划计]{0,6}(?:低于|不足|少于|高于|超过|大于|不到|未达到?)(?:(?:每月|每人)*|\d+元的?,?按)$"
)
#: 90元或100元, 90元(或本人养老金的3%): one of them, nobody says which.
_OR_BEHIND = re.compile(r"(?:/[年月人])*\(?,?或者?[^,;。()\d岁]{0,14}\d+(?:\.\d+)?[元%]")
_OR_BEFORE = re.compile(r"(?:元|%|/[年月人])\(?,?或者?[^,;。()\d岁]{0,14}$")
_TAKEN_BEHIND = re.compile(
    r"(?:由[^,;。]{0,10})?(?:用于|用作|作为)(?:个人)?(?:缴纳|代缴|支付|参加|购买)"
)
_OF_PENSION = re.compile(r"[×x*][^,;。=]{0,30}(?:养老金|平均)|[=](?:每人|每月)*\d")
_MONTH_UNIT = re.compile(r"月")
_YEAR_UNIT = re.compile(r"年")


@dataclass(frozen=True)
class Figure:
    """An amount or a rate in a line, with the ``period`` its unit says and its ``role``."""

    start: int
    end: int
    amount: Decimal | None = None
    rate: Decimal | None = None
    period: Period | None = None
    role: Role = "figure"


def figures_in(text: str, bare: bool = False) -> list[Figure]:
    """Return the money and the rates in ``text``; ``bare`` takes a lone number as money.

    >>> [(f.amount, f.period) for f in figures_in("每人1,890元/年")]
    [(Decimal('1890'), 'year')]
    """
    return list(_figures(text, bare))


def _figures(text: str, bare: bool) -> Iterator[Figure]:
    for match in NUMBER.finditer(text):
        start, end = match.span()
        if text[max(0, start - 2) : start].strip("0123456789") == " " and start > 1:
            continue  # a number in pieces
        before = text[max(0, start - 24) : start]
        behind = text[end : end + 16]
        if share := _SHARE.search(before):
            number = value(match[0])
            if number is not None:
                rate = number / (1 if share["of"] == "百" else 10)
                first = start - len(share[0])
                yield _rated(text, first, end, rate)
        elif unit := _PERCENT.match(behind):
            number = value(match[0])
            if number is not None:
                rate = number / (10 if unit[0] == "‰" else 1)
                yield _rated(text, start, end + unit.end(), rate)
        elif yuan := _YUAN.match(behind):
            number = value(match[0])
            if number is not None:
                yield _money(text, start, end, yuan, number)
        elif before.endswith("¥"):
            number = value(match[0])
            unit_behind = _UNIT.match(behind)
            if number is not None and unit_behind:
                yield _money(text, start, end, unit_behind, number)
        elif bare and start == 0 and end == len(text) and text[0].isdigit():
            number = value(match[0])
            if number is not None:
                yield Figure(start, end, amount=number)


def _rated(text: str, start: int, end: int, rate: Decimal) -> Figure:
    before, behind = _around(text, start, end)
    role: Role = "figure"
    if (
        not Decimal("0.05") <= rate <= 15
        or _RANGE_BEFORE.search(before)
        or _RANGE_BEHIND.match(behind)
        or _OR_BEHIND.match(behind)
        or _OR_BEFORE.search(before)
        or _CHANGED_BY.search(before)
        or (_NO_FIGURE_BEHIND.match(behind) and not _OF_PENSION.match(behind))
        or (_NO_FIGURE_BEFORE.search(before) and not _TIMES_PENSION.search(before))
        or re.match(
            r"[×x*](?![^,;。=]{0,30}(?:养老金|平均))|以[上下]|不等|计息|的利率|的利息", behind
        )
        or re.search(r"(?:约|大约|近|超过|满)$", before)
        or _LIMITED.search(re.split("[,;。:]", before)[-1])
    ):
        role = "none"
    return Figure(start, end, rate=rate, role=role)


def _money(text: str, start: int, end: int, yuan: re.Match[str], number: Decimal) -> Figure:
    if yuan["scale"]:
        number *= 10**4 if yuan["scale"] == "万" else 10**8
    if yuan["tenths"]:
        number += (value(yuan["tenths"]) or 0) / Decimal(10)
    last = end + yuan.end()
    unit = yuan["unit"] or ""
    period: Period | None = None
    if _MONTH_UNIT.search(unit):
        period = "month"
    elif _YEAR_UNIT.search(unit):
        period = "year"
    before, behind = _around(text, start, last)
    role = _role_of_money(before, behind)
    if not 1 <= number <= 20000 or number != round(number, 2):
        role = "none"
    return Figure(start, last, amount=number, period=period, role=role)


def _around(text: str, start: int, end: int) -> tuple[str, str]:
    return text[max(0, start - 60) : start], text[end : end + 60]


def _role_of_money(before: str, behind: str) -> Role:
    if _RANGE_BEFORE.search(before) or _RANGE_BEHIND.match(behind):
        return "none"
    if _OR_BEHIND.match(behind) or _OR_BEFORE.search(before):
        return "none"
    if _NO_FIGURE_BEHIND.match(behind) or _NO_FIGURE_BEFORE.search(before):
        return "none"
    if _CHANGED_BY.search(before) or _BASE_BEFORE.search(before):
        return "none"
    if _BASE_BEHIND.match(behind):
        return "none"
    if _BOUND_BEHIND.match(behind):
        return "floor" if _FLOOR.search(before) else "cap"
    if _TAKEN_BEHIND.match(behind):
        return "taken"
    if _BASE_LIMIT.search(before):
        return "none"
    if _FLOOR.search(before) or _FLOORS.search(before):
        return "floor"
    if _CAPS.search(before) or _CAP.search(before):
        return "cap"
    if _ABOUT_BEFORE.search(before) or _ABOUT_BEHIND.match(behind):
        return "none"
    return "figure"
