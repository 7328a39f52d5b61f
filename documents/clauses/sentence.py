"""Walks one sentence and states its figures, each with what the words around it settle."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from documents.found import Period

from .ages import Band, opposite
from .amounts import Figure
from .bases import Base, base_in
from .context import Context, Event, Periodic, Place, Rest, after, events_in
from .doubts import is_no_rule
from .limits import Limits
from .scope import Word
from .sequence import apart, conclusion, counted_up, formers_marked
from .stages import Dates
from .stated import LineRead, Stated
from .together import settle_together
from .written import Line

_BRACKET = re.compile(r"\([^()]{0,30}\)(?=的)")
_BASE_BEHIND = re.compile(r"[(×x*]|的")
#: 养老金在3000元以下的，每月100元: a credit cannot say for whom.
_BY_INCOME = re.compile(r"元(?:\(不?含\)|及|\(含本数\))?以[上下](?!的部分)")
_AGE = re.compile(r"(?:(?P<condition>[男女][^,;。:\d]{0,8}))?\d{2}\D{0,4}岁")
_SEGMENT = re.compile(r"[,;。(:]")
_FULL_STOP = re.compile(r"[;。]")
_EVIDENCE = re.compile(r"标准|额度|定额|金额|具体|即|其中|按|打卡|统一")
_AMONG = re.compile(r"其中")
_ALIKE = re.compile(r"统一")
_RESPECTIVELY = re.compile(r"分别")
_FILLED_UP = re.compile(r"补足?[到至](?:每人|每月|每年)*$")
_INCLUDED = re.compile(r"(?:按|补足[到至]|补[到至])(?:每人|每月|每年)*$")
_TAKEN = re.compile(
    r"扣|用于缴|用于代缴|代缴|划转|划拨|划出|从[^,;。]{0,8}[账帐]户[^,;。]{0,6}(?:划入|缴纳|支付)"
)
_CLEAR_MONTH = Decimal(600)
_NEAR, _FAR = 60, 240


class Sentence:
    """One sentence, walked from its first word to its last."""

    def __init__(self, line: Line, start: int, text: str, context: Context, read: LineRead):
        self.line, self.start, self.text, self.read_line = line, start, text, read
        self.context = context
        events = events_in(text)
        self.dates = [event for event in events if isinstance(event, Dates)]
        self.date_starts = [date.start for date in self.dates]
        self.events = formers_marked(text, events)
        self.band_at = -1  # of the last ages of this sentence
        self.conclusion = conclusion(text, self.events)
        self.figure_end = 0  # of the figure before
        self.told = False  # whether a word of this sentence has said whom or what
        self.stated: list[Stated] = []
        self.limits = Limits()
        self.unclear = False  # 分别 counted up other than there are figures
        self.queue: list[Band | Dates | Place] = []  # what 分别 deals out
        self.since: list[Event] = []  # events since the last figure

    def read(self, ignored: bool) -> Context:
        evident = bool(_EVIDENCE.search(self.text))
        for index, event in enumerate(self.events):
            if not isinstance(event, Figure):
                self._walk(event)
                continue
            self.read_line.figures += 1
            if not ignored:
                self._figure(index, event, evident)
            self.figure_end = event.end
            if event.role != "former":
                self.since = []
        settle_together(self.text, self.start, self.stated, self.events)
        self.read_line.stated += self.stated
        return self.context

    def _walk(self, event: Event) -> None:
        figure_before = self._bound_to_last(event)
        if figure_before:
            figure_before.band = event if isinstance(event, Band) else figure_before.band
            self.figure_end = event.end
            return
        if isinstance(event, Rest) and event.stop:
            self.queue = []
            self.since = []
            self.unclear = False
        elif (
            isinstance(event, Rest)
            and not event.every
            and len(self.stated) == 1
            and self.stated[0].band
        ):
            band = self.stated[0].band
            if (band.lower is None) != (band.upper is None):
                self.context = replace(self.context, band=opposite(band))
                self.band_at = -1
                return
        self._drop_used_band(event)
        self.since.append(event)
        self.told = self.told or isinstance(event, Word)
        self.context = after(self.context, event)

    def _drop_used_band(self, event: Event) -> None:
        """Let ages that have had their figure not pass to people named behind it."""
        if isinstance(event, Band):
            self.band_at = event.start
        fresh = (isinstance(event, Word) and event.subject == "retired") or (
            isinstance(event, Dates) and event.cohort
        )
        if fresh and self.context.band and -1 < self.band_at < self.figure_end:
            self.context = replace(self.context, band=None)

    def _bound_to_last(self, event: Event) -> Stated | None:
        """Return the figure that an age in brackets belongs to: 60元（70周岁以下）."""
        if not isinstance(event, Band) or not self.stated:
            return None
        last = self.stated[-1]
        behind = self.text[last.at[1] - self.start : event.start]
        if not re.fullmatch(r"\([^()]{0,6}", behind):
            return None
        inside = self.text[event.end : event.end + _NEAR].split(")")[0]
        return None if re.search(r"\d[元%]", inside) else last

    def _figure(self, index: int, figure: Figure, evident: bool) -> None:
        context = self._with_what_follows(index, figure)
        if context.topic == "deduction" or self._deducted_behind(index, figure):
            return
        if not context.is_credit:
            return
        if context.weak and not (evident or context.band or context.verb):
            return
        if figure.role in ("floor", "cap"):
            self.limits.put(
                figure,
                self.text,
                context.band,
                since=self.since,
                stated=self.stated,
                read=self.read_line,
            )
            return
        if figure.role == "taken" or self._is_none(figure):
            return
        if _FILLED_UP.search(self._before(figure)) or (
            figure.amount in self.limits.amounts and _INCLUDED.search(self._before(figure))
        ):
            return
        self._state(index, figure, context)

    def _with_what_follows(self, index: int, figure: Figure) -> Context:
        """Return the context, with what stands behind: 70元划入退休人员个人账户."""
        context = self.context
        if context.topic is None or (context.subject is None and context.topic == "credit"):
            for word in self.conclusion:
                context = context.told(word)
        if context.is_credit or (context.subject and context.topic and not context.weak):
            return context
        if context.subject in ("other", "both") or context.topic in ("other", "deduction"):
            if not context.weak or self.told:
                return context
            context = replace(context, subject=None, topic=None)
        stop = (_SEGMENT if context.subject and context.topic else _FULL_STOP).search(
            self.text, figure.end
        )
        until = min(stop.start() if stop else len(self.text), figure.end + _NEAR)
        if (
            not (context.subject and context.topic)
            and (following := self._next_figure(index))
            and (following.amount is None) == (figure.amount is None)
            and not self.text.startswith("(", figure.end)
        ):
            stop = _SEGMENT.search(self.text, figure.end)
            until = min(stop.start() if stop else until, until)
        for event in self._behind(index, until):
            if not isinstance(event, Word):
                continue
            if (
                (event.subject and context.subject is None)
                or (event.topic and context.topic is None)
                or event.verb
                or event.account
            ):
                context = context.told(event)
        return context

    def _behind(self, index: int, until: int) -> Iterator[Event]:
        """Yield the events behind the one at ``index`` that begin before ``until``."""
        for other in range(index + 1, len(self.events)):
            if self.events[other].start >= until:
                return
            yield self.events[other]

    def _before(self, figure: Figure) -> str:
        return self.text[max(0, figure.start - _NEAR) : figure.start]

    def _segment_before(self, figure: Figure) -> str:
        return _SEGMENT.split(self._before(figure))[-1]

    def _is_none(self, figure: Figure) -> bool:
        """Whether ``figure`` is no rule for the people spoken of: an old one, a mean, a net sum."""
        if figure.role in ("none", "former"):
            return True
        part = self._before(figure).split(";")[-1]
        return bool(is_no_rule(part) or _BY_INCOME.search(part))

    def _next_figure(self, index: int) -> Figure | None:
        for event in self.events[index + 1 : index + 12]:
            if isinstance(event, Figure):
                return event
        return None

    def _deducted_behind(self, index: int, figure: Figure) -> Word | None:
        stop = _FULL_STOP.search(self.text, figure.end)
        until = min(stop.start() if stop else len(self.text), figure.end + 20)
        for event in self._behind(index, until):
            if isinstance(event, Word) and event.name:
                before = self.text[max(self.figure_end, figure.start - _NEAR) : figure.start]
                between = self.text[figure.end : event.start]
                direct = before + between if not _SEGMENT.search(between) else before
                return event if _TAKEN.search(direct) else None
        return None

    def _age_unread(self, figure: Figure) -> bool:
        """Whether an age stands before ``figure`` that is no band we know."""
        since = self.text[max(self.figure_end, figure.start - _NEAR) : figure.start]
        unread = any(not age["condition"] for age in _AGE.finditer(since))
        return unread and not any(isinstance(each, Band) for each in self.since)

    def _state(self, index: int, figure: Figure, context: Context) -> None:
        if self._age_unread(figure):  # whose ages end the general ones before, who knows where
            self.stated = [one for one in self.stated if one.band]
            return
        if not self._deal_out(index, figure):
            return
        if self.context.band and self.context.band.of_workers:
            return
        between = self.text[self.figure_end : figure.start]
        if self.stated and _AMONG.search(between) and not apart(self.since):
            return  # a part of the figure before
        if _ALIKE.search(between) and -1 < self.band_at < self.figure_end:
            self.context = replace(self.context, band=None)
        context = replace(
            context,
            band=self.context.band,
            stage=self.context.stage,
            cohort=self.context.cohort,
            places=self.context.places,
        )
        base = None
        if figure.rate is not None:
            base = self._base(index, figure) or context.base or self._base_far(figure)
            self.context = replace(self.context, base=base)
        stated = Stated(
            self.line,
            (self.start, self.start + len(self.text)),
            (self.start + figure.start, self.start + figure.end),
            amount=figure.amount,
            rate=figure.rate,
            period=self._period(index, figure, context.period),
            band=context.band,
            stage=context.stage,
            cohort=context.cohort,
            places=context.places,
            base=base,
        )
        self._narrow_last(stated)
        if stated.period is None and base and base.monthly:
            stated.period = "month"
        self.stated.append(stated)

    def _narrow_last(self, stated: Stated) -> None:
        """Let an exception end the ages of the general figure before it: 其中80周岁以上的150元."""
        before = self.stated or self.read_line.stated
        last = before[-1] if before else None
        if not last or not stated.band or not stated.band.lower:
            return
        if last.band and (last.band.upper):
            return
        if (last.amount is None) != (stated.amount is None) or not last.same_when(stated):
            return
        lower = last.band.lower if last.band else None
        if lower is None or lower.age < stated.band.lower.age:
            last.band = Band(lower, opposite(Band(stated.band.lower, None)).upper)

    def _deal_out(self, index: int, figure: Figure) -> bool:
        """Give a figure its own of the ages that 分别 counts up; False if they do not match."""
        if self.unclear:
            return False
        if not self.queue:
            parts = counted_up(self.since, self._before(figure))
            if len(parts) < 2:
                several = len(self._figures_until_stop(index)) > 1
                self.unclear = several and bool(_RESPECTIVELY.search(self._segment_before(figure)))
                return not self.unclear
            figures = self._figures_until_stop(index)
            if len(figures) != len(parts):
                self.unclear = True
                return False
            self.queue = parts
        if self.queue:
            self.context = after(self.context, self.queue.pop(0))
        return True

    def _figures_until_stop(self, index: int) -> list[Figure]:
        found: list[Figure] = []
        for event in self.events[index:]:
            if isinstance(event, Figure):
                found += [event] if event.role == "figure" else []
            elif isinstance(event, Band | Dates | Place) or (
                isinstance(event, Rest) and event.stop
            ):
                break
        return found

    def _base(self, index: int, figure: Figure) -> Base | None:
        start = max(self.figure_end, figure.start - _FAR)
        base = base_in(self.text[start : figure.start], self._dates_from(start, figure.start))
        if base is None:
            stop = self._next_figure(index)
            until = min(stop.start if stop else len(self.text), figure.end + _NEAR)
            start = figure.end
            if bracket := _BRACKET.match(self.text, start):
                start, until = bracket.end(), bracket.end() + _NEAR
            behind = self.text[start:until]
            if bracket or _BASE_BEHIND.match(behind) or "基数" in behind:
                behind = (
                    behind
                    if behind.startswith("(") or "基数" in behind
                    else _SEGMENT.split(behind)[0]
                )
                base = base_in(behind, self._dates_from(start, until))
        return base

    def _base_far(self, figure: Figure) -> Base | None:
        """Return the base named before another figure: 平均水平为3320元，取其2.5%."""
        start = max(0, figure.start - _FAR)
        return base_in(self.text[start : figure.start], self._dates_from(start, figure.start))

    def _dates_from(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return where the stages and cohorts of ``text[start:end]`` stand in it."""
        first = bisect_left(self.date_starts, start)
        last = bisect_left(self.date_starts, end)
        return [(date.start - start, date.end - start) for date in self.dates[first:last]]

    def _period(self, index: int, figure: Figure, said: Period | None) -> Period | None:
        """Return how often: by the unit, else the words before, else those right behind."""
        if figure.period or said:
            return figure.period or said
        if self.context.period:
            return self.context.period
        apart, found = False, None
        for event in self._behind(index, figure.end + _FAR):
            if isinstance(event, Rest) and event.stop:
                break
            if isinstance(event, Figure):
                if event.period and (event.amount is None) == (figure.amount is None):
                    return event.period
                apart, found = True, None
            elif isinstance(event, Band):
                apart = True
            elif isinstance(event, Periodic) and found is None:
                found = event.period
                if not apart:
                    break
        small = figure.amount is None or figure.amount <= _CLEAR_MONTH
        return found if small or found == "year" else None
