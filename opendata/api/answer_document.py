"""The answer to a person's case as data: what the result on a page says, nothing computed anew."""

from typing import Any

from calculator.answers import Answer
from calculator.comparison import Comparison, Row
from calculator.deductions import DeductionView
from calculator.headline import NextCredit
from calculator.step_words import step_words
from credit.credit import Step
from credit.rule import Tier
from opendata.fact_data import (
    Data,
    absolute,
    amount,
    credit_data,
    deduction_data,
    freshness_data,
    iso,
    name_of,
    source_data,
)
from opendata.place_document import edition_data
from regions.models import RefundPolicy


def answer_document(found: Answer, note: str = "") -> Data:
    """Return an answer with its steps and sources; amounts that it does not give are null.

    ``why_no_amount`` then says why. ``note`` tells which place counts where another was typed.
    """
    situation, credit = found.situation, found.credit
    policy = situation.policy if found.refusal is None else None
    has_amount = credit is not None or found.low is not None
    return {
        "edition": edition_data(situation.region),
        "outcome": found.outcome.value,
        "title": found.title,
        "case": found.case,
        "region": name_of(situation.region),
        "note": note or None,
        "on": iso(situation.on),
        "month": amount(credit.month) if credit else None,
        "year": amount(credit.year) if credit else None,
        "month_low": amount(found.low),
        "month_high": amount(found.high),
        "once_a_year": credit.once_a_year if credit else None,
        "why_no_amount": None if has_amount else _why(found),
        "next_step": found.refusal.next_step if found.refusal else None,
        "standard": amount(credit.standard) if credit else None,
        "deducted": amount(credit.deducted) if credit else None,
        "tier": _tier(found.tier),
        "steps": [_step(step, policy) for step in found.steps] if policy else [],
        "average_pension": _average_pension(found),
        "deductions": [deduction_data(v, credit is not None) for v in _told(found)],
        "with_age": found.with_age if credit else None,
        "next_tier": _next_tier(found.next_tier) if credit else None,
        "coming": _coming(found),
        "rule": _rule(found, policy) if policy else None,
        "estimate_source": source_data(situation.estimate.source)
        if situation.estimate is not None and found.low is not None
        else None,
        "as_of": situation.as_of or None,
        "asked": found.asked | {"region": situation.region.parameter},
        "page": absolute(f"{situation.region.get_absolute_url()}?{found.parameters}"),
    }


def _why(found: Answer) -> str:
    """Say why there is no amount, in the words of the page."""
    situation = found.situation
    if found.refusal is not None:
        return found.refusal.reason
    if found.uncovered:
        return found.uncovered
    if situation.withheld and situation.view is not None:
        return f"{situation.view.why_withheld}。"
    return f"{found.verdict}。"


def _told(found: Answer) -> list[DeductionView]:
    return [] if found.refusal is not None else found.deductions


def _tier(tier: Tier | None) -> Data | None:
    """Tell the band that the person is in."""
    if tier is None:
        return None
    return {
        "who": tier.who,
        "min_age": tier.min_age,
        "max_age": tier.max_age,
        "percent": amount(tier.percent),
        "own_percent": amount(tier.own_percent),
        "as_of": tier.as_of or None,
    }


def _step(step: Step, policy: RefundPolicy) -> Data:
    return {
        "kind": step.kind.value,
        "in_words": step_words(step, policy),
        "left": amount(step.left),
        "right": amount(step.right),
        "times": step.times,
        "result": amount(step.result),
    }


def _average_pension(found: Answer) -> Data | None:
    """Tell with which average pension it was worked out; its source is null where it was given."""
    if found.base is None:
        return None
    return {
        "amount": amount(found.base),
        "of": found.situation.base_in_words,
        "origin": found.base_origin,
        "source": source_data(found.base_source) if found.base_source else None,
    }


def _next_tier(following: NextCredit | None) -> Data | None:
    if following is None:
        return None
    return {
        "in_words": following.in_full,
        "from_age": following.tier.min_age,
        "from_month": f"{following.month:%Y-%m}" if following.month else None,
        "credit": credit_data(following.credit),
    }


def _coming(found: Answer) -> Data | None:
    coming = found.situation.coming
    if coming is None or found.refusal is not None:
        return None
    return {
        "from": iso(coming.policy.effective_from),
        "in_words": found.coming_in_words,
        "credit": credit_data(found.coming),
        "source": source_data(coming.policy.source),
    }


def _rule(found: Answer, policy: RefundPolicy) -> Data:
    """Tell whose rule it was worked out by, and what that rests on."""
    situation = found.situation
    view = situation.view
    return {
        "key": policy.key,
        "region": name_of(policy.region),
        "level": situation.level,
        "inheritance": situation.inheritance or None,
        "effective_from": iso(policy.effective_from),
        "stated_until": iso(policy.stated_until),
        "outlived": view is not None and view.outlived,
        "freshness": freshness_data(view.freshness) if view else None,
        "sources": [source_data(source) for source in policy.sources],
    }


def comparison_document(comparison: Comparison, rows: list[Row]) -> dict[str, Any]:
    """Return the answers of one person in several places, in the order in which they were named."""
    return {
        "case": comparison.case or None,
        "as_of": comparison.as_of or None,
        "places": [_row(row) for row in rows],
    }


def _row(row: Row) -> Data:
    refused = row.answer.refusal is not None
    return answer_document(row.answer, row.note) | {
        "whose": None if refused else row.whose or None,
        "warnings": [] if refused else row.warnings,
        "remarks": None if refused else row.remarks or None,
        "lacks": row.lacks or None,
    }
