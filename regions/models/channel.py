"""Ways to look up the balance of the personal account."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from .figure_free import refuse_figures
from .freshness import DayFields
from .link import is_official_host, refusal_of, taken_down
from .publication import Keyed, KeyedManager, Publishable, PublishableQuerySet
from .region import Region
from .source import Source
from .web_address import WebAddressField

#: Digits of a local number; longer ones have an area code, or are mobile or 400 numbers.
SHORTEST_LOCAL, LONGEST_LOCAL = 7, 8
#: Said with every online channel.
NEVER_ASKED = "本站不会要您的身份证号、密码、验证码。"


class LookupChannelQuerySet(PublishableQuerySet):
    def of_kind(self, kind: str):
        """Select the published channels of one kind, by level, the nation's first, then by code."""
        return (
            self.published()
            .filter(kind=kind)
            .select_related("region__parent__parent__parent", "region__successor__parent", "source")
            .order_by("region__level", "region__code", "region__path", "name")
        )

    def for_region(self, region: Region) -> list["LookupChannel"]:
        """Return the channels that serve ``region``, in the order of the kinds. One query."""
        return self.for_regions([region])[region.pk]

    def for_regions(self, regions: Iterable[Region]) -> dict[int, list["LookupChannel"]]:
        """Return the channels that serve each of ``regions``, by region id. One query.

        For each kind, these are the channels of the nearest place that has any.
        """
        lineages = {region.pk: [place.pk for place in region.lineage()] for region in regions}
        places = {pk for lineage in lineages.values() for pk in lineage}
        order = list(LookupChannel.Kind)
        found = self.published().filter(region__in=places).select_related("region", "source")
        rows = sorted(found, key=lambda c: (order.index(c.kind), c.name))
        serving = {channel.region_id for channel in rows}
        # Most places have no channel of their own, so the choice is made once per chain of places.
        chosen: dict[tuple[int, ...], list[LookupChannel]] = {}
        served = {}
        for pk, lineage in lineages.items():
            chain = tuple(place for place in lineage if place in serving)
            if chain not in chosen:
                chosen[chain] = _nearest([c for c in rows if c.region_id in chain])
            served[pk] = chosen[chain]
        return served


def _nearest(channels: list["LookupChannel"]) -> list["LookupChannel"]:
    """Return the channels of the nearest level for each kind."""
    levels: dict[str, int] = {}
    for channel in channels:
        levels[channel.kind] = max(levels.get(channel.kind, 0), channel.region.level)
    return [channel for channel in channels if channel.region.level == levels[channel.kind]]


