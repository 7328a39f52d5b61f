"""Other names of places: names that people type, and former addresses."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from regions.names import normalise, stem

from .publication import Versioned
from .revision import BumpsRevisionQuerySet


class RegionAliasManager(models.Manager.from_queryset(BumpsRevisionQuerySet)):
    def get_by_natural_key(self, region: str, name: str):
        return self.get(Q(region__code=region) | Q(region__path=region), name=name)


class RegionAlias(Versioned):
    """Another name people type: 崇文区, 襄樊, 巴州, or a frequent reading such as "bose"."""

    class Kind(models.TextChoices):
        FORMER = "former", "旧名"
        COLLOQUIAL = "colloquial", "俗称"
        READING = "reading", "另一种读音"
        ADDRESS = "address", "从前的网址"

    DERIVED = ("stem", "reading")

    #: The kinds that people say; an address is only opened.
    SPOKEN = (Kind.FORMER, Kind.COLLOQUIAL, Kind.READING)

    region = models.ForeignKey(
        "Region", models.CASCADE, related_name="aliases", verbose_name="现在属于"
    )
    name = models.CharField("名字", max_length=90, help_text="汉字；另一种读音写拼音。")
    kind = models.CharField("种类", max_length=12, choices=Kind, default=Kind.FORMER)
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
        ]

    def __str__(self):
        return f"{self.name}（{self.get_kind_display()}）"

    def natural_key(self) -> tuple[str, str]:
        return (*self.region.natural_key(), self.name)

    def before_saving(self) -> None:
        super().before_saving()
        self.derive()

    def derive(self) -> None:
        """Set the forms of the name that are indexed."""
        self.stem = stem(self.name)
        self.reading = normalise(self.name) if self.kind == self.Kind.READING else ""
