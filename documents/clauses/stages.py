"""From when until when a figure holds, and for whom by the day of retirement.

Both are written with dates: 自2023年1月1日起 is a stage, 2023年1月1日后退休的 a cohort.
"""

import calendar
import datetime
import re
from dataclasses import dataclass

from .days import Day, days_in

_MARKER = re.compile(
    r"(?P<incl>\((?:不?含)(?:当日|当天|本日|本数|\d{1,2}日)?\)|含当日)?"
    r"(?P<mark>[底末](?:以前|之前|前)|(?:及|或|含)?(?:以前|之前|前)|(?:及|或|含)?(?:以后|之后|后)|当?日?起|开始|以来|(?:截|为)?止|[底末]|内|期间|之间|当年|度?内)?"
    r"(?P<behind>\((?:不?含)(?:当日|当天|本日|本数|\d{1,2}日)?\))?"
)
_RANGE = re.compile(r"(?:起)?(?:至|到|-|~|—|–|―)")
#: 2022年7月至12月: the year is not written again.
_SAME_YEAR = re.compile(
    r"起?(?:至|到|-|~|—|–|―)(?P<month>1[0-2]|[1-9])月份?(?:(?P<day>[12]\d|3[01]|[1-9])[日号])?"
)
_VALID = re.compile(
    r"(?:有效期限?|执行期|期限|实施期|执行|实行|实施|试行|沿用|延续)(?:限)?(?:为|截止)?(?:至|到)$|(?<!截)(?<!迄)(?:至|到)$"
    r"|(?:执行|实行|期限|有效期|标准)截[止至](?:日期|时间)?(?:到|至|于|为|是)?$"
)
_FROM = re.compile(r"(?:自|从|于)$")
_UNTIL_THEN = re.compile(r"(?:截至|截止|截止到|在|于)$")
#: A person who retired or retires, told apart by a day; not 退休人员 in general.
_RETIRED = re.compile(
    r",?[^,;。:(]{0,10}?(?:退休(?:的|时|后|并|且|和|或|、|\(职\)|(?=\d))|(?:办理|办结|新|已|正式|批准|审批|达到法定)(?:了)?(?:法定)?(?:退休|正常退休))"
)
_RETIRED_NEXT = re.compile(r"(?:的|办理|已|新|在职)?退休(?:职工|人员|参保人员)?")
#: 2023年1月起，我市已退休人员: a stage.
_ALREADY = re.compile(r",[^,;。:(]{0,8}已(?:经|办理)?退休")
#: 2024年度退休人员个人账户: a stage of all retirees.
_SPAN_OF = re.compile(r"(?:我市|全市|本市|全省)?退休(?:人员|职工)")
#: 退休时间在2022年12月31日前的.
_RETIRING_BEFORE = re.compile(r"退休(?:手续)?的?(?:时间|日期)(?:在|为|是|于)?$")
_NOT_YET = re.compile(r"(?:完成|改革|到位|实现|出台|全面|达到|调整到|逐步|印发|发布|过渡到)")
_STANDS_FOR_YEAR = re.compile(
    r"(?:[,:、和]|分别|改革后|划入|计入|统一|(?:退休人员)?每[人月]|按|为|执行|度?标准|[\d][\d,.]{0,8}元|以?及以后)"
)
#: 2021年、2022年全市平均养老金: years of a base.
_YEARS_OF_BASE = re.compile(
    r"(?:[、和或及](?:19|20)\d\d年度?)*[^,;。:\d按为划计]{0,20}(?:养老金|平均|退休金)"
)
#: 2023年调整为, 2023年统一: from then on.
_CHANGES_IN = re.compile(r"(?:改革后|统一|执行|为|标准)?(?:调整|提高|降|改)|改革后")
_BEGINS = re.compile(r"(?:起|施行|实施|执行|开始)")

_UNDATED = re.compile(
    r"(?:(?:改革|实施|施行|执行|调整|办法|启动)(?:之日)?(?:以|之)?|(?<![年月日\d起及含)])[以之此])(?P<side>前|后)(?=(?:已|就|才|新|办理|正式|达到|按规定|的){1,2}[^,;。:(]{0,2}退休(?:的|人员|职工|手续)|退休的)"
)
_ONE_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Dates:
    """What a date in a sentence says: a stage or, if ``cohort``, a group by day of retirement."""

    start: int
    end: int
    cohort: bool
    first: datetime.date | None
    last: datetime.date | None
    unclear: tuple[str, ...] = ()


def dates_in(text: str) -> list[Dates]:
    """Return the stages and cohorts in ``text``, in their order; other dates are left out."""
    return sorted([*_dated(text), *_undated(text)], key=lambda dates: dates.start)


def _undated(text: str) -> list[Dates]:
    """Return the cohorts told apart by an event whose day is not written: 改革前退休的."""
    return [
        Dates(
            match.start(),
            match.end(),
            True,
            None,
            None,
            ("retired_until" if match["side"] == "前" else "retired_from",),
        )
        for match in _UNDATED.finditer(text)
    ]


