"""The table of the ways to look up a balance."""

from regions.models import LookupChannel
from regions.models.region import LINEAGE

from .facts import PLACE, STANDING, URL, facts, key, own
from .table import Column, Kind, Table


def _rows(today):
    rows = LookupChannel.objects.published()
    rows = rows.select_related("source", LINEAGE, "region__successor__parent")
    return facts(rows.order_by("region__code", "region__path", "key"), today)


_NEEDS = tuple(
    Column(name, title, Kind.YES_NO, own(name))
    for name, title in (
        ("needs_smartphone", "要智能手机"),
        ("needs_id_card", "要身份证"),
        ("needs_social_card", "要社保卡"),
        ("needs_presence", "要本人到场"),
    )
)
_LINES = tuple(
    Column(name, title, Kind.LINES, own(name), "一行一条")
    for name, title in (
        ("steps", "步骤"),
        ("menu", "点开的顺序"),
        ("where", "在哪里"),
        ("bring", "要准备"),
        ("good_for", "好处"),
        ("cautions", "留意"),
    )
)

CHANNELS = Table(
    "channels",
    "查余额的办法",
    "一种办法一行，全国的、省里的、本地的都在；同一种办法，近的盖过远的。",
    (
        key(),
        *PLACE,
        Column(
            "kind",
            "渠道",
            Kind.TEXT,
            own("kind"),
            required=True,
            choices=tuple(LookupChannel.Kind.choices),
        ),
        Column("name", "名称", Kind.TEXT, own("name"), required=True),
        Column(
            "operator",
            "谁办的",
            Kind.TEXT,
            own("operator"),
            required=True,
            choices=tuple(LookupChannel.Operator.choices),
        ),
        Column("phone", "电话", Kind.TEXT, own("phone"), "有的要加区号"),
        Column("address_online", "网址", Kind.TEXT, own("url")),
        Column("address", "地址", Kind.TEXT, own("address")),
        Column("hours", "时间", Kind.TEXT, own("hours")),
        Column("shows", "能看到什么", Kind.TEXT, own("shows")),
        *_LINES,
        *_NEEDS,
        Column("checked_on", "这个办法的核对日期", Kind.DAY, own("checked_on")),
        *STANDING,
        URL,
    ),
    _rows,
    key="key",
)
