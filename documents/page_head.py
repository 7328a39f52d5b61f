"""Reads what a page says of its document: title, number, body, days, and the files with it."""

import datetime
import re
from collections.abc import Iterable
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .characters import one_line
from .contents import Attachment
from .markup import attribute, lines_of

_NUMBER = ("发文字号", "文号", "文件编号", "公文文号", "文件字号", "发文号", "发文文号")
_BODY = (
    "发文机关",
    "发布机构",
    "发文单位",
    "制发机关",
    "制定机关",
    "发布机关",
    "发布单位",
    "公开责任部门",
)
_SOURCE = ("来源", "信息来源", "文章来源", "稿件来源", "文章出处")
_PUBLISHED = ("发布日期", "发布时间", "公开日期", "公布日期", "发布于", "公开时间", "日期", "时间")
_SIGNED = (
    "成文日期",
    "发文日期",
    "印发日期",
    "制发日期",
    "生成日期",
    "成文时间",
    "发文时间",
    "形成日期",
)
_TITLE = ("标题", "名称", "信息名称", "文件名称")
_OTHER = (
    "索引号",
    "主题分类",
    "主题词",
    "有效性",
    "效力状态",
    "浏览次数",
    "字号",
    "分类",
    "公开方式",
    "公开形式",
)
#: In an article they speak of something else: the time of a meeting, the name of a form.
VAGUE = ("日期", "时间", "标题", "名称")
_LABELS = (*_NUMBER, *_BODY, *_SOURCE, *_PUBLISHED, *_SIGNED, *_TITLE, *_OTHER)
_SAID = re.compile(
    rf"(?<![\u3400-\u9fff])({'|'.join(sorted(_LABELS, key=len, reverse=True))})[】\]]?\s*[:：]\s*"
)
_AGENCY = re.compile(r"(?:局|委|委员会|厅|府|办|办公室|部|中心|会|院|处)$")
_NUMBERED = re.compile(
    r"([\w（）()、\s]{1,30})[〔﹝［\[【（(]\s*((?:19|20)\d\d)\s*[〕﹞］\]】）)](\s*第?\s*\d+\s*号)"
)
_DAY = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*(?:年|[-/.])\s*(\d{1,2})\s*(?:月|[-/.])\s*(\d{1,2})(?!\d)"
)
_FILE = re.compile(r"\.(?:pdf|docx?|xlsx?|wps|et|ofd|zip|rar)$", re.I)
_PARTED = re.compile(r"\s*[_|｜]\s*|\s+[-–—]+\s*|(?<=[^\d\s])[-–—]+(?=[^\d\s])")
_OFFICIAL = re.compile("通知|办法|规定|意见|公告|通告|细则|方案|解读|决定|批复|函|问答")
_LONGEST_TITLE = 300


def day_in(text: str) -> datetime.date | None:
    """Return the first whole day that a text names: 2026-11-03, 2026年11月3日, 2026/11/3.

    >>> day_in("[2026-11-03]"), day_in("2026年13月3日")
    (datetime.date(2026, 11, 3), None)
    """
    for found in _DAY.finditer(text):
        year, month, day = map(int, found.groups())
        try:
            return datetime.date(year, month, day)
        except ValueError:
            continue
    return None


def metas(tree: LexborHTMLParser) -> dict[str, str]:
    """Return the meta elements of a page by their name in small letters."""
    named = {}
    for node in tree.css("meta[name], meta[property]"):
        name = (attribute(node, "name") or attribute(node, "property")).lower()
        content = one_line(attribute(node, "content"))
        if content and name not in named:
            named[name] = content[:_LONGEST_TITLE]
    return named


def labelled(lines: Iterable[str]) -> dict[str, str]:
    """Return what stands behind each label: in its cell, the next cell, or the same line.

    >>> labelled(["索 引 号：\\tA-1\\t发文字号\\t某医保〔2023〕1号"])
    {'索引号': 'A-1', '发文字号': '某医保〔2023〕1号'}
    >>> labelled(["发布日期：2023-01-05 来源：医保局"])
    {'发布日期': '2023-01-05', '来源': '医保局'}
    """
    said: dict[str, str] = {}
    for line in lines:
        cells = line.split("\t")
        for place, cell in enumerate(cells):
            label = re.sub(r"[\s：:【】\[\]]", "", cell[:20])
            if label in _LABELS and len(cell) <= 20:
                behind = cells[place + 1].strip() if place + 1 < len(cells) else ""
                if behind and re.sub(r"[\s：:]", "", behind[:20]) not in _LABELS:
                    said.setdefault(label, behind)
            else:
                _labels_within(cell, said)
    return said


