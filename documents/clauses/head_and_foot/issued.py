"""Who issued a document, and when."""

import datetime
import re

from ..days import days_in
from ..written import Line
from .agencies import agencies, agency_in_title, first_agency
from .page import FOOT, Page, is_day

_ISSUER = (
    "发文机关", "制定机关", "制发机关", "印发机关",
    "发布机构", "发布机关", "发布单位", "发文单位", "公开责任部门",
)  # fmt: skip
_SOURCE = ("信息来源", "来源", "文章来源", "稿件来源")
_PUBLISHED = ("发布日期", "发布时间", "公开日期", "公开时间", "公布日期", "发布于")
_SIGNED = (
    "成文日期", "成文时间", "生成日期", "印发日期", "发文日期",
    "发文时间", "制发日期", "签发日期", "日期", "时间",
)  # fmt: skip
_DATELINE = re.compile(r"来源|浏览|字[体号]|作者|记者|阅读|点击|发布|分享|打印|\d{1,2}:\d\d")
_BEGINS_WITH_DAY = re.compile(r"^[〔(]?(?:19|20)\d\d[年\-/.]\d")
_ENDS_WITH_DAY = re.compile(r"\d[日号]?[)〕]?$|日.{0,2}$")
_MOST_SIGNED = 10


def publisher_of(page: Page, title: str | None, signed: list[int]) -> str | None:
    """Return the bodies that issued the document, joined by 、."""
    given = page.contents.publisher.strip()
    if given and (who := agencies(given)):
        return who
    return (
        _labelled(page, _ISSUER)
        or _signed(page, signed)
        or _at_head(page)
        or agency_in_title(title or "")
        or _labelled(page, _SOURCE)
    )


def published_on(page: Page, signed: list[int]) -> datetime.date | None:
    """Return the day of publication, else the day the document was signed."""
    if page.contents.published_on:
        return page.contents.published_on
    return (
        _day_labelled(page, _PUBLISHED)
        or _dateline(page)
        or _day_signed(page, signed)
        or _day_labelled(page, _SIGNED)
        or _day_printed(page)
    )


def _labelled(page: Page, keys: tuple[str, ...]) -> str | None:
    for key in keys:
        if value := page.label(key):
            who = agencies(page.words(value)) or first_agency(value.text)
            if who:
                page.mark("publisher", value)
                return who
    return None


def signatures(page: Page) -> list[int]:
    """Return the line of the first day that bodies sign, else the days at the foot, last first."""
    foot: list[int] = []
    for index, line in enumerate(page.lines):
        if not index or not _ENDS_WITH_DAY.search(line.text) or not is_day(_day_part(page, line)):
            continue
        if _names_above(page, index):
            return [index]
        if index >= len(page.lines) - FOOT:
            foot.insert(0, index)
    return foot


def _day_part(page: Page, line: Line) -> str:
    """Return the day of a line that has the signature in front of it, else the line."""
    days = days_in(line.text) if len(line.text) <= 80 else []
    if len(days) != 1 or days[0].end < len(line.text) or not days[0].start:
        return line.text
    signed = agencies(page.words(line[: days[0].start]))
    return line.text[days[0].start :] if signed else line.text


def _names_above(page: Page, index: int) -> list[tuple[str, Line]]:
    """Return the bodies that sign above the day of line ``index``, or in front of it."""
    line = page.lines[index]
    part = _day_part(page, line)
    if part != line.text:
        name = line[: len(line.text) - len(part)]
        return [(agencies(page.words(name)) or "", name)]
    names: list[tuple[str, Line]] = []
    for above in reversed(page.lines[max(0, index - _MOST_SIGNED) : index]):
        if above.text in ("(盖章)", "(公章)"):
            continue
        who = agencies(page.words(above))
        if not who:
            break
        names.insert(0, (who, above))
    return names


def _signed(page: Page, signed: list[int]) -> str | None:
    for index in signed:
        names = _names_above(page, index)
        if names:
            page.mark("publisher", names[-1][1])
            return "、".join(dict.fromkeys(part for who, _ in names for part in who.split("、")))
    return None


def _at_head(page: Page) -> str | None:
    names: list[str] = []
    for line in page.head[:8]:
        who = agencies(page.words(line)) or agencies(page.words(line).removesuffix("文件"))
        if who:
            names += [part for part in who.split("、") if part not in names]
            page.mark("publisher", line)
        elif names:
            break
    return "、".join(names) or None


def _day_labelled(page: Page, keys: tuple[str, ...]) -> datetime.date | None:
    for key in keys:
        value = page.label(key)
        if value and (day := page.day_of(value)):
            page.mark("published_on", value)
            return day
    return None


def _dateline(page: Page) -> datetime.date | None:
    """Return the day at the head of a page of news: 2023-04-18 08:11　来源：……."""
    for line in page.head[:6]:
        if len(line.text) > 90 or not _BEGINS_WITH_DAY.match(line.text):
            continue
        if _DATELINE.search(page.words(line)) and (day := page.day_of(line)):
            page.mark("published_on", line)
            return day
    return None


def _day_signed(page: Page, signed: list[int]) -> datetime.date | None:
    for index in signed:
        line = page.lines[index]
        days = [day for day in days_in(line.text) if day.day]
        if days:
            page.mark("published_on", line)
            return days[-1].first
    return None


def _day_printed(page: Page) -> datetime.date | None:
    """Return the day in the imprint: 某市医疗保障局办公室2023年1月6日印发."""
    for line in reversed(page.foot):
        days = [day for day in days_in(line.text[:200]) if day.day]
        if days and line.text.endswith(("印发", "印发)")):
            page.mark("published_on", line)
            return days[-1].first
    return None
