"""Read and write XLSX and CSV files as Excel and WPS in China write and expect them.

Every cell is read as the text that its editor sees; a file where that cannot be known, or that
cannot be read safely, is refused in Chinese.
"""

import csv
import datetime
import io
import lzma
import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError

from text.reading import visible

from . import file_kinds, texts

#: The sheets of our own files.
SHEET, NOTES = "资料", "怎么填"
LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 60_000_000  # of an XLSX: 5 MB of zeros unpack to gigabytes
MOST_ROWS = 5_000
MOST_COLUMNS = 200
#: In all sheets of an XLSX together: openpyxl takes seconds for so many, even empty ones.
MOST_CELLS = 450_000
MOST_OTHER_THINGS = 50_000  # styles, names, conditions
MOST_SHEETS = 20  # openpyxl reads into each when it opens a workbook
_OF_CELLS = frozenset(["row", "c", "v", "f", "is", "si", "t", "phoneticPr"])
#: The formats of days that Excel in China has and openpyxl does not know: 2023年3月1日.
_CHINESE_DAYS = frozenset([*range(27, 37), *range(50, 59)])
#: Digits that Excel keeps of a number; further ones became zeros when it was typed.
MOST_DIGITS = 15
#: What a number format prints as it stands: a “%” in it does not mean hundredths.
_LITERAL = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
#: A character that XML cannot hold, as Excel writes it: _x000D_.
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_EXCELS_LAST_ROW = 1_048_576
_UNREADABLE = (
    "文件读不出来，可能坏了、加了密码，或者不是 .xlsx。请用 Excel 或 WPS 另存一份不加密码的。"
)
#: The errors that zipfile and openpyxl raise for a damaged or locked file.
_DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    SyntaxError,
    LookupError,
    ArithmeticError,
    ValueError,
    TypeError,
    AttributeError,
    RuntimeError,  # a password; its NotImplementedError: an unknown compression method
    OSError,
    EOFError,
)
#: Excel takes a cell that begins with one of these for a formula; CSV prefixes an apostrophe.
_ACTIVE = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n", "'")


@dataclass(frozen=True)
class Table:
    """A sheet: its headings, and each row that is not empty with its line in the file.

    ``remarks`` say what its editor may not expect of how it was read; ``hidden`` are the lines
    that the file hides.
    """

    headings: list[str]
    rows: list[tuple[int, list[str]]]
    remarks: list[str] = field(default_factory=list, compare=False)
    hidden: list[int] = field(default_factory=list, compare=False)


def read(name: str, content: bytes) -> Table:
    """Return the sheet to import of the file ``name``. Raises ValidationError if it is refused.

    Of several sheets it is the one that our exports call 资料, else the first that is not hidden.
    """
    if len(content) > LARGEST_FILE:
        raise ValidationError("文件超过 5 MB，请分成几份。")
    if not content.strip():
        raise ValidationError("这个文件是空的。")
    if said := file_kinds.refusal_of(name, content):
        raise ValidationError(said)
    if name.lower().endswith(".xlsx"):
        return _of_workbook(content)
    lines, remarks = texts.lines_of(content)
    cells = [[tidy(_plain(cell)) for cell in line] for line in lines]
    return replace(_table(cells), remarks=remarks)


def _table(lines: Iterable[list[str]]) -> Table:
    headings: list[str] = []
    rows: list[tuple[int, list[str]]] = []
    for line, cells in enumerate(lines, 1):
        if line == 1:
            headings = _without_empty_end(cells)
        elif any(cells):
            if len(rows) == MOST_ROWS:
                raise ValidationError(f"超过 {MOST_ROWS:,} 行，请分成几份。")
            if len(_without_empty_end(cells)) > len(headings):
                raise ValidationError(f"第 {line} 行比表头长，多出来的格子不知道是哪一栏的。")
            rows.append((line, (cells + [""] * len(headings))[: len(headings)]))
    if not headings:
        raise ValidationError("第一行没有表头。请用模板，第一行不要动。")
    if len(headings) > MOST_COLUMNS:
        raise ValidationError(f"超过 {MOST_COLUMNS} 栏，请用模板。")
    return Table(headings, rows)


def _without_empty_end(cells: list[str]) -> list[str]:
    filled = [place for place, cell in enumerate(cells, 1) if cell]
    return cells[: filled[-1]] if filled else []


def _of_workbook(content: bytes) -> Table:
    from openpyxl import load_workbook  # late, because it takes 10 MiB in every process

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            seen = _check_parts(packed)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        styles = enumerate(book._cell_styles)
        chinese = {at for at, style in styles if style.numFmtId in _CHINESE_DAYS}
        book._date_formats = chinese.union(book._date_formats)
        sheet = _sheet_to_read(book)
        hidden = seen[sheet._worksheet_path]
        hidden.refuse_what_is_hidden()
        table = _table(_lines_of(sheet))
    except _DAMAGED:
        raise ValidationError(_UNREADABLE) from None
    rows = [line for line, _ in table.rows if line in hidden.rows]
    return replace(table, remarks=[*_of_sheets(book, sheet), *hidden.remarks(rows)], hidden=rows)


