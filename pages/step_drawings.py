"""The steps of a channel as drawings: a frame per line of its menu, what it shows and what is said.

The templates in ``components/drawings/`` draw; here is decided what. Every word comes from the
row, so that what an editor changes there changes the picture. Lengths are units of the drawings:
they are never shown smaller than a pixel, so that letters of 16 units can be read.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from regions.models import LookupChannel
from text.formats import lines

_Kind = LookupChannel.Kind

#: What one looks at, by kind: the template that draws it, and what readers who hear are told.
_SHAPES = {
    _Kind.PHONE: ("telephone", "电话"),
    _Kind.COUNTER: ("counter", "窗口"),
    _Kind.HOSPITAL: ("counter", "柜台"),
    _Kind.KIOSK: ("kiosk", "自助机"),
}
_SCREEN = ("phone", "手机屏幕")
_TEMPLATES = {
    "phone": "components/drawings/phone.html",
    "telephone": "components/drawings/telephone.html",
    "counter": "components/drawings/counter.html",
    "kiosk": "components/drawings/kiosk.html",
}
#: Where each word opens the next screen, which then bears it as its heading.
_NESTED = (_Kind.WECHAT, _Kind.ALIPAY)
#: Those reached by an address.
_BROWSED = (_Kind.WEBSITE, _Kind.PLATFORM)
#: What is done where no screen is tapped, by the first letter of the words: what to mark.
_SPOTS = {
    "telephone": {"拨": "dial", "打": "dial", "按": "keys", "输": "keys"},
    "counter": {"说": "say", "问": "say", "交": "hand", "带": "hand", "出": "hand", "拿": "hand"},
    "kiosk": {"插": "slot", "刷": "slot", "放": "slot"},
}
_ELSE = {"telephone": "listen", "counter": "sign", "kiosk": "screen"}
#: An address as one types it: fuwu.nhsa.gov.cn.
_ADDRESS = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.ASCII)

#: So many Chinese letters fit beside each other, and so many lines below each other.
WIDEST, MOST_LINES = 6, 3
_WIDEST_TAB = 2
#: What no line begins with.
_CLOSING = "”’。，、；：？！）》"
_NARROW = 0.6
_LETTER, _LINE, _MARGIN = 16, 20, 16


def wrapped(words: str) -> list[str]:
    """Break words into lines that fit a frame; what is left after the last becomes “…”.

    >>> wrapped("个人账户收支明细查询")
    ['个人账户收支', '明细查询']
    """
    found = [""]
    for piece in re.findall(r"[\w-]+[./]?|\S|\s", words.strip(), re.ASCII):
        for part in _fitting(piece):
            full = _width(found[-1] + part) > WIDEST
            if full and part in _CLOSING:
                found.append(found[-1][-1])  # the letter before goes along
                found[-2] = found[-2][:-1]
            elif full:
                found.append("")
            found[-1] = (found[-1] + part).lstrip()
    if len(found) > MOST_LINES:
        last = found[MOST_LINES - 1]
        while _width(last) > WIDEST - 1:
            last = last[:-1]
        found = [*found[: MOST_LINES - 1], f"{last}…"]
    return [line.rstrip() for line in found]


def _width(words: str) -> float:
    """How wide words are, in Chinese letters."""
    return sum(_NARROW if char.isascii() else 1 for char in words)


def _fitting(piece: str) -> list[str]:
    """A piece, in parts where it is too wide for a line of its own."""
    most = int(WIDEST / _NARROW)
    return [piece[at : at + most] for at in range(0, len(piece), most)]


@dataclass(frozen=True)
class Frame:
    """One drawing: what is looked at (``shape``), what is marked (``spot``) and its words.

    ``title`` is what the screen is headed with, often empty; ``seen`` says what the drawing shows
    to readers who cannot see it, ``told`` stands below it.
    """

    number: int
    shape: str
    spot: str
    label: str
    title: str
    seen: str
    told: str

    @property
    def template(self) -> str:
        return _TEMPLATES[self.shape]

    @cached_property
    def lines(self) -> list[str]:
        return wrapped(self.label)

    @property
    def height(self) -> int:
        """How high the marked box is that holds the label."""
        return _MARGIN + _LINE * len(self.lines)

    @property
    def further(self) -> int:
        """How much higher it is than with a single line."""
        return _LINE * (len(self.lines) - 1)

    @property
    def top(self) -> int:
        """Where the marked box begins that ends above the heads of people."""
        return 78 - self.height

    @property
    def keys(self) -> list[tuple[int, int, str, bool]]:
        """The keys of a telephone: where each stands, and whether its digit is dialled."""
        dialled = self.label if self.spot == "dial" else ""
        return [
            (30 + 32 * (at % 3), 80 + 25 * (at // 3), key, key in dialled)
            for at, key in enumerate("123456789*0#")
        ]


def frames_of(channel: LookupChannel) -> list[Frame]:
    """Return a frame per line of the menu of ``channel``; none where it has no menu."""
    kind = _Kind(channel.kind)
    shape, where = _SHAPES.get(kind, _SCREEN)
    found: list[Frame] = []
    for number, label in enumerate(lines(channel.menu), 1):
        spot = _spot(channel, shape, label, first=number == 1)
        before = found[-1].lines if found and kind in _NESTED else []
        found.append(
            Frame(
                number=number,
                shape=shape,
                spot=spot,
                label=label,
                title=before[0] if len(before) == 1 else "",
                seen=_seen(where, spot, label, told := _act(shape, spot, label)),
                told=told,
            )
        )
    return found


def _spot(channel: LookupChannel, shape: str, label: str, first: bool) -> str:
    """What to mark in the drawing of a step."""
    if shape != "phone":
        return _SPOTS[shape].get(label[0], _ELSE[shape])
    if _ADDRESS.fullmatch(label):
        return "address"
    if first and channel.kind in _BROWSED:
        return "site"
    if first and channel.kind in _NESTED:
        return "tile"
    # Where on the screen it stands is drawn only if the steps say so.
    fits = _width(label) <= _WIDEST_TAB
    return "tab" if fits and f"右下角“{label}”" in channel.steps else "row"


def _seen(where: str, spot: str, label: str, told: str) -> str:
    """What a drawing shows, for those who hear: where it is and what is done there."""
    if spot == "address":
        return f"{where}上边的网址栏，写 {label}"
    return f"{where}右下角，{told}" if spot == "tab" else f"{where}，{told}"


def _act(shape: str, spot: str, label: str) -> str:
    """What one does, in words: 点“服务”, 插社保卡."""
    if shape != "phone":
        return label
    if spot == "address":
        return "写这个网址"
    return f"打开“{label}”" if spot == "site" else f"点“{label}”"


@dataclass(frozen=True)
class Statement:
    """How to read the entries of an account, by the way one sees or hears them."""

    lead: str
    where: str
    ask: str
    title: str = "明细"
    seen: str = (
        "画的几行明细：一行是划入，前面是加号；下面写着年月；"
        "一行是买药，前面是减号；一行是扣款，前面也是减号"
    )
    #: In the order of the numbers in the drawing. Only what holds wherever one reads.
    entries: tuple[tuple[str, str], ...] = (
        ("打进来的钱。", "可能写“划入”，也可能写“计入”或“收入”。前面可能是加号。"),
        (
            "哪个月的。",
            "看这一行的年月。有的地方按月打，有的地方一年打一次。看不出是哪个月的钱，就问一声。",
        ),
        (
            "扣出去的钱。",
            "可能另写一行，前面是减号。看它叫什么名字，比如长期护理保险费、大病保险费。"
            "“买药”那样的是自己花的，不算扣款。",
        ),
    )


_ASK = "我最近一笔打进来多少？是哪个月的？扣了什么钱？"
_ON_SCREEN = Statement(
    "想看每一笔，找“明细”“收支明细”或相近的字。找到了，分开看这三样。",
    "打电话",
    _ASK,
)
_STATEMENTS = {
    _Kind.PHONE: Statement(
        "电话里能听到什么，各地不一样。听得到每一笔的，照这样分开记在纸上。",
        "接通以后",
        _ASK,
        title="记在纸上",
    ),
    _Kind.KIOSK: Statement(
        "屏幕上有“明细”或相近的字，就点进去，分开看这三样。没有的，去窗口问。", "在窗口", _ASK
    ),
    _Kind.COUNTER: Statement(
        "请工作人员指给您看，或者念给您听。分开看这三样。", "在窗口", _ASK
    ),
}  # fmt: skip


def statement_of(channel: LookupChannel) -> Statement | None:
    """How to read what ``channel`` shows; None where one only asks for the balance."""
    kind = _Kind(channel.kind)
    if kind == _Kind.HOSPITAL:
        return None
    return _STATEMENTS.get(kind, _ON_SCREEN)
