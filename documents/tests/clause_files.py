"""Writes a clause as the files that bureaus give: a page in GB18030, a DOCX, a page to print."""

import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterator

_PAGE = """<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Transitional//EN">
<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">
<title>{title}_市医疗保障局</title><style>body{{font-size:14px}}td{{border:1px solid}}</style>
<script>var hits = 110; // 退休人员个人账户每月划入999元</script></head><body>
<div class="header"><a href="/">首页</a> | <a href="/zc/">政策文件</a></div>
<div class="crumbs">当前位置：<a href="/">首页</a> &gt; <a href="/zc/">政策文件</a></div>
<div class="article"><h1>{title}</h1>
<div class="info">浏览次数：<span id="hits">1286</span> 字号：[大 中 小]</div>
<div id="zoom" class="TRS_Editor"><style>.MsoNormal{{margin:0}}</style>{body}</div></div>
<div class="footer">备案号：ICP备12345678号-1 网站标识码：1101000070 电话：12393</div>
</body></html>"""
_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels"
 ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="xml" ContentType="application/xml"/>
<Override PartName="/word/document.xml" ContentType=
"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"""
_RELATIONS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Target="word/document.xml" Type=
"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/>
</Relationships>"""
_DOCUMENT = """<?xml version="1.0" encoding="UTF-8"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}
<w:sectPr/></w:body></w:document>"""


def as_page(text: str, title: str = "通知公告") -> bytes:
    """The text as a bureau's page: numbers split by spans, menus and figures around it."""
    body = "".join(_html_block(lines) for lines in _blocks(text))
    return _PAGE.format(title=html.escape(title), body=body).encode("gb18030")


def as_docx(text: str) -> bytes:
    """The text as a DOCX whose runs split numbers, with a struck number that is accepted away."""
    body = "".join(_docx_block(lines) for lines in _blocks(text))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        archive.writestr("word/document.xml", _DOCUMENT.format(body=body))
    return packed.getvalue()


def _blocks(text: str) -> Iterator[list[list[str]]]:
    """Yield paragraphs (one row of one cell) and tables (several rows of cells)."""
    rows = [line.split("\t") for line in text.strip().splitlines() if line.strip()]
    for is_table, group in itertools.groupby(rows, lambda row: len(row) > 1):
        block = list(group)
        yield from [block] if is_table else ([row] for row in block)


def _spans(rows: list[list[str]], row: int, column: int) -> int:
    """How many rows the cell spans; 0 where an earlier one of equal text stands in its place."""
    cell, above = rows[row][column], rows[row - 1] if row else []
    if column or row == 0:
        return 1
    if row > 1 and above[column] == cell:
        return 0
    return sum(1 for _ in itertools.takewhile(lambda other: other[column] == cell, rows[row:]))


def _html_block(rows: list[list[str]]) -> str:
    if rows == [rows[0]] and len(rows[0]) == 1:
        return (
            f'<p class="MsoNormal"><span lang="EN-US">&nbsp;&nbsp;</span>{_split(rows[0][0])}</p>'
        )
    lines = []
    for number, row in enumerate(rows):
        cells = [
            f'<td rowspan="{height}"><p>{_split(cell)}</p></td>'
            for column, cell in enumerate(row)
            if (height := _spans(rows, number, column))
        ]
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><tbody>{''.join(lines)}</tbody></table>"


def _split(text: str) -> str:
    """Text as an editor's paste leaves it: each number in spans, split before its last digit."""
    return re.sub(
        r"\d+",
        lambda found: (
            f'<span style="font-family:宋体">{found[0][:-1]}<span lang="EN-US">{found[0][-1]}'
            "</span></span>"
        ),
        html.escape(text),
    )


def _docx_block(rows: list[list[str]]) -> str:
    if rows == [rows[0]] and len(rows[0]) == 1:
        return _paragraph(rows[0][0])
    lines = []
    for number, row in enumerate(rows):
        cells = ""
        for column, cell in enumerate(row):
            height = _spans(rows, number, column)
            merged = '<w:vMerge w:val="restart"/>' if height > 1 else ""
            merged = merged if height else "<w:vMerge/>"
            inside = _paragraph(cell) if height else "<w:p/>"
            cells += f"<w:tc><w:tcPr>{merged}</w:tcPr>{inside}</w:tc>"
        lines.append(f"<w:tr>{cells}</w:tr>")
    return f"<w:tbl>{''.join(lines)}</w:tbl>"


def _paragraph(text: str) -> str:
    """A paragraph in which each number stands as inserted, behind a struck one."""
    runs = ""
    for part in re.split(r"(\d+)", text):
        words = f'<w:t xml:space="preserve">{html.escape(part)}</w:t>'
        if part.isdigit():
            struck = '<w:r><w:delText xml:space="preserve">999</w:delText></w:r>'
            runs += f'<w:del w:id="1" w:author="">{struck}</w:del>'
            runs += f'<w:ins w:id="2" w:author=""><w:r>{words}</w:r></w:ins>'
        elif part:
            runs += f"<w:r>{words}</w:r>"
    return f"<w:p>{runs}</w:p>"
