"""Read and write XLSX and CSV files as Excel and WPS in China write and expect them.

Every cell is read as text; a file that cannot be read safely is refused in Chinese.
"""

import csv
import datetime
import io
import lzma
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import IO
from xml.parsers import expat

from django.core.exceptions import ValidationError

LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 60_000_000  # of an XLSX: 5 MB of zeros unpack to gigabytes
MOST_ROWS = 5_000
MOST_COLUMNS = 200
#: In all sheets of an XLSX together: openpyxl takes seconds for so many, even empty ones.
MOST_CELLS = 400_000
MOST_OTHER_THINGS = 50_000  # styles, names, conditions
MOST_SHEETS = 20  # openpyxl reads into each when it opens a workbook
_OF_CELLS = frozenset(["row", "c", "v", "f", "is", "si", "t", "phoneticPr"])
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
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "'")


@dataclass(frozen=True)
class Table:
    """A sheet: its headings, and each row that is not empty with its line in the file."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]


def read(name: str, content: bytes) -> Table:
    """Return the first sheet of the file ``name``. Raises ValidationError if it is refused."""
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


def _xlsx_lines(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # late, because it takes 10 MiB in every process

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            _check_parts(packed)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        return list(_lines_of(book.worksheets[0]))
    except _DAMAGED:
        raise ValidationError(_UNREADABLE) from None


def _check_parts(packed: zipfile.ZipFile) -> None:
    """Refuse macros, and files that openpyxl would read for long; counting elements is cheap."""
    parts = packed.infolist()
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise ValidationError("带宏的文件不收。请另存为 .xlsx。")
    if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise ValidationError("文件展开以后太大，可能不是正常的表格。请把内容复制到模板里。")
    seen = Counter[str]()

    def begin(name: str, _attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "sheet" and seen[kind] == MOST_SHEETS:
            raise ValidationError(f"工作表超过 {MOST_SHEETS} 张。请另存一份，只留要传的那一张。")
        if kind not in _OF_CELLS and kind != "sheet":
            kind = "other"
        seen[kind] += 1
        if seen[kind] > (MOST_OTHER_THINGS if kind == "other" else MOST_CELLS):
            raise ValidationError(
                "表里的格子或格式太多（空格子也算）。请删掉多余的空行空栏，或者只把内容复制到模板里。"
            )

    for part in parts:
        with packed.open(part) as file:
            _look_through(file, begin)


def _look_through(file: IO[bytes], begin: Callable[[str, dict[str, str]], None]) -> None:
    """Call ``begin`` for each element in ``file``, as far as it is XML."""

    def doctype(*_: object) -> None:
        raise ValueError("no sheet defines entities")  # which can expand to gigabytes

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.StartDoctypeDeclHandler = doctype
    with suppress(expat.ExpatError):
        while chunk := file.read(1_000_000):
            parser.Parse(chunk)
        parser.Parse(b"", True)  # newer versions of expat hold back the last token until then


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


def _cell(sheet, text: str, bold: bool = False, wrap: bool = False):
    """Return a cell of the type text, whatever it contains."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(sheet, value="")
    cell.value = ILLEGAL_CHARACTERS_RE.sub("", text)
    cell.data_type = "s"  # text, also where it begins with “=”
    cell.number_format = "@"  # so that 0931 and 2026-01 stay as typed
    if bold:
        cell.font = Font(bold=True)
    if wrap:
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    return cell
