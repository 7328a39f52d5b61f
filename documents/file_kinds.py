"""Tells what a file is by its bytes; its name and what a server calls it are only hints."""

import io
import re
import zipfile

from .contents import Refused

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_PACKED = (b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b", b"BZh", b"\xfd7zXZ")
_WIDE = (b"\xff\xfe", b"\xfe\xff")
#: Word saves these under .doc too: RTF, Word 2003 XML, a page with its pictures in one file.
_OLD_WORD = re.compile(rb"\{\\rtf|<w:wordDocument|progid=.Word\.Document|multipart/related", re.I)
_TAG = re.compile(rb"<(?:!doctype\s+html|html|head|body|meta|div|p|table|span|br|ul|li|a)\b", re.I)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
#: So much of a file is looked at to tell text from other bytes.
_BEGINNING = 65_536


def kind_of(raw: bytes) -> str:
    """Return ``html``, ``pdf``, ``docx`` or ``plain``; raise ``Refused`` for what gives no text."""
    head = raw[:1024]
    if not raw.strip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00"):
        raise Refused("not-text")
    if head.startswith(_OLE):
        raise Refused(_inside_ole(raw))
    if head.startswith(_ZIP):
        return _inside_zip(raw)
    if head.startswith(_PICTURES) or head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        raise Refused("scanned" if _is_picture(head) else "not-text")
    if head.startswith(_PACKED):
        raise Refused("not-text")
    if b"%PDF-" in head:
        return "pdf"
    if _OLD_WORD.search(raw[:4096]):
        raise Refused("doc")
    if not head.startswith(_WIDE) and _is_binary(raw[:_BEGINNING]):
        raise Refused("not-text")
    return "html" if _TAG.search(_narrow(raw)[:_BEGINNING]) else "plain"


def _narrow(raw: bytes) -> bytes:
    """Return UTF-16 without the other half of each letter, so that tags can be found."""
    return raw[: 2 * _BEGINNING].replace(b"\x00", b"") if raw.startswith(_WIDE) else raw


def _is_picture(head: bytes) -> bool:
    if head[:4] == b"RIFF":
        return head[8:12] == b"WEBP"
    if head[4:8] == b"ftyp":
        return head[8:12] in {b"heic", b"heix", b"mif1", b"avif"}
    return True


def _is_binary(beginning: bytes) -> bool:
    return len(_CONTROL.findall(beginning)) > len(beginning) / 200


def _inside_ole(raw: bytes) -> str:
    """Say what Microsoft's old container holds; its names stand in it as UTF-16."""

    def holds(name: str) -> bool:
        return name.encode("utf-16-le") in raw

    if holds("EncryptedPackage"):
        return "encrypted"
    if holds("WordDocument"):
        return "doc"
    other = ("Workbook", "Book", "PowerPoint Document", "__substg1.0_")
    return "not-text" if any(map(holds, other)) else "doc"


def _inside_zip(raw: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        raise Refused("ofd" if b"OFD.xml" in raw else "failed") from None
    names = {part.filename.lower() for part in parts}
    if "ofd.xml" in names:
        raise Refused("ofd")
    if any(part.flag_bits & 0x1 for part in parts):
        raise Refused("encrypted")
    if "word/document.xml" in names:
        return "docx"
    raise Refused("not-text")
