"""Says what the words of a sentence mean together: old and new, lists with 分别, the end."""

import re
from dataclasses import replace

from .ages import Band
from .amounts import Figure
from .context import Event, Place, Rest
from .former import is_former
from .scope import Word
from .stages import Dates

_RESPECTIVELY = re.compile(r"分别")
#: 这就是……标准, 以上为……, or the verb right behind.
_CONCLUDES = re.compile(
    r"[,;。)的—-]{0,3}(?:这|以上|上述|此|即|均|都|就是|是|为|由|从|划|计|记|注|打|拨|按月|定额|每月)"
)
_MOST_WORDS = 12


def conclusion(text: str, events: list[Event]) -> list[Word]:
    """Return the words behind all figures that say what they were: ……，这就是个人账户标准."""
    figures = [event for event in events if isinstance(event, Figure)]
    if len(figures) < 2:
        return []
    last = figures[-1].end
    words = [event for event in events if isinstance(event, Word)]
    behind = [word for word in words if word.start >= last]
    if any(word.subject in ("other", "both") for word in behind) or any(
        word.topic in ("other", "deduction") for word in words
    ):
        return []
    told = any(word.topic for word in behind) and len(behind) <= _MOST_WORDS
    return behind if told and _CONCLUDES.match(text, last) else []


def apart(since: list[Event]) -> bool:
    """Whether words since the last figure tell whom, where or when the next one is for."""
    return any(
        isinstance(event, Band | Dates | Place | Rest)
        or (isinstance(event, Word) and event.subject == "retired")
        for event in since
    )


def formers_marked(text: str, events: list[Event]) -> list[Event]:
    """Return ``events``, with the figures that held before marked as such."""
    figures = [event for event in events if isinstance(event, Figure)]
    dated = [event.start for event in events if isinstance(event, Dates | Band)]
    former = {
        id(figure)
        for index, figure in enumerate(figures)
        if figure.role == "figure" and is_former(text, figures, index, dated)
    }
    return [
        replace(event, role="former")
        if isinstance(event, Figure) and id(event) in former
        else event
        for event in events
    ]


def counted_up(since: list[Event], before: str) -> list[Band | Dates | Place]:
    """Return the ages, dates or places since the last figure, if 分别 deals figures out to them."""
    if not _RESPECTIVELY.search(before):
        return []
    for kind in (Band, Dates):
        parts: list[Band | Dates | Place] = [event for event in since if isinstance(event, kind)]
        if len(parts) > 1:
            return parts
    names = [event for event in since if isinstance(event, Place)]
    if len(names) == 1 and len(names[0].names) > 1:
        return [Place((name,), names[0].start, names[0].end) for name in names[0].names]
    return []
