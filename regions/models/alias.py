"""Other names of places: names that people type, and former addresses."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from regions.names import normalise, stem

from .publication import Versioned
from .revision import BumpsRevisionQuerySet, place_subject


def _possible(year: str) -> Q:
    return Q(**{f"{year}__isnull": True}) | Q(**{f"{year}__range": (1900, 2100)})


class RegionAliasManager(models.Manager.from_queryset(BumpsRevisionQuerySet)):
    def get_by_natural_key(self, region: str, name: str):
        return self.get(Q(region__code=region) | Q(region__path=region), name=name)


class RegionAlias(Versioned):
    """Another name people type: 崇文区, 襄樊, 虎门镇, Urumqi, or a reading such as "bose".

    A former name belongs to each place that has a part of what it named. Of a county that moved,
    the name with that of its old prefecture (四平市公主岭市) belongs to where it is now.
    """

    class Kind(models.TextChoices):
        FORMER = "former", "旧名"
        COLLOQUIAL = "colloquial", "俗称"
        READING = "reading", "另一种读音、外文名"
        ADDRESS = "address", "从前的网址"
        PART = "part", "片区、乡镇"
        UNSURE = "unsure", "可能归这里，没有核实"
        APART = "apart", "在这里，但医保自己管"

    PART_KEY = ("name",)
    DERIVED = ("stem", "reading")

    #: The kinds that people say; an address is only opened.
    SPOKEN = (
        Kind.FORMER,
        Kind.COLLOQUIAL,
        Kind.READING,
        Kind.PART,
        Kind.UNSURE,
        Kind.APART,
    )

    region = models.ForeignKey(
        "Region", models.CASCADE, related_name="aliases", verbose_name="现在属于"
    )
    name = models.CharField("名字", max_length=90, help_text="汉字；读音写拼音，外文名照写。")
    kind = models.CharField("种类", max_length=12, choices=Kind, default=Kind.FORMER)
    from_year = models.PositiveSmallIntegerField(
        "从哪年", null=True, blank=True, help_text="旧名从哪年开始用。不知道就空着。"
    )
    until_year = models.PositiveSmallIntegerField(
        "到哪年", null=True, blank=True, help_text="旧名哪年不用了，照批复写。不知道就空着。"
    )
    stem = models.CharField(max_length=90, editable=False, db_index=True)
    reading = models.CharField(max_length=80, editable=False, blank=True, db_index=True)

    objects = RegionAliasManager()
    history = HistoricalRecords(verbose_name="别名的历史", excluded_fields=["stem", "reading"])

    class Meta:
        verbose_name = "别名"
        verbose_name_plural = "别名"
        ordering = ["region", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["region", "name"],
                name="alias_unique",
                violation_error_message="这个地区已经有这个别名。",
            ),
            models.CheckConstraint(
                condition=Q(from_year__isnull=True)
                | Q(until_year__isnull=True)
                | Q(from_year__lte=F("until_year")),
                name="alias_years_in_order",
                violation_error_message="旧名开始的年份不能晚于结束的年份。",
            ),
            models.CheckConstraint(
                condition=_possible("from_year") & _possible("until_year"),
                name="alias_years_possible",
                violation_error_message="旧名的年份要在1900年到2100年之间，请看看有没有多写或少写。",
            ),
        ]

    def __str__(self):
        return f"{self.name}（{self.get_kind_display()}）"

    def natural_key(self) -> tuple[str, str]:
        return (*self.region.natural_key(), self.name)

    def clean(self):
        """Refuse the place's own name, which needs no alias; its former address is none."""
        if self.region_id is None or self.kind == self.Kind.ADDRESS:
            return
        if normalise(self.name) in map(normalise, (self.region.name, self.region.short_name)):
            raise ValidationError({"name": f"“{self.name}”就是这个地区自己的名字，不用写成别名。"})

    def touches(self) -> set[str]:
        """Return its place; of a doubtful one everything, as no place lists a county so named."""
        doubtful = self.kind == self.Kind.UNSURE
        return super().touches() if doubtful else {place_subject(self.region_id)}

    def before_saving(self) -> None:
        super().before_saving()
        self.derive()

    def derive(self) -> None:
        """Set the forms of the name that are indexed."""
        self.stem = stem(self.name)
        self.reading = normalise(self.name) if self.kind == self.Kind.READING else ""
