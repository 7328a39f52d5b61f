"""The text of a document as its head and foot are read: lines, labels, and where they stand."""

import datetime
import re
from dataclasses import dataclass, field

from documents.contents import Contents
from documents.found import Span

from ..days import days_in
from ..written import Line, Row, paragraphs

HEAD, FOOT = 20, 16  # lines
_KEYS = (
    "索引号|信息索引号|发布机构|发布机关|发文机关|发布单位|制定机关|制发机关|印发机关|发文单位|公开责任部门|信息来源|文章来源|稿件来源|来源"
    "|公文文号|发文字号|发文文号|文件编号|文件字号|文件号|文号|成文日期|成文时间|生成日期|印发日期|发文日期|发文时间|制发日期|签发日期"
    "|发布日期|发布时间|公开日期|公开时间|公布日期|发布于|日期|时间|有效性|有效期|效力状态|主题分类|主题词|分类|体裁|组配分类|信息名称|文件名称|名称|标题"
    "|浏览次数|阅读次数|点击数|字号|字体|作者|责任编辑|编辑|公开方式|公开形式|实施日期|施行日期|生效日期|废止日期|失效日期|关键词"
)
_KEY = re.compile(rf"〔?(?P<key>{_KEYS})〕?(?P<sign>[:]|$|(?<=〕))")
_OTHER_KEY = re.compile(r"(?<=[\u4e00-\u9fa5]):|〔(?=[^\d])")
_LONGEST_KEY = 6
_FREE = re.compile(r"[\d局府厅会委心部〕|)/号]")
_RAW_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)"
)


@dataclass
class Page:
    """One document: its lines as printed, its paragraphs, and where each field was read."""

    contents: Contents
    parts: list[Line | Row]
    places: dict[str, Span] = field(default_factory=dict)

    def __post_init__(self) -> None:
        #: A row of a table is read as one line here.
        self.lines = [part if isinstance(part, Line) else _row(part) for part in self.parts]
        self.head, self.foot = self.lines[:HEAD], self.lines[-FOOT:]
        self.paragraphs = [part for part in paragraphs(self.parts) if isinstance(part, Line)]
        self._places = {id(line): place for place, line in enumerate(self.paragraphs)}
        self.labels = self._labels()

    def words(self, line: Line) -> str:
        """Return ``line`` as it is printed."""
        if not line.text:
            return ""
        return self.contents.text[line.starts[0] : line.ends[-1]].strip()

    def place_of(self, paragraph: Line) -> int:
        """Return which of the paragraphs this one is."""
        return self._places[id(paragraph)]

    def mark(self, name: str, line: Line, start: int = 0, end: int | None = None) -> None:
        """Keep that the field ``name`` was read in this part of ``line``."""
        self.places[name] = line.span(start, len(line.text) if end is None else end)

    def day_of(self, line: Line) -> datetime.date | None:
        """Return the first whole day in ``line``, as printed: blanks part it from the hour."""
        for match in _RAW_DAY.finditer(self.words(line)[:200]):
            try:
                return datetime.date(*map(int, match.groups()))
            except ValueError:
                continue
        return next((day.first for day in days_in(line.text[:200]) if day.day), None)

    def label(self, *keys: str) -> Line | None:
        """Return what stands behind the first of the labels ``keys`` that the head has."""
        return next((self.labels[key] for key in keys if key in self.labels), None)

    def _labels(self) -> dict[str, Line]:
        found: dict[str, Line] = {}
        for part in self.parts[:HEAD]:
            if isinstance(part, Line):
                self._labels_in(part, found)
                continue
            for index, cell in enumerate(part.cells):
                match = _KEY.match(cell.text)
                if match and match.end() == len(cell.text):
                    behind = part.cells[index + 1 : index + 2]
                    if behind and behind[0].text and not _KEY.fullmatch(behind[0].text):
                        found.setdefault(match["key"], behind[0])
                else:
                    self._labels_in(cell, found)
        return found

    def _labels_in(self, line: Line, found: dict[str, Line]) -> None:
        matches = [
            match
            for match in _KEY.finditer(line.text[:400])
            if match["sign"] != "" or match[0].endswith("〕")
            if self._begins(line, match.start())
        ]
        ends = [*(match.start() for match in matches[1:]), len(line.text)]
        for match, end in zip(matches, ends, strict=False):
            value = self._value(line[match.end() : min(end, match.end() + 120)])
            if value.text:
                found.setdefault(match["key"], value)

    def _value(self, line: Line) -> Line:
        """Return ``line`` up to a label that we do not know: 访问量：532."""
        for match in _OTHER_KEY.finditer(line.text):
            for at in range(max(1, match.start() - _LONGEST_KEY), match.start() + 1):
                if line.starts[at] > line.ends[at - 1]:
                    return line[:at]
        return line

    def _begins(self, line: Line, at: int) -> bool:
        """Whether a label may begin at ``at``: at the head of a line, or behind a blank."""
        if at == 0 or line.starts[at] > line.ends[at - 1]:
            return True
        return bool(_FREE.match(line.text[at - 1]))


def _row(row: Row) -> Line:
    cells = [cell for cell in row.cells if cell.text]
    return Line(
        "".join(cell.text for cell in cells),
        [place for cell in cells for place in cell.starts],
        [place for cell in cells for place in cell.ends],
    )


def is_day(text: str) -> bool:
    """Whether a line is a whole day and nothing else."""
    if len(text) > 20:
        return False
    days = days_in(text)
    return (
        len(days) == 1 and days[0].day is not None and days[0].end - days[0].start >= len(text) - 2
    )
