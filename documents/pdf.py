"""Reads the text of a PDF. What is only pictures, or says other than it shows, is refused."""

import re

import pypdfium2
import pypdfium2.raw as pdfium

from .characters import tidy
from .contents import Contents, Refused
from .pdf_lines import Glyph, Page, lines_on, paragraphs
from .pdf_tables import tables_on
from .plain import MOST_CHARACTERS, limited

#: Longer files are books; the pages with the clauses can be given alone.
MOST_PAGES = 300
#: A page with fewer characters than this, and with a picture, is a scan with a stamp on it.
_HARDLY_ANY = 12
#: One of so many characters may be unknown; with more the file's letters are only shapes.
_UNKNOWN_IN = 100
_UNKNOWN = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\ue000-\uf8ff\ufffd\ufffe\uffff\U000f0000-\U0010ffff]"
)
#: In any Chinese text many of its characters are among these; else the names of the shapes lie.
_COMMON = re.compile(
    "[的一是在人有和为中年月日不以及医保元员会关于规定工作职退休标准通知政府市民第条]"
)
_HAN = re.compile("[\u3400-\u9fff]")
_ENCRYPTED = (4, 5)  # a password is wanted; a way of locking that nobody here knows


def read_pdf(raw: bytes) -> Contents:
    """Return the text of a PDF by paragraphs, rows of simple tables with tabs between the cells.

    A page without text among others that have some is named in its place.
    """
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise Refused("encrypted" if error.err_code in _ENCRYPTED else "failed") from None
    if len(document) > MOST_PAGES:
        raise Refused("too-large")
    pages, pictures = [], []
    length = 0
    for number in range(len(document)):
        page, is_picture = _page(document, number)
        length += sum(len(line.text) for line in page.lines)
        if length > MOST_CHARACTERS:
            raise Refused("too-large")
        pages.append(page)
        pictures += [number] if is_picture else []
    _refuse_shapes(pages, pictures)
    lines = _with_pictures(pages, pictures)
    return Contents(limited(tidy(line) for line in lines))


def _refuse_shapes(pages: list[Page], pictures: list[int]) -> None:
    text = "".join(line.text for page in pages for line in page.lines)
    if len(_UNKNOWN.findall(text)) * _UNKNOWN_IN > len(text):
        raise Refused("scanned")
    han = len(_HAN.findall(text))
    if han > 100 and len(_COMMON.findall(text)) * 25 < han:
        raise Refused("scanned")
    if pictures and (len(pictures) * 2 > len(pages) or not text.strip()):
        raise Refused("scanned")


def _with_pictures(pages: list[Page], pictures: list[int]) -> list[str]:
    """Return the paragraphs; where a page is only a picture, a line says so."""
    lines: list[str] = []
    together: list[Page] = []
    for page in pages:
        if page.number in pictures:
            lines += [*paragraphs(together), f"（第{page.number + 1}页是图，没有字。）"]
            together = []
        else:
            together.append(page)
    return lines + paragraphs(together)


def _page(document: pypdfium2.PdfDocument, number: int) -> tuple[Page, bool]:
    """Return the lines of a page, and whether it is a picture."""
    try:
        page = document[number]
        text = page.get_textpage()
    except pypdfium2.PdfiumError:
        raise Refused("failed") from None
    if text.count_chars() > 2 * MOST_CHARACTERS:
        raise Refused("too-large")
    shown, hidden, drawn, pictured = _objects(page)
    segments = _segments(text) if shown or not hidden else []
    here = Page(number, page.get_width(), lines_on(segments, number, tables_on(page)))
    characters = sum(len(line.glyphs) for line in here.lines)
    is_picture = characters < _HARDLY_ANY if pictured else drawn and not characters
    if is_picture:
        here.lines = []
    text.close()
    page.close()
    return here, is_picture


def _objects(page: pypdfium2.PdfPage) -> tuple[bool, bool, bool, bool]:
    """Return whether a page shows text, hides text, draws anything else, and shows a picture.

    Hidden text is what a machine made of a scan; it is a guess, and not read.
    """
    shown = hidden = drawn = pictured = False
    for thing in page.get_objects(max_depth=3):
        if thing.type == pdfium.FPDF_PAGEOBJ_TEXT:
            mode = pdfium.FPDFTextObj_GetTextRenderMode(thing.raw)
            if mode == pdfium.FPDF_TEXTRENDERMODE_INVISIBLE:
                hidden = True
            else:
                shown = True
        else:
            drawn = True
            pictured |= thing.type == pdfium.FPDF_PAGEOBJ_IMAGE
    return shown, hidden, drawn, pictured


def _segments(text: pypdfium2.PdfTextPage) -> list[list[Glyph]]:
    """Return the characters of a page with their boxes, parted where the file breaks a line."""
    segments: list[list[Glyph]] = [[]]
    box = pdfium.FS_RECTF()
    high = 0
    for index in range(text.count_chars()):
        code = pdfium.FPDFText_GetUnicode(text.raw, index)
        if code in {0x0A, 0x0D}:
            if segments[-1]:
                segments.append([])
            continue
        if 0xD800 <= code < 0xDC00:  # the first half of a character beyond the first plane
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
            high = 0
        if code == 0x02:  # how the library marks a hyphen at the end of a line
            code = 0x2D
        pdfium.FPDFText_GetLooseCharBox(text.raw, index, box)
        segments[-1].append(Glyph(chr(code), box.left, box.bottom, box.right, box.top))
    return segments
