"""Files that are damaged, locked or made to keep the server busy, and large ones that are fine."""

import io
import time
import zipfile

import pytest
from django.core.exceptions import ValidationError

from desk.spreadsheets.files import read, xlsx_file

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
ROW = "<row>" + '<c t="inlineStr"><is><t>x</t></is></c>' + "</row>"


def workbook(content: str = "", name: str = SHEET) -> bytes:
    """An ordinary file whose part ``name``, the first sheet, holds ``content`` instead."""
    ordinary, out = io.BytesIO(xlsx_file(["甲"], [["一"]], [])), io.BytesIO()
    with zipfile.ZipFile(ordinary) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            put = content if content and part.filename == name else old.read(part)
            new.writestr(part.filename, put)
    return out.getvalue()


def rows(xml: str, before: str = "") -> str:
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{xml}</sheetData></worksheet>'


def with_header_bytes(content: bytes, offset: int, value: int) -> bytes:
    """The file with a 16-bit field changed in each entry of its directory."""
    changed, at = bytearray(content), content.find(b"PK\x01\x02")
    while at >= 0:
        changed[at + offset : at + offset + 2] = value.to_bytes(2, "little")
        at = content.find(b"PK\x01\x02", at + 4)
    return bytes(changed)


def with_broken_stream(content: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        part = file.getinfo(SHEET)
        begin = part.header_offset + 30 + len(part.filename)
    return content[:begin] + b"\xff" * 20 + content[begin + 20 :]


def refused(content: bytes, name: str = "表.xlsx") -> str:
    with pytest.raises(ValidationError) as refusal:
        read(name, content)
    return str(refusal.value.message)


@pytest.mark.parametrize(
    "content",
    [
        with_broken_stream(workbook()),
        with_header_bytes(workbook(), 8, 1),
        with_header_bytes(workbook(), 10, 99),
        workbook(f'<!DOCTYPE x [<!ENTITY e "<c/><c/>">]>{rows("<row>&e;</row>")}'),
    ],
    ids=["broken stream", "locked", "unknown method", "entities"],
)
def test_a_damaged_or_locked_file_is_told(content):
    assert "文件读不出来" in refused(content)


@pytest.mark.parametrize(
    "sheet",
    [
        rows(f"<row>{'<c/>' * 16_000}</row>" * 900),
        rows(f"<row>{'<c/>' * 190}</row>" * 9_000),
        rows('<row r="1"><c/></row>' * 2_000_000),
        rows(f"<row>{'<c/>' * 10_000_000}</row>"),
        rows("", before="<conditionalFormatting/>" * 1_000_000),
        rows(f"<row>{'<y:c/>' * 16_000}</row>" * 500),
    ],
    ids=["wide", "long", "the same row", "one row", "no cells", "prefix"],
)
def test_a_small_file_that_unpacks_to_millions_of_things_is_refused_at_once(sheet):
    content = workbook(sheet.replace(MAIN, f'{MAIN}" xmlns:y="{MAIN}'))
    begun = time.process_time()

    reason = refused(content)

    assert "太多" in reason
    assert time.process_time() - begun < 2


def test_a_sheet_listed_a_thousand_times_is_refused():
    sheets = '<sheet name="s" sheetId="1"/>' * 1_000
    listed = f'<workbook xmlns="{MAIN}"><sheets>{sheets}</sheets></workbook>'

    assert "工作表超过 20 张" in refused(workbook(listed, "xl/workbook.xml"))


def test_a_row_wider_than_any_sheet_of_ours_is_refused():
    assert "第 2 行超过 200 栏" in refused(workbook(rows(f"{ROW}<row>{'<c/>' * 201}</row>")))


def test_a_full_sheet_is_read():
    row = f"<row>{'<c><f>6+1</f><v>7</v></c>' * 40}</row>"

    table = read("表.xlsx", workbook(rows(row * 5_001)))

    assert len(table.rows) == 5_000
    assert table.rows[-1] == (5_001, ["7"] * 40)


def test_what_stands_far_below_is_not_dropped():
    far = ROW.replace("<row>", '<row r="10001">')

    assert "第 10,001 行" in refused(workbook(rows(ROW + far)))


def test_empty_rows_far_below_do_no_harm():
    far = '<row r="1048576"><c s="0"/></row>'

    assert read("表.xlsx", workbook(rows(ROW + ROW + far))).rows == [(2, ["x"])]
