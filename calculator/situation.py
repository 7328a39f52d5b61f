"""What is known about a place on a day: its rule, what goes off, what comes and what was."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache, cached_property

from caching.memo import memoised_per_revision
from credit.credit import Credit, credit_of
from credit.money import share
from credit.rule import Case, Rule
from regions import place_facts
from regions.models import Deduction, Estimate, RefundPolicy, Region, Statistic, Timeline
from text.dates import age_in_years
from text.formats import day

from .deductions import EXAMPLE, DeductionView, deduction_views
from .drawings import bar, comparable
from .headline import TierLine
from .reach import Gap, as_of, gap_of
from .rules import RuleView, level_word, pension_base
from .standing import next_in, own_words, promise_of

_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Span:
    """A rule in the history of a place: ``last`` is the day before the next, None if open."""

    view: RuleView
    last: datetime.date | None


@dataclass(frozen=True)
class Era:
    """A rule in the history of a place as a step to draw: what was, is or will be.

    ``length`` is that of its bar, None where the figures cannot be compared.
    """

    kind: str  # coming, now or past
    view: RuleView
    last: datetime.date | None = None
    length: Decimal | None = None


@dataclass(frozen=True)
class Situation:
    """What is known about a place on the day ``on``; freshness counts up to ``today``.

    ``deductions`` are those that go off and those to come. ``estimate`` is the range for a place
    without a rule; ``no_estimate`` says why none can be made. ``example_pension`` is set where a
    percentage is shown by an example. ``earlier``, ``ended`` and
    ``withdrawn`` are as in ``Timeline``.
    """

    region: Region
    on: datetime.date
    today: datetime.date
    view: RuleView | None
    coming: RuleView | None
    estimate: Estimate | None
    statistic: Statistic | None
    example_pension: Decimal | None = None
    deductions: tuple[DeductionView, ...] = ()
    no_estimate: Estimate | None = None
    earlier: tuple[RuleView, ...] = ()
    ended: RuleView | None = None
    withdrawn: bool = False

    @property
    def policy(self) -> RefundPolicy | None:
        return self.view.policy if self.view else None

    @property
    def withheld(self) -> bool:
        return self.view is not None and self.view.withheld

    @property
    def style(self) -> str:
        """The look of the card, one of the four meanings of colour."""
        if self.no_estimate is not None:
            return "answer--pct"
        if self.withheld or (self.view is None and (self.ended or self.withdrawn)):
            return "answer--off"
        if self.view is None:
            return "answer--est"
        return "answer--pct" if self.view.kind == "rate" else "answer--fixed"

    @cached_property
    def gap(self) -> Gap | None:
        """Why no source covers the day ``on``; None if one does."""
        return gap_of(self)

    @property
    def as_of(self) -> str:
        """By which day's rule an answer was worked out; empty where that is today's."""
        return as_of(self)

    @property
    def promise(self) -> str:
        """What is known of a rule that is to begin: 已有文件，2027年1月1日起执行; or empty."""
        start = self.coming.policy.effective_from if self.coming else None
        if self.coming is None or start is None or start <= self.today:
            return ""
        return promise_of(self.region, self.coming)

    @property
    def own_promise(self) -> str:
        """The same of a first rule of the place's own, with its name; or empty."""
        if self.own or not self.promise or self.coming is None:
            return ""
        its_own = self.coming.policy.region_id == self.region.pk
        return promise_of(self.region, self.coming, named=True) if its_own else ""

    @property
    def begins_later(self) -> bool:
        """Whether nothing holds, but a rule is to begin."""
        return self.view is None and bool(self.promise)

    @property
    def absence(self) -> str:
        """Why there is no figure for the place, if no rule holds."""
        name = self.region.short_name
        if self.no_estimate is not None:
            return own_words(self.no_estimate)[0]
        if self.ended is not None or self.withdrawn:
            why = "标准已经停用" if self.ended else "标准已撤下，正在核对"
            return f"{name}的{why}" + (f"；{self.promise}" if self.promise else "")
        if self.promise:
            return f"{self.promise}；{'现在' if self.on == self.today else '那一天'}的还没查到"
        return f"还没查到{name}的标准"

    @property
    def absence_in_short(self) -> str:
        """The same in a few words, if nothing can be estimated or a rule is to begin."""
        if self.no_estimate is not None:
            return own_words(self.no_estimate)[1]
        return "" if self.ended or self.withdrawn else self.promise

    @property
    def past(self) -> list[Span]:
        """The earlier rules, newest first, each with its last day; an ended rule comes first."""
        spans = [Span(self.ended, self.ended.policy.ended_on)] if self.ended else []
        newer = self.policy
        for view in self.earlier:
            start = newer.effective_from if newer else None
            before = start - _DAY if start and start > datetime.date.min else None
            last = min((d for d in (view.policy.ended_on, before) if d), default=None)
            spans.append(Span(view, last))
            newer = view.policy
        return spans

    @property
    def history(self) -> list[Era]:
        """What will hold, holds and held, the newest first; empty if nothing but what holds."""
        eras = [Era("coming", self.coming)] if self.coming else []
        eras += [Era("now", self.view)] if self.view else []
        eras += [Era("past", span.view, span.last) for span in self.past]
        if not self.coming and not self.past:
            return []
        lines = [line for era in eras for line in era.view.lines]
        hidden = any(era.view.withheld or era.view.deducts for era in eras)
        if len(eras) < 2 or hidden or not comparable(lines):
            return eras
        least = [min(comparable(era.view.lines)) for era in eras]
        return [
            replace(era, length=bar(figure, max(least)))
            for era, figure in zip(eras, least, strict=True)
        ]

    @property
    def _asked_rule(self) -> Rule | None:
        """The rule that a reader's case is worked out by; None if there is none or it is old."""
        return self.view.rule if self.view is not None and not self.withheld else None

    @property
    def asks_age(self) -> bool:
        return self._asked_rule is not None and self._asked_rule.tells_ages_apart

    @property
    def asks_average_pension(self) -> bool:
        """Whether the local average pension is needed, for a rule or for an estimate."""
        if self.view is None:
            return self.estimate is not None
        return self._asked_rule is not None and self._asked_rule.needs_average

    @property
    def asks_retired(self) -> bool:
        return self._asked_rule is not None and self._asked_rule.tells_retirement_apart

    @property
    def asks_employer(self) -> bool:
        return self._asked_rule is not None and self._asked_rule.tells_employers_apart

    @property
    def needs_own_pension(self) -> bool:
        """Whether nothing can be said without one's own pension."""
        return self._asked_rule is not None and self._asked_rule.needs_own

    @property
    def asks_own_pension(self) -> bool:
        """Whether one's own pension is needed, or makes the answer exact."""
        exact = any(view.asks_own_pension for view in self.deductions)
        return self.needs_own_pension or (self._asked_rule is not None and exact)

    @property
    def own(self) -> bool:
        """Whether the rule is the place's own."""
        return self.policy is not None and self.policy.region_id == self.region.pk

    @property
    def level(self) -> str:
        """Whose rule it is, in a word: 本市, 全省 …"""
        if self.policy is None:
            return ""
        return level_word(self.policy.region)

    @property
    def base_place(self) -> Region:
        """Whose average pension counts here."""
        return self.policy.base_place(self.region) if self.policy else self.region

    @property
    def base_in_words(self) -> str:
        """Whose average pension of which year counts here: 兰州2022年."""
        year = f"{self.policy.base_year}年" if self.policy and self.policy.base_year else ""
        return f"{self.base_place.short_name}{year}"

    @property
    def since(self) -> str:
        """From which day the rule holds, as far as that is known."""
        start = self.policy.effective_from if self.policy else None
        return day(start) if start else "资料没有写"

    @property
    def until(self) -> str:
        """Until when the rule holds, as far as that is known."""
        policy, coming = self.policy, self.coming
        if policy is not None and policy.ended_on:
            return day(policy.ended_on)
        start = coming.policy.effective_from if coming else None
        if policy and coming and start and coming.policy.region_id == policy.region_id:
            return f"{day(start)}改用新标准"
        stated = policy.stated_until if policy else None
        return f"资料写到 {day(stated)}" if stated else "资料没有写"

    @property
    def inheritance(self) -> str:
        """That the rule is of a place above; empty if there is no rule or it is the place's own."""
        if self.view is None or self.own:
            return ""
        what = "规定" if self.view.kind == "rate" else "数字"
        by = f"按{self.view.policy.region.name}的{what}"
        if self.own_promise:
            return f"{self.own_promise}；在那以前，{by}。"
        return f"{self.region.name}未见单独标准，{by}。"

    @property
    def card_asks(self) -> str:
        """Which pension the card asks for: average or own; calculator where one is not enough."""
        rule = self._asked_rule
        if rule is None or rule.measures == {"amount"}:
            return ""
        if len(rule.cohorts) == 1 and rule.measures == {"percent"}:
            return "average"
        alone = len(rule.cohorts) == 1 and rule.measures == {"own_percent"}
        return "own" if alone and not rule.needs_average else "calculator"

    @property
    def rate_examples(self) -> list[tuple[TierLine, Credit]]:
        """What each tier gives of the example pension, which is not this place's."""
        example = self.example_pension
        return [] if example is None else self._credits_at(example, ())

    @property
    def not_in_examples(self) -> list[str]:
        """The names of what goes off beside that, unless the standard is less it already."""
        return [v.name for v in self.deductions if not v.coming and not v.row.taken]

    @property
    def stored_credits(self) -> list[tuple[TierLine, Credit]]:
        """What each tier gives of the stored average pension, less what goes off."""
        if self.statistic is None or self.view is None:
            return []
        return self._credits_at(self.statistic.average_pension, self.view.deductions)

    own_example = EXAMPLE

    @property
    def own_examples(self) -> list[tuple[TierLine, Decimal]]:
        """What each tier gives of every so much of one's own pension."""
        if self.view is None or self.card_asks != "own":
            return []
        found = ((line, line.tier.own_percent) for line in self.view.lines)
        return [(line, share(EXAMPLE, part)) for line, part in found if part is not None]

    def _credits_at(
        self, average: Decimal, deductions: tuple[DeductionView, ...]
    ) -> list[tuple[TierLine, Credit]]:
        if self.view is None or self.card_asks != "average":
            return []
        case, taken = Case(average_pension=average), [view.as_computed for view in deductions]
        period = self.view.rule.period
        return [(line, credit_of(line.tier, period, case, taken)) for line in self.view.lines]

    @property
    def old_figure(self) -> str:
        """The ended rule as an old figure with its years; empty if there is none."""
        if self.ended is None or self.ended.withheld:
            return ""
        start, last = self.ended.policy.effective_from, self.ended.policy.ended_on
        years = dict.fromkeys(str(d.year) for d in (start, last) if d)
        return f"{'–'.join(years)}年：{self.ended.in_words}" if years else self.ended.in_words

    @property
    def age_of_reason(self) -> str:
        """How old it is what says why nothing can be estimated; empty where that is not known."""
        written = self.no_estimate.source.published_on if self.no_estimate else None
        return f"资料到现在{age_in_years(written, self.today)}。" if written else ""

    @property
    def estimate_example(self) -> tuple[Decimal, Decimal] | None:
        """The range for the estimate's example pension, which is not this place's."""
        if self.estimate is None or self.estimate.example_pension is None:
            return None
        return estimate_range(self.estimate, self.estimate.example_pension)


