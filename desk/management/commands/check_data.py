"""Report what is stale, unsourced, contradictory, incomplete or in the wrong place."""

import sys
from collections.abc import Iterator

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand
from django.db.models import F
from django.utils import timezone

from calculator.rules import example_result
from faq.models import LocalAnswer, Question
from regions.kinds import publishable_models
from regions.models import (
    Claim,
    Deduction,
    LookupChannel,
    RefundPolicy,
    Source,
    WorkedExample,
)
from regions.models.figure_free import misplaced_figures
from regions.models.link import is_official_host
from regions.models.publication import PublishableQuerySet
from regions.models.tier import check_rule


class Command(BaseCommand):
    help = "检查资料：过期的、没有来源的、互相矛盾的、年龄档有空档的、正文里写了金额的。"

    def handle(self, **options):
        today = timezone.localdate()
        faults = [*gaps(), *contradictions(), *unsourced(), *figures_in_texts(), *bad_links()]
        faults += too_weak()
        notices = [*stale(today), *younger_by_another_claim(today), *incomplete_sources()]
        for line in faults:
            self.stdout.write(f"错误　{line}")
        for line in notices:
            self.stdout.write(f"提醒　{line}")
        self.stdout.write(f"共 {len(faults)} 处错误，{len(notices)} 处提醒。")
        if faults:
            sys.exit(1)


def published_policies():
    return RefundPolicy.objects.published().with_facts().with_sources().prefetch_related("examples")


def gaps() -> Iterator[str]:
    """Report tiers that overlap or leave a gap, and policies without a worked example."""
    for policy in published_policies():
        try:
            check_rule(policy, policy.tiers.all())
        except ValidationError as error:
            yield f"{policy}：{' '.join(error.messages)}"
        if not policy.examples.all():
            yield f"{policy}：没有算例。"


def contradictions() -> Iterator[str]:
    """Report worked examples that the calculator contradicts, and ends after the next start."""
    examples = WorkedExample.objects.filter(policy__status="published").select_related(
        "policy__region"
    )
    for example in examples.prefetch_related("policy__tiers"):
        try:
            amount = example_result(example)
        except (LookupError, ValueError) as error:
            yield f"{example.policy}，算例“{example}”：算不出来（{error}）。"
        else:
            if amount != example.amount:
                yield f"{example.policy}，算例“{example}”：计算器算出 {amount} 元。"
    later = RefundPolicy.objects.published().filter(
        region__policies__status="published",
        region__policies__effective_from__gt=F("effective_from"),
        ended_on__gte=F("region__policies__effective_from"),
    )
    for policy in later.distinct():
        yield f"{policy}：停用日期晚于下一个标准的开始。"


def unsourced() -> Iterator[str]:
    """Report published questions without a source; other facts cannot lack one."""
    for question in Question.objects.published().filter(sources__isnull=True):
        yield f"常见问题“{question}”：没有来源。"


def incomplete_sources() -> Iterator[str]:
    """Report sources of published facts on which none could be published now."""
    for source in Source.objects.shown().incomplete().order_by("key"):
        yield f"{source.key}　{source.lacking}补齐了，才能改用它的数。"


def too_weak() -> Iterator[str]:
    """Report published deductions that no page shows, because their source is too weak."""
    for deduction in Deduction.objects.published().select_related("region", "source"):
        if deduction.source.confidence in Source.TOO_WEAK:
            how = deduction.source.get_confidence_display()
            yield f"代扣“{deduction}”：来源太弱（{how}），页面上不显示。"


def figures_in_texts() -> Iterator[str]:
    """Report amounts and percentages in texts that should take them from the facts."""
    for model in publishable_models():
        if not model.FIGURE_FREE:
            continue
        labels = {field.name: field.verbose_name for field in model._meta.concrete_fields}
        for row in PublishableQuerySet(model).published():
            for field, found in misplaced_figures(row):
                where = f"{model._meta.verbose_name}“{row}”：“{labels[field]}”"
                yield from (f"{where}里写了“{words}”。" for words in found)


def bad_links() -> Iterator[str]:
    """Report official channels whose address is not on an official host."""
    official = LookupChannel.objects.published().filter(operator=LookupChannel.Operator.OFFICIAL)
    for channel in official.exclude(url="").select_related("region"):
        if not is_official_host(channel.url):
            yield f"查询渠道“{channel}”：{channel.host} 不是官方网址。"


def stale(today) -> Iterator[str]:
    """Report what was not checked for long, or whose sources lack a date."""
    for policy in published_policies().stale(today):
        freshness = policy.freshness(today)
        if freshness.withheld:
            yield f"{policy}：超过五年没核对，页面上已改成“需核实”。"
        elif freshness.since is None:
            yield f"{policy}：所有来源都没有日期。"
        else:
            yield f"{policy}：{freshness.since.isoformat()} 以后没有核对过。"
    for model in (Claim, Deduction, LocalAnswer):
        rows = PublishableQuerySet(model).published().stale(today)
        for row in rows.select_related("source", "region"):
            since = row.freshness(today).since
            why = f"{since.isoformat()} 以后没有核对过" if since else "来源没有日期"
            yield f"{model._meta.verbose_name}“{row}”：{why}。"


def younger_by_another_claim(today) -> Iterator[str]:
    """Report figures whose age rests on another source that the same place's claims dispute."""
    disputed = Claim.objects.published().filter(kind=Claim.Kind.DISPUTED)
    said = {(claim.region_id, claim.source_id): claim for claim in disputed}
    for policy in published_policies():
        others = [s for s in policy.other_sources.all() if (policy.region_id, s.pk) in said]
        latest = policy.freshness(today).latest
        for source in others:
            days = (source.checked_on, source.published_on, source.unchanged_on)
            if latest is not None and latest in days:
                claim = said[policy.region_id, source.pk]
                yield f"{policy}：日期是“{source}”的，它另外说过“{claim}”。看它算不算这个数的来源。"
