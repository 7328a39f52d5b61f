"""The table of what goes off the credit, or is paid beside it."""

from regions.models import Deduction, RefundPolicy
from regions.models.region import LINEAGE

from .facts import PERIOD, PLACE, STANDING, URL, WITHHELD, facts, figure, key, own
from .table import Column, Kind, Table


def _rows(today):
    rows = Deduction.objects.shown().select_related("source", LINEAGE, "region__successor__parent")
    return facts(rows.order_by("region__code", "region__path", "key"), today)


DEDUCTIONS = Table(
    "deductions",
    "代扣",
    "从打进来的钱里扣的，或者另外交的，如长期护理保险；不知道多少的，金额和比例都空着。",
    (
        key(),
        *PLACE,
        Column(
            "kind",
            "种类",
            Kind.TEXT,
            own("kind"),
            required=True,
            choices=tuple(Deduction.Kind.choices),
        ),
        Column("name", "叫什么", Kind.TEXT, own("name"), required=True),
        *PERIOD,
        Column("amount", "金额", Kind.AMOUNT, figure("amount"), "每月还是每年，看 period"),
        Column(
            "period", "金额按", Kind.TEXT, own("period"), choices=tuple(RefundPolicy.Period.choices)
        ),
        Column("percent", "百分之几", Kind.PERCENT, figure("percent"), "0.15 就是 0.15%"),
        Column(
            "percent_of",
            "什么的百分之几",
            Kind.TEXT,
            figure("percent_of"),
            choices=tuple(Deduction.PercentOf.choices),
        ),
        Column("base_name", "基数是什么", Kind.TEXT, figure("base_name")),
        Column(
            "from_account",
            "从哪里扣",
            Kind.TEXT,
            own("from_account"),
            required=True,
            choices=tuple(Deduction.FromAccount.choices),
        ),
        Column("taken", "标准里已经扣过", Kind.YES_NO, own("taken")),
        Column("disputed", "扣不扣说法不一", Kind.YES_NO, own("disputed")),
        Column("for_whom", "扣谁的", Kind.TEXT, own("for_whom"), "空着：都扣"),
        Column("as_of", "是哪时的数", Kind.TEXT, own("as_of")),
        Column("notes", "要说明的", Kind.LINES, figure("notes"), "一行一条"),
        Column("wording", "原话", Kind.LINES, figure("wording"), quoted=True),
        WITHHELD,
        *STANDING,
        URL,
    ),
    _rows,
    key="key",
)
