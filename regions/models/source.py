"""Sources of facts, how far they were checked, and what they say that we do not follow."""

import datetime
from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import ForeignObjectRel, Q
from simple_history.models import HistoricalRecords

from caching.revision import bump_revision
from text.formats import day, published
from text.reading import visible

from .freshness import DayFields
from .link import refusal_of, taken_down
from .publication import Keyed, KeyedManager, Publication, Publishable, PublishableQuerySet
from .region import Region
from .web_address import WebAddressField


class SourceScan(models.Model):
    """A page of a document as a picture or PDF: for staff to compare with, never public.

    It is kept in the database, so that several hosts need no common folder and a backup is whole.
    Its bytes never change: a source and its draft copy name the same scans, and dropping one from
    a draft leaves it to the source.
    """

    name = models.CharField("文件名", max_length=120)
    content_type = models.CharField("格式", max_length=40)
    content = models.BinaryField("内容")
    added_at = models.DateTimeField("收进来的时间", auto_now_add=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="谁收的",
    )

    class Meta:
        verbose_name = "扫描件"
        verbose_name_plural = "扫描件"
        ordering = ["pk"]

    def __str__(self):
        return self.name


class SourceQuerySet(PublishableQuerySet):
    def shown(self):
        """Select the sources on which a published fact of any kind rests."""
        resting = Q(pk__in=[])
        for link, facts in _published_facts():
            resting |= Q(pk__in=facts.filter(**{f"{link}__isnull": False}).values(link))
        return self.filter(resting)

    def incomplete(self):
        """Select the sources on which no fact can be published yet, as ``lacking`` says."""
        nothing_kept = Q(url="", full_text="", scans__isnull=True)
        return self.filter(Q(publisher="") | Q(published_on__isnull=True) | nothing_kept)

    def seen_unchanged(self, pk: int, day: datetime.date) -> bool:
        """Note that a machine saw the text of a published source unchanged on ``day``, its today.

        An earlier day than the one noted changes nothing, nor does a source that is no longer
        published; returns whether it was noted. The row keeps its version and leaves no record
        in its history: nobody edited it. The revision is raised, as pages show the day; several
        can share one ``one_bump``.
        """
        noted = self.published().filter(pk=pk).exclude(unchanged_on__gte=day)
        with transaction.atomic():
            # Not ``noted.update``, which raises the revision even where nothing was noted.
            changed = models.QuerySet.update(noted, unchanged_on=day)
            if changed:
                source = Source(pk=pk)
                bump_revision(source.touches() | source.listed_on())
        return bool(changed)

    seen_unchanged.alters_data = True  # type: ignore[attr-defined]


#: The fields whose change makes ``Source.unchanged_on`` void: where it was seen, and what.
SEEN = ("url", "full_text", "quote")
#: What a second person compares a figure with.
KEPT = "网址、扫描件、正文里的一样"


