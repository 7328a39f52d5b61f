"""From when to when the sources of a rule speak, and what to say of a day that none covers.

The only place that decides it: for the calculator's answer, its hand-out, its picture, the
comparison and 对一对.
"""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

from text.formats import day

from .rules import RuleView

if TYPE_CHECKING:
    from .situation import Situation


@dataclass(frozen=True)
class Gap:
    """Why no source covers the day, although a rule is shown for it.

    ``reason`` is a sentence without its full stop. ``after``: the sources end before the day;
    ``shown``: what is shown instead, in a word.
    """

    reason: str
    shown: str
    after: bool = False


def gap_of(situation: "Situation") -> Gap | None:
    """Return why no source covers the day ``situation.on``; None if one does or no rule is shown.

    A rule without a start counts from the last day on which its sources speak of it, and one
    without a stated end for as long as they are not stale, or until its place's next rule.
    """
    view = situation.view
    if view is None or view.withheld:
        return None
    return _before(situation, view) or _after(situation, view)


def as_of(situation: "Situation") -> str:
    """Say by which day's rule an answer was worked out; empty where that is today's."""
    if situation.on == situation.today:
        return ""
    when, gap = day(situation.on), gap_of(situation)
    if gap is not None:
        return f"{when}的标准没有查到，这是{gap.shown}。"
    if situation.view is None or situation.withheld:
        return f"这里说的是 {when}。"
    return f"这里按 {when}的规定算。"


def _before(situation: "Situation", view: RuleView) -> Gap | None:
    """Tell that the day lies before what the sources speak of."""
    coming, on, today = situation.coming, situation.on, situation.today
    if on >= today:
        return None
    what = "规定" if view.kind == "rate" else "数"
    if coming is not None and coming.policy.region == situation.region and not situation.own:
        start = coming.policy.effective_from
        if start is not None and start <= today:
            place = situation.region.short_name
            reason = f"{place}自己的标准从{day(start)}起，那以前打多少，没有查到"
            return Gap(reason, f"{view.policy.region.name}的{what}")
    since = view.freshness.since
    if view.policy.effective_from is None and (since is None or on < since):
        reason = "资料没写从哪天起执行，那时候是不是这个数，没有查到"
        return Gap(reason, f"{'查到的最早' if coming else '现在查到'}的{what}")
    return None


def _after(situation: "Situation", view: RuleView) -> Gap | None:
    """Tell that the sources end before the day."""
    policy, on, age = view.policy, situation.on, view.freshness
    shown = f"现在查到的{'规定' if view.kind == 'rate' else '数'}"
    if policy.stated_until is not None:
        if on <= policy.stated_until:
            return None
        reason = f"资料只写到 {day(policy.stated_until)}，那以后改没改，没有查到"
        return Gap(reason, shown, after=True)
    if situation.coming is not None and situation.coming.policy.region_id == policy.region_id:
        return None
    if on > situation.today:
        if policy.effective_from is not None and policy.effective_from > situation.today:
            return None
        return Gap("那一天还没有到，到时候改不改，没有查到", shown, after=True)
    if age.latest is None:
        return Gap("资料没有写日期，现在改没改，没有查到", shown, after=True)
    by_year = age.precision == "year" and age.unchanged is None
    reached = age.latest.year >= on.year if by_year else age.latest >= on.replace(day=1)
    if age.stale and not reached:
        known = f"是{age.latest.year}年的资料" if age.unchanged is None else _seen(age.unchanged)
        reason = f"{policy.region.short_name}的标准{known}，以后改没改，没有查到"
        return Gap(reason, shown, after=True)
    return None


def _seen(on: datetime.date) -> str:
    return f"，电脑 {day(on)}看过，官网原文没有变"
