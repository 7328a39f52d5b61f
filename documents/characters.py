"""Makes the characters of a file the ones a person would type: usual ones, visible, evenly spaced.

Words, digits and punctuation stay as they are written, so that a quotation is one.
"""

import re
import unicodedata

from .radicals import USUAL

#: What takes no room or steers the direction of writing: a figure must not hide behind it.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff"
    "\ufff9-\ufffb]|[\U000e0000-\U000e007f]"
)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_COMPATIBILITY = re.compile("[\uf900-\ufaff]")
_HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
_ONE_BLANK = "[ \xa0\u2002-\u200a\u202f]"
#: One blank between a figure and its unit, as typists set it: 每月 100 元. Wider gaps part words.
_LOOSE = re.compile(
    rf"(?<=[0-9０-９%％.]){_ONE_BLANK}(?=[年月日元周岁万亿个号条款名人以起，。；、%％])"
    rf"|(?<=[{_HAN}，。；、：（]){_ONE_BLANK}(?=[0-9０-９])"
)
_BLANKS = re.compile("[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLANKS_AND_BREAKS = re.compile("[ \t\r\n\f]+")


def usual(text: str) -> str:
    """Fold radicals to characters, and drop what cannot be seen.

    >>> usual("⼈⺠每⽉1\u202e00\u200b元")
    '人民每月100元'
    """
    text = _CONTROL.sub("", _UNSEEN.sub("", text.translate(USUAL)))
    return _COMPATIBILITY.sub(lambda found: unicodedata.normalize("NFC", found[0]), text)


def tidy(line: str) -> str:
    """Return one line with its blanks evened; tabs stay, and part the cells of a row.

    >>> tidy("　　每月 100 元，　　自 2023 年 起 ")
    '每月100元， 自2023年 起'
    >>> tidy("兰州市 \\t 90 元")
    '兰州市\\t90元'
    """
    cells = (_BLANKS.sub(" ", _LOOSE.sub("", cell)).strip() for cell in usual(line).split("\t"))
    return "\t".join(cells).rstrip("\t") if "\t" in line else next(cells)


def one_line(text: str) -> str:
    """Return a text of several lines or of markup as one tidy line.

    >>> one_line(" 关于调整\\n\\t划入标准的通知 ")
    '关于调整划入标准的通知'
    """
    return tidy(without_breaks(text))


def without_breaks(text: str) -> str:
    """Make line breaks and tabs of markup blanks; between two Chinese characters nothing."""
    text = re.sub(rf"(?<=[{_HAN}，。；、：])[ \t\r\n\f]*[\r\n][ \t\r\n\f]*(?=[{_HAN}])", "", text)
    return _BLANKS_AND_BREAKS.sub(" ", text)
