"""What is taken off the account of retirees: 长期护理保险, 大病保险 and the like.

Who pays how much for an insurance and that it goes off the account often stand in different
sentences. So both are gathered for each insurance, and put together at the end of the text.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from documents.found import Deduction, Period, Span

from .premium_tables import premiums_in_table
from .premiums import (
    Group,
    Name,
    Premium,
    RateOf,
    group_after,
    names_in,
    period_in,
    premiums_in,
    rate_of,
)
from .statements import MOST_FIGURES, sentences
from .written import PLAIN, Line, Row

_ACCOUNT = (
    r"(?:个人(?:医疗|医保)?[账帐]户|医保(?:个人)?[账帐]户|医疗[账帐]户|个[账帐]|医保卡"
    r"|(?:划入|计入)(?:额度?|金额|资金|标准))"
)
_TAKES = re.compile(r"代扣|扣除|扣缴|扣减|扣划|划扣|扣(?!押)|代缴|划缴")
_HAS_ACCOUNT = re.compile(_ACCOUNT)
#: Words of payment in general take off only what goes out of the account.
_OUT_OF = re.compile(
    rf"(?:从|由|在)[^,;。:]{{0,20}}{_ACCOUNT}[^,;。]{{0,16}}(?:划转|划拨|划出|划入|划缴|划走|扣走|缴纳|支付|支出|列支|解决)"
)
_IN_IT = re.compile(
    r"其中[^;。]{0,24}(?:用于|作为)(?:缴纳|支付|参加)?[^,;。]{0,6}(?:保险|险|补助|互助)"
)
_NOT_TAKEN = re.compile(
    r"不从|不在[^,。]{0,12}[扣划]|(?:不|不再|不予|暂不|停止|暂停|取消|免予|免于)(?:再)?(?:代扣|扣|从|划扣|代缴)|无需|免缴"
    r"|另行缴纳|现金缴|自愿|可(?:以)?(?:使?用|从|由|在|选择)|(?:从|在)[^,;。]{0,8}(?:养老金|工资|退休金|银行)[^,;。]{0,4}(?:中|里|卡|代扣|扣)"
)
_NOTHING = re.compile(
    r"例如|比如|譬如|举例|假设|假如|为例|[张李王赵刘陈]某|废止|停止执行|希望|建议|网传|误扣|错扣"
)
_PREMIUM = re.compile(r"缴费|保费|保险费|个人(?:负担|承担)|筹资|费用")
#: A section goes on without its mark for so many lines.
_GOES_ON = 6


@dataclass(frozen=True)
class _Taking:
    """A sentence that takes a premium off the account, with what it says of the premium."""

    where: Span
    period: Period | None = None
    rate_of: RateOf | None = None


@dataclass
class _Insurance:
    """What the text says of one insurance: who pays what, and whether the account pays it."""

    premiums: list[tuple[Premium, int]] = field(default_factory=list)
    #: The sections in which it goes off the account of retirees.
    taken_in: dict[int, _Taking] = field(default_factory=dict)
    shared: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class TakenOff:
    """The deductions of a text, and where their figures stand: those are no credits."""

    found: tuple[Deduction, ...]
    figures: tuple[Span, ...]

    def covers(self, span: Span) -> bool:
        place = bisect_right(self.figures, span.start, key=lambda one: one.end)
        return place < len(self.figures) and self.figures[place].start < span.end


def taken_off(parts: Iterable[Line | list[Row]], title: str, text: str) -> TakenOff:
    """Return what the ``parts`` of ``text`` say is taken off the account of retirees."""
    gathered = _Gathered(title)
    for part in parts:
        if isinstance(part, Line):
            gathered.read(part)
        else:
            gathered.read_table(part)
    found = list(gathered.settled())
    figures = [one.at for each in gathered.insurances.values() for one, _ in each.premiums]
    seen: dict[tuple[object, ...], Deduction] = {}
    for premium, where in found:
        one = Deduction(
            premium.name.words,
            text[where.start : where.end].strip(),
            where,
            premium.amount,
            premium.period,
            premium.rate,
            premium.rate_of,
        )
        seen.setdefault((premium.name.kind, one.amount, one.rate_percent), one)
    return TakenOff(tuple(seen.values()), tuple(sorted(figures, key=lambda one: one.start)))


class _Gathered:
    """The insurances of a text, gathered from its first line to its last."""

    def __init__(self, title: str):
        self.insurances: dict[str, _Insurance] = {}
        self.unnamed: _Taking | None = None  # 个人缴费部分从个人账户代扣
        named = names_in(title)
        self.titled = named[-1] if len({one.kind for one in named}) == 1 else None
        self.of_retirees = group_after(title, None) == "retired"
        self.figures = 0
        self.name: Name | None = None
        self.group: Group = None
        self.level, self.section, self.lines = PLAIN, 0, 0
        self.above, self.leads = "", False

    def read(self, line: Line) -> None:
        self._enter(line)
        for start, end in sentences(line.text):
            if self.figures <= MOST_FIGURES:
                self._sentence(line, start, end)
        self.above = line.text

    def read_table(self, rows: list[Row]) -> None:
        self.section += 1
        for premium in premiums_in_table(rows, self.above):
            insurance = self.insurances.setdefault(premium.name.kind, _Insurance())
            insurance.premiums.append((premium, self.section))
            insurance.taken_in[self.section] = _Taking(premium.where)

    def _enter(self, line: Line) -> None:
        """Forget the insurance and the people of the section before where a new one begins."""
        level = line.level
        self.lines += 1
        if self.leads and level <= self.level:
            self.level = level - 1  # the items below a lead belong to it
        self.leads = line.text.endswith(":")
        item = level < PLAIN or bool(names_in(line.text))
        if self.lines > _GOES_ON or level < self.level or (level == self.level and item):
            self._begin(level)

    def _begin(self, level: int) -> None:
        self.level, self.lines = level, 0
        self.section += 1
        self.name, self.group = self.titled, None

    def _sentence(self, line: Line, start: int, end: int) -> None:
        text = line.text[start:end]
        names = names_in(text)
        if text.endswith("?") or _NOTHING.search(text):
            self.name = names[-1] if names else self.name
            self.group = group_after(text, self.group)
            return
        found = premiums_in(line, (start, end), self.name, self.group)
        self.figures += len(found.premiums)
        for premium in found.premiums:
            insurance = self.insurances.setdefault(premium.name.kind, _Insurance())
            insurance.premiums.append((premium, self.section))
        self.group = group_after(text, self.group)
        about = names or ([self.name] if self.name else [])
        self.name = names[-1] if names else self.name
        taking = self._taking(text, line.span(start, end), found.premiums)
        if taking and not about and _PREMIUM.search(text):
            self.unnamed = self.unnamed or taking
        for name in about:
            insurance = self.insurances.setdefault(name.kind, _Insurance())
            if found.shared:
                insurance.shared.add(self.section)
            if taking:
                insurance.taken_in.setdefault(self.section, taking)

    def _taking(self, text: str, where: Span, premiums: list[Premium]) -> _Taking | None:
        if not _takes(text, any(one.from_credit for one in premiums)) or not self._retirees(text):
            return None
        if premiums:
            return _Taking(where)
        return _Taking(where, period_in(text), rate_of(text))

    def _retirees(self, text: str) -> bool:
        """Whether retirees' money is spoken of: here, above in the section, or in the title."""
        if "退休" in text:
            return True
        return (self.group or ("retired" if self.of_retirees else None)) == "retired"

    def settled(self) -> Iterator[tuple[Premium, Span]]:
        """Yield what goes off the account: the retirees' own part, else the individual's."""
        costly = [one for one in self.insurances.values() if one.premiums]
        if self.unnamed and len(costly) == 1 and not costly[0].taken_in:
            costly[0].taken_in[0] = self.unnamed
        for insurance in costly:
            if not insurance.taken_in:
                continue
            anywhere = next(iter(insurance.taken_in.values()))
            sections: dict[int, list[Premium]] = {}
            for premium, section in insurance.premiums:
                sections.setdefault(section, []).append(premium)
            for section, here in sections.items():
                taking = insurance.taken_in.get(section)
                whole = taking is not None and section not in insurance.shared
                for premium in _said_once(_own_part(here, whole)):
                    yield _told_by(premium, taking or anywhere), _quoted(premium.where, taking)