def situation_of(region: Region, on: datetime.date, today: datetime.date) -> Situation:
    """Return everything known about what is credited in ``region`` on the day ``on``."""
    # Only today's facts are kept: readers may ask for any other day.
    if on == today:
        facts = place_facts.facts_for(region, today)
        timeline, deductions = facts.timelines[region.pk], facts.deductions[region.pk]
    else:
        found = RefundPolicy.objects.with_sources().timeline([region], on, place_facts.EARLIER)
        timeline = found[region.pk]
        deductions = Deduction.objects.of_each([region], on)[region.pk]
    return _situation(region, timeline, deduction_views(deductions, on, today), on, today)


def _viewed(
    policy: RefundPolicy | None,
    today: datetime.date,
    deductions: tuple[DeductionView, ...] = (),
) -> RuleView | None:
    begun = tuple(view for view in deductions if not view.coming)
    return RuleView.of(policy, today, begun) if policy else None


def _coming(
    region: Region,
    policy: RefundPolicy | None,
    deductions: tuple[DeductionView, ...],
    today: datetime.date,
) -> RuleView | None:
    """View the next rule, less what goes off on the day on which it begins.

    One query, where there is a next rule and anything goes off or will.
    """
    start = policy.effective_from if policy else None
    if start is None or not deductions:
        return _viewed(policy, today)
    rows = Deduction.objects.of_each([region], start)[region.pk]
    return _viewed(policy, today, deduction_views(rows, start, today))


