"""What to say to 12393 about an amount that arrived: who, how much, what is known, the question."""

from typing import TYPE_CHECKING

from text import formats
from text.dates import add_months
from text.formats import yuan

if TYPE_CHECKING:
    from .check import Check


def call(check: "Check") -> str:
    """Return it as one paragraph, with the amount and the month in it."""
    month = formats.month(check.arrived.month) if check.arrived.month else "这次"
    came = f"{month}医保卡到账 {yuan(check.arrived.amount)}"
    return f"我是{check.place}的退休职工，{came}{_age(check)}。{_known(check)}{_question(check)}"


def _age(check: "Check") -> str:
    """The reader's age, where it decides; of a month before the last one it is the age of then."""
    if check.person.age is None or check.tier is None:
        return ""
    month, this = check.arrived.month, check.situation.today.replace(day=1)
    then = month is not None and month < add_months(this, -1)
    return f"，我{'那时' if then else ''}{check.person.age}岁"


def _known(check: "Check") -> str:
    """What was found, whose it is, and until when its sources speak."""
    situation = check.situation
    if not check.mine_in_words or situation.policy is None:
        return ""
    whose = "" if situation.own else f"{situation.policy.region.name}的"
    return f"我查到的是{whose}{check.mine_in_words}。"


def _question(check: "Check") -> str:
    situation, gap = check.situation, check.situation.gap
    if check.outcome == "needs-average-pension":
        return f"算医保卡返款用的{situation.base_in_words}人均养老金是多少？该打多少？"
    if check.outcome == "own-amount":
        return "这一笔是按什么算的？扣了什么？"
    if not check.mine_in_words:
        return "该打多少？扣了什么？"
    if not check.same or gap is None:
        return "差在哪里？扣了什么？"
    if gap.after:
        return "现在改了没有？" if check.of_today else "那个月改了没有？该打多少？"
    return f"那个月该打多少？是从哪天起按 {yuan(check.arrived.amount)}打的？"
