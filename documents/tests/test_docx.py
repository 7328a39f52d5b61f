"""DOCX as Word shows it once all changes are accepted."""

import pytest

from documents.docx import read_docx
from documents.tests.make import WORD, make_docx, paragraph


def text_of(body, **options):
    return read_docx(make_docx(body, **options)).text


def run(text):
    return f"<w:r><w:t>{text}</w:t></w:r>"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (paragraph("每月1", "00", "元"), "每月100元"),
        (paragraph("第一条") + "<w:p/>" + paragraph("第二条"), "第一条\n第二条"),
        ("<w:p><w:r><w:t>第一条</w:t><w:br/><w:t>第二条</w:t></w:r></w:p>", "第一条\n第二条"),
        ("<w:p><w:r><w:t>甲局</w:t><w:tab/><w:t>乙局</w:t></w:r></w:p>", "甲局 乙局"),
        (f"<w:p>每月{run('100元')}<w:r><w:footnoteReference/></w:r></w:p>", "100元"),
        (f"<w:p><w:hyperlink>{run('每月')}</w:hyperlink><w:smartTag>{run('100元')}</w:smartTag></w:p>",
         "每月100元"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{paragraph('每月100元')}</w:sdtContent></w:sdt>",
         "每月100元"),
        ("<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>"
         "<w:r><w:rPr><w:vanish w:val='0'/></w:rPr><w:t>100元</w:t></w:r></w:p>", "100元"),
        ("<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>90元</w:t></w:r>"
         "<w:r><w:rPr><w:dstrike/></w:rPr><w:t>80元</w:t></w:r>"
         "<w:r><w:rPr><w:strike w:val='false'/></w:rPr><w:t>100元</w:t></w:r></w:p>", "100元"),
    ],
    ids=["runs", "empty", "break", "tab", "note", "wrappers", "control", "vanish", "strike"],
)  # fmt: skip
def test_paragraphs_are_read(body, text):
    assert text_of(body) == text


def test_the_result_of_a_field_is_read_and_not_its_order():
    field = (
        "<w:p><w:r><w:fldChar/></w:r><w:r><w:instrText>PAGE 999</w:instrText></w:r>"
        f"<w:r><w:fldChar/></w:r>{run('100元')}<w:r><w:fldChar/></w:r>"
        f"<w:fldSimple w:instr='X'>{run('每月')}</w:fldSimple></w:p>"
    )

    assert text_of(field) == "100元每月"


def test_changes_are_read_as_accepted():
    changed = (
        f"<w:p>{run('每月')}<w:del><w:r><w:delText>60</w:delText></w:r></w:del>"
        f"<w:ins>{run('80')}</w:ins>{run('元')}"
        f"<w:moveFrom>{run('旧处')}</w:moveFrom><w:moveTo>{run('新处')}</w:moveTo></w:p>"
    )

    assert text_of(changed) == "每月80元新处"


def test_a_deleted_end_of_a_paragraph_joins_two():
    ends = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('每月8')}</w:p>{paragraph('0元')}"

    assert text_of(ends) == "每月80元"


def test_a_row_that_was_taken_out_is_gone():
    def row(text, properties=""):
        cells = f"<w:tc>{paragraph(text)}</w:tc><w:tc>{paragraph('元')}</w:tc>"
        return f"<w:tr><w:trPr>{properties}</w:trPr>{cells}</w:tr>"

    assert text_of(f"<w:tbl>{row('60', '<w:del/>')}{row('80', '<w:ins/>')}</w:tbl>") == "80\t元"


def test_a_cell_that_spans_stands_in_each_row_and_column():
    def cell(text, properties=""):
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text) if text else '<w:p/>'}</w:tc>"

    wide, first = "<w:gridSpan w:val='2'/>", "<w:vMerge w:val='restart'/>"
    table = (
        f"<w:tbl><w:tr>{cell('地区')}{cell('每月', wide)}</w:tr>"
        f"<w:tr>{cell('甲市', first)}{cell('不满70周岁')}{cell('90元')}</w:tr>"
        f"<w:tr>{cell('', '<w:vMerge/>')}{cell('70周岁及以上')}{cell('100元')}</w:tr></w:tbl>"
    )

    assert text_of(table).split("\n") == [
        "地区\t每月\t每月",
        "甲市\t不满70周岁\t90元",
        "甲市\t70周岁及以上\t100元",
    ]


