"""Read text files with a cell between two commas, semicolons or tabs, as Excel saves them."""

import csv
import io

from django.core.exceptions import ValidationError

#: The marks of UTF-16, in which Excel saves “Unicode 文本”.
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_PARTINGS = {",": "逗号", "\t": "制表符", ";": "分号", "；": "中文分号", "，": "中文逗号"}


def decoded(content: bytes) -> str:
    """Return the text of a file. Raises ValidationError where its encoding is not known."""
    tried = ("utf-16",) if content.startswith(_UTF16) else ("utf-8-sig", "gb18030")
    for encoding in tried:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            raise ValidationError("这不是 CSV 文件。")
        return text
    raise ValidationError("认不出文字编码。请另存为 .xlsx，或者 UTF-8 的 CSV。")


def lines_of(content: bytes) -> tuple[list[list[str]], list[str]]:
    """Return the cells of each line, and what is remarkable about how the file was read."""
    text = decoded(content)
    parting = _parting(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=parting, strict=True))
    except csv.Error:
        raise ValidationError("CSV 读不出来，可能有引号没有配对。请改用 .xlsx。") from None
    told = [] if parting == "," else [f"格子是用{_PARTINGS[parting]}隔开的，照这样读了。"]
    return lines, told


def _parting(text: str) -> str:
    """Return what parts the headings, which have neither of these characters in them."""
    first = text.lstrip("\r\n").partition("\n")[0]
    return max(_PARTINGS, key=lambda one: (first.count(one), one == ","))
