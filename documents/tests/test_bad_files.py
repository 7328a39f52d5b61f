"""What is broken, hostile or something else altogether is refused in words, and quickly."""

import hashlib
import struct
import zlib

import pytest

from documents import limited
from documents.contents import REFUSALS
from documents.reading import links, read, read_text
from documents.tests.make import (
    make_docx,
    make_page,
    make_pdf,
    make_zip,
    paragraph,
    pdf_of,
    set_lines,
)

CLAUSE = "退休人员个人账户每人每月划入100元。"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
NOISE = hashlib.shake_128(b"noise").digest(4000)


def _wide(name):
    return name.encode("utf-16-le")


def _locked_pdf():
    locked = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Count 0/Kids[]>>",
        3: b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32),
    }
    return pdf_of(locked, b"/Encrypt 3 0 R/ID[<31><32>]")


def _locked_zip():
    raw = bytearray(make_docx(paragraph(CLAUSE)))
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        here = raw.find(mark)
        while here >= 0:
            raw[here + place] |= 1
            here = raw.find(mark, here + 4)
    return bytes(raw)


def _many_pages(number):
    pages = b" ".join([b"3 0 R"] * number)
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count %d/Kids[%s]>>" % (number, pages),
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
        }
    )


def _bomb(megabytes):
    """Return a PDF whose page unfolds to very many bytes."""
    packer = zlib.compressobj(9)
    first, again = (
        packer.compress(b"q " * 500_000) + packer.flush(zlib.Z_FULL_FLUSH) for _ in range(2)
    )
    twice = zlib.compress(first + again * (megabytes - 1) + packer.flush(), 9)
    stream = b"<</Filter[/FlateDecode/FlateDecode]/Length %d>>stream\n%s\nendstream"
    return pdf_of(
        {
            1: b"<</Type/Catalog/Pages 2 0 R>>",
            2: b"<</Type/Pages/Count 1/Kids[3 0 R]>>",
            3: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
            4: stream % (len(twice), twice),
        }
    )


def _laughs():
    entities = '<!ENTITY a0 "每月100元">' + "".join(
        f'<!ENTITY a{level} "{f"&a{level - 1};" * 10}">' for level in range(1, 10)
    )
    return make_docx(paragraph("&a9;"), head=f"<!DOCTYPE w:document [{entities}]>")


REFUSED = {
    "empty": (b"", "not-text"),
    "blank": (b"\xef\xbb\xbf \r\n\t ", "not-text"),
    "noise": (NOISE, "not-text"),
    "noise-after-a-tag": (b"<html><body>" + NOISE, "not-text"),
    "old-word": (OLE + _wide("WordDocument"), "doc"),
    "rich-text": (rb"{\rtf1\ansi abc}", "doc"),
    "word-as-page": (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "doc"),
    "old-excel": (OLE + _wide("Workbook"), "not-text"),
    "locked-word": (OLE + _wide("EncryptedPackage"), "encrypted"),
    "locked-zip": (_locked_zip(), "encrypted"),
    "locked-pdf": (_locked_pdf(), "encrypted"),
    "ofd": (make_zip({"OFD.xml": "<ofd/>", "Doc_0/Document.xml": "<x/>"}), "ofd"),
    "excel": (make_zip({"xl/workbook.xml": "<x/>"}), "not-text"),
    "cut-zip": (make_docx(paragraph(CLAUSE))[:300], "failed"),
    "jpeg": (b"\xff\xd8\xff\xe0" + NOISE, "scanned"),
    "png": (b"\x89PNG\r\n\x1a\n" + NOISE, "scanned"),
    "webp": (b"RIFF\x00\x00\x00\x00WEBP" + NOISE, "scanned"),
    "sound": (b"RIFF\x00\x00\x00\x00WAVE" + NOISE, "not-text"),
    "rar": (b"Rar!\x1a\x07" + NOISE, "not-text"),
    "broken-pdf": (b"%PDF-1.7\n" + NOISE, "failed"),
    "empty-pdf": (make_pdf([]), "not-text"),
    "broken-docx": (make_docx("<w:p><w:r>"), "failed"),
    "empty-docx": (make_docx("<w:p/>"), "not-text"),
    "other-root": (make_zip({"word/document.xml": "<a>每月100元</a>"}), "not-text"),
    "billion-laughs": (_laughs(), "failed"),
    "billion-laughs-wide": (
        make_zip({"word/document.xml": '<!DOCTYPE a [<!ENTITY b "c">]><a/>'.encode("utf-16")}),
        "failed",
    ),
    "deep-docx": (make_docx("<w:sdt>" * 20_000 + "</w:sdt>" * 20_000), "failed"),
    "zip-bomb": (make_docx("<w:p>" + " " * 31_000_000 + "</w:p>"), "too-large"),
    "100000-pages": (_many_pages(100_000), "too-large"),
    "long-text": (f"{CLAUSE}\n".encode() * 20_000, "too-large"),
    "wide-table": (
        make_page(
            "<table>" + "<tr><td>a</td><td rowspan=500 colspan=500>1</td></tr>" * 500 + "</table>"
        ),
        "too-large",
    ),
}