class Source(Keyed, Publishable):
    """A document, page or article that states a fact.

    A new one is published together with the first fact that rests on it.
    """

    DAY_FIELDS = DayFields(("checked_on",), ("published_on",), ("unchanged_on",))
    DERIVED = ("unchanged_on",)
    #: Whether figures that rest on it are shown at all, also in lists, follows from these.
    LISTED = ("status", "confidence", "checked_on", "published_on", "published_precision")

    class Confidence(models.TextChoices):
        """How far a source was checked, best first (words of ``docs/data.md``)."""

        ORIGINAL = "original", "依据原文"
        DOC_SEEN = "doc_seen", "文件条款见于转载"
        SECONDARY = "secondary", "二手资料"
        SEED = "seed", "网上资料，未经官方核实"
        KNOWN_UNSEEN = "known_unseen", "公认的文件，未见原文"
        GENERAL = "general", "常识，未核实"
        UNKNOWN = "unknown", "没有找到依据"

    #: The confidences that rest on the words of a document.
    DOCUMENTS = (Confidence.ORIGINAL, Confidence.DOC_SEEN)
    #: The confidences that are too weak for a figure to be shown at all.
    TOO_WEAK = (Confidence.KNOWN_UNSEEN, Confidence.GENERAL, Confidence.UNKNOWN)

    class Precision(models.TextChoices):
        DAY = "day", "到日"
        MONTH = "month", "到月"
        YEAR = "year", "到年"
        ABOUT = "about", "约到月"

    title = models.CharField("标题", max_length=200)
    publisher = models.CharField(
        "发布者", max_length=120, blank=True, help_text="机关、报纸或网站；转载的写明转自哪里。"
    )
    document_number = models.CharField(
        "文号", max_length=80, blank=True, help_text="如 国办发〔2021〕14号。"
    )
    url = WebAddressField(
        "网址", max_length=600, blank=True, help_text="没有可靠网址就空着，不要填镜像站。"
    )
    published_on = models.DateField(
        "发布日期", null=True, blank=True, help_text="只知道年月的填当月1日，并在下面选“到月”。"
    )
    published_precision = models.CharField(
        "日期写到", max_length=5, choices=Precision, default=Precision.DAY
    )
    checked_on = models.DateField(
        "核对日期", null=True, blank=True, help_text="有人打开原文核对过的那一天；没有就空着。"
    )
    unchanged_on = models.DateField(
        "官网原文未变",
        null=True,
        blank=True,
        editable=False,
        help_text="电脑去官网看过、文字和上次一样的那一天。只由程序记，不等于有人核对过。",
    )
    confidence = models.CharField("核对情况", max_length=12, choices=Confidence)
    quote = models.CharField(
        "原话", max_length=300, blank=True, help_text="资料里的一句话，照抄，不改字。"
    )
    full_text = models.TextField(
        "文件正文",
        blank=True,
        help_text="从原文复制过来的全文或有关的条款，给第二个人对照用，不上页面。",
    )
    scans = models.ManyToManyField(
        SourceScan, blank=True, related_name="sources", verbose_name="扫描件"
    )
    staff_note = models.TextField("内部备注", blank=True, help_text="只给编辑看，不上页面。")

    objects = KeyedManager.from_queryset(SourceQuerySet)()
    history = HistoricalRecords(
        verbose_name="来源的历史",
        m2m_fields=[scans],
        excluded_fields=["changed_at", "unchanged_on"],
    )

    class Meta(Publishable.Meta):
        verbose_name = "来源"
        verbose_name_plural = "来源"
        ordering = ["key"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(confidence="original") | Q(checked_on__isnull=False),
                name="source_original_needs_checked_on",
                violation_error_message="写“依据原文”的，要填核对日期。",
            ),
        ]

    def __str__(self):
        return f"{self.title}（{self.publisher}）" if self.publisher else self.title

    def get_confidence_display(self) -> str:  # type: ignore[no-redef]
        """Return the same as Django's method, without building the list of choices each time."""
        return _CONFIDENCE_WORDS.get(self.confidence, self.confidence)

    def before_saving(self) -> None:
        """Keep ``unchanged_on`` as the database has it, or clear it where the text changed.

        So no form, draft copy or restored state sets it: only ``seen_unchanged`` does.
        """
        super().before_saving()
        self.unchanged_on = None if self._state.adding else self._still_unchanged_on()

    def _still_unchanged_on(self) -> datetime.date | None:
        """Return the day noted for what the row says; None where it says something else now."""
        if self.status in Publication.UNPUBLISHED:
            return None
        stored = Source.objects.select_for_update().filter(pk=self.pk)
        same = stored.filter(**{name: getattr(self, name) for name in SEEN})
        return same.values_list("unchanged_on", flat=True).first()

    @property
    def unchanged(self) -> str:
        """官网原文未变（2026年11月30日）, where no person has checked it since; else empty."""
        on = self.unchanged_on
        if on is None or (self.checked_on is not None and self.checked_on >= on):
            return ""
        return f"官网原文未变（{day(on)}）"

    @property
    def grade(self) -> str:
        """How far a person checked it, and beside it whether a machine saw it unchanged since."""
        return "，".join(filter(None, [self.get_confidence_display(), self.unchanged]))

    @property
    def issuer(self) -> str:
        """Who says it: the publisher, or the title where that is not known."""
        return self.publisher or self.title

    @property
    def dated(self) -> str:
        """The day of publication, as precisely as known; 日期不详 if unknown."""
        return published(self) if self.published_on else "日期不详"

    @property
    def standing(self) -> str:
        """The day of publication, if known, and how far the source was checked."""
        date = f"{published(self)}，" if self.published_on else ""
        return f"{date}{self.grade}"

    @property
    def origin(self) -> str:
        """Who says it, when, and how far it was checked, in a line."""
        return f"{self.issuer}，{self.dated}，{self.grade}"

    @property
    def particulars(self) -> str:
        """Publisher, day of publication, confidence and day of checking, in one line.

        That nobody checked it is said once: 网上资料，未经官方核实 says it.
        """
        never = "没有人和原文核对过" if self.unchanged else "从未和原文核对"
        checked = f"{day(self.checked_on)}核对过原文" if self.checked_on else never
        if not self.checked_on and self.confidence == self.Confidence.SEED:
            checked = ""
        known = [self.publisher, self.dated, self.grade, checked]
        return "，".join(filter(None, known))

    @property
    def shown_texts(self) -> list[str]:
        """Its texts that pages show, without the address."""
        return [self.title, self.publisher, self.document_number, self.quote]

    def clean(self):
        if fault := refusal_of(self.url):
            raise ValidationError({"url": fault})
        if gone := taken_down(*self.shown_texts):
            raise ValidationError(gone)

    @property
    def can_be_compared(self) -> bool:
        """Whether it has a scan, a text or an address that a person can read."""
        return bool(self.url or _says_something(self.full_text) or self.scans.exists())

    @property
    def missing(self) -> list[str]:
        """What it needs before a figure may rest on it, in words."""
        missing = [] if _says_something(self.publisher) else ["发布者"]
        missing += [] if self.published_on else ["日期"]
        return missing if self.can_be_compared else [*missing, KEPT]

    @property
    def lacking(self) -> str:
        """Say what is missing before a figure may rest on it; empty if nothing is."""
        missing = self.missing
        if len(missing) > 1 and missing[-1] == KEPT:
            missing = ["、".join(missing[:-1]) + f"，以及{KEPT}"]
        return f"来源“{self.title}”还缺：{'、'.join(missing)}。" if missing else ""

    def touches(self) -> set[str]:
        """Return the subjects of the facts that rest on it; none of a source that no fact names."""
        return set[str]().union(*(fact.touches() for fact in self.published_facts()))

    def listed_on(self) -> set[str]:
        """Return where the figures that rest on it are listed."""
        return set[str]().union(*(fact.listed_on() for fact in self.published_facts()))

    def published_facts(self) -> Iterator[Publishable]:
        """Yield the published facts of every kind that rest on it."""
        for link, facts in _published_facts():
            yield from facts.filter(**{link: self})


