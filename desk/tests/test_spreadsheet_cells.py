"""A cell is read as its editor sees it, and where that cannot be known the file is refused."""

import io
import zipfile

import pytest
from django.core.exceptions import ValidationError
from openpyxl import Workbook

from desk.spreadsheets.files import read, xlsx_file

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET, STYLES = "xl/worksheets/sheet1.xml", "xl/styles.xml"
HEADING = '<row r="1"><c r="A1" t="inlineStr"><is><t>甲</t></is></c></row>'


def workbook(cell: str, behind: str = "", number_format: int | str = 0) -> bytes:
    """An ordinary file with one heading and one cell, whose style has the given format."""
    own = ""
    if isinstance(number_format, str):
        own = f'<numFmts count="1"><numFmt numFmtId="200" formatCode="{number_format}"/></numFmts>'
        number_format = 200
    font = "<fonts><font/></fonts><fills><fill><patternFill/></fill></fills>"
    font += "<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>"
    changed = {
        SHEET: f'<worksheet xmlns="{MAIN}"><sheetData>{HEADING}<row r="2">{cell}</row></sheetData>'
        f"{behind}</worksheet>",
        STYLES: f'<styleSheet xmlns="{MAIN}">{own}{font}<cellXfs><xf numFmtId="0"/>'
        f'<xf numFmtId="{number_format}"/></cellXfs><cellStyles>'
        '<cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
    }
    ordinary, out = io.BytesIO(xlsx_file(["甲"], [["一"]], [])), io.BytesIO()
    with zipfile.ZipFile(ordinary) as old, zipfile.ZipFile(out, "w") as new:
        for part in old.infolist():
            new.writestr(part.filename, changed.get(part.filename) or old.read(part))
    return out.getvalue()


def number(value: str, number_format: int | str = 0) -> bytes:
    return workbook(f'<c r="A2" s="1"><v>{value}</v></c>', number_format=number_format)


def text(value: str) -> bytes:
    return workbook(f'<c r="A2" t="inlineStr"><is><t>{value}</t></is></c>')


def cell_of(content: bytes) -> str:
    ((_, (cell,)),) = read("表.xlsx", content).rows
    return cell


def refused(content: bytes) -> str:
    with pytest.raises(ValidationError) as refusal:
        read("表.xlsx", content)
    return str(refusal.value.message)


@pytest.mark.parametrize("number_format", [14, 22, *range(27, 37), *range(50, 59)])
def test_a_day_in_any_built_in_format_of_excel_in_china_is_a_day(number_format):
    assert cell_of(number("44986", number_format)) == "2023-03-01"


@pytest.mark.parametrize(
    "written",
    ["yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;;@", "[$-804]yyyy/m/d", "yyyy-mm-dd"],
)
def test_a_day_in_a_format_of_ones_own_is_a_day(written):
    assert cell_of(number("44986", written)) == "2023-03-01"


def test_a_number_is_no_day():
    assert cell_of(number("44986")) == "44986"


@pytest.mark.parametrize(
    ("value", "number_format", "cell"),
    [
        ("2.8", 0, "2.8"),
        ("0.028", 10, "2.8%"),
        ("2.7999999999999998", 0, "2.8"),
        ("1", "0&quot;%&quot;", "1"),
        ("2.8", "0.0\\%", "2.8"),
        ("0.02", "0.00%;[Red]-0.00%", "2%"),
        ("0.0000001", 0, "0.0000001"),
        ("961234567890123", 0, "961234567890123"),
        ("9.6123456789012E+14", 0, "961234567890120"),
        ("75.0", 0, "75"),
        ("-75", 0, "-75"),
    ],
)
def test_a_number_is_written_out_as_it_is_shown(value, number_format, cell):
    assert cell_of(number(value, number_format)) == cell


@pytest.mark.parametrize("value", ["96123456789012345", "9.6123456789012304E+16", "1E+20"])
def test_a_number_of_more_digits_than_excel_keeps_is_refused(value):
    assert refused(number(value)).startswith("A2 这一格的数超过 15 位")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("打开网站。_x000D_", "打开网站。"),
        ("打开网站。_x000D_\n点登录。", "打开网站。\n点登录。"),
        ("第一步_x000A_第二步", "第一步\n第二步"),
        ("_x005F_x000D_", "_x000D_"),
        ("_x0000_一_xD83D_", "一"),
        ("兰\u200b州\ufeff", "兰州"),
        ("a_x00_b", "a_x00_b"),
    ],
)
def test_the_escapes_of_excel_and_what_nobody_sees_are_not_published(value, cell):
    assert cell_of(text(value)) == cell


