"""Files that are damaged, locked or made to keep the server busy, and large ones that are fine."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError

from desk.spreadsheets import files
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
def test_a_small_file_that_unpacks_to_millions_of_things_is_refused_at_once(monkeypatch, sheet):
    """Counted until there are too many, and never opened by the library, which takes minutes."""
    content = workbook(sheet.replace(MAIN, f'{MAIN}" xmlns:y="{MAIN}'))
    looked_at, begin = 0, files.HiddenValues.begin

    def counted(*told):
        nonlocal looked_at
        looked_at += 1
        begin(*told)

    monkeypatch.setattr(files.HiddenValues, "begin", counted)
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("it was opened"))

    assert "太多" in refused(content)
    assert 0 < looked_at <= 2 * files.MOST_CELLS + files.MOST_OTHER_THINGS  # rows and cells


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


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HTML = b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table>"
XML = b"<?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'>"


def zipped(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("表.xls", OLD, "旧格式 .xls"),
        ("表.et", OLD, "WPS 表格 .et"),
        ("表.xlsx", OLD, "加了密码"),
        ("表.xls", HTML, "这其实是网页，只是名字是 .xls"),
        ("表.xlsx", HTML, "这其实是网页，只是名字是 .xlsx"),
        ("表.xls", XML, "这其实是 XML 表格"),
        ("表.xls", b"MIME-Version: 1.0", "单个文件网页"),
        ("表.xls", "地区\t年份".encode("utf-16"), "可能是文字"),
        ("表.xlsb", zipped("xl/workbook.bin"), "二进制工作簿 .xlsb"),
        ("表.xlsx", zipped("xl/workbook.bin"), "二进制工作簿 .xlsb"),
        ("表.ods", zipped("mimetype", "content.xml"), "OpenDocument 表格 .ods"),
        ("表.numbers", zipped("Index/Document.iwa"), "苹果 Numbers"),
        ("表.docx", zipped("word/document.xml"), "这是 Word 文件"),
        ("表.pdf", b"%PDF-1.7", "这是 PDF"),
        ("表.doc", b"x", "只收 .xlsx 和 .csv"),
    ],
)
def test_a_file_that_excel_opens_and_we_do_not_is_told_apart_and_how_to_save_it(
    name, content, said
):
    sentence = refused(content, name)

    assert said in sentence
    assert "另存为" in sentence or "抄到模板里" in sentence


@pytest.mark.parametrize(
    ("text", "encoding", "remark"),
    [
        ("地区;电话\r\n兰州市;12393\r\n", "utf-8", "格子是用分号隔开的，照这样读了。"),
        ("地区\t电话\r\n兰州市\t12393\r\n", "utf-16", "格子是用制表符隔开的，照这样读了。"),
        ("地区\t电话\r\n兰州市\t12393\r\n", "gbk", "格子是用制表符隔开的，照这样读了。"),
        ("地区，电话\r\n兰州市，12393\r\n", "utf-8", "格子是用中文逗号隔开的，照这样读了。"),
    ],
)
@pytest.mark.parametrize("name", ["表.csv", "表.txt"])
def test_text_is_read_whatever_parts_its_cells_and_that_is_said(name, text, encoding, remark):
    table = read(name, text.encode(encoding))

    assert (table.headings, table.rows) == (["地区", "电话"], [(2, ["兰州市", "12393"])])
    assert table.remarks == [remark]


def test_text_between_commas_may_hold_semicolons():
    table = read("表.csv", "地区,步骤\n兰州市,打开；登录;看\n".encode())

    assert table.rows == [(2, ["兰州市", "打开；登录;看"])]
    assert table.remarks == []
