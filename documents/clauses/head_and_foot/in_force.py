"""From when a document is in force, and until when."""

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass

from text.chinese_numbers import value
from text.dates import add_months, add_years

from ..days import Day, days_in
from ..written import Line
from .page import Page

_VERB = r"(?:正式|全面|同步|统一|开始|贯彻|组织)*(?:施行|执行|实施|生效|试行)"
_IN_FORCE = re.compile(r"施行|执行|实施|生效|试行")
_OWN = re.compile(
    r"(?:本|此)(?:通知|办法|细则|规定|意见|方案|公告|实施办法|实施细则|实施意见|实施方案|规程|通告|暂行办法|暂行规定|条例|文件|决定|标准)"
)
_ISSUED = re.compile(
    rf"(?:自|从|于)?(?:发布|印发|公布|发文|下发|颁布|发出|签发|下文|文件印发)之日(?:起|开始)?{_VERB}"
)
_STARTS = re.compile(
    rf"(?:零时|0时|零点)?(?:\((?:含|不含)?[^()]{{0,4}}\))?(?:起|开始){{1,2}},?{_VERB}"
)
_ON_DAY = re.compile(rf"(?:正式|全面)?{_VERB}")
_SPAN = re.compile(r"(?:起)?(?:至|到|-|~|—)+")
_PART = re.compile(r"第[一二三四五六七八九十百\d]{1,5}[条款项]|其中|部分|除外|条款|其他|其余")
_SINCE = re.compile(r"以来|至今|后,|之后|时,|期间")
_ANOTHER = re.compile(
    r"原|废止|停止执行|延长|延续|继续有效|《[^《》]{2,60}》(?:\([^()]{0,24}\))?[^,。]{0,4}$"
)
_YEARS = re.compile(
    r"(?:有效期(?:限|间)?|试行期(?:限)?|试行|施行期(?:限)?|施行|暂行期?|执行期(?:限)?|实施期限)"
    r"(?:为|:|是|暂定|均为|定为){0,2}"
    r"(?P<since>(?:从|自)?(?:本[^,;。\d]{2,6})?(?P<day>施行|实施|执行|生效|印发|发布|公布|下发)之日起(?:计算)?,?(?:为|暂定|有效期)?)?"
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月)(?!\d|以[上下]|前|后)"
)
_SINCE_YEARS = re.compile(
    r"自(?:本[^,;。\d]{2,6})?(?P<day>施行|实施|执行|生效|印发|发布|公布|下发)之日起(?:计算)?,?(?:有效期?)?(?:为|至)?"
    r"(?P<n>\d{1,2}|[一二两三四五六七八九十]{1,2})(?P<unit>年|个月)(?:内?有效|止|为止|$|[,;。)])"
)
_UNTIL = re.compile(
    r"(?:有效期(?:限|间)?|执行|施行|实施|试行|试行期(?:限)?|有效|执行期(?:限)?|实施期(?:限)?)"
    r",?(?:截止|截至|暂定|为|至|到|:|自|从|延至){0,3}$"
)
_NOT_OF_DOCUMENT = re.compile(
    r"(?:备案|资格|认定|凭证|卡|处方|待遇|证|签约|申请|名单|价格|协议)[^,;。]{0,6}$|原[^,;。]{0,30}$|延长|延续|继续"
)
_SENTENCE = re.compile(r"[^。!?]{1,2000}")


@dataclass(frozen=True)
class _Start:
    """A day something begins; ``own`` is 2 where 本办法 stands in front, 1 in its sentence."""

    line: Line
    start: int
    end: int
    day: datetime.date | None
    own: int


def sentences_with(page: Page, words: re.Pattern[str]) -> Iterator[tuple[Line, int, str]]:
    """Yield the sentences of the document that ``words`` occur in, with line and place."""
    for line in page.paragraphs:
        if words.search(line.text):
            for match in _SENTENCE.finditer(line.text):
                if words.search(match[0]):
                    yield line, match.start(), match[0]


def effective_from(page: Page, published: datetime.date | None) -> datetime.date | None:
    """Return the day the document itself takes effect; None where two are named for it."""
    found: list[_Start] = []
    for line, start, text in sentences_with(page, _IN_FORCE):
        found += _starts(line, start, text, published)
    for own in (2, 1, 0):
        chosen = [one for one in found if one.own == own]
        if not chosen:
            continue
        if len({one.day for one in chosen}) != 1 or chosen[0].day is None:
            return None
        page.mark("effective_from", chosen[0].line, chosen[0].start, chosen[0].end)
        return chosen[0].day
    if (labelled := page.label("实施日期", "施行日期", "生效日期")) and (
        day := page.day_of(labelled)
    ):
        page.mark("effective_from", labelled)
        return day
    return None


