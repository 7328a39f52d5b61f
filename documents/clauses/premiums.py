"""What is paid for an insurance beside the basic one: how much, how often, and by whom."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from documents.found import Period, Span

from .amounts import Figure, figures_in
from .bases import deducted_base
from .context import periods_in
from .written import Line

Group = Literal["retired", "other"] | None
Payer = Literal["person", "other"] | None
RateOf = Literal["own", "average", "base", "credit"]

_NAME = re.compile(
    r"(?P<care>长期(?:护理|照护)(?:保险|保障)?|长护(?:保险|险|保)|照护保险|失能(?:人员)?(?:护理|照护)?(?:保险|保障))"
    r"|(?P<major>(?:大病|大额|重大疾病|重特大疾病)"
    r"(?:医疗|医保|医药|费用|补充|统筹|救助|互助|补助|保障|保险|基本|费(?=补助|互助|统筹|补充)){0,6})"
    r"|(?P<accident>(?:人身|团体|补充)?意外(?:伤害)?(?:医疗)?(?:保险|险))"
    r"|(?P<mutual>(?:住院)?医疗互助(?:保障|保险)?|互助医疗|互助保障)"
    r"|(?P<more>补充医疗(?:保险|保障))"
)
_GROUP = re.compile(
    r"(?P<retired>(?:离?退休|退职)(?!年龄|金|手续|审批|时|费|前|当[年月]|待遇)|老年人)"
    r"|(?P<other>在职(?!转)|灵活就业|居民|学生|儿童|未成年|新生儿|失业|困难群众|低保)"
)
_BOTH = re.compile(
    r"在职[^,;。\d]{0,8}(?:和|及|与|、|以及|或)[^,;。\d]{0,12}退休|退休[^,;。\d]{0,6}(?:和|及|与|、|以及|或)[^,;。\d]{0,4}在职"
    r"|(?:含|包括|不分)[^,;。\d]{0,10}退休|灵活就业[^,;。\d]{0,6}(?:和|及|、)[^,;。\d]{0,4}退休"
)
_PAYER = re.compile(
    r"(?P<person>从[^,;。]{0,14}[账帐]户[^,;。]{0,6}[划扣支]|(?:单位|企业)(?:和|与|、|及)(?:职工)?个人各|个人(?!医?[账帐保疗])|本人(?![^,;。]{0,12}(?:养老|退休金|工资|缴费基数|[账帐]户))|自己|参保人(?:员)?(?!个人)(?=[承负自缴])|代扣|扣缴|划扣|扣划|扣除)"
    r"|(?P<other>单位|企业(?!退休|职工|基本|养老)|财政|政府|统筹基金|医保基金|医疗保险基金|基金划|基金承|福彩|公益金|集体|捐)"
)
_SHARED = re.compile(
    r"(?:单位|财政|政府|基金)[^;。]{0,24}个人(?!医?[账帐保疗])|个人(?!医?[账帐保疗])[^;。]{0,24}(?:单位|财政|政府|统筹基金)|共同(?:缴|负担|承担|分担)|分担"
)
_PAID_OUT = re.compile(
    r"起付|限额|报销|待遇|赔付|补偿|理赔|封顶|支付(?:比例|标准|限额|待遇)|最高|每日|每天|床日|超过|以上部分"
    r"|护理(?:服务|补贴|津贴|费用)|基金支付|罚|滞纳|余额|总额|合计|共计|收入|结余"
)
#: The credit itself; what is named as the base or the source of a premium is blotted out before.
_SOURCE = re.compile(
    r"(?:划入|计入|划拨|注入)(?:额度?|金额|标准|总额|基数|资金)(?:的(?=[百千\d]|$)|为基数|中|里)"
    r"|(?:划入|计入)[^,;。]{0,8}(?:基金|专户|财政专户)"
)
_CREDITED = re.compile(
    r"(?:划入|计入|记入)(?!时)|到账|到手|实得|注入|发放|养老金(?:为(?!(?:缴费|计算|计费|筹资|计征)?基数)|是|水平为|\d)|返还"
)
_PAID_BEHIND = re.compile(
    r"(?:的?(?:标准|比例|费率|额度))?(?:一次性|按月|按年)?(?:缴纳|缴费|征收|筹集|筹资|代扣|扣|代缴|划)"
)
_TAKEN_BEFORE = re.compile(r"(?:扣除|扣减)(?:了|每人|每月|每年|个人|各)*$")
_UNSURE = re.compile(r"(?:约|左右|将近|大概|大约|预计|\d[元%]?[-~至到])$")
_RAISED_BEHIND = re.compile(
    r"(?:/[年月人]){0,2}(?:统一)?(?:提高|调整|上调|降低|增加|下调|降|改|调|涨)[^,;。\d]{0,6}[到至为]"
)
_NAMED_BEHIND = re.compile(
    r"(?:[^,;。:\d]{0,24}(?:用于|作为|缴|扣|划|为|是|参加|至|到|入)[^,;。:\d]{0,10}|的(?:职工)?)$"
)
_YEARLY = re.compile(
    r"每年|按年(?!龄)|(?<![上本该当一\d])年度(?!平均|基本)|每一年度|年初|一年一次|全年"
)
_MONTHLY = re.compile(r"每月|按月|逐月|月缴")
#: 缴费基数为本人养老金: what is the base stands beside it.
_IS_BASE = re.compile(r"(?:缴费)?基数(?:为|是|:)|为(?:缴费)?基数")
_TAKEN_FOR = re.compile(r"[账帐]户[^,;。]{0,8}(?:扣|划转|划缴|代缴)[^,;。]{0,4}$")
#: What a figure is to the words around it, where it may be a premium.
_STATED = frozenset({"figure", "taken"})
_FAR = 240


@dataclass(frozen=True)
class Name:
    """An insurance as it is written, without 费; ``kind`` is the same for all its names."""

    words: str
    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class Premium:
    """A figure paid for an insurance, by ``payer`` for ``group``; None where nobody is named."""

    name: Name
    group: Group
    payer: Payer
    at: Span
    where: Span
    amount: Decimal | None = None
    rate: Decimal | None = None
    period: Period | None = None
    rate_of: RateOf | None = None
    from_credit: bool = False


@dataclass(frozen=True)
class Premiums:
    """The premiums of a sentence; ``shared`` if it says that others pay a part."""

    premiums: list[Premium]
    shared: bool


def names_in(text: str) -> list[Name]:
    """Return the insurances that ``text`` names.

    >>> [name.words for name in names_in("大额医疗费用补助资金和长期护理保险费")]
    ['大额医疗费用补助', '长期护理保险']
    """
    found = []
    for match in _NAME.finditer(text):
        found.append(Name(match[0], match.lastgroup or "", match.start(), match.end()))
    return found


def group_after(text: str, group: Group) -> Group:
    """Return whom the words behind ``text`` are about, if they do not say so themselves."""
    last = None
    for match in _GROUP.finditer(text):
        last = match
    if last is None:
        return group
    both = _BOTH.search(text, max(0, last.start() - 24))
    return "retired" if both or last.lastgroup == "retired" else "other"


def premiums_in(line: Line, part: tuple[int, int], name: Name | None, group: Group) -> Premiums:
    """Return what the sentence ``part`` of ``line`` says is paid.

    ``name`` and ``group`` are what the sentences before spoke of.
    """
    text = line.text[slice(*part)]
    walk = _Walk(line, part, name, group)
    figures = figures_in(text)
    for index, figure in enumerate(figures):
        until = figures[index + 1].start if index + 1 < len(figures) else len(text)
        walk.step(figure, until)
    return Premiums(walk.found, bool(_SHARED.search(text)))


class _Walk:
    """One sentence, from figure to figure."""

    def __init__(self, line: Line, part: tuple[int, int], name: Name | None, group: Group):
        self.line, self.part, self.text = line, part, line.text[slice(*part)]
        self.names = names_in(self.text)
        self.next_name = 0  # the first that has not been passed
        self.name, self.group = name, group
        self.payer: Payer = None
        self.at = 0  # behind the figure before
        self.credited = False
        self.period: Period | None = None
        self.found: list[Premium] = []

    def step(self, figure: Figure, until: int) -> None:
        before = self.text[self.at : figure.start]
        behind = re.split("[,;。、:]", self.text[figure.end : until])[0]
        new_group = group_after(before, self.group)
        if new_group != self.group or ";" in before:
            self.payer = None
        self.group = new_group
        self.payer = _payer(before, behind) or self.payer
        name = self._named(figure, behind)
        self.period = period_in(before) or self.period
        if name and self._is_premium(figure, before, behind):
            self._keep(name, figure, before)
        self.at = figure.end

    def _named(self, figure: Figure, behind: str) -> Name | None:
        """Return the insurance of a figure: named before it, or right behind; None for a credit."""
        here = []
        while self.next_name < len(self.names):
            if self.names[self.next_name].start >= figure.start:
                break
            here.append(self.names[self.next_name])
            self.next_name += 1
        if here:
            self.name, self.credited = here[-1], False
        since = max(self.at, here[-1].end if here else 0)
        between = _SOURCE.sub("", self.text[since : figure.start])
        if ";" in between and not here:
            between = between.split(";")[-1]
        self.credited = self.credited or bool(_CREDITED.search(between))
        following = self.names[self.next_name : self.next_name + 1]
        if (
            following
            and following[0].start <= figure.end + len(behind)
            and _NAMED_BEHIND.match(self.text[figure.end : following[0].start])
        ):
            self.name = following[0]
            return following[0]
        if self.name is None and following and not self.credited:
            between = self.text[figure.end : following[0].start]
            if len(between) <= _FAR and not re.search(r"[\d;]", between):
                return following[0] if _TAKEN_FOR.search(between) else None
        return None if self.credited else self.name

    def _is_premium(self, figure: Figure, before: str, behind: str) -> bool:
        tail = before.rsplit(";", maxsplit=1)[-1]
        if _PAID_OUT.search(tail) or _RAISED_BEHIND.match(behind):
            return False
        if figure.role in _STATED:
            return True
        if figure.role != "none" or _UNSURE.search(before):
            return False
        return bool(_PAID_BEHIND.match(behind) or _TAKEN_BEFORE.search(before))

    def _keep(self, name: Name, figure: Figure, before: str) -> None:
        start = self.part[0]
        self.found.append(
            Premium(
                name,
                self.group,
                self.payer,
                self.line.span(start + figure.start, start + figure.end),
                self.line.span(*self.part),
                figure.amount,
                figure.rate,
                self._period(figure),
                self._rate_of(figure, before) if figure.rate is not None else None,
                from_credit=self.credited,
            )
        )

    def _period(self, figure: Figure) -> Period | None:
        if figure.period or self.period:
            return figure.period or self.period
        return period_in(self.text[figure.end : figure.end + _FAR])

    def _rate_of(self, figure: Figure, before: str) -> RateOf | None:
        behind = self.text[figure.end : figure.end + _FAR]
        return (
            rate_of(before)
            or rate_of(self.text[max(0, figure.start - _FAR) : figure.start])
            or rate_of(behind)
        )


def rate_of(text: str) -> RateOf | None:
    """Return what a premium named in ``text`` is a share of."""
    kind = deducted_base(_IS_BASE.sub("", text)) or deducted_base(text)
    return kind if kind in ("own", "average", "base", "credit") else None


def _payer(before: str, behind: str) -> Payer:
    """Return who pays: 个人缴纳30元, or 30元由个人负担."""
    if match := re.match(r"(?:/[年月人]){0,2}\)?由", behind):
        for found in _PAYER.finditer(behind[match.end() : match.end() + 12]):
            return "person" if found.lastgroup == "person" else "other"
    last = None
    for found in _PAYER.finditer(before):
        last = found
    if last is None:
        return None
    return "person" if last.lastgroup == "person" else "other"


def period_in(text: str) -> Period | None:
    """Return how often by the last word that says so; a quarter is neither month nor year."""
    found: list[tuple[int, Period | None]] = [
        (each.start, each.period) for each in periods_in(text)
    ]
    found += [(match.start(), "year") for match in _YEARLY.finditer(text)]
    found += [(match.start(), "month") for match in _MONTHLY.finditer(text)]
    return max(found, key=lambda each: each[0])[1] if found else None
