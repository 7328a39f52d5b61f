"""What is known when a figure is reached: whom it is about, for what ages, from when, how often."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from documents.found import Period

from .ages import Band, bands_in
from .amounts import Figure, figures_in
from .bases import Base
from .places import Place, places_in
from .scope import Subject, Topic, Word, words_in
from .stages import Dates, dates_in

_PERIOD = re.compile(
    r"(?P<month>按月(?!平均)|每个?月(?!\d{1,2}[日号]|初|底|末|上旬|中旬|下旬|平均)|逐月|一个月|月度"
    r"|(?<![上当本个一二三四五六七八九十\d])月(?:定额|划入?|计入?|额度|标准|返|打入|入账|注入|人均划入|应划)|\(月\)|[/·.]月|/人月)"
    r"|(?P<year>每年(?!\d{1,2}月|年初|[一二三四五六七八九十]月)|按年(?!龄)|全年|年初一次|一年一次|每年年初|一次划入全年|(?<![\d上每近半第前])一年(?!以|内|度)"
    r"|(?<!(?<!以)上)(?<![\d当本去今明近两多半0-9度○零〇一二三四五六七八九十])年(?:度)?(?:预?[划计]入|定额|划拨|入账|划入总?额|总额|标准|额度|人均划入|预计入)|[/·.]年|\(年\))"
)
#: Neither month nor year: what stood before says nothing of it.
_NEITHER = re.compile(r"每季度?|按季度?(?!计息|结息)|季度|每?半年|按半年")
_RIGHT_BEFORE = 8
_REST = re.compile(r"其他|其余|其它|以外的?(?=退休)|(?:不满|未满|不足|不到|未达到)的")
#: Whatever ages stood before hold no more.
_ALL_AGES = re.compile(
    r"(?:不分|不论|不区分|无论|不再区分|不再分|不再按)年龄|各年龄[段组]|全体退休|所有退休"
)
#: Behind the figures of other places: 我市退休人员每月划入70元.
_OWN_PLACE = re.compile(r"[我本全](?:市|省|州|县)(?=[^,;。]{0,4}退休)")
_FRESH = re.compile(r";")


@dataclass(frozen=True)
class Context:
    """What the words before a figure have settled; ``weak`` is what earlier sentences said."""

    subject: Subject | None = None
    topic: Topic | None = None
    account: bool = False
    verb: bool = False
    weak: bool = True
    name: str = ""
    period: Period | None = None
    band: Band | None = None
    stage: Dates | None = None
    cohort: Dates | None = None
    places: tuple[str, ...] = ()
    base: Base | None = None

    @property
    def is_credit(self) -> bool:
        return self.subject == "retired" and self.topic == "credit" and (self.account or self.verb)

    def _just_before(self, word: Word) -> bool:
        """Whether the ages stand right before ``word``: 70周岁以下退休人员."""
        return self.band is not None and 0 <= word.start - self.band.end <= _RIGHT_BEFORE

    def told(self, word: Word) -> "Context":
        """Return the context behind ``word``."""
        if word.subject:
            changed = self.subject not in (None, word.subject)
            return replace(
                self,
                subject=word.subject,
                band=None if changed and not self._just_before(word) else self.band,
                base=None if changed else self.base,
            )
        context = replace(self, account=self.account or word.account)
        if word.topic == "deduction":
            return replace(context, topic="deduction", name=word.name)
        if word.verb and not (word.strong or context.account):
            return context
        return replace(
            context,
            topic=word.topic or self.topic,
            verb=context.verb or word.verb,
            weak=context.weak and word.topic != "credit",
        )


@dataclass(frozen=True)
class Periodic:
    """How often; None is a quarter or a half of a year, which a credit has no word for."""

    start: int
    end: int
    period: Period | None


@dataclass(frozen=True)
class Rest:
    """其他退休人员: no ages of their own. A semicolon is one as well, with ``stop``.

    ``every`` is 不分年龄.
    """

    start: int
    end: int
    stop: bool = False
    every: bool = False


Event = Word | Periodic | Band | Dates | Place | Rest | Figure


def periods_in(text: str) -> list[Periodic]:
    """Return the words of ``text`` that say how often.

    >>> [(each.period, text[each.start:each.end]) for text in ("按月划入", "每月10日前")
    ...  for each in periods_in(text)]
    [('month', '按月')]
    """
    found = [
        Periodic(match.start(), match.end(), "month" if match["month"] else "year")
        for match in _PERIOD.finditer(text)
    ]
    return found + [Periodic(*match.span(), None) for match in _NEITHER.finditer(text)]


def events_in(text: str) -> list[Event]:
    """Return all that matters in ``text``, in its order."""
    return sorted(_events(text), key=lambda event: (event.start, event.end))


def _events(text: str) -> Iterator[Event]:
    dates = dates_in(text)
    figures = figures_in(text)
    yield from figures
    yield from dates
    yield from bands_in(text)
    yield from places_in(text)
    for match in _OWN_PLACE.finditer(text):
        yield Place((), match.start(), match.end())
    yield from periods_in(text)
    yield from words_in(text)
    for match in _REST.finditer(text):
        yield Rest(match.start(), match.end())
    for match in _ALL_AGES.finditer(text):
        yield Rest(match.start(), match.end(), every=True)
    for match in _FRESH.finditer(text):
        yield Rest(match.start(), match.end(), stop=True)


def after(context: Context, event: Event) -> Context:
    """Return the context behind ``event``, which is no figure."""
    if isinstance(event, Word):
        return context.told(event)
    if isinstance(event, Periodic):
        return replace(context, period=event.period)
    if isinstance(event, Band):
        return replace(context, band=event)
    if isinstance(event, Dates):
        if event.cohort:
            subject = context.subject if context.subject == "retired" else "retired"
            return replace(context, cohort=event, subject=subject)
        return replace(context, stage=event)
    if isinstance(event, Place):
        return replace(context, places=event.names)
    if isinstance(event, Rest) and not event.stop:
        return replace(context, band=None, places=())
    return context
