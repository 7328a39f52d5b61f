"""Places: the nation, provinces, prefectures, counties."""

import re
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from caching.addresses import address
from regions.names import normalise, stem

from . import moving
from .alias import RegionAlias
from .publication import Versioned
from .revision import BumpsRevisionQuerySet, place_subject

#: The ``select_related`` path that loads the full name of a fact's region.
LINEAGE = "region__parent__parent__parent"


def _with_pages(places: Iterable["Region"]) -> list["Region"]:
    return [place for place in places if place.has_page and not place.ended_on]


class RegionQuerySet(BumpsRevisionQuerySet):
    def pages(self):
        """Select places with a public page of their own."""
        return self.filter(has_page=True, ended_on__isnull=True)

    def with_lineage(self):
        """Load the places above each place in the same query."""
        return self.select_related("parent__parent__parent", "successor__parent")

    def pages_at(self, path: str) -> list["Region"]:
        """Return the pages that an address such as ``gansu/lanzhou`` may mean.

        If a page has this address, it is the only one (锦州, though 金州区 has the same slug).
        Otherwise they are the pages of all places that have or had this address.
        """
        return self._pages_of(Q(path=path), Q(aliases__name=path))

    def pages_called(self, slug: str) -> list["Region"]:
        """Return the pages that a short address such as ``lanzhou`` may mean, like ``pages_at``."""
        former = Q(aliases__name=slug) | Q(aliases__name__endswith=f"/{slug}")
        return self._pages_of(Q(slug=slug), former)

    def _pages_of(self, address: Q, former: Q) -> list["Region"]:
        rows = self.with_lineage().in_tree_order()
        here = list(rows.filter(address))
        own = _with_pages(here)
        before = [] if own else list(rows.filter(former, aliases__kind=RegionAlias.Kind.ADDRESS))
        found = own or [*here, *(_with_pages(before) or before)]
        pages = {page.pk: page for row in found if (page := row.page())}
        return list(pages.values())

    def within(self, province: str):
        """Select the province with the path ``province`` and the places in it."""
        return self.filter(Q(path=province) | Q(path__startswith=f"{province}/"))

    def in_tree_order(self):
        """Order provinces by code, each followed by its places."""
        return self.order_by("code", "path")


class RegionManager(models.Manager.from_queryset(RegionQuerySet)):
    def get_by_natural_key(self, key: str):
        """Return the place with this GB/T 2260 code, or the one without a code at this path."""
        return self.get(Q(code=key) | Q(code="", path=key))


