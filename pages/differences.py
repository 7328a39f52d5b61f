"""Why what arrives in a place may differ from the figure here, and what to ask on the telephone."""

from collections.abc import Iterator

from calculator.answers import Answer
from calculator.deductions import DeductionView
from calculator.province import Province
from calculator.rules import RuleView
from calculator.situation import Situation
from credit.credit import Credit
from pages.refused import on_the_telephone
from text.formats import yuan


def reasons(situation: Situation, province: Province | None) -> list[str]:
    """Return what of the place's facts may make the difference, as sentences; empty if no figure.

    Only what is known is told: no reason is given that the rows of this place do not hold.
    """
    if province is not None and province.differs:
        return ["各地的数不一样，先看您参保的那一页。"]
    view = situation.view
    if view is None or view.withheld:
        return []
    return [*_of_the_rule(situation, view), *map(_of_a_deduction, situation.deductions)]


def _of_the_rule(situation: Situation, view: RuleView) -> Iterator[str]:
    if not situation.own:
        lacking = f"，{situation.region.short_name}自己的没有查到"
        promised = f"；{situation.own_promise}" if situation.own_promise else lacking
        yield f"这是{view.policy.region.name}的数{promised}。"
    if view.once_a_year:
        yield "标准是按年定的，每月的数是除以 12 算出来的。"
    if view.rule.tells_ages_apart:
        ages = "、".join(dict.fromkeys(line.ages for line in view.lines))
        yield f"打多少看年龄：{ages}，数不一样。"
    if view.rule.tells_retirement_apart:
        yield "打多少还看哪一年退休。"
    if view.rule.needs_average:
        yield f"按{situation.base_in_words}的人均养老金算，那个数变了，打的钱也变。"
    if view.rule.needs_own:
        yield "按您自己的养老金算，每个人不一样。"
    if view.policy.stated_until:  # until then the sources speak, however old they are
        if view.outlived:
            yield f"{view.outlived_on}以后改没改，没有查到。"
    elif view.freshness.stale and view.freshness.latest:
        yield f"{view.freshness.latest.year}年以后改没改，没有查到。"


def _of_a_deduction(view: DeductionView) -> str:
    if view.coming:
        return f"{view.name}：{view.at_once[0]}" if view.at_once else f"以后要扣{view.name}。"
    if view.subtracts:
        return f"上面的数已经减去{view.name}（{view.figure}）。"
    return f"另有{view.name}，上面的数没有减。"


def question(situation: Situation, province: Province | None, answer: Answer | None) -> str:
    """What to say to 12393 about the figure of the place, in the reader's own words.

    Where an ``answer`` stands, it asks about that one, with the reader's age. Who has no such
    money asks about something else.
    """
    if answer is not None and answer.refusal is not None:
        return on_the_telephone(answer)
    view = situation.view
    differs = province is not None and province.differs
    asked = answer if answer is not None and answer.situation.on == situation.today else None
    age = _age(view, asked)
    figure = "" if differs else _figure(view, asked)
    here = f"我是{situation.region.short_name}的退休职工，{age}医保卡"
    return f"{here}{figure or _how_much(situation, differs)}{_base(situation)}扣了什么？"


def _how_much(situation: Situation, differs: bool) -> str:
    """Ask openly: for the year where it comes once a year, how it is worked out if by one's own."""
    row, view = situation.no_estimate, situation.view
    if row is not None and row.own_amount:
        return "今年打了多少？按什么算的？"
    yearly = view is not None and view.once_a_year and not differs
    return "每年该打多少？" if yearly else "每月该打多少？"


def _age(view: RuleView | None, answer: Answer | None) -> str:
    """The reader's age, or room for it where it decides."""
    if answer is not None and answer.question.age is not None:
        return f"今年{answer.question.age}岁，"
    tells = view is not None and not view.withheld and view.rule.tells_ages_apart
    return "今年……岁，" if tells else ""


def _figure(view: RuleView | None, answer: Answer | None) -> str:
    """Ask whether the one figure is right that the page gives; empty where it gives none."""
    if answer is not None and answer.credit is not None:
        return _is_it(answer.credit)
    headline = view.headline if view is not None and not view.withheld else None
    if view is None or headline is None or headline.figure is None or headline.rising:
        return ""
    if headline.is_rate:
        return f"该按{headline.in_words.strip()} 打吗？"
    return _is_it(view.lines[0].credit) if view.lines[0].credit else ""


def _is_it(credit: Credit) -> str:
    if credit.once_a_year:
        return f"每年该打 {yuan(credit.year)}吗？"
    return f"每月该{'到账' if credit.deducted else '打'} {yuan(credit.month)}吗？"


def _base(situation: Situation) -> str:
    """Ask for the average pension that counts, where it is not stored."""
    if not situation.asks_average_pension or situation.statistic is not None:
        return ""
    return f"算医保卡返款用的{situation.base_in_words}人均养老金是多少？"