def _told_by(premium: Premium, taking: _Taking) -> Premium:
    """Return ``premium`` with what only the sentence that takes it off says of it."""
    base = premium.rate_of
    if premium.rate is not None and (base is None or premium.group is None):
        base = taking.rate_of or base
    return replace(premium, period=premium.period or taking.period, rate_of=base)


def _said_once(premiums: list[Premium]) -> list[Premium]:
    """Leave out a sum said again for a month or a year: 每年72元（每月6元）."""
    once: list[Premium] = []
    for one in premiums:
        last = once[-1] if once else None
        if last and last.where == one.where and last.amount and one.amount:
            low, high = sorted((last.amount, one.amount))
            if low * 12 == high and last.period != one.period:
                continue
        once.append(one)
    return once


def _own_part(premiums: list[Premium], whole: bool) -> list[Premium]:
    """Return what retirees pay of the ``premiums``; a sum nobody is named for only if ``whole``."""
    usable = [one for one in premiums if one.group != "other" and one.payer != "other"]
    for fits in (
        lambda one: one.group == "retired" and one.payer == "person",
        lambda one: one.group == "retired" and (whole or one.payer == "person"),
        lambda one: one.payer == "person",
    ):
        if found := [one for one in usable if fits(one)]:
            return found
    return usable if whole else []


def _quoted(where: Span, taking: _Taking | None) -> Span:
    """Return the sentence of the figure, with the one right behind it that takes it off."""
    if taking and 0 <= taking.where.start - where.end <= 2:
        return replace(where, end=taking.where.end)
    return where


def _takes(text: str, from_credit: bool) -> bool:
    if _NOT_TAKEN.search(text):
        return False
    if _TAKES.search(text) and _HAS_ACCOUNT.search(text):
        return True
    return bool(_OUT_OF.search(text)) or (
        bool(_HAS_ACCOUNT.search(text) or from_credit) and bool(_IN_IT.search(text))
    )
