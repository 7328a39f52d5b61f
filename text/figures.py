"""Finds money and rates in running text, in digits and in words, as people and banks write them.

Such figures belong into facts, which have a source and an end; ``figures_in`` says which words of
a text are figures. Ages, days, document and telephone numbers and numerals that count nothing
(统一, 一块儿, 几个点) are none.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import Enum

from .chinese_numbers import NUMBER, value
from .folding import LONGEST, fold

AROUND = 16  # characters before and behind a number that say what it counts

_DIGIT = r"[\d零一二三四五六七八九]"
#: Units that count nothing by themselves, unless some of them are meant: 上千元, 百来块.
_BARE = re.compile("[百佰千仟万萬亿億]+")
_SOME_BEFORE = re.compile("[数上近成好几]$")
_SOME_BEHIND = re.compile("[来多余把][十百千万亿]?|几|出头|有余|开外")

#: Where a number ends that has no unit: at a stop, or before words that go on about money.
_STOP = (
    r"(?:$|\n| ?[，。；：、！？,.;:!?()（）「」『』“”\"'‘’【】…—|]| ?[/-](?!\d)|[吗呢啊吧呀了的左]"
    r"|上下|以[上下]|不等|到账|入账|进账|打[到进]|[划返]到)"
)

_CURRENCY = r"(?:人民币|RMB|CNY|yuan)"
_MONEY_BEFORE = re.compile(rf"(?:[¥￥]|{_CURRENCY}[:为]?) ?$", re.I)
_NO_MONEY_BEHIND = re.compile(r" ?[年月日号条%]")
#: Not 元旦, 三元区, 一元化, 两块板, 三角形.
_UNIT = (
    r"(?P<yuan>元(?!旦|宵|化|论|素|件|结构|复始|[一二三四][次元])|[圆圓円](?!形|满|柱|桌|圈|通|珠|心|润|周))"
    r"|(?P<kuai>[块塊](?![板牌砖屏石田地]))|(?P<jiao>[角毛](?![形度落色星质逐巾衣笔]))|(?P<fen>分)(?=钱)"
)
#: What follows the unit: 5角, 5角2分, 块5.
_CHANGE = (
    rf"(?: ?(?P<tenths>{_DIGIT})[角毛](?: ?(?P<hundredths>{_DIGIT})分?)?"
    rf"|(?<=[块塊])(?P<half>{_DIGIT})(?=钱|{_STOP}))?"
)
_MONEY_BEHIND = re.compile(
    rf"(?P<some>[多来余把几][十百千万亿]?)? ?(?P<scale>[百千万亿]{{1,2}}(?=[元圆圓块塊]))?"
    rf"(?:(?:{_UNIT}){_CHANGE}(?P<money>钱)?[整正]?(?: ?{_CURRENCY})?|{_CURRENCY}(?![a-z])"
    rf"|[¥￥](?! ?\d))",
    re.I,
)
_PIECES_BEFORE = re.compile("(?:第|分[成为]|[这那]) ?$")
_PLACES_NAMED_SANYUAN = re.compile("元[区里桥坊宫]")

_SHARE_BEFORE = re.compile(r"(?P<of>[百千万]) ?分之 ?$")
_RATE_BEHIND = re.compile(
    r"[多来余几]? ?(?:(?P<sign>[%‰‱])(?![\dA-F]{2})|(?:个 ?)?百分点"
    r"|(?:pct|percent)(?![a-z])|(?P<points>个点(?![位钟儿]))"
    rf"|(?P<tenths>成(?!不变|[员为立份分本果绩功就交品年人都长色语心天家是])(?P<rest>{_DIGIT}(?={_STOP}|的))?))"
)
_SIGNS = {"‰": Decimal(10), "‱": Decimal(100)}
_MOVED_BY_POINTS = re.compile("[按打返涨降高低升调差多少加减扣提月] ?[了到至]?$")
_RATIO_BEFORE = re.compile(
    r"(?:(?:比例|费率)(?:是|为|:|约|就|调到|改为)?"
    r"|(?:养老金|退休金|工资|基数)(?:的|乘以?|[×x*])) ?$"
)
#: 按2.8打 goes by a rate, 按130打 by an amount.
_GONE_BY = re.compile("按 ?$")
_GOES = re.compile(" ?[打划返发算给计]")
_HIGHEST_GONE_BY = 10

#: Numbers without a unit are money behind these: 每月一百三, 月入130, 返了130.
_PERIOD = r"(?:每个?月|一个月|按月|每年|一年|全年|每季度?|每人|人均|养老金|退休金|工资|基数)"
_VERB = r"(?:打|返还?|划入?|划拨|到账|到手|入账|进账|发放?|补|领|扣|交|缴|涨)"
_BETWEEN = (
    rf"(?: ?(?:{_VERB}|各|都|只|才|就|能|可|会|有|拿|给|是|为|到|了|我|您|钱|款|约|大约|大概|差不多"
    rf"|一共|总共|合计|共|也|最多|最少|不到|超过|至少|平均|多|少|加|减|卡里|:)){{0,5}}"
)
_SAID_BEFORE = re.compile(
    rf"(?:{_PERIOD}{_BETWEEN}|月(?:入|返|划|打|扣|均|领|进|发|补|缴|交)[了约]?"
    rf"|(?:返还?|划入|划拨|到账|到手|入账|进账|补发|补贴|补助)[了约]?) ?$"
)
#: Behind these too, unless they may be a year: 标准是130.
_STATED_BEFORE = re.compile(r"(?:标准|定额|金额|数额|额度)(?:就?是|为|:)? ?$")
_YEAR = re.compile(r"(?:19|20)\d\d")
_SAID_BEHIND = re.compile(r" ?/(?:人|月|年|个月)|一个月|每月(?!\d)")
#: Speech adds no unit to hundreds: 打一百三.
_SPOKEN_BEFORE = re.compile(rf"(?:{_VERB}(?:了|我|到)?|大概|大约|约|差不多|才|只有) ?$")
_SPOKEN = re.compile("[百千万佰仟]")
_MORE = re.compile(rf" ?[-~至到和或及、] ?(?={_DIGIT}|十)")
_ENDS = re.compile(rf"(?:{_SOME_BEHIND.pattern})?{_STOP}")
#: Less is a day of the month; many digits, or these, are a telephone number.
_LEAST_SAID = 32
_TELEPHONE = re.compile(r"0\d*|\d{7,}|123\d\d|9[56]\d{3,4}|100(?:10|86)")


class Kind(Enum):
    """What a figure counts."""

    MONEY = "money"
    RATE = "rate"


@dataclass(frozen=True)
class Figure:
    """Money or a rate in a text: its ``words`` as written there, and how much it says.

    ``value`` is in yuan or in per cent, and None where the words leave it open: 一百来块.
    """

    words: str
    kind: Kind
    value: Decimal | None


#: Figures set high or low, which look like others of a text: ¹³⁰元.
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉", "01234567890123456789")
_CIRCLED = re.compile("[⓪①②③④⑤⑥⑦⑧⑨⓿❶❷❸❹❺❻❼❽❾]{2,}(?= ?[元块圆圓塊%％])")


def _unraised(text: str) -> str:
    """Return the text, as long as before, with raised and circled figures set as others are."""
    if text.isascii():
        return text
    flat = text.translate(_RAISED)
    return _CIRCLED.sub(lambda found: "".join(str(_digit(sign)) for sign in found[0]), flat)


def _digit(sign: str) -> int:
    return int(unicodedata.digit(sign))


def figures_in(text: str) -> list[Figure]:
    """Return the money and the rates in ``text``, in their order.

    >>> [figure.words for figure in figures_in("每月 120 元，按 2.8% 打；一块儿办，统一打 12393")]
    ['120 元', '2.8%']
    >>> figures_in("每月<b>一百三</b>")[0].value
    Decimal('130')
    """
    folded = replace(fold(_unraised(text)), written=text[:LONGEST])
    return [
        Figure(folded.words(start, end), kind, number)
        for start, end, kind, number in _found(folded.text)
    ]


def words_of_figures(text: str) -> list[str]:
    """Return the words of the money and the rates in ``text``, as written, each once."""
    return list(dict.fromkeys(figure.words for figure in figures_in(text)))


#: The characters before the number and behind it that belong to the figure, and what it says.
_Read = tuple[int, int, Kind, Decimal | None]


def _found(text: str) -> Iterator[_Read]:
    done = 0
    for match in NUMBER.finditer(text):
        if match.start() < done:  # the 5 of 3元5角
            continue
        before = text[max(done, match.start() - AROUND) : match.start()]
        behind = text[match.end() : match.end() + AROUND]
        for read in (_rate, _money, _said):
            if figure := read(match[0], before, behind):
                first, last, kind, number = figure
                done = match.end() + last
                yield match.start() - first, done, kind, number
                break


def _says_how_many(word: str, before: str, behind: str) -> bool:
    """Whether ``word`` is more than 几, or than a unit such as that of 百姓 and 万元."""
    if word == "几" or not _BARE.fullmatch(word):
        return word != "几"
    return bool(_SOME_BEFORE.search(before) or _SOME_BEHIND.match(behind) or len(word) > 1)


def _rate(word: str, before: str, behind: str) -> _Read | None:
    """Read 2.8%, 5‰, 百分之二点八, 2.8个点, 二成八."""
    if share := _SHARE_BEFORE.search(before):
        number = Decimal(100) if word == "百" else value(word)
        if word == "几":
            return None
        parts = {"百": 1, "千": 10, "万": 100}[share["of"]]
        return len(share[0]), 0, Kind.RATE, None if number is None else number / parts
    if not _says_how_many(word, before, behind):
        return None
    number = value(word)
    if number is not None and _is_bare_rate(number, before, behind):
        return 0, 0, Kind.RATE, number
    unit = _RATE_BEHIND.match(behind)
    if unit is None:
        return None
    if unit["points"] and not (re.search("[.点]", word) or _MOVED_BY_POINTS.search(before)):
        return None  # three places, or three items of a list
    if unit["tenths"]:
        if number is None or not 1 <= number <= 9:
            return None
        number = number * 10 + (value(unit["rest"]) or 0 if unit["rest"] else 0)
    elif number is not None and unit["sign"] in _SIGNS:
        number /= _SIGNS[unit["sign"]]
    return 0, unit.end(), Kind.RATE, number


def _is_bare_rate(number: Decimal, before: str, behind: str) -> bool:
    """Whether a number without a sign can only be a rate: 比例是2.8, 养老金的2.8, 按2.8打."""
    goes = _GOES.match(behind)
    if _GONE_BY.search(before) and goes:
        return number < _HIGHEST_GONE_BY and number != number.to_integral_value()
    return bool(_RATIO_BEFORE.search(before) and (goes or re.match(_STOP, behind)))


def _money(word: str, before: str, behind: str) -> _Read | None:
    """Read 130元, 130块5, 叁佰圆, ¥130, 130 RMB, 一百来块."""
    sign = _MONEY_BEFORE.search(before)
    unit = _MONEY_BEHIND.match(behind)
    if unit is not None and not sign and not _is_money(word, before, behind, unit):
        return None
    if unit is None and (sign is None or _NO_MONEY_BEHIND.match(behind)):
        return None
    first = len(sign[0]) if sign else 0
    if unit is None:
        return first, 0, Kind.MONEY, value(word)
    return first, unit.end(), Kind.MONEY, _amount(word, unit)


def _is_money(word: str, before: str, behind: str, unit: re.Match[str]) -> bool:
    if not _says_how_many(word, before, behind):
        return False
    if word == "三" and _PLACES_NAMED_SANYUAN.match(behind):
        return False
    small = unit["jiao"] or unit["fen"]
    if small and word in ("一", "半"):  # sayings: 一分钱没有
        return False
    if unit["money"] or unit["tenths"] or unit["half"] or not (unit["kuai"] or small):
        return True
    lone = not word[0].isdecimal() and word in _DIGIT  # 一块, 三块, 三角, 五角
    return not lone and not _PIECES_BEFORE.search(before)


def _amount(word: str, unit: re.Match[str]) -> Decimal | None:
    """Return the yuan of a number and its unit, or None if they leave it open."""
    number = value(word)
    if number is None or unit["some"]:
        return None
    number *= value(f"一{unit['scale']}") or 1 if unit["scale"] else 1
    number /= 10 if unit["jiao"] else 100 if unit["fen"] else 1
    for name, parts in (("tenths", 10), ("half", 10), ("hundredths", 100)):
        if unit[name]:
            number += (value(unit[name]) or 0) / Decimal(parts)
    return number


def _said(word: str, before: str, behind: str) -> _Read | None:
    """Read numbers without a unit that can only be money: 每月一百三, 月入130, 打一百三."""
    if _TELEPHONE.fullmatch(word) or not _says_how_many(word, before, behind):
        return None
    number = value(word)
    some = _SOME_BEHIND.match(behind)
    in_hundreds = bool(_SPOKEN.search(word))
    if not in_hundreds and (number is None or number < _LEAST_SAID):
        return None
    said = _SAID_BEFORE.search(before) or (in_hundreds and _SPOKEN_BEFORE.search(before))
    if not said and not _YEAR.fullmatch(word):
        said = _STATED_BEFORE.search(before)
    if said and _ends(behind):
        number, last = (None, some.end()) if some else (number, 0)
        return len(said[0]), last, Kind.MONEY, number
    if (by := _GONE_BY.search(before)) and _GOES.match(behind):
        return len(by[0]), 0, Kind.MONEY, number
    if per := _SAID_BEHIND.match(behind):
        return 0, per.end(), Kind.MONEY, number
    return None


def _ends(behind: str) -> bool:
    """Whether no unit follows, nor one behind the other numbers of a list: 每月50、60日."""
    while more := _MORE.match(behind):
        other = NUMBER.match(behind, more.end())
        if other is None:
            return False
        behind = behind[other.end() :]
    return bool(_ENDS.match(behind))
