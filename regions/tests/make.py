"""The smallest valid thing of each kind, for tests."""

import datetime
import itertools
from decimal import Decimal

from django.utils import timezone

from regions.models import (
    Claim,
    CorrectionReport,
    Deduction,
    Estimate,
    LookupChannel,
    PolicyTier,
    Publication,
    ReaderStatement,
    RefundPolicy,
    Region,
    Source,
    Statistic,
    WorkedExample,
)

_numbers = itertools.count(1)


def make_nation() -> Region:
    nation = Region.objects.filter(level=Region.Level.NATION).first()
    return nation or Region.objects.create(
        name="全国", short_name="全国", level=Region.Level.NATION, slug="china"
    )


def make_region(slug="yongzhou", parent=None, **fields) -> Region:
    """A place with a page below ``parent``; a province where no parent is given."""
    parent = parent or make_nation()
    name = fields.pop("name", f"{slug}市")
    fields.setdefault("short_name", name.removesuffix("市"))
    fields.setdefault("level", parent.level + 1)
    fields.setdefault("has_page", True)
    fields.setdefault("pinyin", slug)
    return Region.objects.create(slug=slug, parent=parent, name=name, **fields)


def make_source(**fields) -> Source:
    """A published source on which a fact can be published.

    ``unchanged_on``: the day on which a machine saw its text unchanged.
    """
    unchanged_on = fields.pop("unchanged_on", None)
    fields.setdefault("title", f"某市医保通知{next(_numbers)}")
    fields.setdefault("confidence", Source.Confidence.SECONDARY)
    fields.setdefault("published_on", datetime.date(2026, 6, 1))
    # A fact can be published on it: somebody says it, and its text was kept.
    fields.setdefault("publisher", "某市医保局")
    fields.setdefault("full_text", "文件的正文。")
    fields.setdefault("status", Publication.PUBLISHED)
    source = Source.objects.create(**fields)
    if unchanged_on is not None:
        Source.objects.seen_unchanged(source.pk, unchanged_on)
        source.refresh_from_db()
    return source


def make_policy(region, tiers=None, rates=None, **fields) -> RefundPolicy:
    """A published policy; ``tiers`` and ``rates`` are (from age, to age, amount or percent)."""
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    policy = RefundPolicy.objects.create(region=region, **fields)
    if tiers is None and rates is None:
        tiers = [(0, None, "75.00")]
    for low, high, amount in tiers or []:
        make_tier(policy, min_age=low, max_age=high, amount=Decimal(amount))
    for low, high, percent in rates or []:
        make_tier(policy, min_age=low, max_age=high, rate_percent=Decimal(percent))
    return RefundPolicy.objects.get(pk=policy.pk)


def make_tier(policy, **fields) -> PolicyTier:
    return PolicyTier.objects.create(policy=policy, **fields)


def make_example(policy, **fields) -> WorkedExample:
    fields.setdefault("age", 65)
    fields.setdefault("amount", Decimal("75.00"))
    return WorkedExample.objects.create(policy=policy, **fields)


def make_deduction(region, **fields) -> Deduction:
    """A published deduction of 7 yuan a month that is surely taken from the account."""
    fields.setdefault("kind", Deduction.Kind.CRITICAL_ILLNESS)
    fields.setdefault("name", "大病保险")
    if "percent" not in fields:
        fields.setdefault("amount", Decimal("7.00"))
    fields.setdefault("from_account", Deduction.FromAccount.YES)
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    return Deduction.objects.create(region=region, **fields)


def make_channel(region, **fields) -> LookupChannel:
    fields.setdefault("kind", LookupChannel.Kind.PHONE)
    fields.setdefault("name", "医保服务热线")
    fields.setdefault("steps", "拨打电话。\n听语音提示。")
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    return LookupChannel.objects.create(region=region, **fields)


def make_claim(region, **fields) -> Claim:
    fields.setdefault("statement", "另一份资料的说法。")
    fields.setdefault("followed", "没有见到文件。")
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    return Claim.objects.create(region=region, **fields)


def make_estimate(region, **fields) -> Estimate:
    fields.setdefault("low_percent", Decimal("2.00"))
    fields.setdefault("high_percent", Decimal("3.00"))
    fields.setdefault("example_pension", Decimal("3700.00"))
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    return Estimate.objects.create(region=region, **fields)


def make_no_estimate(region, **fields) -> Estimate:
    """A published row that says why nothing can be estimated in a place."""
    fields.setdefault("reason", "照自己从前的数打。")
    fields.setdefault("own_amount", True)
    fields |= dict.fromkeys(("low_percent", "high_percent", "example_pension"))
    return make_estimate(region, **fields)


def make_statistic(region, **fields) -> Statistic:
    fields.setdefault("year", 2022)
    fields.setdefault("average_pension", Decimal("4000.00"))
    fields.setdefault("status", Publication.PUBLISHED)
    fields.setdefault("source", fields.get("source") or make_source())
    return Statistic.objects.create(region=region, **fields)


def make_reports(region, amount, number, **fields) -> None:
    """So many reports, each of another household, that ``amount`` arrives."""
    fields = {"kind": "known", "counts": True} | fields
    for _ in range(number):
        CorrectionReport.objects.create(region=region, amount_seen=amount, **fields)


def make_reader_statement(region, amount, letters=6, **fields) -> ReaderStatement:
    """What so many letters report, shown since an editor looked just now."""
    fields = {"state": "shown", "seen_at": timezone.now()} | fields
    return ReaderStatement.objects.create(
        region=region, amount=Decimal(amount), letters=letters, **fields
    )