@pytest.mark.parametrize(("raw", "why"), REFUSED.values(), ids=REFUSED)
def test_what_gives_no_text_says_why(raw, why):
    reading = read(raw, name="文件.html", content_type="text/html")

    assert reading.refused == why
    assert (reading.contents, reading.found) == (None, None)
    assert reading.refused_in_words == REFUSALS[why]
    assert reading.as_json()["refused"] == why
    assert reading.as_json()["credits"] == []


def test_a_file_of_40_mb_is_refused_before_a_process_is_started(monkeypatch):
    monkeypatch.setattr(limited, "_run", None)

    assert read(b"%PDF-1.7" + bytes(40_000_000)).refused == "too-large"
    assert links(bytes(40_000_000)).refused == "too-large"


def test_a_pdf_that_unfolds_without_end_is_refused():
    assert read(_bomb(500)).refused in {"too-large", "failed"}


def test_a_zip_that_lies_about_its_size_is_refused():
    raw = bytearray(make_docx("<w:p>" + "\n" * 40_000_000 + "</w:p>"))
    here = raw.rfind(b"PK\x01\x02")
    raw[here + 24 : here + 28] = struct.pack("<I", 100)

    assert read(bytes(raw)).refused in {"failed", "too-large"}


def test_two_hundred_thousand_numbers_are_answered():
    page = make_page("<p>" + "</p><p>".join(f"{number}元" for number in range(200_000)) + "</p>")

    assert read(page).refused == "too-large"
    assert read_text("1\n" * 200_000).refused == "too-large"


def test_ten_thousand_nested_elements_are_read():
    reading = read(make_page("<div>" * 10_000 + CLAUSE + "</div>" * 10_000))

    assert reading.contents.text == CLAUSE


def test_ten_thousand_nested_tables_do_not_break_the_reader():
    reading = read(make_page("<table><tr><td>" * 10_000 + CLAUSE))

    assert reading.refused or reading.contents.text == CLAUSE


def test_a_selector_that_never_ends_is_ended(monkeypatch):
    monkeypatch.setattr(limited, "LONGEST", 1.0)
    nested = make_page("<div>" * 3_000 + CLAUSE + "</div>" * 3_000)

    reading = read(nested, keep="div:has(div:has(div:has(div:has(p))))")

    assert reading.refused == "failed" or reading.keep_missed


def test_marks_of_direction_hide_no_figure():
    reading = read_text("每人每月划入\u202e001\u202c元，\u2066\u200b80\ufeff元")

    assert reading.contents.text == "每人每月划入001元，80元"


def test_a_document_is_read_whatever_its_name_says():
    reading = read(make_pdf(set_lines(CLAUSE)), name="通知.html", content_type="text/html")

    assert reading.contents.text == CLAUSE
