"""What each step of a computation says in front of its result."""

from credit.credit import Step, StepKind
from regions.models import RefundPolicy
from text.formats import number, percent


def step_words(step: Step, policy: RefundPolicy) -> str:
    """Return a step without its result: 4,000 × 2.8%, 标准（每月）, 每月代扣长期护理保险费."""
    left = "" if step.left is None else number(step.left)
    right = "" if step.right is None else number(step.right)
    if step.kind is StepKind.DEDUCTION and step.deduction is not None:
        return f"每月代扣{step.deduction.name}"
    if step.kind in (StepKind.SHARE, StepKind.OWN_SHARE) and step.right is not None:
        whose = "您的养老金 " if step.kind is StepKind.OWN_SHARE else ""
        months = f" × {step.times}个月" if step.times > 1 else ""
        return f"{whose}{left}{months} × {percent(step.right)}"
    return {
        StepKind.STATED: f"标准（{policy.get_period_display()}）",
        StepKind.AT_LEAST: f"您的 {left} 和人均 {right}，按多的算",
        StepKind.FLOOR: f"算出来 {left}，不到保底，按保底",
        StepKind.CEILING: f"算出来 {left}，过了封顶，按封顶",
        StepKind.MONTHLY: f"折合每月：{left} ÷ {right}",
        StepKind.ARRIVES: f"每月到账：{left} − {right}",
        StepKind.YEARLY: f"一年：{left} × {right}",
    }[step.kind]
