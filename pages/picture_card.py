"""What a picture to keep says: a place's figure or a reader's own answer, and what it rests on."""

from dataclasses import dataclass

from calculator.answers import Answer, Outcome
from calculator.headline import payment_lead
from calculator.province import Province
from calculator.rules import RuleView
from calculator.situation import Situation
from text.formats import day, number, yuan

from .differences import question
from .handout_rule import HandoutRule
from .place_head import doubtful
from .refused import Refused, refused

#: So many points of how residents pay and so many questions have room.
_FEW = 2
#: What stands under a figure that only articles without a named origin state.
_UNVERIFIED = "未经官方核实"


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
    """A picture in words; each line is a sentence or two.

    ``calls``: the number to ring stands in large type, because nothing is known. ``behind`` is
    what the page has that the code leads to.
    """

    title: str
    figure: Figure
    lines: tuple[str, ...]
    calls: bool = False
    behind: str = "看依据"


def picture_card(
    situation: Situation, province: Province | None, answer: Answer | None
) -> PictureCard:
    """Return what the picture of a place says, or that of an answer to a reader's own case."""
    region = situation.region
    ask = "打 12393 问"
    if region.area_code:
        ask += f"，外地打 {region.area_code}-12393"
    if answer is None and province is not None and province.differs:
        told = [f"每个数的出处，写在那个地方的页上。{_checks(province)}", f"{ask}。"]
        return PictureCard(f"{region.short_name}退休人员", _spread(province), tuple(told))
    title = answer.case if answer is not None else f"{region.short_name}退休人员"
    figure = _answer(answer) if answer is not None else _rule(situation)
    refusal = refused(answer)
    if answer is not None and refusal is not None:
        told = [*_instead(answer, refusal), f"{ask}，以他们说的为准。"]
        behind = "看有什么" if refusal.resident else "看怎么办"
        return PictureCard(title, figure, tuple(filter(None, told)), behind=behind)
    unknown = situation.view is None and not figure.amount
    behind = "看怎么查" if unknown else "看依据"
    if unknown and situation.no_estimate is None:
        told = [situation.as_of, *_coming(situation, HandoutRule(situation, answer))]
        if situation.on == situation.today:
            told.append(f"这样问：“{question(situation, province, answer)}”")
        if region.area_code:
            told.append(f"外地打 {region.area_code}-12393。")
        return PictureCard(title, figure, tuple(filter(None, told)), calls=True, behind=behind)
    told = [*_told(situation, answer), f"{ask}，以他们说的为准。"]
    if answer is None and province is not None and province.asks:
        told[:0] = [province.exceptions_in_words, province.headquarters]
    return PictureCard(title, figure, tuple(filter(None, told)), behind=behind)


def _told(situation: Situation, answer: Answer | None) -> list[str]:
    """What stands below a figure; some may be empty."""
    rule = HandoutRule(situation, answer)
    told = [
        _tiers(rule),
        rule.explanation,
        rule.origin,
        rule.warning,
        rule.dispute,
        *rule.deductions,
    ]
    return [*told, *_coming(situation, rule), situation.as_of if answer is not None else ""]


def _origins(origins: list[str]) -> str:
    """Who says it, in a line; empty where nobody with a date does."""
    more = "。别的出处写在网页上" if len(origins) > 1 else ""
    return f"出处：{origins[0]}{more}。" if origins else ""


def _coming(situation: Situation, rule: HandoutRule) -> list[str]:
    """What the next rule gives and its first day, if one is known."""
    start = situation.coming.policy.effective_from if situation.coming else None
    verb = "执行" if situation.begins_later else "改"
    return [f"{day(start)}起{verb}：{rule.coming}。"] if start and rule.coming else []


def _checks(province: Province) -> str:
    """How far the figures of its places were checked and how old they are."""
    if not province.sources:
        return ""
    return f"{province.checks_in_words}。{province.ages_in_words}。"


def _instead(answer: Answer, refusal: Refused) -> list[str]:
    """What residents have and how they pay, or what comes once the procedure is done."""
    told = [answer.refusal.brief if answer.refusal else ""]
    if refusal.paying:
        told += [f"{point.about}：{point.told}" for point in refusal.paying.points[:_FEW]]
    if refusal.resident:
        rows = refusal.on_paper[:_FEW]
        told += [f"{row.called}{row.on_paper}" for row in rows]
        told.append(_origins(refusal.origins_on_paper))
    if refusal.later:
        told.append(f"办好以后：{refusal.later.in_words}。")
        if refusal.later.view:
            rule = HandoutRule(answer.situation)
            told += [rule.origin, rule.warning]
        else:
            told.append(refusal.later.remark)
        told.append(answer.situation.as_of)
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
        so = (
            f"{spread.remark}，有的数{_UNVERIFIED}" if doubtful(province.sources) else spread.remark
        )
        return Figure(spread.lead, f"{spread.figure} {spread.unit}".strip(), so=so)
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
    so = _UNVERIFIED if doubtful([view.policy.source]) else ""
    return Figure(lead, f"{headline.figure_in_words} {headline.unit}".strip(), so=so)


def _answer(answer: Answer) -> Figure:
    credit = answer.credit
    if credit is not None:
        if_eligible = answer.outcome is Outcome.CREDIT_IF_ELIGIBLE
        condition = "如果办过职工医保退休手续，" if if_eligible else ""
        per_year = credit.once_a_year
        other = f"折合每月 {yuan(credit.month)}" if per_year else f"一年 {yuan(credit.year)}"
        policy = answer.situation.policy
        doubt = f"，{_UNVERIFIED}" if policy and doubtful([policy.source]) else ""
        return Figure(payment_lead(credit), yuan(credit.payment), so=f"{condition}{other}{doubt}")
    if answer.low is not None and answer.high is not None:
        amount = f"{number(answer.low)}–{number(answer.high)} 元"
        return Figure("每月约", amount, so="估算，不是标准")
    return Figure(words=answer.verdict)