def _situation(
    region: Region,
    timeline: Timeline,
    deductions: tuple[DeductionView, ...],
    on: datetime.date,
    today: datetime.date,
) -> Situation:
    policy = timeline.current
    base = pension_base(region, policy)
    nearest = None if policy else place_facts.estimate_for(region)
    return Situation(
        region=region,
        on=on,
        today=today,
        view=_viewed(policy, today, deductions),
        coming=_coming(region, timeline.coming, deductions, today),
        earlier=tuple(RuleView.of(policy, today) for policy in timeline.earlier),
        ended=_viewed(timeline.ended, today),
        withdrawn=timeline.withdrawn,
        estimate=nearest if nearest and not nearest.reason else None,
        no_estimate=nearest if nearest and nearest.reason else None,
        statistic=place_facts.average_pension(base.place, base.year) if base else None,
        example_pension=_example_pension(region, policy),
        deductions=deductions,
    )


def _example_pension(region: Region, policy: RefundPolicy | None) -> Decimal | None:
    if policy is None or all(tier.rate_percent is None for tier in policy.tiers.all()):
        return None
    return place_facts.example_pension_for(region)


def rules_of(
    regions: Iterable[Region], on: datetime.date, today: datetime.date
) -> dict[int, RuleView | None]:
    """Return the rule that holds in each of many places, by region id. Four queries in all."""
    return rules_and_next_of(regions, on, today)[0]


