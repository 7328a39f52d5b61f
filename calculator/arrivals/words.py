"""What fits an amount, in plain words: the verdict, why, and what to do next."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.situation import Situation
from text.formats import day, percent, yuan

from .figures import Taken
from .fits import Fit, Kind

if TYPE_CHECKING:
    from .check import Check

_ASK = "打 12393 问清。"


@dataclass(frozen=True)
class Explanation:
    """One explanation of an amount in words. ``remarks`` are on what goes off."""

    fit: Fit
    sentence: str
    next_step: str
    remarks: tuple[str, ...] = ()


def verdict(fit: Fit, situation: Situation) -> str:
    """The words in large type."""
    if fit.kind is Kind.MONTHS:
        return f"像是 {fit.times} 个月一起打的" if fit.times < 12 else "像是一年一起打的"
    if fit.kind is Kind.OTHER_AGE:
        return f"像是{'年轻' if fit.younger else '年长'}一档的数"
    if fit.kind is Kind.PROVINCE:
        return f"像是{fit.figure.view.policy.region.name}的数"
    if fit.kind is Kind.DEDUCTED:
        sure = all(part.view.is_certain for part in fit.taken)
        return "差在扣款" if sure else "可能差在扣款"
    if fit.kind is Kind.COMING:
        return "像是后来的数" if _has_begun(fit, situation) else "像是新标准的数"
    return {
        Kind.EXACT: "对得上",
        Kind.TWELFTH: "对得上",
        Kind.UNDEDUCTED: "像是没有扣款的数",
        Kind.EARLIER: "像是从前的数",
        Kind.SLIP: "是不是写错了？",
    }[fit.kind]


def explanation(fit: Fit, check: "Check") -> Explanation:
    """Say why an amount fits, and what to do next."""
    say = _SAY[fit.kind]
    sentence, next_step = say(fit, check)
    remarks = tuple(
        f"{taken.view.name}：{''.join(taken.view.at_once_alone)}"
        for taken in fit.taken
        if fit.kind is Kind.DEDUCTED and taken.view.at_once_alone
    )
    return Explanation(fit, sentence, next_step, remarks)


_NOTHING_TO_DO = "不用再办什么。"


def _exact(fit: Fit, check: "Check") -> tuple[str, str]:
    off = [step for step in fit.figure.credit.steps if step.deduction is not None]
    next_step = check.unproven or _NOTHING_TO_DO
    if not off:
        return f"{_standard(fit)}，和到账的一样。", next_step
    less = "、".join(f"{s.deduction.name} {yuan(s.result)}" for s in off if s.deduction)
    return f"{_standard(fit)}，减去{less}，正好是 {yuan(fit.amount)}。", next_step


def _twelfth(fit: Fit, check: "Check") -> tuple[str, str]:
    month = yuan(fit.figure.twelfth)
    sentence = f"{_standard(fit)}，分到 12 个月，每月是 {month}。"
    return sentence, check.unproven or _NOTHING_TO_DO


def _deducted(fit: Fit, check: "Check") -> tuple[str, str]:
    return (
        f"{_standard(fit)}，减去{_sums(fit.taken)}，正好是 {yuan(fit.amount)}。",
        f"看看明细里写没写这一笔。没有写的，{_ASK}",
    )


def _undeducted(fit: Fit, check: "Check") -> tuple[str, str]:
    if fit.untold:
        names = "、".join(view.name for view in fit.untold)
        return (
            f"{_standard(fit)}，和到账的一样。可是还要扣{names}，扣多少看您自己的养老金。",
            f"看看明细里有没有另外扣一笔。没有的，{_ASK}",
        )
    how = "里面要扣" if fit.amount == fit.figure.standard else "已经扣过"
    return (
        f"{_standard(fit)}，{how}{_sums(fit.taken)}。这一笔没有扣。",
        f"看看明细里有没有另外扣一笔。没有的，{_ASK}",
    )


def _other_age(fit: Fit, check: "Check") -> tuple[str, str]:
    mine = check.mine_in_words
    when = "您今年" if check.situation.on == check.situation.today else "那个月您"
    yours = f"{when}{check.person.age}岁，该是{mine}。" if mine else ""
    return (
        f"“{fit.figure.tier.who}”的是{_paid(fit)}，和到账的一样。{yours}",
        "先看岁数写对没有。写对了，打 12393 问：按哪一档打的，少了的补不补。"
        if fit.younger
        else f"先看岁数写对没有。写对了，{_ASK}",
    )


def _province(fit: Fit, check: "Check") -> tuple[str, str]:
    mine = check.mine_in_words
    own = f"{check.place}自己的是{mine}。" if mine else f"{check.place}有自己的标准。"
    return (
        f"{fit.figure.view.policy.region.name}的是{_paid(fit)}，和到账的一样。{own}",
        f"先想一想，您是不是在{check.place}参保。拿不准，{_ASK}",
    )


def _earlier(fit: Fit, check: "Check") -> tuple[str, str]:
    now = f"这个月该是{check.mine_in_words}。" if check.mine_in_words else ""
    return (
        f"{_between(fit.first, fit.last)}的标准是{_paid(fit)}，和到账的一样。{now}",
        "先看月份写对没有。写对了，打 12393 问：新标准给您改过来没有。",
    )


def _coming(fit: Fit, check: "Check") -> tuple[str, str]:
    start = f"{day(fit.first)}起" if fit.first else "后来"
    now = f"您写的那个月该是{check.mine_in_words}。" if check.mine_in_words else ""
    return (
        f"{start}的标准是{_paid(fit)}，和到账的一样。{now}",
        f"先看月份写对没有。写对了，{_ASK}",
    )


def _months(fit: Fit, check: "Check") -> tuple[str, str]:
    figure = fit.figure
    changed = figure.yearly or figure.credit.deducted
    monthly = f"，到账每月 {yuan(figure.twelfth)}" if changed else ""
    return (
        f"{_standard(fit)}{monthly}，{fit.times} 个月正好是 {yuan(fit.amount)}。",
        "看看明细，前面几个月是不是没有打、这次一起补的。",
    )


def _slip(fit: Fit, check: "Check") -> tuple[str, str]:
    said, meant = yuan(check.arrived.amount), yuan(fit.amount)
    more = "多" if check.arrived.amount > fit.amount else "少"
    return (
        f"{said}比该到的 {meant}{more}两位数，小数点是不是点错了？",
        f"是 {meant}的话，就对得上。",
    )


_SAY = {
    Kind.EXACT: _exact,
    Kind.TWELFTH: _twelfth,
    Kind.DEDUCTED: _deducted,
    Kind.UNDEDUCTED: _undeducted,
    Kind.OTHER_AGE: _other_age,
    Kind.PROVINCE: _province,
    Kind.EARLIER: _earlier,
    Kind.COMING: _coming,
    Kind.MONTHS: _months,
    Kind.SLIP: _slip,
}


def _standard(fit: Fit) -> str:
    """Whose standard, for whom, how much: 兰州的标准是每月 90 元, 上海“不满75岁”的标准是…."""
    view, tier = fit.figure.view, fit.figure.tier
    who = f"“{tier.who}”" if len(view.lines) > 1 else ""
    whose, much = f"{view.policy.region.short_name}{who}", fit.figure.standard_in_words
    if tier.percent is not None:
        return f"{whose}按人均养老金的 {percent(tier.percent)} 算，是{much}"
    if tier.own_percent is not None:
        return f"{whose}按您自己养老金的 {percent(tier.own_percent)} 算，是{much}"
    return f"{whose}的标准是{much}"


def _paid(fit: Fit) -> str:
    """What a rule pays, in the way in which it was compared."""
    figure = fit.figure
    if figure.yearly and fit.amount != figure.arrives:
        return f"{figure.in_words}（每月 {yuan(figure.twelfth)}）"
    return figure.in_words


def _sums(taken: tuple[Taken, ...]) -> str:
    once = {part.view.name: "（一年扣一次）" for part in taken if part.view.is_yearly}
    told = (f"{p.view.name} {yuan(p.amount)}{once.get(p.view.name, '')}" for p in taken)
    return "、".join(told)


def _has_begun(fit: Fit, situation: Situation) -> bool:
    return fit.first is not None and fit.first <= situation.today


def _between(first: datetime.date | None, last: datetime.date | None) -> str:
    """When a rule held: 2023年1月1日到2023年12月31日, 到2022年12月31日为止, 从前."""
    if first and last:
        return f"{day(first)}到{day(last)}"
    if last:
        return f"到{day(last)}为止"
    return f"{day(first)}起" if first else "从前"
