"""What an answer says point by point before its first heading: 谁来收, 什么时候交, 交多少."""

import re
from dataclasses import dataclass

#: A point as editors write it: ``- **谁来收。** 税务部门收。``; the stop may follow the bold.
_POINT = re.compile(r"^[-*] \*\*(.+?)[。：:]?\*\*[。：:]?\s*(.+)$", re.MULTILINE)
#: What marks up the words of a point: emphasis, and links, whose words stay.
_LINK, _MARK = re.compile(r"\[([^\]]*)\]\([^)]*\)"), re.compile(r"[*_`]+")
#: A national hotline of five digits, as 12366.
_HOTLINE = re.compile(r"(?<!\d)12\d{3}(?!\d)")


@dataclass(frozen=True)
class Point:
    """One point of an answer: what it is about, and what is said of that."""

    about: str
    told: str


def points_of(body: str) -> list[Point]:
    """Return the points that stand before the first heading of ``body``; none if it has none.

    >>> points_of("- **谁来收。** 税务部门收。\\n\\n## 现在怎么做\\n- **别的。** 不算。")
    [Point(about='谁来收', told='税务部门收。')]
    """
    lead = re.split(r"^#", body, maxsplit=1, flags=re.MULTILINE)[0]
    return [Point(_plain(about), _plain(told)) for about, told in _POINT.findall(lead)]


def hotlines_in(text: str) -> list[str]:
    """Return the national hotlines that ``text`` names, each once, in its order.

    >>> hotlines_in("先打 12366 问，再打 12366，编号 1236612")
    ['12366']
    """
    return list(dict.fromkeys(_HOTLINE.findall(text)))


def _plain(text: str) -> str:
    return _MARK.sub("", _LINK.sub(r"\1", text)).strip()
