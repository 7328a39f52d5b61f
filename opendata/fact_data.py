"""Single facts as data for programs: a rule, a deduction, a channel, a source.

Amounts are strings with two decimals, days are ISO, and what is not known is null, never 0. What
a page withholds is left out here too. The words beside the figures are those of the pages.
"""

import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings

from calculator.deductions import DeductionView
from calculator.headline import Headline, TierLine
from calculator.rules import RuleView
from calculator.standing import has_document
from credit.credit import Credit
from faq.local_answers import PlaceAnswer
from faq.models import LocalAnswer
from regions.models import Claim, Freshness, LookupChannel, Region, Source, Statistic
from text.formats import lines, machine

#: What ``json`` can write: str, int, bool, None, list, dict.
Data = dict[str, Any]

LEVELS = {
    Region.Level.NATION: "nation",
    Region.Level.PROVINCE: "province",
    Region.Level.PREFECTURE: "prefecture",
    Region.Level.COUNTY: "county",
}


def amount(value: Decimal | None) -> str | None:
    """Return yuan or a percentage as a string with two decimals, or None."""
    return None if value is None else machine(value)


def iso(value: datetime.date | None) -> str | None:
    """Return a day as 2026-11-30, or None."""
    return None if value is None else value.isoformat()


def absolute(path: str) -> str:
    """Return an address of this site with its host."""
    return settings.SITE_URL + path


def name_of(region: Region) -> Data:
    """Name a place in few words: its path, its short name and its level."""
    return {
        "path": region.path,
        "name": region.short_name,
        "full_name": region.name,
        "level": LEVELS[Region.Level(region.level)],
    }


def source_data(source: Source) -> Data:
    """Tell who says it, where, when, and how far a person checked it."""
    return {
        "title": source.title,
        "publisher": source.publisher or None,
        "document_number": source.document_number or None,
        "url": source.url or None,
        "published_on": iso(source.published_on),
        "published_precision": source.published_precision if source.published_on else None,
        "checked_on": iso(source.checked_on),
        "unchanged_on": iso(source.unchanged_on),
        "grade": grade_data(source),
        "in_words": source.particulars,
        "origin": source.origin,
    }


def grade_data(source: Source) -> Data:
    """Tell how far a source was checked, as a code and in the words of the pages."""
    return {"code": source.confidence, "words": source.grade}


def freshness_data(age: Freshness) -> Data:
    """Tell when a fact was checked, or else published, and how old that is in words."""
    return {
        "checked_on": iso(age.since) if age.checked else None,
        "published_on": None if age.checked else iso(age.since),
        "published_precision": None if age.checked or age.since is None else age.precision,
        "unchanged_on": iso(age.unchanged),
        "stale": age.stale,
        "withheld": age.withheld,
        "in_words": age.in_words,
    }


def figure_data(headline: Headline | None) -> Data | None:
    """Return the one figure of a rule as it stands in large type; None where it has none.

    ``value`` is yuan, or a percentage where ``is_rate``; ``rising``: others get more.
    """
    if headline is None or headline.figure is None:
        return None
    return {
        "in_words": headline.in_words,
        "lead": headline.lead,
        "shown": headline.figure_in_words,
        "value": machine(headline.figure),
        "is_rate": headline.is_rate,
        "rising": headline.rising,
    }


def rule_data(view: RuleView, place: Region) -> Data:
    """Tell a rule as the page of ``place`` does: its amounts and words only if it shows them."""
    policy, told = view.policy, not view.withheld
    return {
        "key": policy.key,
        "region": name_of(policy.region),
        "own": policy.region_id == place.pk,
        "in_words": view.in_words,
        "figure": figure_data(view.headline) if told else None,
        "withheld": view.withheld,
        "why_withheld": view.why_withheld if view.withheld else None,
        "period": policy.period,
        "effective_from": iso(policy.effective_from),
        "ended_on": iso(policy.ended_on),
        "stated_until": iso(policy.stated_until),
        "outlived": view.outlived,
        "provisional": policy.provisional,
        "population": policy.population or None,
        "average_pension_of": _base_data(view, place),
        "tiers": [tier_data(line) for line in view.lines] if told else None,
        "basis": policy.basis or None if told else None,
        "wording": policy.wording or None if told else None,
        "notes": lines(policy.notes),
        "document_seen": has_document(view),
        "document_number": policy.source.document_number or None,
        "grade": grade_data(policy.source),
        "freshness": freshness_data(view.freshness),
        "sources": [source_data(source) for source in policy.sources],
    }


def _base_data(view: RuleView, place: Region) -> Data | None:
    """Whose average pension of which year counts; None where the rule needs none."""
    if view.withheld or not view.rule.needs_average:
        return None
    return name_of(view.policy.base_place(place)) | {"year": view.policy.base_year}


