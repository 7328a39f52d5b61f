"""Makes the smallest files that hold a given text: PDF, DOCX, pages."""

import io
import zipfile
import zlib

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_EVEN = 595, 842  # an A4 page, in points


def make_pdf(*pages, unicode=True, picture=False, extra=b"", mode=0) -> bytes:
    """Return a PDF; a page is a list of ``(x, y, size, text)``, every character a square.

    ``unicode=False`` leaves out what the shapes mean; ``picture`` draws one on each page; ``mode``
    3 hides the text, as programs do that lay guessed text behind a scan.
    """
    letters = sorted({letter for page in pages for *_, text in page for letter in text})
    codes = {letter: number for number, letter in enumerate(letters, 1)}
    objects = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        3: b"<</Type/Font/Subtype/Type0/BaseFont/SimSun/Encoding/Identity-H"
        b"/DescendantFonts[4 0 R]" + (b"/ToUnicode 5 0 R" if unicode else b"") + b">>",
        4: b"<</Type/Font/Subtype/CIDFontType2/BaseFont/SimSun/CIDSystemInfo<</Registry(Adobe)"
        b"/Ordering(Identity)/Supplement 0>>/DW 1000/FontDescriptor 6 0 R>>",
        5: _stream(_meanings(codes)),
        6: b"<</Type/FontDescriptor/FontName/SimSun/Flags 4/FontBBox[0 -200 1000 800]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        7: b"<</Type/XObject/Subtype/Image/Width 1/Height 1/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Length 1>>stream\n\x80\nendstream",
    }
    kids = []
    for number, page in enumerate(pages):
        drawn = [b"q 500 0 0 700 40 60 cm /P Do Q"] if picture else []
        for x, y, size, text in page:
            shown = "".join(f"{codes[letter]:04x}" for letter in text).encode()
            drawn.append(b"BT /F %d Tf %d Tr %d %d Td <%s> Tj ET" % (size, mode, x, y, shown))
        objects[10 + 2 * number] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents %d 0 R"
            b"/Resources<</Font<</F 3 0 R>>/XObject<</P 7 0 R>>>>>>" % (*_EVEN, 11 + 2 * number)
        )
        objects[11 + 2 * number] = _stream(b"\n".join(drawn) + extra)
        kids.append(b"%d 0 R" % (10 + 2 * number))
    objects[2] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    return pdf_of(objects)


def pdf_of(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    """Return a PDF of these objects; 1 is its root."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number in sorted(objects):
        places[number] = len(out)
        out += b"%d 0 obj%s endobj\n" % (number, objects[number])
    start, most = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % most
    for number in range(1, most):
        known = number in places
        out += b"%010d 0000%d %s \n" % (places.get(number, 0), 0, b"n" if known else b"f")
    out += b"trailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (most, trailer, start)
    return bytes(out)


def _stream(content: bytes) -> bytes:
    packed = zlib.compress(content)
    return b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(packed), packed)


def _meanings(codes: dict[str, int]) -> bytes:
    rows = "".join(
        f"<{code:04x}><{letter.encode('utf-16-be').hex()}>\n" for letter, code in codes.items()
    )
    return (
        "/CIDInit/ProcSet findresource begin 12 dict begin begincmap/CMapName/T def\n"
        "1 begincodespacerange<0000><ffff>endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{rows}endbfchar\nendcmap end end"
    ).encode()


def set_lines(*lines, x=90, y=760, size=16, lead=28):
    """Return lines of text one below the other, for ``make_pdf``."""
    return [(x, y - number * lead, size, line) for number, line in enumerate(lines)]


def make_docx(body: str, *, head: str = "", parts: dict[str, str | bytes] | None = None) -> bytes:
    """Return a DOCX with this XML in its body."""
    document = (
        f'<?xml version="1.0" encoding="UTF-8"?>{head}<w:document xmlns:w="{WORD}"'
        ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
        ' xmlns:v="urn:schemas-microsoft-com:vml">'
        f"<w:body>{body}</w:body></w:document>"
    )
    return make_zip(
        {"[Content_Types].xml": "<Types/>", "word/document.xml": document, **(parts or {})}
    )


def make_zip(parts: dict[str, str | bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def paragraph(*texts: str) -> str:
    return "<w:p>" + "".join(f"<w:r><w:t>{text}</w:t></w:r>" for text in texts) + "</w:p>"


def make_page(article: str, *, head: str = "", around: str = "") -> bytes:
    """Return a page of a bureau with an article in it."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8">{head}</head><body>{around}'
        f'<div class="main"><div id="zoom">{article}</div></div></body></html>'
    ).encode()