def _labels_within(cell: str, said: dict[str, str]) -> None:
    if len(cell) > 400:
        return
    spread = re.sub(r"(?<=[索引文号来源])[ ]+(?=[引号源])", "", cell)
    found = list(_SAID.finditer(spread))
    ends = [*(here.start() for here in found[1:]), len(spread)]
    for here, end in zip(found, ends, strict=False):
        value = spread[here.end() : end].strip(" 【[|｜")
        if value:
            said.setdefault(here[1], value)


def _first(said: dict[str, str], names: Iterable[str]) -> str:
    return next((said[name] for name in names if said.get(name)), "")


def number_of(said: dict[str, str]) -> str:
    """Return the document's number with 〔〕 and without blanks, or ""."""
    found = _NUMBERED.search(_first(said, _NUMBER))
    return re.sub(r"\s", "", f"{found[1]}〔{found[2]}〕{found[3]}") if found else ""


def publisher_of(said: dict[str, str], meta: dict[str, str]) -> str:
    """Return the body that issued the document; a newspaper that reprints it did not."""
    for name in (_first(said, _BODY), _first(said, _SOURCE), meta.get("contentsource", "")):
        words = re.split(r"\s{2,}|\t|发布|浏览|时间", name)[0].strip(" 【】[]")
        if words and len(words) <= 60 and _AGENCY.search(words):
            return re.sub(r"[\s，,;；]+", "、", words)
    return ""


def published_on(said: dict[str, str], meta: dict[str, str]) -> datetime.date | None:
    """Return the day of publication, else the day the document was signed."""
    candidates = (
        *(said.get(name, "") for name in _PUBLISHED[:-2]),
        meta.get("pubdate", ""),
        meta.get("publishdate", ""),
        *(said.get(name, "") for name in _PUBLISHED[-2:]),
        *(said.get(name, "") for name in _SIGNED),
    )
    return next((day for words in candidates if (day := day_in(words))), None)


def title_of(tree: LexborHTMLParser, meta: dict[str, str], said: dict[str, str]) -> str:
    """Return the title of the document, without the name of the site."""
    if meta.get("articletitle"):
        return meta["articletitle"]
    node = tree.css_first("title")
    head = one_line(node.text(separator=" ") if node else "")[:_LONGEST_TITLE]
    headings = [
        text
        for one in tree.css("h1, h2, .title, .article-title, .article_title, #title, .bt, .tit")[
            :40
        ]
        if 6 <= len(text := "".join(lines_of([one]))) <= _LONGEST_TITLE and "\t" not in text
    ]
    if head:  # one that stands in the title of the window too
        squeezed = re.sub(r"\s", "", head)
        for heading in headings:
            if re.sub(r"\s", "", heading) in squeezed:
                return heading
    first = next((one for one in headings if _OFFICIAL.search(one)), "")
    return first or _first(said, _TITLE) or _without_site(head)


def _without_site(head: str) -> str:
    parts = [part for part in _PARTED.split(head) if part]
    official = [part for part in parts if _OFFICIAL.search(part)]
    return max(official, key=len) if official else (parts[0] if parts else "")


def resolved(tree: LexborHTMLParser, address: str, href: str) -> str:
    """Return where a link leads; as written where nobody knows where the page stands."""
    base = tree.css_first("base[href]")
    try:
        start = urljoin(address, attribute(base, "href")) if base else address
        return urljoin(start, href)
    except ValueError:
        return href


def is_file(address: str) -> bool:
    try:
        return bool(_FILE.search(urlsplit(address).path))
    except ValueError:
        return False


def attachments_of(
    tree: LexborHTMLParser, near: list[LexborNode], address: str
) -> tuple[Attachment, ...]:
    """Return the files that are linked or shown near the article, each address once."""
    found: dict[str, Attachment] = {}
    for part in near:
        for node in part.css("a[href], iframe[src], embed[src], object[data]"):
            href = attribute(node, "href") or attribute(node, "src") or attribute(node, "data")
            words = one_line(node.text() if node.tag == "a" else "")
            named = words or one_line(attribute(node, "title"))
            is_named = node.tag == "a" and _FILE.search(words)
            if href and not href.lower().startswith("javascript:") and (is_file(href) or is_named):
                to = resolved(tree, address, href)
                found.setdefault(to, Attachment(named[:_LONGEST_TITLE], to))
    return tuple(found.values())