def _sheet_to_read(book):
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    ours = [sheet for sheet in shown if sheet.title == SHEET]
    return (ours or shown or book.worksheets)[0]


def _of_sheets(book, read) -> Iterator[str]:
    """Say which sheet of several was read."""
    others = [s.title for s in book.worksheets if s is not read and s.title != NOTES]
    more = f"别的工作表（{'、'.join(others[:5])}{' 等' if len(others) > 5 else ''}）没有读。"
    yield f"读的是工作表“{read.title}”。{more if others else ''}"


class HiddenValues:
    """What a sheet shows and openpyxl reads as empty cells: the first of each, by its name.

    Told of each element and of the text in those it listens to. ``bare`` is a formula without a
    kept result, which programs write that do not calculate; ``merged`` are cells that are one.
    """

    def __init__(self) -> None:
        self.bare = self.merged = ""
        self.rows: set[int] = set()
        self.columns: list[str] = []
        self._row = 0
        self.listens = False
        self._cell: dict[str, str] = {}
        self._is_formula, self._result = False, ""

    def begin(self, kind: str, attributes: dict[str, str]) -> None:
        if kind == "c":
            self.end_of_cell()
            self._cell, self._is_formula, self._result = attributes, False, ""
        elif kind == "f":
            self._is_formula = True
        elif kind == "row":
            self._row = int(attributes.get("r", self._row + 1))
            if _is_hidden(attributes):
                self.rows.add(self._row)
        elif kind == "col" and _is_hidden(attributes):
            self.columns.append(_letters(int(attributes.get("min", 1))))
        elif kind == "mergeCell":
            self.merged = self.merged or attributes.get("ref", "有几格")
        self.listens = kind == "v" and self._is_formula

    def text(self, piece: str) -> None:
        self._result += piece

    def end_of_cell(self) -> None:
        # A result of the type text may be empty: its editor sees an empty cell.
        if self._is_formula and not self._result.strip() and self._cell.get("t") != "str":
            self.bare = self.bare or self._cell.get("r", "有一格")

    def remarks(self, rows: list[int]) -> Iterator[str]:
        """Say which of the ``rows`` that were read, and which columns, the file hides."""
        if rows:
            told = f"{'、'.join(map(str, rows[:10]))}{' 等' if len(rows) > 10 else ''}"
            yield f"第 {told} 行在文件里是隐藏的（共 {len(rows)} 行），也读了。"
        if self.columns:
            told = "、".join(dict.fromkeys(self.columns[:10]))
            yield f"文件里隐藏了一些栏（从 {told} 栏起），也读了。"

    def refuse_what_is_hidden(self) -> None:
        if self.bare:
            raise ValidationError(
                f"{self.bare} 是公式，文件里没有它算好的结果，读出来会是空的。"
                "请用 Excel 或 WPS 打开存一次再传，或者把公式换成值。"
            )
        if self.merged:
            raise ValidationError(
                f"{self.merged} 是合并的格子，下面几行读出来会是空的。请取消合并，每一格都填上。"
            )


def _is_hidden(attributes: dict[str, str]) -> bool:
    return attributes.get("hidden") in ("1", "true")


def _letters(number: int) -> str:
    """Return the letters of a column: A, B … AA."""
    told = ""
    while number > 0:
        number, rest = divmod(number - 1, 26)
        told = chr(ord("A") + rest) + told
    return told


def _check_parts(packed: zipfile.ZipFile) -> dict[str, HiddenValues]:
    """Return what each part hides; refuse macros, and files that openpyxl would read for long.

    Counting elements is cheap.
    """
    parts = packed.infolist()
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise ValidationError("带宏的文件不收。请另存为 .xlsx。")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise ValidationError("文件展开以后太大，可能不是正常的表格。请把内容复制到模板里。")
    seen = Counter[str]()

    def count(kind: str) -> None:
        if kind == "sheet" and seen[kind] == MOST_SHEETS:
            raise ValidationError(f"工作表超过 {MOST_SHEETS} 张。请另存一份，只留要传的那一张。")
        if kind not in _OF_CELLS and kind != "sheet":
            kind = "other"
        seen[kind] += 1
        if seen[kind] > (MOST_OTHER_THINGS if kind == "other" else MOST_CELLS):
            raise ValidationError(
                "表里的格子或格式太多（空格子也算）。请删掉多余的空行空栏，或者只把内容复制到模板里。"
            )

    found: dict[str, HiddenValues] = {}
    for part in parts:
        found[part.filename] = hidden = HiddenValues()
        with packed.open(part) as file:
            _look_through(file, count, hidden)
    return found