class LookupChannel(Keyed, Publishable):
    """One way to look up the balance in a region, step by step."""

    #: The day on which somebody tried the channel counts too.
    DAY_FIELDS = DayFields.of_sources("source", own=("checked_on",))
    #: Not the address: a place may be called 三元, and its writer could not help it.
    FIGURE_FREE = (
        *("name", "hours", "steps", "menu", "shows"),
        *("where", "bring", "good_for", "cautions"),
    )

    class Kind(models.TextChoices):
        """The nine kinds, in the order of the pages; the values are addresses too."""

        PHONE = "phone", "打电话"
        WECHAT = "wechat", "微信"
        ALIPAY = "alipay", "支付宝"
        WEBSITE = "website", "医保部门网站"
        PLATFORM = "platform", "政务服务平台"
        APP = "app", "医保手机软件"
        COUNTER = "counter", "经办窗口"
        KIOSK = "kiosk", "自助机"
        HOSPITAL = "hospital", "定点医院、药店"

    class Operator(models.TextChoices):
        OFFICIAL = "official", "官方"
        THIRD_PARTY = "third_party", "第三方平台"
        UNSEEN = "unseen", "谁办的没看到"

    ONLINE = (Kind.WECHAT, Kind.ALIPAY, Kind.WEBSITE, Kind.PLATFORM, Kind.APP)
    ON_SITE = (Kind.COUNTER, Kind.KIOSK, Kind.HOSPITAL)

    region = models.ForeignKey(Region, models.CASCADE, related_name="channels", verbose_name="地区")
    kind = models.CharField("渠道", max_length=12, choices=Kind)
    operator = models.CharField(
        "谁办的", max_length=12, choices=Operator, default=Operator.OFFICIAL
    )
    name = models.CharField("名称", max_length=60)
    phone = models.CharField("电话", max_length=30, blank=True)
    url = WebAddressField("网址", max_length=300, blank=True, help_text="官方的只填 .gov.cn 网址。")
    address = models.CharField("地址", max_length=120, blank=True)
    hours = models.CharField("时间", max_length=120, blank=True)
    steps = models.TextField("步骤", help_text="每行一步，顺序照办事指南。")
    menu = models.TextField(
        "点开的顺序",
        blank=True,
        help_text="步骤缩成一行：每行一层，只写按钮上的字，例如：微信、服务、城市服务、医保。",
    )
    shows = models.CharField(
        "能看到什么",
        max_length=120,
        blank=True,
        help_text="电话只在来源写明能听到什么时填，填了就排在地方页面的最前面。",
    )
    where = models.TextField("在哪里", blank=True, help_text="每行一处。")
    bring = models.TextField("要准备", blank=True, help_text="每行一样。")
    good_for = models.TextField("好处", blank=True, help_text="每行一条。")
    cautions = models.TextField(
        "留意",
        blank=True,
        help_text="每行一条，最要紧的放第一条：电话的第一条也写在地方页面上。",
    )
    needs_smartphone = models.BooleanField("要智能手机", default=False)
    needs_id_card = models.BooleanField("要身份证", default=False)
    needs_social_card = models.BooleanField("要社保卡", default=False)
    needs_presence = models.BooleanField("要本人到场", default=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="来源")
    checked_on = models.DateField("核对日期", null=True, blank=True)

    objects = KeyedManager.from_queryset(LookupChannelQuerySet)()
    history = HistoricalRecords(verbose_name="查询渠道的历史", excluded_fields=["changed_at"])

    class Meta(Publishable.Meta):
        verbose_name = "查询渠道"
        verbose_name_plural = "查询渠道"
        ordering = ["region", "kind", "name"]
        indexes = [models.Index(fields=["region", "status"])]

    def __str__(self):
        return f"{self.region} {self.name}"

    def get_absolute_url(self) -> str:
        page = self.region.page()
        return (page.get_absolute_url() if page else "/balance/") + "#balance"

    def clean(self):
        if self.url and self.operator == self.Operator.OFFICIAL and not is_official_host(self.url):
            raise ValidationError({"url": "官方渠道只能填官方网址（.gov.cn）。请看清网址再填。"})
        if fault := refusal_of(self.url):
            raise ValidationError({"url": fault})
        if fault := taken_down(self.phone, self.dial if self.region_id else ""):
            raise ValidationError({"phone": fault})
        if not self.steps.strip():
            raise ValidationError({"steps": "至少写一步。"})
        refuse_figures(self)

    @property
    def is_national(self) -> bool:
        """Whether it is the nation's, not of a place or its province."""
        return self.region.level == Region.Level.NATION

    @property
    def is_local(self) -> bool:
        """Whether it is of a place that has no others of its kind below, a municipality too."""
        return not self.is_national and (
            not self.region.is_province or self.region.name[-1] == "市"
        )

    @property
    def operator_name(self) -> str:
        """Who runs it, in Chinese; a hospital or pharmacy is not called a platform."""
        if self.kind == self.Kind.HOSPITAL and self.operator == self.Operator.THIRD_PARTY:
            return "定点医院、药店"
        return self.get_operator_display()

    @property
    def dial(self) -> str:
        """The number to dial: a local one with its area code, a short one as it is."""
        if self._digits < SHORTEST_LOCAL:
            return self.phone  # 12393 answers wherever it is dialled
        return self.from_afar(self.region.area_code) or self.phone

    def from_afar(self, area_code: str) -> str:
        """Return the number to dial from elsewhere: 0931-12393.

        A complete number stays as it is; ``""`` if the area code is unknown.
        """
        if not self._digits or self._digits > LONGEST_LOCAL:
            return self.phone
        return f"{area_code}-{self.phone}" if area_code else ""

    @property
    def _digits(self) -> int:
        return sum(char.isdigit() for char in self.phone)

    @property
    def warnings(self) -> list[str]:
        """The cautions, one per line; online channels always say what this site never asks for."""
        lines = [line.strip() for line in self.cautions.splitlines() if line.strip()]
        if self.kind in self.ONLINE and NEVER_ASKED not in lines:
            lines.append(NEVER_ASKED)
        return lines

    @property
    def host(self) -> str:
        """The host of the address, spelled out beside the link."""
        return urlsplit(self.url).hostname or ""

    @property
    def level_name(self) -> str:
        """Whose steps they are: 全国的步骤, 全省的步骤 (全市, 全区) or 本地的步骤."""
        if self.is_national:
            return "全国的步骤"
        return f"全{self.region.name[-1]}的步骤" if self.region.is_province else "本地的步骤"