def tier_data(line: TierLine) -> Data:
    """Tell one band: for whom, what is stated per period of the rule, and what that credits."""
    tier = line.tier
    return {
        "who": line.ages,
        "min_age": tier.min_age,
        "max_age": tier.max_age,
        "retired_from": iso(tier.cohort.retired_from),
        "retired_until": iso(tier.cohort.retired_until),
        "employer": tier.cohort.employer or None,
        "amount": amount(tier.amount),
        "percent": amount(tier.percent),
        "own_percent": amount(tier.own_percent),
        "at_least_average": tier.at_least_average,
        "as_of": tier.as_of or None,
        "floor": amount(tier.floor),
        "ceiling": amount(tier.ceiling),
        "in_words": line.in_full,
        "credit": credit_data(line.credit),
    }


def credit_data(credit: Credit | None) -> Data | None:
    """Tell in yuan what arrives; None where it depends on what only the reader knows."""
    if credit is None:
        return None
    return {
        "month": machine(credit.month),
        "year": machine(credit.year),
        "standard": machine(credit.standard),
        "deducted": machine(credit.deducted),
        "once_a_year": credit.once_a_year,
    }


def deduction_data(view: DeductionView, beside_amount: bool = True) -> Data:
    """Tell what goes off the credit; ``applied``: the amounts beside it are less it already."""
    row, found = view.row, view.as_computed
    told = view.at_once if beside_amount else view.at_once_alone
    return {
        "key": row.key,
        "kind": row.kind,
        "name": row.name,
        "region": name_of(row.region),
        "applied": view.subtracts,
        "coming": view.coming,
        "amount": amount(found.amount),
        "period": row.period if found.amount is not None else None,
        "percent": amount(found.percent),
        "percent_of": found.percent_of.value if found.percent_of else None,
        "base": row.base_name or None,
        "from_account": row.from_account,
        "already_taken": row.taken,
        "disputed": row.disputed,
        "for_whom": row.for_whom or None,
        "figure_as_of": row.as_of or None,
        "effective_from": iso(row.effective_from),
        "ended_on": iso(row.ended_on),
        "withheld": view.freshness.withheld,
        "in_words": view.in_words,
        "remarks": [*told, *view.details],
        "freshness": freshness_data(view.freshness),
        "source": source_data(row.source),
    }


def channel_data(channel: LookupChannel, place: Region, today: datetime.date) -> Data:
    """Tell one way to look up the balance, step by step; ``dial`` is what to dial from afar."""
    afar = channel.from_afar(place.area_code) if channel.is_national else channel.dial
    return {
        "key": channel.key,
        "kind": channel.kind,
        "kind_name": channel.get_kind_display(),
        "name": channel.name,
        "region": name_of(channel.region),
        "steps_are_of": channel.level_name,
        "operator": channel.operator,
        "operator_name": channel.operator_name,
        "phone": channel.phone or None,
        "dial": (afar or channel.phone) or None,
        "url": channel.url or None,
        "address": channel.address or None,
        "hours": channel.hours or None,
        "steps": lines(channel.steps),
        "menu": lines(channel.menu),
        "shows": channel.shows or None,
        "where": lines(channel.where),
        "bring": lines(channel.bring),
        "good_for": lines(channel.good_for),
        "cautions": channel.warnings,
        "needs": {
            "smartphone": channel.needs_smartphone,
            "id_card": channel.needs_id_card,
            "social_card": channel.needs_social_card,
            "presence": channel.needs_presence,
        },
        "tried_on": iso(channel.checked_on),
        "freshness": freshness_data(channel.freshness(today)),
        "source": source_data(channel.source),
    }


def claim_data(claim: Claim, withheld: bool) -> Data:
    """Tell what a source says; ``withheld``: our own figure is, so no words repeat it."""
    return {
        "key": claim.key,
        "region": name_of(claim.region),
        "kind": claim.kind,
        "heading": claim.heading,
        "disputed": claim.is_disputed,
        "statement": claim.statement,
        "followed": None if withheld else claim.followed,
        "source": source_data(claim.source),
    }


def local_answer_data(answer: PlaceAnswer) -> Data:
    """Tell what the answer to a question is in one place, and what takes its place later."""
    told = answer.told
    return {
        "question": answer.question.slug,
        "question_in_words": answer.question.question,
        "url": absolute(answer.url),
        "place": name_of(answer.place),
        "region": name_of(told.region),
        "whose": answer.whose,
        "own": not answer.inherited,
        **_stated(told),
        "upcoming": answer.upcoming,
        "since": answer.since,
        "following": None
        if answer.following is None
        else _stated(answer.following) | {"since": answer.comes},
        "freshness": freshness_data(answer.freshness),
        "source": source_data(told.source),
    }


def _stated(row: LocalAnswer) -> Data:
    return {
        "key": row.key,
        "statement": row.statement,
        "men_years": row.men_years,
        "women_years": row.women_years,
        "local_years": row.local_years,
        "effective_from": iso(row.effective_from),
        "ended_on": iso(row.ended_on),
        "wording": row.wording or None,
    }


def statistic_data(row: Statistic, place: Region) -> Data:
    """Tell an average pension in yuan a month; ``place`` is whose it is."""
    return {
        "place": name_of(place),
        "year": row.year,
        "amount": machine(row.average_pension),
        "source": source_data(row.source),
    }
