"""The tables of what is credited to retirees: the rules, and the tiers of each."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter

from calculator.rules import RuleView
from regions.models import PolicyTier, RefundPolicy
from regions.models.region import LINEAGE
from regions.models.tier import Employer

from .facts import PERIOD, PLACE, STANDING, URL, WITHHELD, Fact, figure, key, key_of, own
from .table import Column, Kind, Table


@dataclass(frozen=True)
class _Policy(Fact):
    in_words: str


@dataclass(frozen=True)
class _Tier:
    row: PolicyTier
    policy: RefundPolicy


def _policies(today: datetime.date) -> Iterator[_Policy]:
    """Yield all published rules, the newest of a place first. Three queries."""
    rows = RefundPolicy.objects.published().with_facts().with_sources()
    lineage = (LINEAGE, "region__successor__parent", "base_region__parent__parent__parent")
    for policy in rows.select_related(*lineage).order_by("region__code", "region__path", "key"):
        view = RuleView.of(policy, today)
        yield _Policy(policy, view.freshness, view.withheld, view.in_words)


def _tiers(today: datetime.date) -> Iterator[_Tier]:
    """Yield the tiers of the rules whose figures are shown, in the order of the rules."""
    for policy in _policies(today):
        if not policy.withheld:
            tiers = sorted(policy.row.tiers.all(), key=attrgetter("min_age", "pk"))
            yield from (_Tier(tier, policy.row) for tier in tiers)


_PER_CENT = "2.8 就是 2.8%"

POLICIES = Table(
    "policies",
    "划入标准",
    "退休人员医保个人账户划入标准（俗称返款），一条一行；每一档打多少在 tiers。",
    (
        key(),
        *PLACE,
        *PERIOD,
        Column(
            "stated_until",
            "资料写明管到哪天",
            Kind.DAY,
            own("stated_until"),
            "过了这天不等于停了，先打电话问",
        ),
        Column(
            "in_words",
            "一句话",
            Kind.TEXT,
            attrgetter("in_words"),
            "太旧或录得不全的写“需核实”",
        ),
        Column(
            "period",
            "金额按",
            Kind.TEXT,
            own("period"),
            required=True,
            choices=tuple(RefundPolicy.Period.choices),
        ),
        Column("population", "适用人群", Kind.TEXT, own("population")),
        Column("base_year", "比例用哪一年的平均养老金", Kind.INTEGER, own("base_year")),
        Column(
            "base_place",
            "用哪里的平均养老金",
            Kind.TEXT,
            lambda fact: key_of(fact.row.base_region),
            "空着：参保地自己的",
            refers_to=("places", "id"),
        ),
        Column("provisional", "暂定", Kind.YES_NO, own("provisional")),
        Column("wording", "原话", Kind.LINES, figure("wording"), quoted=True),
        Column("basis", "怎么定出来的", Kind.LINES, figure("basis")),
        Column("notes", "要说明的", Kind.LINES, figure("notes"), "一行一条"),
        WITHHELD,
        *STANDING,
        Column(
            "other_sources",
            "其他来源",
            Kind.TEXT,
            lambda fact: " ".join(sorted(source.key for source in fact.row.other_sources.all())),
            "sources 里的 key，用空格隔开",
        ),
        URL,
    ),
    _policies,
    key="key",
)

TIERS = Table(
    "tiers",
    "年龄档",
    "每条标准的每一档：几岁到几岁、什么人、多少钱或百分之几。需核实的标准没有档。",
    (
        Column(
            "policy",
            "划入标准",
            Kind.TEXT,
            attrgetter("policy.key"),
            "policies 里的 key",
            required=True,
            refers_to=("policies", "key"),
        ),
        Column("min_age", "从几岁", Kind.INTEGER, own("min_age"), "周岁，含", required=True),
        Column("max_age", "到几岁", Kind.INTEGER, own("max_age"), "周岁，含；空着：没有上限"),
        Column("retired_from", "哪天起退休的", Kind.DAY, own("retired_from")),
        Column("retired_until", "到哪天退休的", Kind.DAY, own("retired_until")),
        Column(
            "employer",
            "原来的单位",
            Kind.TEXT,
            own("employer"),
            "空着：不分单位",
            choices=tuple(Employer.choices),
        ),
        Column("amount", "金额", Kind.AMOUNT, own("amount"), "每月还是每年，看标准的 period"),
        Column(
            "rate_percent",
            "平均养老金的百分之几",
            Kind.PERCENT,
            own("rate_percent"),
            "2.8 就是 2.8%",
        ),
        Column("own_percent", "本人养老金的百分之几", Kind.PERCENT, own("own_percent"), _PER_CENT),
        Column("at_least_average", "本人低于平均的按平均", Kind.YES_NO, own("at_least_average")),
        Column("as_of", "照哪时的数不变", Kind.TEXT, own("as_of"), "老人不变的：照从前的数"),
        Column("floor", "保底", Kind.AMOUNT, own("floor")),
        Column("ceiling", "封顶", Kind.AMOUNT, own("ceiling")),
    ),
    _tiers,
)
