"""Compare what the worked examples of a policy say with what the calculator makes of them."""

from collections.abc import Iterator

from calculator.rules import example_result
from credit.credit import BaseNeeded, OwnPensionNeeded, Unchanged
from credit.rule import EmployerNeeded, RetirementNeeded
from regions.models import RefundPolicy
from text.formats import example_case, yuan


def disagreeing(policy: RefundPolicy) -> Iterator[str]:
    """Yield a sentence for each worked example whose amount the calculator does not confirm.

    A policy without worked examples gets one sentence.
    """
    examples = list(policy.examples.all())
    if not examples:
        yield "还没有算例。至少写一个：几岁的人，每月的标准该是多少。"
    for example in examples:
        case = f"算例“{example_case(example)}”"
        try:
            result = example_result(example)
        except (ValueError, LookupError) as error:
            yield f"{case}算不出来：{_why_not(error)}"
        else:
            if result != example.amount:
                yield f"{case}写的是 {yuan(example.amount)}，计算器算出来是 {yuan(result)}。"


def _why_not(error: Exception) -> str:
    """Return why an example has no result, as a sentence."""
    reasons: dict[type[Exception], str] = {
        BaseNeeded: "按人均养老金比例的标准要填平均养老金。",
        OwnPensionNeeded: "按本人养老金比例的标准要填本人养老金。",
        RetirementNeeded: "分退休早晚的标准要填退休年月。",
        EmployerNeeded: "分单位的标准要填原来的单位。",
        Unchanged: "这一档照从前的数不变，没有可算的，请删掉这个算例。",
    }
    return reasons.get(type(error)) or str(error)
