"""Opens the bytes of a file by what they are. Runs in the child process only."""

from .contents import Contents
from .file_kinds import kind_of
from .plain import read_plain


def opened(raw: bytes, hints: dict[str, str]) -> tuple[Contents, bool]:
    """Return what a file holds, and whether the selector of what to keep fitted nothing.

    Raises ``Refused``. A reader is loaded only when it is needed, so that a page opens quickly.
    """
    kind = kind_of(raw)
    content_type = hints.get("content_type", "")
    if kind == "pdf":
        from .pdf import read_pdf

        return read_pdf(raw), False
    if kind == "docx":
        from .docx import read_docx

        return read_docx(raw), False
    if kind == "html":
        from .html import read_html

        return read_html(
            raw,
            content_type=content_type,
            address=hints.get("address", ""),
            keep=hints.get("keep", ""),
            drop=hints.get("drop", ""),
        )
    return read_plain(raw, content_type), False
