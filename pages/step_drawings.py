"""The steps of a channel as drawings: a frame per line of its menu, what it shows and what is said.

The templates in ``components/drawings/`` draw; here is decided what. Every word comes from the
row, so that what an editor changes there changes the picture. Lengths are units of the drawings:
they are never shown smaller than a pixel, so that letters of 16 units can be read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from regions.models import LookupChannel
from text import words
from text.formats import lines

_Kind = LookupChannel.Kind

#: What one looks at, by kind: the template that draws it, and what readers who hear are told.
_SHAPES = {
    _Kind.PHONE: ("telephone", "电话"),
    _Kind.COUNTER: ("counter", "窗口"),
    _Kind.HOSPITAL: ("counter", "柜台"),
    _Kind.KIOSK: ("kiosk", "自助机"),
}
_SCREEN = "手机屏幕"
_TEMPLATES = {
    "phone": "components/drawings/phone.html",
    "telephone": "components/drawings/telephone.html",
    "counter": "components/drawings/counter.html",
    "kiosk": "components/drawings/kiosk.html",
}
#: Where each word opens the next screen, which then bears it as its heading.
_NESTED = (_Kind.WECHAT, _Kind.ALIPAY)
#: What is done where no screen of a phone is tapped, by the verb that begins the line.
_SPOTS = {
    "telephone": {"拨": "dial", "打": "dial", "按": "keys", "输": "keys"},
    "counter": {
        "告诉您": "told",
        **dict.fromkeys(("说", "问"), "say"),
        **dict.fromkeys(("交", "出示", "拿", "带"), "hand"),
    },
    "kiosk": {
        **dict.fromkeys(("插入", "插", "刷", "放"), "slot"),
        **dict.fromkeys(("输入", "输"), "code"),
        "按": "touch",
        **dict.fromkeys(("看到", "看"), "screen"),
    },
}
_ELSE = {"telephone": "listen", "counter": "sign", "kiosk": "screen"}
#: Verbs that no spot needs, yet no label bears.
_ALSO = {"telephone": ("听",), "counter": (), "kiosk": ()}
#: What is done on the screen of a phone, by the last such word before the one to look for.
_VERBS = re.compile("打开|下载|搜|选|找|点|进|看|做")
#: Those of an action, which no button bears, unless it is quoted.
_UNQUOTED = ("选", "做")
_QUOTED = re.compile("“(.+?)”")
#: A part of a sentence, from the last mark before it.
_MARKS = re.compile("[，。；、：“”（）]")
#: An address as one types it, or how it ends: fuwu.nhsa.gov.cn, .gov.cn.
_ADDRESS = re.compile(r"\.?[\w-]+(?:\.[\w-]+)+(?:/\S*)?", re.ASCII)
_PARTS = re.compile(r"\.gov\.cn(?![\w.])|[\w-]+(?:\.(?!gov\.cn)|/)?|\S|\s", re.ASCII)

#: So many Chinese letters fit beside each other, and so many lines below each other.
WIDEST, MOST_LINES = 6, 3
_WIDEST_TAB = 2
#: What no line begins with.
_CLOSING = "”’。，、；：？！）》"
_NARROW = 0.6
_LETTER, _LINE, _MARGIN = 16, 20, 16
#: How wide a path in a line may be on a small phone, and an arrow in it.
_ROW, _ARROW = 18, 1.7
#: The kinds that only a menu leads to.
_MENUS_ONLY = (_Kind.WECHAT, _Kind.ALIPAY)


def wrapped(label: str) -> list[str]:
    """Break words into lines that fit a frame; what is left after the last becomes “…”.

    >>> wrapped("个人账户收支明细查询")
    ['个人账户收支', '明细查询']
    >>> wrapped("ylbz.gansu.gov.cn")
    ['ylbz.gansu', '.gov.cn']
    """
    found = [""]
    for piece in _pieces(label.strip()):
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


def _pieces(label: str) -> Iterator[str]:
    """What no line breaks: words that are known, the parts of an address, single letters."""
    for piece, kept in words.pieces(label):
        if kept and not piece[0].isascii():
            yield piece
        else:
            yield from _PARTS.findall(piece)


def _width(text: str) -> float:
    """How wide words are, in Chinese letters."""
    return round(sum(_NARROW if char.isascii() else 1 for char in text), 1)


def _fitting(piece: str) -> list[str]:
    """A piece, in parts where it is too wide for a line of its own."""
    most = int(WIDEST / _NARROW)
    return [piece[at : at + most] for at in range(0, len(piece), most)]


@dataclass(frozen=True)
class Frame:
    """One drawing: what is looked at (``shape``), what is marked (``spot``) and its words.

    ``step`` is the number of the step that says it, 0 where none does. ``title`` is what the
    screen is headed with, often empty; ``seen`` says what the drawing shows to readers who cannot
    see it, ``told`` stands below it.
    """

    step: int
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
        return wrapped(self.label) if self.label else []

    @property
    def address(self) -> list[str]:
        """The parts of an address to write, between which a line breaks; none for other words."""
        return list(_pieces(self.label)) if self.spot == "address" else []

    @property
    def height(self) -> int:
        """How high the marked box is that holds the label."""
        return _MARGIN + _LINE * len(self.lines)

    @property
    def further(self) -> int:
        """How much higher it is than with a single line."""
        return max(0, _LINE * (len(self.lines) - 1))

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
    steps = lines(channel.steps)
    found: list[Frame] = []
    since = 1
    for line in lines(channel.menu):
        step = _step_of(steps, line, since)
        if channel.kind in _SHAPES:
            found.append(_elsewhere(_Kind(channel.kind), line, step))
        else:
            said = steps[step - 1] if step else ""
            found.append(_screen(channel, line, step, said, found[-1] if found else None))
        since = step or since
    return found


def _step_of(steps: list[str], line: str, since: int) -> int:
    """The number of the step that says ``line``, from ``since`` on; 0 where none does.

    What stands between quotation marks is the name of a button, and is looked for first.
    """
    quoted = _QUOTED.search(line)
    for wanted in (f"“{line}”", line, *([quoted[0]] if quoted else [])):
        for number, step in enumerate(steps[since - 1 :], since):
            if wanted in step:
                return number
    return 0


def _named(step: int, seen: str) -> str:
    return f"第{step}步，{seen}" if step else seen


def _elsewhere(kind: LookupChannel.Kind, line: str, step: int) -> Frame:
    """Where no screen of a phone is tapped: the line begins with what is done."""
    shape, where = _SHAPES[kind]
    verb = next((v for v in (*_SPOTS[shape], *_ALSO[shape]) if line.startswith(v)), "")
    spot = _SPOTS[shape].get(verb, _ELSE[shape])
    quoted = _QUOTED.search(line)
    label = quoted[1] if quoted else line[len(verb) :].strip() or line
    told, seen = line, f"{where}，{'您' if spot == 'say' else ''}{line}"
    if spot == "touch":
        spot, label = ("screen", label) if quoted else ("touch", "")
    elif spot == "sign":
        told, seen = f"找“{line}”的牌子", f"{where}上面的牌子，写着“{line}”"
    elif spot == "told":
        seen = f"{where}，工作人员{line}"
    return Frame(step, shape, spot, label, "", _named(step, seen), told)


def _screen(channel: LookupChannel, line: str, step: int, said: str, before: Frame | None) -> Frame:
    """A word on the screen of a phone, and what the step says is done with it."""
    verb, quoted = _verb(said, line)
    spot = _spot(channel, line, verb, first=before is None)
    title = _title(before) if channel.kind in _NESTED else ""
    button = quoted or (verb and verb not in _UNQUOTED)
    told = f"{verb}“{line}”" if button else f"{verb}{line}"
    where = f"在“{title}”这一页" if title else _SCREEN
    label, ending = line, ""
    if spot == "address":
        where, told = f"{_SCREEN}上边的网址栏", f"写 {line}"
    elif spot == "ending":
        where, told = f"{_SCREEN}上边的网址栏", "写当地医保局的网址"
        label, ending = f"……{line}", f"，结尾是 {line}"
    elif spot == "tile":
        where = "应用商店里" if verb == "下载" else "手机桌面"
    elif spot == "tab":
        where = f"{_SCREEN}右下角"
    seen = _named(step, f"{where}，{told}{ending}")
    return Frame(step, "phone", spot, label, title, seen, told)


def _verb(said: str, line: str) -> tuple[str, bool]:
    """What a step says is done with a word: 点, 搜, or nothing; and whether the word is quoted."""
    quoted = f"“{line}”" in said
    before, _, _ = said.partition(f"“{line}”" if quoted else line)
    found = _VERBS.findall(_MARKS.split(before)[-1])
    if found:
        return found[-1], quoted
    # A second name, or one in a sentence of its own: 点“医保”或“社保”. Or no step has the word.
    return ("点" if quoted or not said else ""), quoted


def _spot(channel: LookupChannel, line: str, verb: str, first: bool) -> str:
    """What to mark on the screen of a phone."""
    if _ADDRESS.fullmatch(line):
        return "ending" if line.startswith(".") else "address"
    if first and (channel.kind in _NESTED or verb in ("打开", "下载")):
        return "tile"
    if verb == "搜":
        return "search"
    if verb == "选":
        return "pick"
    # Where on the screen it stands is drawn only if the steps say so.
    fits = _width(line) <= _WIDEST_TAB
    return "tab" if fits and f"右下角“{line}”" in channel.steps else "row"


def _title(before: Frame | None) -> str:
    """What the screen is headed with that the frame ``before`` opened; empty if unknown."""
    if before is None or before.spot in ("pick", "tile") or len(before.lines) != 1:
        return ""
    return before.label


def path_of(channel: LookupChannel) -> list[str]:
    """The menu of a channel in a line that a small phone does not break; “…” for what is left.

    Where nothing but the menu leads there, no address and no counter, it takes two lines.

    >>> path_of(LookupChannel(kind="website", menu="ylbz.gansu.gov.cn\\n医保账户查询\\n登录"))
    ['ylbz.gansu.gov.cn', '医保账户查询 …']
    """
    found = lines(channel.menu)
    most = _ROW * (2 if channel.kind in _MENUS_ONLY else 1)
    if _long(found) <= most:
        return found
    while len(found) > 2 and _long(found) + _ARROW > most:
        found = found[:-1]
    left = len(found) < len(lines(channel.menu))
    return [*found[:-1], f"{found[-1]} …"] if left else found


def _long(path: list[str]) -> float:
    """How long a path is in a line, with an arrow between its words."""
    return sum(_width(word) for word in path) + _ARROW * (len(path) - 1)
