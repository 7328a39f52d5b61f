"""The title and the description of a place's page, which forwarded links and searches show."""

from collections.abc import Iterator

from calculator.answers import Answer, Insurance, Outcome
from calculator.headline import payment_lead
from calculator.province import Province
from calculator.rules import RuleView
from calculator.situation import Situation
from regions.models import Source
from text.formats import day, month, number, yuan

#: Characters of a title: what the card of a forwarded link shows of it.
LONGEST_TITLE = 20
#: What stands behind a figure that only articles without a named origin state.
UNVERIFIED = "（未核实）"

_VERIFIED: set[str] = {
    Source.Confidence.ORIGINAL,
    Source.Confidence.DOC_SEEN,
    Source.Confidence.SECONDARY,
}


def title_of(situation: Situation, province: Province | None) -> str:
    """Return the place and its figure in yuan, or how to look it up where there is no such figure.

    兰州退休医保：每月90元, 甘肃退休医保：80–120元, 杭州退休医保怎么查.
    """
    name = situation.region.short_name
    figure = _figure(situation, province)
    if figure and not (province is not None and province.differs):
        figure += _until(situation.view)
    shorter = figure.replace("每月到账", "月到账")
    titles = (f"{name}退休医保：{figure}", f"{name}医保：{figure}", f"{name}医保：{shorter}")
    fitting = (title for title in titles if figure and len(title) <= LONGEST_TITLE)
    return next(fitting, f"{name}退休医保怎么查")


def title_of_answer(answer: Answer) -> str:
    """Return a reader's own answer, the figure first: 每月90元：兰州，已办退休手续.

    What rests on a number that the reader entered, or on another day, says so before it.
    """
    credit, figure, situation = answer.credit, answer.title, answer.situation
    name = situation.region.short_name
    if answer.refusal is not None:
        resident = answer.question.insurance == Insurance.RESIDENT
        return f"{name}{figure}" if resident else f"{figure}：{name}"
    if credit is not None and situation.policy is not None:
        figure = f"{payment_lead(credit)}{number(credit.payment)}元"
        figure += _doubt([situation.policy.source]) + _until(situation.view)
        if answer.outcome is Outcome.CREDIT_IF_ELIGIBLE:
            figure = f"{answer.outcome.label}，{figure}"
    elif answer.low is not None and answer.high is not None:
        figure = f"估算每月约{number(answer.low)}–{number(answer.high)}元"
    given, whose = _given(answer), answer.case
    if given:  # leaves no room for more of the person than the age
        whose = name if answer.question.age is None else f"{name}，{answer.question.age}岁"
    return f"{_as_of(situation)}{given}{figure}：{whose}"


def _as_of(situation: Situation) -> str:
    """Say of which day an answer speaks; empty where that is today."""
    if situation.on == situation.today:
        return ""
    when = day(situation.on)
    if situation.gap is not None:
        return f"{when}的没有查到，现在查到的是"
    return f"{when}：" if situation.view is None or situation.withheld else f"按{when}的规定，"


def _given(answer: Answer) -> str:
    """Say of which numbers of the reader's own an amount was worked out; empty if of none."""
    if answer.credit is None and answer.low is None:
        return ""
    asked, found = answer.question, []
    if answer.base is not None and answer.base_source is None:
        found.append(yuan(answer.base))
    if answer.tier is not None and answer.tier.needs_own and asked.own_pension is not None:
        found.append(f"养老金 {yuan(asked.own_pension)}")
    return f"照您填的 {'、'.join(found)}算，" if found else ""


def told_by_picture(situation: Situation, province: Province | None, answer: Answer | None) -> str:
    """Return what a forwarded picture says in words: the place's figure, or a reader's own."""
    return f"{title_of_answer(answer)}。" if answer else "".join(_known(situation, province))


def _figure(situation: Situation, province: Province | None) -> str:
    """Return the amount that the place's card shows, with its doubt; empty if it shows none."""
    if province is not None and province.differs:
        spread = province.spread
        if not spread.amounts or spread.rates or spread.personal or spread.few:
            return ""
        figure, sources = f"{spread.figure}{spread.unit}", province.sources
    else:
        view = situation.view
        if view is None or view.withheld or view.headline is None:
            return ""
        if view.headline.figure is None or view.headline.is_rate:
            return ""
        most = "多数" if province is not None and province.asks else ""
        figure = most + view.in_words.replace(" ", "")
        sources = [view.policy.source]
    return figure + _doubt(sources)


def _until(view: RuleView | None) -> str:
    """Return the last month of which the sources of a figure speak, if it has passed."""
    last = view.policy.stated_until if view is not None and view.outlived else None
    return f"（到{month(last)}）" if last else ""


def doubtful(sources: list[Source]) -> bool:
    """Whether a figure of any of them was read only in articles without a named origin."""
    return not all(source.confidence in _VERIFIED for source in sources)


def _doubt(sources: list[Source]) -> str:
    return UNVERIFIED if doubtful(sources) else ""


def description_of(situation: Situation, province: Province | None, ways: int) -> str:
    """Return the page in two or three sentences, with the figure as far as the title has it."""
    name = situation.region.short_name
    told = "".join(_known(situation, province))
    return f"{told}{name}医保卡余额怎么查：{ways} 种办法。"


def _known(situation: Situation, province: Province | None) -> Iterator[str]:
    name, view = situation.region.short_name, situation.view
    card = f"{name}退休人员医保卡（个人账户）"
    if province is not None and province.differs:
        of = "人均养老金的 " if province.spread.is_rate else ""
        yield f"{card}每月打的钱：{of}{province.in_words}{_doubt(province.sources)}。"
        return
    if view is None:
        yield f"{name}退休人员每月打进医保卡多少钱：{situation.absence}。"
        if situation.promise and situation.promise not in situation.absence:
            yield f"{situation.promise}。"
    else:
        yield f"{card}{_rule(view)}，用的是{view.policy.region.name}的标准。"
        if view.outlived_on and not view.withheld:
            yield f"资料只写到{view.outlived_on}，以后变没变没有查到。"
    if province is not None and province.asks:
        yield "有的市（州）有自己的标准。"


def _rule(view: RuleView) -> str:
    if view.withheld:
        return "每月打多少钱，需核实"
    return f"{view.in_words}{_doubt([view.policy.source])}"
