"""The text of a page as it is compared: without what a website changes for no reason.

Two readings of the same words can differ in blanks, in invisible characters, in full and half
width, and in lines that belong to the website and not to the document: how often it was read,
buttons for sharing, the day of today.
"""

import re
import unicodedata
from functools import lru_cache

#: A line with one of these is about money or rates and always counts.
_FIGURE = re.compile(r"元|%|百分之|‰")
# What parts two of these belongs to the first: two ways to read a line double with each part.
_SIZE = r"[\[(【]?(?:特大|大|中|小|默认)[\])】|]?"
_BUTTON = r"[【\[(]*(?:打印|关闭|收藏|返回|纠错)(?:本页|文章|此页|窗口|页面|顶部|首页)?[|】\])]*"
_SHARED_WITH = r"(?:新浪微博|微信|微博|QQ空间|QQ好友|QQ|朋友圈|二维码|[、|,])*"
_CLOCK = r"[\d年月日/.:\-]*(?:星期.|周.)?[\d:]*"
#: Lines that a website changes by itself. Whole lines only, once they are normalised.
_UNSTABLE = re.compile(
    "|".join(
        [
            r"(?:浏览|阅读|访问|点击|查看|观看|下载)(?:次数|数|量|人数)?:?\[?\d*\]?(?:次|人次|人)?",
            rf"(?:今天|今日|当前时间|现在时间|北京时间|当前日期)(?:是|:)?{_CLOCK}",
            r"\d{4}年\d{1,2}月\d{1,2}日(?:星期|周)[一二三四五六日天][\d:]*",
            r"您?是第[\d,]+位(?:访客|访问者|浏览者)",
            r"(?:当前)?在线人数:?\d+人?",
            rf"(?:一键)?分享(?:到|至)?:?{_SHARED_WITH}",
            r"(?:扫一扫|扫码)[^。]{0,20}(?:手机|打开|分享|关注|朋友圈|当前页)[^。]{0,12}",
            rf"(?:字体|字号)?:?{_SIZE}(?:{_SIZE})+",
            rf"(?:{_BUTTON})+",
            r"(?:上一篇|下一篇|上一条|下一条):.{0,60}",
            r"(?:当前|您(?:当前|现在)?的?)位置:.{0,80}",
        ]
    )
)
#: What stands in a line beside what counts: the number of readers behind the day of publication.
_COUNTER = re.compile(
    r"(?:浏览|阅读|访问|点击)(?:次数|数|量|人数):?\[?\d*\]?(?:次|人次|人)?"
    r"|(?:浏览|阅读|点击):\d+次?"
)
_LONGEST_UNSTABLE = 120


def normalised(text: str) -> str:
    """Return a text without blanks and invisible characters, in half width.

    >>> normalised("每月 １００\u200b 元")
    '每月100元'
    """
    if text.isascii():
        return "".join(filter(str.isprintable, "".join(text.split())))
    folded = "".join(map(_half_width, text))
    return "".join(c for c in folded if not c.isspace() and unicodedata.category(c) != "Cf")


@lru_cache(8192)
def _half_width(char: str) -> str:
    """Return one character as NFKC has it: a long run of marks would take quadratic time."""
    return unicodedata.normalize("NFKC", char)


def steady_lines(text: str) -> list[str]:
    """Return the lines that count, as they are printed; a line with a figure always does."""
    return [line for line in text.splitlines() if _counts(line)]


def compared(text: str) -> str:
    """Return what of a text is compared with another reading of it."""
    return "".join(steady(line) for line in steady_lines(text))


def steady(line: str) -> str:
    """Return one line normalised, without the counter of readers that it may hold."""
    plain = normalised(line)
    return plain if _FIGURE.search(plain) else _COUNTER.sub("", plain)


def _counts(line: str) -> bool:
    plain = normalised(line)
    if not plain or len(plain) > _LONGEST_UNSTABLE or _FIGURE.search(plain):
        return bool(plain)
    return not _UNSTABLE.fullmatch(plain)
