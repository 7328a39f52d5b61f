"""文号: the number of a document, and of those it names."""

import re

from ..written import Line
from .page import Page

NUMBER = re.compile(
    r"(?P<name>[\u4e00-\u9fa5A-Za-z]{1,16})[〔(](?P<year>(?:19|20)\d\d)年?[〕)](?:第)?(?P<serial>\d{1,5})号"
)
_BRACKETS = str.maketrans("［］[]（）()【】﹝﹞", "〔〕〔〕〔〕〔〕〔〕〔〕")
_KEYS = ("发文字号", "文号", "发文文号", "公文文号", "文件字号", "文件编号", "文件号")
_NO_PART = re.compile(
    r"^.*(?:关于|根据|按照|依据|以及|废止|执行|[印下制]发的?|制定的?|规定|文件|通知)|^(?:原|即|由|见)(?=[\u4e00-\u9fa5]{2})"
)
_AND = re.compile(r"^[和及与](?=[\u4e00-\u9fa5]{2})")
_BEHIND = re.compile(r"签发人|关于|索引|发布|成文|$")
_TITLE_END = re.compile(
    r"(?:通知|意见|办法|公告|细则|方案|规定|通告|函|决定|批复|答复|规程)(?:\([^()]{1,12}\))?$"
)


def number_of(page: Page) -> str | None:
    """Return the document's own number, with 〔〕 and without blanks."""
    given = "".join(page.contents.document_number.split())
    if given:
        match = NUMBER.search(given.translate(_BRACKETS))
        return written(match) if match else given
    value = page.label(*_KEYS)
    if value and (match := NUMBER.match(value.text.lstrip())):
        page.mark("document_number", value, *match.span())
        return written(match)
    for line in page.head:
        match = NUMBER.search(line.text)
        if match and _is_own(line, match):
            page.mark("document_number", line, *match.span())
            return written(match)
    return None


def _is_own(line: Line, match: re.Match[str]) -> bool:
    """Whether a number stands alone, or behind the title it belongs to."""
    before, behind = line.text[: match.start()].rstrip("("), line.text[match.end() :].lstrip(")")
    if "《" in before:
        return False
    if not before or line.starts[match.start()] > line.ends[match.start() - 1]:
        return bool(_BEHIND.match(behind)) and not re.search(r"[,。;]", line.text)
    return not behind and bool(_TITLE_END.search(before))


def written(match: re.Match[str], before: str = "") -> str:
    """Return a number as it is written; ``before`` is the character in front of it."""
    name = _NO_PART.sub("", match["name"]) or match["name"]
    if before in (")", "》", "号", "〕"):
        name = _AND.sub("", name)
    return f"{name}〔{match['year']}〕{match['serial']}号"
