"""Say what a file is that Excel or WPS opens and we do not read, and how to save it instead."""

import io
import re
import zipfile

_SAVE_AS = "请用 Excel 或 WPS 打开，点“另存为”，类型选“Excel 工作簿（.xlsx）”，再传一次。"
_OLD = b"\xd0\xcf\x11\xe0"  # the container of .xls, .et, and of files with a password
#: The text files that are read as CSV, whatever parts their cells.
TEXTS = ("csv", "txt", "tsv")
#: How people know the kinds that are not read, by the end of the name.
_NAMES = {
    "xls": "旧格式 .xls",
    "et": "WPS 表格 .et",
    "ett": "WPS 模板 .ett",
    "xlsb": "二进制工作簿 .xlsb",
    "ods": "OpenDocument 表格 .ods",
    "numbers": "苹果 Numbers 的文件",
    "xltx": "模板 .xltx",
}
_FIRST_BYTES = {
    b"%PDF": "这是 PDF，不是表格。请把里面的数抄到模板里，再传。",
    b"MIME-Version": f"这其实是网页（单个文件网页），不是 .xlsx。{_SAVE_AS}",
    b"\x89PNG": "这是图片，不是表格。请把里面的数抄到模板里，再传。",
    b"\xff\xd8\xff": "这是图片，不是表格。请把里面的数抄到模板里，再传。",
}
_MARKUP = re.compile(
    rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!DOCTYPE|html|head|body|table|meta|\?xml|div)", re.I
)


def refusal_of(name: str, content: bytes) -> str:
    """Say why a file is not read, and what to do instead; empty where it may be read.

    What it contains counts before its name: web pages are often named .xls.
    """
    kind = name.lower().rpartition(".")[2]
    for first, said in _FIRST_BYTES.items():
        if content.startswith(first):
            return said
    if content.startswith(_OLD):
        return _of_old_container(kind)
    if _MARKUP.match(content[:1_000]) and kind not in TEXTS:
        return _of_markup(kind, content)
    if content.startswith(b"PK") and (said := _of_other_workbook(kind, content)):
        return said
    if kind == "xlsm":
        return "带宏的文件不收。请另存为 .xlsx。"
    if kind in _NAMES:
        if not content.startswith(b"PK"):
            return f"名字是 .{kind}，里面不是这种文件，可能是文字。{_SAVE_AS}"
        return f"这是{_NAMES[kind]}，读不了。{_SAVE_AS}"
    if kind not in ("xlsx", *TEXTS):
        return f"只收 .xlsx 和 .csv 文件。{_SAVE_AS}"
    return ""


def _of_old_container(kind: str) -> str:
    if kind in ("xlsx", "xlsm"):
        return (
            "这个文件加了密码，或者是旧格式改了名字。请用 Excel 或 WPS 打开，去掉密码，"
            "另存为 .xlsx，再传一次。"
        )
    return (
        f"这是{_NAMES.get(kind, '旧格式 .xls')}，或者加了密码。请另存为不加密码的 .xlsx。{_SAVE_AS}"
    )


def _of_markup(kind: str, content: bytes) -> str:
    if b"urn:schemas-microsoft-com:office:spreadsheet" in content[:5_000]:
        return f"这其实是 XML 表格（2003 年的格式），只是名字是 .{kind}。{_SAVE_AS}"
    if kind in ("html", "htm", "xml", "mht"):
        return f"这是网页，只收 .xlsx 和 .csv 文件。{_SAVE_AS}"
    return f"这其实是网页，只是名字是 .{kind}，系统里导出的常这样。{_SAVE_AS}"


def _of_other_workbook(kind: str, content: bytes) -> str:
    """Say what a zipped workbook is that is none of ours; empty for .xlsx and damaged ones."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist()[:1_000])
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if "xl/workbook.bin" in names:
        return f"这是{_NAMES['xlsb']}，读不了。{_SAVE_AS}"
    if {"mimetype", "content.xml"} <= names:
        return f"这是{_NAMES['ods']}，读不了。{_SAVE_AS}"
    if "word/document.xml" in names:
        return "这是 Word 文件，不是表格。请把里面的数抄到模板里，再传。"
    return ""
