"""All that the page of a place tells, as data: what its twins, the API and files give.

It decides nothing: which rule holds, what is withheld and in which words it is said comes from
the objects that the page is made from. Unknown is null, never 0, and ``absence`` says why.
"""

import datetime
from typing import Any

from calculator.province import Below, Province, province_of
from calculator.situation import Situation, situation_of
from calculator.standing import standing_of
from faq.local_answers import answers_in
from pages.balance_advice import Ways, ways_of
from pages.place_head import description_of
from regions import editions, place_facts
from regions.models import LookupChannel, Region

from .fact_data import (
    Data,
    absolute,
    amount,
    channel_data,
    claim_data,
    deduction_data,
    figure_data,
    grade_data,
    iso,
    local_answer_data,
    machine,
    name_of,
    rule_data,
    source_data,
    statistic_data,
)


def place_document(
    region: Region, today: datetime.date, on: datetime.date | None = None
) -> dict[str, Any]:
    """Return what the page of ``region`` tells today, ready for ``json``.

    ``on`` names another day to tell of: what has no days of its own (ways to look up, claims,
    counties) is as it is today, and the summary, which speaks of today, is left out. The keys are
    always the same; docs/data.md tells each.
    """
    on = on or today
    situation = situation_of(region, on, today)
    province = province_of(region, on, today)
    facts = place_facts.facts_for(region, today)
    return {
        "edition": edition_data(region),
        "as_of": iso(on),
        "url": absolute(region.get_absolute_url()),
        "place": place_data(region),
        "summary": description_of(situation, province, len(facts.channels[region.pk]))
        if on == today
        else None,
        **rule_part(situation, province),
        "deductions": [
            deduction_data(view, beside_amount=situation.view is not None)
            for view in ([] if _differs(province) else situation.deductions)
        ],
        "places": None if province is None else province_data(province),
        "channels": _channels(facts.channels[region.pk], region, today),
        "claims": [claim_data(row, situation.withheld) for row in facts.claims[region.pk]],
        "local_answers": [local_answer_data(answer) for answer in answers_in(region, today, on)],
        "counties": list(filter(None, place_facts.counties().get(region.pk, "").split("、"))),
    }


def edition_data(region: Region) -> Data:
    """Return the edition in which the page last changed: its number, and its day if known."""
    edition = editions.of_place(region)
    return {"number": edition.number, "day": iso(edition.day)}


def place_data(region: Region) -> Data:
    """Tell which place it is and to which province it belongs (itself, for a province)."""
    return name_of(region) | {
        "full_title": region.full_title,
        "code": region.code or None,
        "area_code": region.area_code or None,
        "province": name_of(region.province) if region.province else None,
    }


def _differs(province: Province | None) -> bool:
    return province is not None and province.differs


def rule_part(situation: Situation, province: Province | None) -> Data:
    """Tell the rule of a place, or why none stands there, and what can be said instead.

    A province whose places differ has no rule that may stand for it: ``rule`` is null.
    """
    if province is not None and province.differs:
        return _no_single_number(situation, province)
    view, coming = situation.view, situation.coming
    shown = view is not None and not view.withheld
    return {
        "standing": standing_of(situation.region, view, coming).value,
        "headline": view.in_words if view else situation.absence,
        "figure": figure_data(view.headline) if view and shown else None,
        "absence": _absence(situation),
        "inheritance": situation.inheritance or None,
        "since": situation.since if view else None,
        "until": situation.until if view else None,
        "rule": rule_data(view, situation.region) if view else None,
        "coming": rule_data(coming, situation.region) if coming else None,
        "promise": situation.promise or None,
        "ended": rule_data(situation.ended, situation.region) if situation.ended else None,
        "withdrawn": situation.withdrawn,
        "average_pension": _average_pension(situation),
        "estimate": _estimate(situation),
        "no_estimate": _no_estimate(situation),
    }


def _no_single_number(situation: Situation, province: Province) -> Data:
    standing = standing_of(situation.region, situation.view, situation.coming)
    return {
        "standing": standing.value,
        "headline": province.in_words,
        "figure": None,
        "absence": province.question,
        "inheritance": None,
        "since": None,
        "until": None,
        "rule": None,
        "coming": rule_data(situation.coming, situation.region) if situation.coming else None,
        "promise": situation.promise or None,
        "ended": None,
        "withdrawn": situation.withdrawn,
        "average_pension": None,
        "estimate": None,
        "no_estimate": None,
    }


def _absence(situation: Situation) -> str | None:
    """Why no figure is given, in the words of the page; None where one is."""
    if situation.view is None:
        return situation.absence
    return situation.view.why_withheld if situation.withheld else None


def _average_pension(situation: Situation) -> Data | None:
    """The stored average pension that the page counts with, with what each tier makes of it."""
    if situation.statistic is None or situation.withheld:
        return None
    told = statistic_data(situation.statistic, situation.base_place)
    credits = situation.stored_credits
    told["credits"] = [
        {"who": line.ages, "month": machine(credit.month)} for line, credit in credits
    ]
    return told


def _estimate(situation: Situation) -> Data | None:
    """Between what most places lie, where no rule is known; never a rule of this place."""
    estimate, example = situation.estimate, situation.estimate_example
    if estimate is None:
        return None
    return {
        "low_percent": amount(estimate.low_percent),
        "high_percent": amount(estimate.high_percent),
        "in_words": estimate.in_words,
        "example_pension": amount(estimate.example_pension),
        "example": [machine(value) for value in example] if example else None,
        "grade": grade_data(estimate.source),
        "source": source_data(estimate.source),
    }


def _no_estimate(situation: Situation) -> Data | None:
    """Why nothing can be estimated here, and an old figure where one is known."""
    row = situation.no_estimate
    if row is None:
        return None
    return {
        "reason": row.reason,
        "age": situation.age_of_reason or None,
        "old_figure": situation.old_figure or None,
        "source": source_data(row.source),
    }


def province_data(province: Province) -> Data:
    """Tell how the places of a province compare, each with its figure in words."""
    return {
        "kind": province.kind.value,
        "in_words": province.in_words,
        "notes": [note for note in [province.set_aside, *province.notes] if note],
        "grades": province.checks_in_words or None,
        "ages": province.ages_in_words or None,
        "groups": [
            {"label": label or None, "places": [_below(row) for row in rows]}
            for label, rows in province.groups
        ],
    }


def _below(row: Below) -> Data:
    shown = row.view is not None and not row.view.withheld
    return name_of(row.place) | {
        "url": absolute(row.place.get_absolute_url()),
        "in_words": row.in_words,
        "figure": figure_data(row.view.headline) if row.view and shown else None,
    }


def _channels(channels: list[LookupChannel], region: Region, today: datetime.date) -> list[Data]:
    """The ways of a place in the order of its page, which says of the first whether it is."""
    ways: Ways = ways_of(channels)
    best = [] if ways.best is None else [ways.best]
    return [
        channel_data(channel, region, today)
        | {
            "best": channel is ways.best,
            "proven": channel is ways.best and ways.proven,
            "told_in_full": channel is ways.best or channel in ways.own,
        }
        for channel in [*best, *ways.own, *ways.others]
    ]
