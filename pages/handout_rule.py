"""The lines below the figure of a hand-out: whose rule it is, and what to know about it."""

from dataclasses import dataclass
from typing import TypeGuard

from calculator.answers import Answer, Outcome
from calculator.deductions import DeductionView
from calculator.headline import TierLine
from calculator.rules import RuleView
from calculator.situation import Situation
from credit.credit import Credit
from text.formats import day, percent, published, tier_figure, tier_limits, yuan


@dataclass(frozen=True)
class HandoutRule:
    """The rule of a place, or the answer to a reader's own case, in the words of the hand-out.

    Each text property is one line, or empty.
    """

    situation: Situation
    answer: Answer | None = None

    @property
    def _outcome(self) -> Outcome | None:
        return self.answer.outcome if self.answer else None

    @property
    def leaves_room(self) -> bool:
        """Whether no amount stands in large type, so that there is room for the one they tell."""
        if self.answer is not None:
            return self.answer.credit is None and self.answer.refusal is None
        view = self.situation.view
        headline = view.headline if _shows_figure(view) else None
        return headline is None or headline.figure is None or headline.is_rate

    @property
    def unknown(self) -> bool:
        """Whether nothing is known, so that who told what has to be noted."""
        known = self.answer is not None and self._outcome is not Outcome.UNKNOWN
        return self.situation.view is None and not known

    @property
    def explanation(self) -> str:
        """Why there is no amount, or what the amount was taken of; not that nothing is known."""
        answer, situation, view = self.answer, self.situation, self.situation.view
        if answer is not None and answer.refusal is not None:
            return answer.refusal.brief
        if self._outcome is Outcome.NEEDS_AVERAGE_PENSION:
            return f"{self._formula}。人均养老金请打电话问。"
        if self._outcome is Outcome.NEEDS_OWN_PENSION:
            return "按您自己的养老金算，这里没有写您的数。到账多少，请打电话问。"
        if self._outcome is Outcome.NEEDS_RETIRED:
            return "看您哪年退休、从哪里退休，这里没有写。请打电话问。"
        if self._outcome is Outcome.AS_BEFORE and answer is not None and answer.tier is not None:
            condition = "如果办过退休手续：" if answer.question.unsure else ""
            told = f"照您{answer.tier.as_of}的数打，没有变。看那时的到账记录就知道。"
            return f"{condition}{told}"
        if answer is not None and answer.uncovered:
            return f"{answer.uncovered}请打电话问。"
        if self._outcome is Outcome.ESTIMATE:
            return f"{situation.absence}。{self._estimate}"
        if situation.no_estimate is not None:
            return f"{situation.no_estimate.reason}{self._old_figure}"
        if view is None:
            return ""
        if view.withheld:
            why = view.why_withheld if view.faulty else "查到的资料太旧"
            return f"{why}，现在的数请打电话问。"
        if answer is not None and answer.base is not None:
            if not self._rate:
                return f"{self._formula}。{situation.base_in_words}{self._base}。"
            return f"{situation.base_in_words}{self._base}× {self._rate}，不是您自己的养老金。"
        return self._in_yuan if answer is None else ""

    @property
    def _old_figure(self) -> str:
        figure = self.situation.old_figure
        ended = self.situation.ended
        if not figure or ended is None:
            return ""
        return f"旧数，{figure}（{ended.policy.source.issuer}），现在多少没有查到。"

    @property
    def _in_yuan(self) -> str:
        """A percentage in yuan: of the stored average pension, or of an example."""
        situation = self.situation
        pension, example = situation.statistic, situation.example_pension
        stored, examples = situation.stored_credits, situation.rate_examples
        if stored and pension is not None:
            whose = f"{situation.base_in_words}人均养老金 {yuan(pension.average_pension)}"
            origin = f"{pension.source.issuer}，{published(pension.source)}"
            return f"照{whose}（{origin}）算，{_each(stored)}。"
        if examples and example is not None:
            told = f"假如人均养老金是 {yuan(example)}，{_each(examples)}"
            where = situation.base_place.short_name
            return f"举个例子：{told}。那只是举例的数，{where}的请打电话问。"
        return ""

    @property
    def _rate(self) -> str:
        tier = self.answer.tier if self.answer else None
        return percent(tier.percent) if tier and tier.percent is not None else ""

    @property
    def _formula(self) -> str:
        """How a percentage is worked out, of whichever pension."""
        tier = self.answer.tier if self.answer else None
        if tier is None or tier.percent is not None:
            return f"{self.situation.base_in_words}人均养老金 × {self._rate}"
        return f"{tier_figure(tier)}{tier_limits(tier)}"

    @property
    def _base(self) -> str:
        """The average pension with where it is from."""
        if self.answer is None or self.answer.base is None:
            return ""
        source = self.answer.base_source
        origin = f"{source.issuer}，{published(source)}" if source else "您填的"
        return f"人均养老金 {yuan(self.answer.base)}（{origin}）"

    @property
    def _estimate(self) -> str:
        estimate = self.situation.estimate
        if estimate is None:
            return ""
        origin = f"{estimate.source.publisher}，{published(estimate.source)}"
        return f"按{self._base}的 {estimate.in_words}（{origin}）估的，不是标准。"

    @property
    def lists_tiers(self) -> bool:
        """Whether every tier is told: where nobody's own is known."""
        view = self.situation.view
        return self.answer is None and _shows_figure(view) and len(view.lines) > 1

    @property
    def origin(self) -> str:
        """Whose rule it is, since when, where it is written and how old that is."""
        policy = self.situation.policy
        if self._outcome is Outcome.NOT_ELIGIBLE:
            return ""
        if policy is None:
            return self._origin_of_reason
        whose = f"{policy.region.name}的标准"
        if not self.situation.own:
            promise = self.situation.own_promise
            until = (
                f"{promise}；在那以前" if promise else f"{self.situation.region.name}未见单独标准"
            )
            whose = f"{until}，按{policy.region.name}的"
        since = f"，{day(policy.effective_from)}起" if policy.effective_from else ""
        provisional = "，暂定" if policy.provisional else ""
        source = f"{policy.source.issuer}（{policy.source.get_confidence_display()}）"
        return f"{whose}{since}{provisional}。出处：{source}。{self._age}"

    @property
    def _origin_of_reason(self) -> str:
        """Where it is written why nothing can be estimated, and how old that is, or empty."""
        row = self.situation.no_estimate
        if row is None:
            return ""
        return f"出处：{row.source.origin}。{self.situation.age_of_reason}"

    @property
    def _age(self) -> str:
        """How old the rule is and whether anybody checked it."""
        view = self.situation.view
        return f"{view.freshness.in_words}。" if view is not None else ""

    @property
    def warning(self) -> str:
        """That the figure may no longer hold."""
        view = self.situation.view
        if not self.origin or not _shows_figure(view):
            return ""
        if view.outlived_on:
            return f"资料只写到 {view.outlived_on}，先打电话问一下。"
        return "资料旧了，先打电话问一下。" if view.freshness.stale else ""

    @property
    def dispute(self) -> str:
        disputed = [view.name for view in self.situation.deductions if view.row.disputed]
        if not disputed or not self.origin:
            return ""
        return f"有没有代扣{'、'.join(disputed)}，说法不一，以到账为准。"

    @property
    def deductions(self) -> list[str]:
        """What goes off, each in a sentence with whether it is taken off the figure here."""
        if not self.origin:
            return []
        views = self.answer.deductions if self.answer else self.situation.deductions
        return [f"{view.in_words}，{_taken(view)}" for view in views if not view.row.disputed]

    @property
    def coming(self) -> str:
        """What the next rule gives; its start stands before it."""
        if self._outcome is Outcome.NOT_ELIGIBLE:
            return ""
        if self.answer is not None:
            return self.answer.coming_in_words
        return self.situation.coming.in_words if self.situation.coming else ""

    @property
    def next_tier(self) -> str:
        """What comes with age, where no other rule comes first."""
        if self.answer is None or self.answer.next_tier is None or self.situation.coming:
            return ""
        return f"{self.answer.next_tier.in_words}。"


def _each(found: list[tuple[TierLine, Credit]]) -> str:
    """What each tier gives: 每月 103.6 元; with the ages where there are several."""
    if len(found) == 1:
        return f"每月 {yuan(found[0][1].month)}"
    return "；".join(f"{line.ages}每月 {yuan(credit.month)}" for line, credit in found)


def _shows_figure(view: RuleView | None) -> TypeGuard[RuleView]:
    return view is not None and not view.withheld


def _taken(view: DeductionView) -> str:
    if view.coming:
        return f"{view.since}扣。"
    return "上面已经减掉。" if view.subtracts else "上面没有减，到账可能少这些。"