def _starts(line: Line, at: int, text: str, published: datetime.date | None) -> Iterator[_Start]:
    sentence_own = bool(_OWN.search(text))
    days = days_in(text)
    for match in _ISSUED.finditer(text):
        own = _own(text[: match.start()], sentence_own)
        if own is not None:
            yield _Start(line, at + match.start(), at + match.end(), published, own)
    for index, day in enumerate(days):
        end = _in_force_behind(text, days, index)
        own = _own(text[: day.start], sentence_own) if end else None
        if own is not None and not _SINCE.match(text, end):
            yield _Start(line, at + day.start, at + day.end, day.first, own)


def _in_force_behind(text: str, days: list[Day], index: int) -> int:
    """Return where the words end that say a day is the first in force, or 0."""
    day = days[index]
    if match := _STARTS.match(text, day.end):
        return match.end()
    if span := _SPAN.match(text, day.end):
        last = days[index + 1] if index + 1 < len(days) else None
        if last and last.start == span.end():
            behind = re.compile(rf"(?:止|期间)?,?{_VERB}").match(text, last.end)
            return behind.end() if behind else 0
        return 0
    before = text[max(0, day.start - 12) : day.start]
    if re.search(r"(?:施行|实施|执行|生效)(?:日期|时间)(?:为|是|:|自)*$", before):
        return day.end
    match = _ON_DAY.match(text, day.end)
    return match.end() if match and re.search(r"[于自从在]$", before) else 0


def _own(before: str, sentence_own: bool) -> int | None:
    """Return how surely a day is the document's own, or None if it is another's."""
    clause = re.split("[,;:]", before[-60:])[-1]
    part = before.rsplit(";", maxsplit=1)[-1][-80:]
    if _OWN.search(clause) and not _PART.search(clause):
        return 2
    if _ANOTHER.search(clause) and not _OWN.search(part):
        return None if re.search("原|废止|停止", clause) else 0
    if _PART.search(clause) or _PART.search(part[-30:]):
        return 0
    return 1 if sentence_own else 0


def valid_until(
    page: Page, effective: datetime.date | None, published: datetime.date | None
) -> datetime.date | None:
    """Return the last day of the document, or None if it names none or two."""
    words = re.compile(r"有效|试行|施行|暂行|执行|实施|之日起")
    found: list[tuple[Line, int, int, datetime.date]] = []
    for line, at, text in sentences_with(page, words):
        start, end, day = _end(text, effective, published)
        if day and _of_document(line.text, at, text, start) and _same(text, effective):
            found.append((line, at + start, at + end, day))
    if not found or len({each[3] for each in found}) != 1:
        return None
    line, start, end, day = found[0]
    page.mark("valid_until", line, start, end)
    return day


def _same(text: str, effective: datetime.date | None) -> bool:
    """Whether a sentence that does not speak of 本办法 begins on the document's own day."""
    if _OWN.search(text) or "《" not in text:
        return True
    return any(day.first == effective for day in days_in(text))


def _of_document(whole: str, at: int, text: str, start: int) -> bool:
    """Whether a term is the document's own, not that of a 备案 or of an older document."""
    clause = re.split("[;]", text[:start])[-1][-60:]
    near = re.split("[,;]", text[:start])[-1][-60:]
    if _NOT_OF_DOCUMENT.search(near) or re.search(r"》(?:\([^()]{0,24}\))?[^,。]{0,6}$", clause):
        return False
    said = whole[max(0, at - 120) : at] + text
    return bool(
        _OWN.search(said)
        or re.search(r"之日起|\d[日月年]起|^有效期", said)
        or text.startswith("有效")
    )


def _end(
    text: str, effective: datetime.date | None, published: datetime.date | None
) -> tuple[int, int, datetime.date | None]:
    for pattern in (_YEARS, _SINCE_YEARS):
        for match in pattern.finditer(text):
            issued = match["day"] in ("印发", "发布", "公布", "下发")
            first = published if issued and match["day"] else effective
            number = value(match["n"])
            if first and number:
                add = add_years if match["unit"] == "年" else add_months
                last = add(first, int(number)) - datetime.timedelta(days=1)
                return match.start(), match.end("unit"), last
    days = days_in(text)
    for index, day in enumerate(days):
        if _is_last(text, days, index):
            return day.start, day.end, day.last
    return 0, 0, None


def _is_last(text: str, days: list[Day], index: int) -> bool:
    """Whether a day is the last in force: 有效期至……, or 自……至……止执行."""
    day = days[index]
    if _SPAN.match(text, day.end) or text.startswith("起", day.end):
        return False
    before = text[max(0, day.start - 40) : day.start]
    if _UNTIL.search(before) and re.search(r"(?:至|到|为|:|有效期|截至|截止|延至)$", before):
        return True
    first = days[index - 1] if index else None
    if first is None or not _SPAN.fullmatch(text, first.end, day.start):
        return False
    ahead = text[max(0, first.start - 40) : first.start]
    if _UNTIL.search(ahead) or re.search(r"有效期(?:限)?[^,;。]{0,10}\($", ahead):
        return True
    behind = text[day.end : day.end + 8]
    stands = re.match(rf"止?(?:期间)?,?(?:有效|{_VERB})", behind) or behind.startswith("止")
    return bool(stands and _OWN.search(text))