def _dated(text: str) -> list[Dates]:
    days = days_in(text)
    found: list[Dates] = []
    skip = False
    for index, day in enumerate(days):
        if skip:
            skip = False
            continue
        other = days[index + 1] if index + 1 < len(days) else None
        if day.month and (same := _same_year(text, day)):
            found.append(same)
            continue
        if other and (sign := _RANGE.match(text, day.end)) and sign.end() == other.start:
            skip = True
            dates = _range(text, day, other)
        else:
            dates = _single(text, day)
        if dates:
            found.append(dates)
    return found


def _same_year(text: str, day: Day) -> Dates | None:
    match = _SAME_YEAR.match(text, day.end)
    if match is None:
        return None
    month = int(match["month"])
    most = calendar.monthrange(day.year, month)[1]
    last = datetime.date(day.year, month, min(int(match["day"] or most), most))
    if last < day.first:
        return None
    marker = _MARKER.match(text, match.end())
    end = marker.end() if marker else match.end()
    return Dates(day.start, end, _cohort(text, end, True), day.first, last)


def _range(text: str, day: Day, other: Day) -> Dates | None:
    if other.last < day.first:
        return None
    marker = _MARKER.match(text, other.end)
    end = marker.end() if marker else other.end
    return Dates(
        day.start, end, _cohort(text, end, _SPAN_OF.match(text, end) is None), day.first, other.last
    )


def _single(text: str, day: Day) -> Dates | None:
    marker = _MARKER.match(text, day.end)
    if marker is None:
        return None
    mark = marker["mark"] or ""
    brackets = (marker["incl"] or "") + (marker["behind"] or "")
    end = marker.end()
    plain = not mark
    cohort = _named_before(text, day) or _cohort(text, end, mark not in ("", "起", "日起", "开始"))
    if cohort and mark in ("起", "日起", "开始") and _ALREADY.match(text, end):
        cohort = False
    if cohort:
        return _cohort_of(day, mark, brackets, end)
    before = text[max(0, day.start - 8) : day.start]
    whole = mark in ("", "止", "截止", "为止", "底", "末") and not _RANGE.match(text, day.end)
    if whole and _VALID.search(before):
        return Dates(day.start, end, False, None, day.last)
    if mark.endswith(("起", "开始", "以来", "后")) or (plain and _FROM.search(before)):
        if plain and not _BEGINS.search(text[end : end + 12]):
            return None
        return Dates(day.start, end, False, day.first, None)
    if mark.endswith(("前", "止")):
        if _NOT_YET.search(text[end : end + 12]):
            return None
        last, unclear = _before(day, mark, brackets)
        return Dates(day.start, end, False, None, last, ("applies_until",) if unclear else ())
    if mark in ("内", "度内", "期间") and day.month is None:
        return Dates(day.start, end, False, day.first, day.last)
    if plain and text[day.end - 1] == "度" and _SPAN_OF.match(text, end):
        return Dates(day.start, end, False, day.first, day.last)
    if plain and day.month is None and _STANDS_FOR_YEAR.match(text, end):
        if _UNTIL_THEN.search(before):
            return None
        if _YEARS_OF_BASE.match(text, end):
            return None
        changed = _CHANGES_IN.match(text, end)
        return Dates(day.start, end, False, day.first, None if changed else day.last)
    return None


def _named_before(text: str, day: Day) -> bool:
    return bool(_RETIRING_BEFORE.search(text[max(0, day.start - 14) : day.start]))


def _cohort(text: str, end: int, marked: bool) -> bool:
    found = _RETIRED.match(text, end)
    if found:
        return True
    return marked and bool(_RETIRED_NEXT.match(text, end))


def _cohort_of(day: Day, mark: str, brackets: str, end: int) -> Dates | None:
    if mark.endswith("前"):
        last, unclear = _before(day, mark, brackets)
        return Dates(day.start, end, True, None, last, ("retired_until",) if unclear else ())
    if mark.endswith(("后", "起", "开始", "以来")):
        first, unclear = _after(day, mark, brackets)
        return Dates(day.start, end, True, first, None, ("retired_from",) if unclear else ())
    if mark in ("内", "度内", "当年", "期间", "") and day.day is None:
        return Dates(day.start, end, True, day.first, day.last)
    return None


def _before(day: Day, mark: str, brackets: str) -> tuple[datetime.date | None, bool]:
    """Return the last day that 前 means, and whether it stays open."""
    if day.day is None:
        included = mark.startswith(("及", "含", "底", "末"))
        return (day.last if included else day.first - _ONE_DAY), False
    if mark.endswith("止") or mark.startswith(("及", "含")) or brackets.startswith(("(含", "含")):
        return day.last, False
    if brackets.startswith("(不含") or day.day == 1:
        return day.first - _ONE_DAY, False
    if (day.first + _ONE_DAY).day == 1:
        return day.last, False
    return None, True


def _after(day: Day, mark: str, brackets: str) -> tuple[datetime.date | None, bool]:
    """Return the first day that 后 or 起 means, and whether it stays open."""
    if mark.endswith(("起", "开始", "以来")) or mark.startswith(("及", "含")):
        return day.first, False
    if brackets.startswith(("(含", "含")):
        return day.first, False
    if brackets.startswith("(不含"):
        return day.last + _ONE_DAY, False
    if day.day is None:
        return (day.first, False) if mark.startswith("以") else (None, True)
    if day.day == 1:
        return day.first, False
    if (day.first + _ONE_DAY).day == 1:
        return day.first + _ONE_DAY, False
    return None, True
