"""Settles what stands behind all figures of a sentence and holds for each of them."""

import re
from dataclasses import replace

from .ages import Band
from .context import Event
from .stages import Dates
from .stated import Stated

_INTO = re.compile(r"\)?,?(?:的?(?:标准|金额|额度))?(?:划入|计入|划给|记入|划拨给|划到|用于|给)")
#: 自2023年7月1日起执行, but not 自2023年7月1日起由银行卡改为社保卡发放.
_HOLDS = re.compile(
    r"[^,;。:)\d由改的]{0,8}(?:施行|实施|执行|生效|开始|计发|计算|划入|计入|划拨|注入|记入|落地|兑现|到账"
    r"|有效|为止)?[^,;。:)\d由改]{0,3}(?=[,;。:)]|$)"
    # 是自2023年1月起执行的划入标准; 起执行至2025年12月31日
    r"|(?:正式|全面|统一|开始)?(?:施行|实施|执行|实行|适用)?的[^,;。:)\d]{0,16}(?:标准|额度?|定额|金额)(?=[,;。:)]|$)"
    r"|(?:正式|开始)?(?:施行|实施|执行|实行|试行|有效)(?:至|到)(?=\d)"
)


def settle_together(text: str, start: int, stated: list[Stated], events: list[Event]) -> None:
    """Give the ages, the base and the day behind all of ``stated`` to each of them.

    ``start`` is where the sentence ``text`` begins in its line.
    """
    if not stated:
        return
    last = stated[-1].at[1] - start
    _ages_behind(text, last, stated, events)
    _base_behind(text, stated)
    if any(one.stage for one in stated):
        return
    behind = [
        event
        for event in events
        if isinstance(event, Dates)
        and event.start >= last
        and not event.cohort
        and _HOLDS.match(text, event.end)
    ]
    if len(behind) == 2 and behind[0].first and not behind[0].last and behind[1].last:
        behind = [replace(behind[0], last=behind[1].last, unclear=behind[1].unclear)]
    if len(behind) == 1:
        for one in stated:
            one.stage = behind[0]


def _base_behind(text: str, stated: list[Stated]) -> None:
    """Let a base behind all rates hold for each: 3.5%、4%，以本人养老金为基数."""
    rates = [one for one in stated if one.rate is not None]
    if len(rates) > 1 and rates[-1].base and "为基数" in text:
        for one in rates:
            one.base = one.base or rates[-1].base


def _ages_behind(text: str, last: int, stated: list[Stated], events: list[Event]) -> None:
    """Let ages behind the only figures hold: 按100元划入70周岁及以上退休人员个人账户."""
    if any(one.band for one in stated) or len(stated) > 2:
        return
    bands = [event for event in events if isinstance(event, Band) and event.start >= last]
    if len(bands) == 1 and _INTO.fullmatch(text, last, bands[0].start):
        for one in stated:
            one.band = bands[0]