def test_a_text_that_looks_like_an_escape_comes_back_from_an_export():
    assert cell_of(xlsx_file(["甲"], [["写作 _x000D_ 的"]], [])) == "写作 _x000D_ 的"


BARE = [
    '<c r="A2"><f>TEXT(556,"0000")</f></c>',
    '<c r="A2"><f>TEXT(556,"0000")</f><v></v></c>',
    '<c r="A2"><f>TEXT(556,"0000")</f><v/></c>',
    '<c r="A2"><f>TEXT(556,"0000")</f><v> </v></c><c r="B2"/>',
]


@pytest.mark.parametrize("cell", BARE)
def test_a_formula_without_its_result_is_refused(cell):
    assert refused(workbook(cell)).startswith("A2 是公式")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ('<c r="A2" t="str"><f>TEXT(556,"0000")</f><v>0556</v></c>', "0556"),
        ('<c r="A2"><f>6+1</f><v>7</v></c>', "7"),
    ],
)
def test_a_formula_is_read_as_its_result(cell, shown):
    assert cell_of(workbook(cell)) == shown


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell():
    cells = '<c r="A2" t="str"><f>IF(1,"")</f><v></v></c>'

    assert read("表.xlsx", workbook(cells)).rows == []


def test_a_formula_that_failed_is_refused():
    assert "A2 这一格是算错的公式（#REF!）" in refused(
        workbook('<c r="A2" t="e"><f>B9</f><v>#REF!</v></c>')
    )


def test_merged_cells_are_refused():
    merged = '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>'

    assert refused(workbook('<c r="A2"><v>1</v></c>', merged)).startswith("A2:A3 是合并的格子")


@pytest.mark.parametrize(
    ("value", "number_format", "cell"),
    [
        ("44986.354166666664", 22, "2023-03-01 8:30"),
        ("44986.354166666664", 14, "2023-03-01"),
        ("0.354166666666667", 20, "8:30"),
        ("1.5", "[h]:mm", "36:00"),
    ],
    ids=["moment", "day", "time", "hours"],
)
def test_a_time_is_read_where_the_cell_shows_one(value, number_format, cell):
    assert cell_of(number(value, number_format)) == cell


HIDDEN_ROW = '</row><row r="3" hidden="1"><c r="A3"><v>2</v></c>'


def test_hidden_rows_and_columns_are_read_and_named():
    table = read("表.xlsx", workbook(f'<c r="A2"><v>1</v></c>{HIDDEN_ROW}'))

    assert table.rows == [(2, ["1"]), (3, ["2"])]
    assert table.hidden == [3]
    assert "第 3 行在文件里是隐藏的（共 1 行），也读了。" in table.remarks


def book_of(**sheets: str) -> bytes:
    """A workbook with a sheet of each name and state, whose first column has its name."""
    book, out = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title, state in sheets.items():
        sheet = book.create_sheet(title)
        sheet.append([title])
        sheet.append(["一"])
        sheet.sheet_state = state
        sheet.column_dimensions["C"].hidden = True
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("sheets", "read_one", "said"),
    [
        ({"草稿": "visible"}, "草稿", "读的是工作表“草稿”。"),
        ({"旧的": "hidden", "新的": "visible"}, "新的", "别的工作表（旧的）没有读"),
        ({"汇总": "visible", "资料": "visible"}, "资料", "别的工作表（汇总）没有读"),
        ({"资料": "hidden", "汇总": "visible"}, "汇总", "别的工作表（资料）没有读"),
        ({"资料": "visible", "怎么填": "visible"}, "资料", "读的是工作表“资料”。"),
    ],
)
def test_the_sheet_of_our_name_or_the_first_that_is_shown_is_read_and_named(sheets, read_one, said):
    table = read("表.xlsx", book_of(**sheets))

    assert table.headings == [read_one]
    assert said in table.remarks[0]
    assert "从 C 栏起" in table.remarks[1]