def test_a_text_box_is_read_once():
    box = f"<w:txbxContent>{paragraph('每月100元')}</w:txbxContent>"
    drawn = (
        "<w:p><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>"
        f"{box}</w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict>"
        f"</mc:Fallback></mc:AlternateContent></w:r>{run('正文')}</w:p>"
    )

    assert text_of(drawn) == "正文\n每月100元"


@pytest.mark.parametrize(
    ("core", "title"),
    [
        ("<c xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>关于标准的通知</dc:title></c>",
         "关于标准的通知"),
        ("<c xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:title>从前的通知</dc:title></c>", ""),
        ("<c/>", ""),
        ("<c", ""),
        ("<!DOCTYPE c><c/>", ""),
    ],
    ids=["named", "left-over", "nameless", "broken", "with-a-dtd"],
)  # fmt: skip
def test_the_title_of_the_file_is_kept_where_the_text_has_it(core, title):
    body = paragraph("关于标准") + paragraph("的通知") + paragraph("每月100元")

    assert read_docx(make_docx(body, parts={"docProps/core.xml": core})).title == title


def _numbering(*levels):
    """Return a list whose levels count as given: form, and what stands around the number."""
    rows = "".join(
        f"<w:lvl w:ilvl='{depth}'><w:start w:val='1'/><w:numFmt w:val='{form}'/>"
        f"<w:lvlText w:val='{pattern}'/></w:lvl>"
        for depth, (form, pattern) in enumerate(levels)
    )
    return (
        f"<w:numbering xmlns:w='{WORD}'><w:abstractNum w:abstractNumId='7'>{rows}</w:abstractNum>"
        "<w:num w:numId='1'><w:abstractNumId w:val='7'/></w:num></w:numbering>"
    )


def _listed(text, depth=0, number=1):
    listed = f"<w:numPr><w:ilvl w:val='{depth}'/><w:numId w:val='{number}'/></w:numPr>"
    return f"<w:p><w:pPr>{listed}</w:pPr>{run(text) if text else ''}</w:p>"


def test_numbers_that_word_sets_are_written():
    numbering = _numbering(("chineseCounting", "第%1条"), ("decimal", "%2."), ("bullet", "●"))
    body = (
        _listed("总则") + _listed("70周岁", 1) + _listed("乙", 1) + _listed("", 1)
        + _listed("丙", 2) + _listed("标准") + _listed("丁", 1) + _listed("戊", 0, 9)
        + paragraph("己")
    )  # fmt: skip

    assert text_of(body, parts={"word/numbering.xml": numbering}).split("\n") == [
        "第一条 总则", "1. 70周岁", "2. 乙", "丙", "第二条 标准", "1. 丁", "戊", "己",
    ]  # fmt: skip


def test_a_style_may_number_its_paragraphs():
    styles = (
        f"<w:styles xmlns:w='{WORD}'><w:style w:styleId='a'><w:pPr><w:numPr><w:numId w:val='1'/>"
        "</w:numPr></w:pPr></w:style></w:styles>"
    )
    body = f"<w:p><w:pPr><w:pStyle w:val='a'/></w:pPr>{run('总则')}</w:p>"
    parts = {
        "word/numbering.xml": _numbering(("chineseCounting", "%1、")),
        "word/styles.xml": styles,
    }

    assert text_of(body, parts=parts) == "一、总则"


@pytest.mark.parametrize("broken", ["<a", "<!DOCTYPE a><a/>", "<a/>"])
def test_broken_numbers_do_not_cost_the_text(broken):
    parts = {"word/numbering.xml": broken, "word/styles.xml": broken}

    assert text_of(_listed("总则"), parts=parts) == "总则"
