"""What a picture to keep says: a place's figure or a reader's own answer, and what it rests on."""

from dataclasses import dataclass

from calculator.answers import Answer, Outcome
from calculator.headline import payment_lead
from calculator.province import Province
from calculator.rules import RuleView
from calculator.situation import Situation
from text.formats import day, number, yuan

from .handout_rule import HandoutRule
from .refused import refused


@dataclass(frozen=True)
class Figure:
    """What stands in large type: ``lead`` and ``amount`` with its unit, or else ``words``.

    ``so`` is what to know beside it; each may be empty, but one of ``amount`` and ``words``.
    """

    lead: str = ""
    amount: str = ""
    words: str = ""
    so: str = ""


@dataclass(frozen=True)
class PictureCard:
    """A picture in words; each line is a sentence or two."""

    title: str
    figure: Figure
    lines: tuple[str, ...]


def picture_card(
    situation: Situation, province: Province | None, answer: Answer | None
) -> PictureCard:
    """Return what the picture of a place says, or that of an answer to a reader's own case."""
    region = situation.region
    ask = "打 12393 问"
    if region.area_code:
        ask += f"，外地打 {region.area_code}-12393"
    if answer is None and province is not None and province.differs:
        age = province.ages_in_words
        told = ["每个数的出处，写在那个地方的页上。"]
        told += [f"{province.checks_in_words}。{age}。"] if province.sources else []
        title = f"{region.short_name}退休人员"
        return PictureCard(title, _spread(province), (*told, f"{ask}。"))
    rule = HandoutRule(situation, answer)
    told = [
        _tiers(rule),
        rule.explanation,
        rule.origin,
        rule.warning,
        rule.dispute,
        *rule.deductions,
        *_instead(answer),
    ]
    if situation.coming is not None and rule.coming and situation.coming.policy.effective_from:
        told.append(f"{day(situation.coming.policy.effective_from)}起改：{rule.coming}。")
    if answer is not None:
        told.append(situation.as_of)
    figure = _answer(answer) if answer is not None else _rule(situation)
    title = answer.case if answer is not None else f"{region.short_name}退休人员"
    lines = (line for line in (*told, f"{ask}，以他们说的为准。") if line)
    return PictureCard(title, figure, tuple(lines))


def _instead(answer: Answer | None) -> list[str]:
    """What comes once the procedure is done, or whom residents ask how to pay."""
    refusal = refused(answer)
    if answer is None or refusal is None:
        return []
    told = [f"怎么交费，打 {n} 问。" for n in (refusal.paying.hotlines if refusal.paying else [])]
    if refusal.later:
        told.append(f"办好以后：{refusal.later.in_words}。{refusal.later.remark}")
        if refusal.later.view:
            rule = HandoutRule(answer.situation)
            told += [rule.origin, rule.warning]
    return told


def _tiers(rule: HandoutRule) -> str:
    view = rule.situation.view
    if view is None or not rule.lists_tiers:
        return ""
    told = (f"{line.ages}{line.in_words}{line.limits}" for line in view.lines)
    return f"{'；'.join(told)}。"


def _spread(province: Province) -> Figure:
    spread = province.spread
    if spread.few and spread.figure:
        so = f"只查到 {spread.few} 个地方：{spread.of_few}"
        return Figure(words="多数地方还没查到", so=so)
    if spread.figure:
        return Figure(spread.lead, f"{spread.figure} {spread.unit}".strip(), so=spread.remark)
    return Figure(words=spread.in_words)


def _rule(situation: Situation) -> Figure:
    view = situation.view
    if view is None:
        return Figure(words=situation.absence)
    if view.withheld or view.headline is None:
        return Figure(words=view.in_words)
    return _headline(view)


def _headline(view: RuleView) -> Figure:
    headline = view.headline
    if headline is None or headline.figure is None:
        return Figure(words=view.in_words)
    lead = f"每月打{headline.lead}" if headline.is_rate else headline.lead
    return Figure(lead, f"{headline.figure_in_words} {headline.unit}".strip())


def _answer(answer: Answer) -> Figure:
    credit = answer.credit
    if credit is not None:
        if_eligible = answer.outcome is Outcome.CREDIT_IF_ELIGIBLE
        condition = "如果办过职工医保退休手续，" if if_eligible else ""
        per_year = credit.once_a_year
        other = f"折合每月 {yuan(credit.month)}" if per_year else f"一年 {yuan(credit.year)}"
        return Figure(payment_lead(credit), yuan(credit.payment), so=f"{condition}{other}")
    if answer.low is not None and answer.high is not None:
        amount = f"{number(answer.low)}–{number(answer.high)} 元"
        return Figure("每月约", amount, so="估算，不是标准")
    return Figure(words=answer.verdict)