def _says_something(text: str) -> bool:
    """Whether a text has a letter or a digit that can be seen: a dash names no publisher."""
    return any(map(str.isalnum, visible(text)))


def _published_facts() -> Iterator[tuple[str, PublishableQuerySet]]:
    """Yield the name of each link from facts to sources, with the published facts of its kind."""
    for link in Source._meta.get_fields(include_hidden=True):
        if not isinstance(link, ForeignObjectRel) or link.related_model is Source:
            continue  # a draft copy rests on nothing
        if issubclass(link.related_model, Publishable):
            yield link.field.name, PublishableQuerySet(link.related_model).published()


_CONFIDENCE_WORDS: dict[str, str] = dict(Source.Confidence.choices)


class ClaimQuerySet(PublishableQuerySet):
    def about(self, region: Region) -> list["Claim"]:
        """Return the published claims on a place, and those from above that are shown below too."""
        return self.about_each([region])[region.pk]

    def about_each(self, regions: Iterable[Region]) -> dict[int, list["Claim"]]:
        """Return the claims that the page of each of ``regions`` shows, by region id. One query."""
        above = {
            region.pk: [p.pk for p in region.rule_lineage() if p.level > 0 and p.pk != region.pk]
            for region in regions
        }
        higher = {pk for places in above.values() for pk in places}
        rows = (
            self.published()
            .filter(Q(region__in=list(above)) | Q(region__in=higher, below=True))
            .select_related("source", "region")
            .order_by("-region__level", "key")
        )
        told: dict[int, list[Claim]] = {}
        for claim in rows:
            told.setdefault(claim.region_id, []).append(claim)
        return {
            pk: told.get(pk, []) + [c for place in places for c in told.get(place, []) if c.below]
            for pk, places in above.items()
        }


class Claim(Keyed, Publishable):
    """What a source says that is no rule here: a document's words, an example, or a dispute."""

    class Kind(models.TextChoices):
        DOCUMENT = "document", "文件怎么说"
        EXAMPLE = "example", "举个例子"
        DISPUTED = "disputed", "说法不一"

    region = models.ForeignKey(Region, models.CASCADE, related_name="claims", verbose_name="地区")
    kind = models.CharField(
        "哪一种",
        max_length=8,
        choices=Kind,
        default=Kind.DISPUTED,
        help_text="和本站用的数不一样的才选“说法不一”，页面上是黄的。",
    )
    statement = models.TextField("说法", help_text="这份资料说了什么，一两句话。")
    followed = models.TextField("本站怎么用", help_text="我们用哪个数、为什么，写给市民看。")
    source = models.ForeignKey(Source, models.PROTECT, related_name="claims", verbose_name="来源")
    below = models.BooleanField(
        "下级页面也显示",
        default=False,
        help_text="省里的说法，各市的页面上有链接，点到省里的页面看。",
    )

    objects = KeyedManager.from_queryset(ClaimQuerySet)()
    history = HistoricalRecords(verbose_name="资料里的说法的历史", excluded_fields=["changed_at"])

    class Meta(Publishable.Meta):
        verbose_name = "资料里的说法"
        verbose_name_plural = "资料里的说法"
        ordering = ["region", "key"]

    def __str__(self):
        return f"{self.region}：{self.statement[:30]}"

    @property
    def heading(self) -> str:
        """What it is, before its words: 资料怎么说 where no document was seen."""
        if self.kind == self.Kind.DOCUMENT and self.source.confidence not in Source.DOCUMENTS:
            return "资料怎么说"
        return self.get_kind_display()

    @property
    def is_disputed(self) -> bool:
        """Whether it contradicts the figure that is followed, so that pages show it in yellow."""
        return self.kind == self.Kind.DISPUTED