def rules_and_next_of(
    regions: Iterable[Region], on: datetime.date, today: datetime.date
) -> tuple[dict[int, RuleView | None], dict[int, RuleView]]:
    """Return the same, and the next rule of each place that has one. Four queries in all."""
    regions = list(regions)
    timelines = RefundPolicy.objects.with_sources().timeline(regions, on)
    rules = _views(timelines, Deduction.objects.of_each(regions, on), on, today)
    return rules, next_in(timelines, today)


@memoised_per_revision(place_facts.KEPT)
def rules_of_all(today: datetime.date) -> dict[int, RuleView | None]:
    """Return the rule that holds today in each place with a page, by region id."""
    return _views(place_facts.timelines(today), place_facts.deductions(today), today, today)


def _views(
    timelines: dict[int, Timeline],
    deductions: dict[int, tuple[Deduction, ...]],
    on: datetime.date,
    today: datetime.date,
) -> dict[int, RuleView | None]:
    """View the current rules of ``timelines``; what is the same in several places only once."""

    @cache
    def viewed(policy: RefundPolicy | None, rows: tuple[Deduction, ...]) -> RuleView | None:
        return _viewed(policy, today, deduction_views(rows, on, today))

    return {pk: viewed(line.current, deductions[pk]) for pk, line in timelines.items()}


def estimate_range(estimate: Estimate, base: Decimal) -> tuple[Decimal, Decimal]:
    """Return the lowest and highest monthly credit for the average pension ``base``.

    Raises ValueError for a row that says why there is no range.
    """
    low, high = estimate.low_percent, estimate.high_percent
    if low is None or high is None:
        raise ValueError("no estimate applies there")
    return share(base, low), share(base, high)
