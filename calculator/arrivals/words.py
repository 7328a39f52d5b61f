"""What fits an amount, in plain words: the verdict, why, and what to do next."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from calculator.situation import Situation
from regions.models import Source
from text.formats import day, percent, yuan

from .figures import Taken
from .fits import Fit, Kind

if TYPE_CHECKING:
    from .check import Check

_ASK = "打 12393 问清。"
#: How many places are named that have a figure; of more only how many there are.
MOST_PLACES = 3


@dataclass(frozen=True)
class Explanation:
    """One explanation of an amount in words. ``remarks`` are on what goes off."""

    fit: Fit
    sentence: str
    next_step: str
    remarks: tuple[str, ...] = ()


def verdict(fit: Fit, check: "Check") -> str:
    """The words in large type."""
    situation = check.situation
    if fit.kind in (Kind.EXACT, Kind.TWELFTH):
        return "和查到的数一样" if situation.gap else "对得上"
    if fit.kind is Kind.MONTHS:
        return f"像是 {fit.times} 个月一起打的" if fit.times < 12 else "像是一年一起打的"
    if fit.kind is Kind.OTHER_AGE:
        return f"像是{'年轻' if fit.younger else '年长'}一档的数"
    if fit.kind is Kind.PROVINCE:
        name = fit.figure.view.policy.region.name
        return f"像是{name}别处的数" if fit.places else f"像是{name}的数"
    if fit.kind is Kind.DEDUCTED:
        sure = all(part.view.is_certain for part in fit.taken)
        return "差在扣款" if sure else "可能差在扣款"
    if fit.kind is Kind.COMING:
        return "像是后来的数" if _has_begun(fit, situation) else "像是新标准的数"
    if fit.kind is Kind.EARLIER:
        return "像是从前的数" if situation.view else "和从前的数一样"
    return "像是没有扣款的数" if fit.kind is Kind.UNDEDUCTED else "是不是写错了？"


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


def _if_same(check: "Check") -> str:
    """What to do about an amount that is the standard: nothing only where a document says so."""
    gap, policy = check.situation.gap, check.situation.policy
    if gap is not None:
        unsure = "" if policy is not None and policy.stated_until else "不放心，"
        return f"{gap.reason}。{unsure}打 12393 问一句。"
    if policy is None or policy.source.confidence in Source.DOCUMENTS:
        return "不用再办什么。"
    return f"这个数是{policy.source.get_confidence_display()}。不放心，打 12393 问一句。"


def _exact(fit: Fit, check: "Check") -> tuple[str, str]:
    off = [step for step in fit.figure.credit.steps if step.deduction is not None]
    if not off:
        return f"{_standard(fit)}，和到账的一样。", _if_same(check)
    less = "、".join(f"{s.deduction.name} {yuan(s.result)}" for s in off if s.deduction)
    return f"{_standard(fit)}，减去{less}，正好是 {yuan(fit.amount)}。", _if_same(check)


def _twelfth(fit: Fit, check: "Check") -> tuple[str, str]:
    month = yuan(fit.figure.twelfth)
    return f"{_standard(fit)}，分到 12 个月，每月是 {month}。", _if_same(check)


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
    return (
        f"{_standard(fit)}，{_how(fit)}{_sums(fit.taken)}。这一笔没有扣。",
        f"看看明细里有没有另外扣一笔。没有的，{_ASK}",
    )


def _other_age(fit: Fit, check: "Check") -> tuple[str, str]:
    when = "您今年" if check.situation.on == check.situation.today else "那个月您"
    yours = f"{when}{check.person.age}岁，{check.should}。" if check.should else ""
    return (
        f"“{fit.figure.tier.who}”的是{_same(fit)}。{yours}",
        "先看岁数写对没有。写对了，打 12393 问：按哪一档打的，少了的补不补。"
        if fit.younger
        else f"先看岁数写对没有。写对了，{_ASK}",
    )


def _province(fit: Fit, check: "Check") -> tuple[str, str]:
    name, mine = fit.figure.view.policy.region.name, check.mine_in_words
    own = f"{check.place}自己的是{mine}。" if mine else f"{check.place}有自己的标准。"
    if not fit.differs:
        return (
            f"{name}的是{_same(fit)}。{own}",
            f"先想一想，您是不是在{check.place}参保。拿不准，{_ASK}",
        )
    if not fit.places:
        return f"有资料写{name}是{_same(fit)}。可是{name}各地不一样，{own}", f"拿不准，{_ASK}"
    named = "、".join(fit.places[:MOST_PLACES])
    if len(fit.places) > MOST_PLACES:
        named += f"等 {len(fit.places)} 个地方"
    return (
        f"{named}是{_same(fit)}。也有资料把它写成全省的数，可是{name}各地不一样，{own}",
        f"先想一想，您是不是在{named}参保。拿不准，{_ASK}",
    )


def _earlier(fit: Fit, check: "Check") -> tuple[str, str]:
    several = len(fit.figure.view.lines) > 1
    who = f"“{fit.figure.tier.who}”的" if several else ""
    told = f"{_between(fit.first, fit.last)}，{who}标准是{_same(fit)}。"
    if check.situation.view is None:
        return f"您写的那个月，标准没有查到。{told}", "打 12393 问：那个月该打多少。"
    now = f"您写的那个月，{check.should}。" if check.should else ""
    return (
        f"{told}{now}",
        "先看月份写对没有。写对了，打 12393 问：新标准给您改过来没有。",
    )


def _coming(fit: Fit, check: "Check") -> tuple[str, str]:
    start = f"{day(fit.first)}起" if fit.first else "后来"
    now = f"您写的那个月，{check.should}。" if check.should else ""
    return (
        f"{start}的标准是{_same(fit)}。{now}",
        f"先看月份写对没有。写对了，{_ASK}",
    )


def _months(fit: Fit, check: "Check") -> tuple[str, str]:
    figure, each = fit.figure, yuan(fit.amount / fit.times)
    asked = "看看明细，前面几个月是不是没有打、这次一起补的。"
    if fit.left_on:
        monthly = f"，{_how(fit)}{_sums(fit.taken)}。没有扣的话是每月 {each}"
        asked += "没有扣款的事，打 12393 问清。"
    elif fit.taken:
        monthly = f"，减去{_sums(fit.taken)}是每月 {each}"
    else:
        monthly = f"，到账每月 {each}" if figure.yearly or figure.credit.deducted else ""
    return f"{_standard(fit)}{monthly}，{fit.times} 个月正好是 {yuan(fit.amount)}。", asked


def _slip(fit: Fit, check: "Check") -> tuple[str, str]:
    said, meant = yuan(check.arrived.amount), yuan(fit.amount)
    more = "多" if check.arrived.amount > fit.amount else "少"
    which = "没有扣款的" if fit.left_on else "查到的"
    right = "没有扣款的数" if fit.left_on else "查到的标准"
    return (
        f"{said}比{which} {meant}{more}两位数，小数点是不是点错了？",
        f"是 {meant}的话，就和{right}一样。",
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


def _how(fit: Fit) -> str:
    """Whether the standard is before or after what did not go off."""
    return "里面要扣" if fit.amount == fit.figure.standard * fit.times else "已经扣过"


def _same(fit: Fit) -> str:
    """What another rule pays, before or after what goes off, and that this is what arrived."""
    figure = fit.figure
    if fit.taken:
        how = "没有扣" if fit.left_on else "减去"
        return f"{figure.standard_in_words}，{how}{_sums(fit.taken)}，正好是 {yuan(fit.amount)}"
    return f"{figure.beside(fit.amount)}，和到账的一样"


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