class Region(Versioned):
    """A place in the tree nation – province – prefecture – county.

    ``path`` is the public address below ``/regions/``: the slug of the province, then, for
    whatever lies in it, the slug of the place. Places with a page have a path of their own;
    counties without one may share theirs with a namesake in the same province.
    """

    class Level(models.IntegerChoices):
        NATION = 0, "全国"
        PROVINCE = 1, "省级"
        PREFECTURE = 2, "地级"
        COUNTY = 3, "县级"

    DERIVED = ("path", "stem", "pinyin_joined")

    code = models.CharField(
        "行政区划代码",
        max_length=6,
        blank=True,
        help_text="六位，GB/T 2260。不在区划表里的（如雄安新区）可以空着。",
    )
    name = models.CharField("全称", max_length=40)
    short_name = models.CharField("简称", max_length=20, help_text="页面上用的名字，如“永州”。")
    level = models.PositiveSmallIntegerField("级别", choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级"
    )
    slug = models.SlugField("网址用名", max_length=40, help_text="小写拼音。公布以后不要改。")
    pinyin = models.CharField("拼音", max_length=80, blank=True, help_text="一字一节，中间空格。")
    initials = models.CharField("首字母", max_length=20, blank=True)
    area_code = models.CharField(
        "电话区号", max_length=4, blank=True, help_text="带开头的 0。不确定就空着。"
    )
    has_page = models.BooleanField("有自己的页面", default=False)
    own_pool = models.BooleanField(
        "不沿用上级标准",
        default=False,
        help_text="勾上以后，本地没有标准时不再去用上级的数字。新疆兵团各市就是这样。",
    )
    ended_on = models.DateField("撤销日期", null=True, blank=True)
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        verbose_name="并入",
        help_text="撤并或改名以后归到哪里，旧网址会转过去。",
    )
    # Derived before saving, so that names and addresses are found by an index.
    path = models.CharField("页面地址", max_length=90, editable=False, db_index=True)
    stem = models.CharField(max_length=40, editable=False, db_index=True)
    pinyin_joined = models.CharField(max_length=80, editable=False, db_index=True)

    objects = RegionManager()
    history = HistoricalRecords(
        verbose_name="地区的历史", excluded_fields=["path", "stem", "pinyin_joined"]
    )

    class Meta:
        verbose_name = "地区"
        verbose_name_plural = "地区"
        ordering = ["code", "path"]
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                condition=~Q(code=""),
                name="region_code_unique",
                violation_error_message="已经有一个地区用了这个行政区划代码。",
            ),
            models.UniqueConstraint(
                fields=["path"],
                condition=Q(has_page=True),
                name="region_page_path_unique",
                violation_error_message="同一个省里已经有一个地区用了这个网址用名。",
            ),
            models.UniqueConstraint(
                fields=["parent", "slug"],
                name="region_slug_unique_in_parent",
                violation_error_message="同一个上级下面已经有这个网址用名。",
            ),
            models.CheckConstraint(
                condition=Q(level=0, parent__isnull=True) | Q(level__gt=0, parent__isnull=False),
                name="region_parent_unless_nation",
                violation_error_message="除了“全国”，每个地区都要选上级。",
            ),
            models.CheckConstraint(
                condition=Q(successor__isnull=True) | ~Q(successor=F("id")),
                name="region_successor_other",
                violation_error_message="不能并入自己。",
            ),
        ]

    def __str__(self):
        return self.full_title  # tells namesakes apart wherever editors choose a place

    def natural_key(self) -> tuple[str]:
        return (self.code or self._address(),)

    def clean(self):
        if self.parent and self.level is not None and self.parent.level >= self.level:
            raise ValidationError({"parent": "上级的级别要比本地区高。"})
        if self.area_code and not re.fullmatch(r"0\d{2,3}", self.area_code):
            raise ValidationError({"area_code": "区号是 0 开头的三位或四位数字，例如 0931。"})
        self.derive()  # so that the unique address is checked before saving
        if (left := self._moving_from()) is not None:
            moving.check(self, left)

    def save(self, *args, **kwargs):
        """Save the place and move the places in it; their old addresses redirect."""
        self.derive()
        with transaction.atomic():
            left = self._moving_from()
            super().save(*args, **kwargs)
            if left is not None:
                moving.follow(self, left)

    def _moving_from(self) -> str | None:
        """Return the stored address if saving may move the place or those in it, else None."""
        stored = Region.objects.filter(pk=self.pk).values_list("path", "level", "parent").first()
        if stored in (None, (self.path, self.level, self.parent_id)):
            return None
        return stored[0]

    def before_saving(self) -> None:
        super().before_saving()
        self.derive()

    def _address(self) -> str:
        province = self.province
        return self.slug if province in (None, self) else f"{province.slug}/{self.slug}"

    def derive(self) -> None:
        """Set the derived fields: the address, and names for the index."""
        self.path = self._address()
        self.stem = stem(self.short_name)
        self.pinyin_joined = normalise(self.pinyin)

    def get_absolute_url(self) -> str:
        return address("regions:detail", *self.path.split("/"))

    @property
    def parameter(self) -> str:
        """The value of the parameter ``region`` that means this place: ``jilin/`` is no name."""
        return self.path if "/" in self.path else f"{self.path}/"

    @property
    def handout_url(self) -> str:
        """The address of the take-away sheet."""
        return address("regions:handout", *self.path.split("/"))

    @property
    def picture_url(self) -> str:
        """The address of the picture to keep."""
        return address("regions:picture", *self.path.split("/"))

    @property
    def feed_url(self) -> str:
        """The address of the feed of what changed here."""
        return address("place-feed", *self.path.split("/"))

    @property
    def calendar_url(self) -> str:
        """The address of the calendar of what is to change here."""
        return address("place-calendar", *self.path.split("/"))

    @property
    def reminder_url(self) -> str:
        """The address of the calendar entry for a reader's own next age band."""
        return address("place-reminder", *self.path.split("/"))

    def lineage(self) -> Iterator["Region"]:
        """Yield this place and the places above it, up to the nation."""
        place: Region | None = self
        while place is not None:
            yield place
            # Saving refuses a place as its own parent; until then the loop must end.
            place = place.parent if place.parent is not self else None

    def rule_lineage(self) -> Iterator["Region"]:
        """Yield the places whose rule may hold here, nearest first."""
        for place in self.lineage():
            yield place
            if place.own_pool:
                return

    @property
    def province(self) -> "Region | None":
        return next((place for place in self.lineage() if place.level == self.Level.PROVINCE), None)

    def page(self) -> "Region | None":
        """Return the page a reader of this place belongs on, or None (香港 and the like)."""
        place = self.successor or self
        return next((p for p in place.lineage() if p.has_page and not p.ended_on), None)

    def compared_on(self) -> set[str]:
        """Return the subject of its province, whose pages compare the figures of its places."""
        province = self.province
        return {place_subject(province.pk)} if province else set()

    @property
    def is_province(self) -> bool:
        return self.level == self.Level.PROVINCE

    @property
    def full_title(self) -> str:
        """The name behind the names of the places above it: 湖南省永州市, 河北省邢台市桥西区."""
        above = [place.name for place in self.lineage() if place.level > self.Level.NATION]
        return "".join(reversed(above)) or self.name
