"""The title of a document, which may be printed over several lines."""

import re

from documents.found import Span

from ..written import PLAIN, Line
from .agencies import agencies
from .numbers import NUMBER
from .page import Page, is_day

_SHORT = 40
_LONGEST = 120
_MOST_LINES = 5
INTERPRETS = re.compile(
    r"解读|答记者问|一图读懂|图解|问答|新闻发布会|明白纸|热点|问与答|一问一答|政策问"
)
_KIND = (
    r"(?:通知|意见|办法|公告|细则|方案|解读|规定|通告|函|问答|决定|条例|答记者问|批复|复函|答复"
    r"|规程|要点|报告|说明|图解|公示|指南|目录|标准)"
)
_END = re.compile(
    _KIND + r"(?:\((?:试行|暂行|征求意见稿|修订|修正|节选|摘要|草案|公开征求意见|全文"
    r"|[^()]{0,8}版)[^()]*\)){0,2}》?$"
)
_WORD = re.compile(
    r"关于|解读|一图读懂|答记者问|通知|公告|办法|细则|意见|问答|图解|答复|批复|通告|方案|规定"
)
_NO_TITLE = re.compile(
    r"[。;,:!]$|[。;]|^(?:首页|当前位置|您的位置|您现在的位置|各[县市区州级有单]|附件|打印|字体|附:|信息来源|来源|〔|\(此件|抄送|联系人)"
    r"|文件$|^(?:问|答):|^\d+(?:\.\d+)?[元%]|登录|无障碍|收藏|分享"
)
_BRACKET = re.compile(r"\((?:试行|暂行|征求意见稿|修订|修正|草案|送审稿|讨论稿)[^()]{0,8}\)")
_FIGURES = re.compile(r"\d(?:元|%|周岁)|[:：]")
_OWN_NUMBER = re.compile(r"\s*[(（][^()（）]{1,16}[〔\[(（]\d{4}[〕\])）]\s*(?:第)?\d+\s*号[)）]$")


def title_of(page: Page) -> str | None:
    """Return the title as it is printed, or None; a body named on a line of its own is no part."""
    if page.contents.title.strip():
        return " ".join(page.contents.title.split())
    for index, line in enumerate(page.head):
        if _may_be(page, line) and (lines := _whole(page, index)):
            page.places["title"] = Span(lines[0].starts[0], lines[-1].ends[-1])
            words = "".join(_squeezed(page.words(one)) for one in lines)
            return _OWN_NUMBER.sub("", words)
    named = page.label("标题", "信息名称", "文件名称", "名称")
    if named and _WORD.search(named.text):
        page.mark("title", named)
        return _squeezed(page.words(named))
    return _headline(page)


def interprets(title: str | None) -> bool:
    """Whether a page explains a document and has no number of its own."""
    outside = re.sub(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》", "", title or "")
    match = INTERPRETS.search(outside)
    if match is None:
        return False
    return not (outside.startswith("关于") and outside.endswith(("通知", "函", "复")))


def _headline(page: Page) -> str | None:
    first = page.lines[0] if len(page.lines) > 1 else None
    if (
        first
        and _may_be(page, first)
        and len(first.text) <= _SHORT
        and not _FIGURES.search(first.text)
    ):
        page.mark("title", first)
        return _squeezed(page.words(first))
    return None


def _whole(page: Page, index: int) -> list[Line]:
    """Return the lines of the title that begins at ``index``, or none if none begins there."""
    taken: list[Line] = []
    text = ""
    for line in page.head[index : index + _MOST_LINES]:
        if taken and not (_may_go_on(page, line) and len(text) + len(line.text) <= _LONGEST):
            break
        taken.append(line)
        text += line.text
        if _END.search(text) and _WORD.search(text):
            following = page.head[index + len(taken) : index + len(taken) + 1]
            if following and _BRACKET.fullmatch(following[0].text):
                taken.append(following[0])
            return taken
    first = page.head[index]
    return [first] if _WORD.search(first.text) and not is_list_of_links(first.text) else []


def is_list_of_links(text: str) -> bool:
    """Whether a line is where one stands in a site: 首页>政策>通知公告."""
    return text.count("〉") > 1 or text in ("通知公告", "政策解读", "公告公示", "政策文件", "问答")


def _may_be(page: Page, line: Line) -> bool:
    text = line.text
    return len(text) >= 4 and _may_go_on(page, line) and not is_list_of_links(text)


def _may_go_on(page: Page, line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _LONGEST
        and not _NO_TITLE.search(text)
        and not _has_label(page, line)
        and not NUMBER.fullmatch(text.strip("()"))
        and line.level == PLAIN
        and not agencies(page.words(line))
        and not is_day(text)
        and not re.fullmatch(r"[\d年月日:/.\-]+", text)
    )


def _has_label(page: Page, line: Line) -> bool:
    span = line.span(0, len(line.text)) if line.text else Span(0, 0)
    return any(
        value.text and span.start <= value.starts[0] < span.end for value in page.labels.values()
    )


def _squeezed(words: str) -> str:
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", words).strip()
