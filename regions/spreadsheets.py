"""Spreadsheet files in and out: XLSX and CSV, as Excel and WPS in China write and expect them.

What comes in is text, cell by cell; what cannot be read safely is refused in Chinese.
"""

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils.exceptions import InvalidFileException

LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 60_000_000  # of an XLSX: 5 MB of zeros unpack to gigabytes
MOST_ROWS = 5_000
MOST_COLUMNS = 200
#: A cell that begins so is a formula to a spreadsheet; in CSV an apostrophe goes before it.
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True)
class Table:
    """A sheet: its headings and, by their line in the file, its rows that are not empty."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(name: str, content: bytes) -> Table:
    """The first sheet of a file called ``name``. Raises ValidationError with the reason why not."""
    if len(content) > LARGEST_FILE:
        raise ValidationError("文件超过 5 MB，请分成几份。")
    if not content.strip():
        raise ValidationError("这个文件是空的。")
    kind = name.lower().rpartition(".")[2]
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise ValidationError("这是旧格式 .xls，或者加了密码。请另存为不加密码的 .xlsx。")
    if kind == "xlsm":
        raise ValidationError("带宏的文件不收。请另存为 .xlsx。")
    if kind not in ("xlsx", "csv"):
        raise ValidationError("只收 .xlsx 和 .csv 文件。")
    lines = _xlsx_lines(content) if kind == "xlsx" else _csv_lines(content)
    return _table(lines)


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


def _xlsx_lines(content: bytes) -> Iterable[list[str]]:
    unreadable = "文件读不出来，可能坏了，或者不是 .xlsx。请用 Excel 或 WPS 另存一份。"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            parts = packed.infolist()
    except zipfile.BadZipFile:
        raise ValidationError(unreadable) from None
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise ValidationError("带宏的文件不收。请另存为 .xlsx。")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise ValidationError("文件展开以后太大，可能不是正常的表格。请把内容复制到模板里。")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # a file may claim a million empty rows
        lines = [
            [_text(cell) for cell in row[: MOST_COLUMNS + 1]]
            for row in sheet.iter_rows(max_row=2 * MOST_ROWS)
        ]
    except (
        # What openpyxl lets through of a damaged file.
        InvalidFileException,
        zipfile.BadZipFile,
        SyntaxError,
        LookupError,
        ValueError,
        OverflowError,
        TypeError,
        AttributeError,
        OSError,
        EOFError,
    ):
        raise ValidationError(unreadable) from None
    return lines


def _text(cell) -> str:
    """What stands in a cell, as one would type it: 2.8, 2026-01-01, 是, 2.8%."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, int | float):
        if "%" in (cell.number_format or ""):
            return f"{value * 100:.12g}%"
        return f"{value:.12g}" if isinstance(value, float) else str(value)
    return _tidy(str(value))


def _tidy(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _csv_lines(content: bytes) -> Iterable[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")  # what Excel in China saves
        except UnicodeDecodeError:
            raise ValidationError("认不出文字编码。请另存为 .xlsx，或者 UTF-8 的 CSV。") from None
    if "\0" in text:
        raise ValidationError("这不是 CSV 文件。")
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except csv.Error:
        raise ValidationError("CSV 读不出来，可能有引号没有配对。请改用 .xlsx。") from None
    return [[_tidy(_plain(cell)) for cell in line] for line in lines]


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(_ACTIVE) else cell


def csv_file(headings: list[str], rows: Iterable[list[str]]) -> bytes:
    """UTF-8 with the mark that Excel needs; no cell is a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for row in [headings, *rows]:
        writer.writerow([f"'{cell}" if cell.startswith(_ACTIVE) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_file(headings: list[str], rows: Iterable[list[str]], notes: list[list[str]]) -> bytes:
    """A workbook of text cells, none a formula, with ``notes`` on a second sheet."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("资料")
    sheet.freeze_panes = "B2"
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row in rows:
        sheet.append([_cell(sheet, text) for text in row])
    second = book.create_sheet("怎么填")
    second.column_dimensions["A"].width = 28
    second.column_dimensions["B"].width = 80
    for note in notes:
        second.append([_cell(second, text, wrap=True) for text in note])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(sheet, text: str, bold: bool = False, wrap: bool = False) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"  # text, also where it begins with “=”
    cell.number_format = "@"  # so that 0931 and 2026-01 stay as typed
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