def _look_through(file: IO[bytes], count: Callable[[str], None], hidden: HiddenValues) -> None:
    """Count each element in ``file`` and notice what it hides, as far as it is XML."""

    def begin(name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        count(kind)
        hidden.begin(kind, attributes)
        parser.CharacterDataHandler = hidden.text if hidden.listens else None

    def doctype(*_: object) -> None:
        raise ValueError("no sheet defines entities")  # which can expand to gigabytes

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = doctype
    with suppress(expat.ExpatError):
        while chunk := file.read(1_000_000):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # newer versions of expat hold back the last token until then
    hidden.end_of_cell()


def _lines_of(sheet) -> Iterator[list[str]]:
    sheet.reset_dimensions()  # a file may claim a million empty rows
    for line, row in enumerate(sheet.iter_rows(max_row=_EXCELS_LAST_ROW), 1):
        if len(row) > MOST_COLUMNS:
            raise ValidationError(
                f"第 {line:,} 行超过 {MOST_COLUMNS} 栏（空格子也算）。"
                "请删掉右边多余的栏，或者只把内容复制到模板里。"
            )
        cells = [_text(cell) for cell in row]
        if line <= 2 * MOST_ROWS:
            yield cells
        elif any(cells):
            raise ValidationError(
                f"第 {line:,} 行还有内容，太靠下了。请删掉中间的空行，或者分成几份。"
            )


def _text(cell) -> str:
    """Return the text of a cell as a person would type it: 2.8, 2026-01-01, 是, 2.8%."""
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "e":
        raise ValidationError(f"{cell.coordinate} 这一格是算错的公式（{value}），请改好再传。")
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime | datetime.time | datetime.timedelta):
        return _moment(value, cell.number_format or "")
    if isinstance(value, int | float):
        return _number(cell, value)
    return tidy(_ESCAPED.sub(_unescaped, str(value)))


def _moment(value: datetime.datetime | datetime.time | datetime.timedelta, shown: str) -> str:
    """Return a day, with the time of day where the cell shows that, or a time alone: 8:30."""
    if isinstance(value, datetime.timedelta):
        hours, minutes = divmod(int(value.total_seconds()) // 60, 60)
        return f"{hours}:{minutes:02}"
    time = f"{value.hour}:{value.minute:02}"
    if isinstance(value, datetime.time):
        return time
    day = value.date().isoformat()
    has_time = value.time() != datetime.time() and "h" in _LITERAL.sub("", shown).lower()
    return f"{day} {time}" if has_time else day


def _unescaped(found: re.Match[str]) -> str:
    char = chr(int(found[1], 16))
    return char if char.isprintable() or char in "\t\n\r" else ""


def _number(cell, value: float) -> str:
    if "%" in _LITERAL.sub("", cell.number_format or ""):
        return f"{Decimal(f'{value * 100:.12g}'):f}%"
    if value != int(value):
        return f"{Decimal(f'{value:.12g}'):f}"
    if abs(value) >= 10**MOST_DIGITS:
        raise ValidationError(
            f"{cell.coordinate} 这一格的数超过 {MOST_DIGITS} 位，表格只记得住前 {MOST_DIGITS} 位。"
            "请把这一格设成“文本”，再填一次。"
        )
    return str(int(value))


def tidy(text: str) -> str:
    """Return the text of a cell with lines that end alike, without what nobody sees."""
    return visible(text.replace("\r\n", "\n").replace("\r", "\n")).strip()


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ACTIVE) else cell


def csv_file(headings: list[str], rows: Iterable[list[str]]) -> bytes:
    """Return a CSV file in UTF-8 with the byte order mark that Excel needs, without formulas."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in [headings, *rows]:
        writer.writerow([f"'{cell}" if cell.startswith(_ACTIVE) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(headings: list[str], rows: Iterable[list[str]], notes: list[list[str]]) -> bytes:
    """Return a workbook of text cells, without formulas, with ``notes`` on a second sheet."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    second = book.create_sheet(NOTES)
    second.column_dimensions["A"].width = 28
    second.column_dimensions["B"].width = 80
    for note in notes:
        second.append([_cell(second, text, wrap=True) for text in note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, text: str, bold: bool = False, wrap: bool = False):
    """Return a cell of the type text, whatever it contains."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value="")
    cell.value = _ESCAPED.sub(r"_x005F\g<0>", ILLEGAL_CHARACTERS_RE.sub("", text))
    cell.data_type = "s"  # text, also where it begins with “=”
    cell.number_format = "@"  # so that 0931 and 2026-01 stay as typed
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
