"""Questions people ask, with answers whose figures come from the policies."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from caching.addresses import address
from caching.memo import memoised_per_revision
from regions.figures import figures_in
from regions.models import Claim, Region, Source
from regions.models.freshness import DayFields
from regions.models.publication import Publishable, PublishableQuerySet


class QuestionQuerySet(PublishableQuerySet):
    def once_at(self, slug: str):
        """Return the question that had the address ``slug`` before it was renamed, or None."""
        # ``contains`` also finds parts of slugs, so whole ones are compared below.
        renamed = self.originals().filter(former_slugs__contains=slug)
        renamed = renamed.values_list("pk", "former_slugs")
        return self.filter(pk__in=[pk for pk, slugs in renamed if slug in slugs.split()]).first()

    def in_order(self):
        return self.order_by("order", "slug")


class QuestionManager(models.Manager.from_queryset(QuestionQuerySet)):
    def get_by_natural_key(self, slug: str):
        """Find a question by its slug or a former one, so that fixtures find renamed ones."""
        try:
            return self.originals().get(slug=slug)
        except self.model.DoesNotExist:
            found = self.once_at(slug)
            if found is None:
                raise
            return found


class Question(Publishable):
    """One question with a short answer first, then the rest in Markdown.

    The text holds no amounts or percentages: those of ``rule_regions`` are printed through
    the resolver, those in ``claims`` with their source.
    """

    #: A check of the sources is not enough: the answer itself must be compared with them.
    DAY_FIELDS = DayFields(("reviewed_on",))

    class Category(models.TextChoices):
        LAPSE = "lapse", "断缴与补缴"
        REFUND = "refund", "每月划入（俗称返款）"
        BALANCE = "balance", "查余额"
        USE = "use", "怎么用、能不能取"
        FAMILY = "family", "给家人用"
        MOVE = "move", "换地方、转关系"
        RETIRE = "retire", "退休与年限"
        RESIDENT = "resident", "居民医保"
        ECARD = "ecard", "医保码与卡"
        SAFETY = "safety", "防骗"
        SITE = "site", "关于本站"

    slug = models.SlugField("网址用名", max_length=60, help_text="改了以后，旧网址会转到新的。")
    former_slugs = models.TextField("从前的网址用名", blank=True, editable=False, default="")
    category = models.CharField("分类", max_length=10, choices=Category)
    order = models.PositiveSmallIntegerField("排序", default=100, help_text="小的在前。")
    question = models.CharField("问题", max_length=80)
    short_answer = models.CharField(
        "一句话回答", max_length=120, help_text="先给结论。不写金额和百分数。"
    )
    body = models.TextField(
        "详细回答", help_text="Markdown。## 小标题，- 一条一条。不写金额和百分数。"
    )
    differs = models.TextField("各地哪里不同", blank=True)
    regions = models.ManyToManyField(
        Region, blank=True, related_name="questions", verbose_name="哪些地方的人常问"
    )
    rule_regions = models.ManyToManyField(
        Region,
        blank=True,
        related_name="+",
        verbose_name="显示哪些地方的标准",
        help_text="数字由系统按当天的标准填上。",
    )
    claims = models.ManyToManyField(
        Claim, blank=True, related_name="questions", verbose_name="一并列出的说法"
    )
    sources = models.ManyToManyField(
        Source, blank=True, related_name="questions", verbose_name="来源"
    )
    reviewed_on = models.DateField(
        "核对日期", null=True, blank=True, help_text="有人照来源逐条核对过的那一天。"
    )
    synonyms = models.CharField(
        "别的说法", max_length=200, blank=True, help_text="大家会搜的词，用空格隔开。"
    )
    related = models.ManyToManyField("self", blank=True, verbose_name="接着看")
    staff_note = models.TextField("内部备注", blank=True, help_text="只给编辑看，不上页面。")

    objects = QuestionManager()
    history = HistoricalRecords(
        verbose_name="常见问题的历史",
        m2m_fields=[regions, rule_regions, claims, sources, related],
        excluded_fields=["changed_at", "former_slugs"],
    )

    class Meta(Publishable.Meta):
        verbose_name = "常见问题"
        verbose_name_plural = "常见问题"
        ordering = ["order", "slug"]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["slug"],
                condition=Q(replaces__isnull=True),
                name="question_slug_unique",
                violation_error_message="已经有一个问题用了这个网址用名。",
            ),
        ]

    def __str__(self):
        return self.question

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def save(self, *args, **kwargs):
        """Save and remember the former address, so that it answers 301."""
        before = Question.objects.filter(pk=self.pk).values_list("slug", flat=True).first()
        if self.replaces_id is None and before not in (None, self.slug):
            former = [slug for slug in self.former_slugs.split() if slug != self.slug]
            self.former_slugs = " ".join([*former, before])
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return address("faq:detail", self.slug)

    def clean(self):
        faults = {
            field: f"这里不写金额和百分数（{'、'.join(found)}）。请放进划入标准或另一种说法。"
            for field in ("short_answer", "body", "differs")
            if (found := figures_in(getattr(self, field)))
        }
        if faults:
            raise ValidationError(faults)


def questions_for(region: Region, most: int) -> list[Question]:
    """Return published questions for a place's page, those asked about the place first."""
    asked = sorted(_published(), key=lambda row: region.pk not in row[1])
    return [question for question, _ in asked[:most]]


@memoised_per_revision(1)
def _published() -> list[tuple[Question, set[int]]]:
    """Return all in order, each with the ids of the places it is asked about. Two queries."""
    places: dict[int, set[int]] = {}
    for question, region in Question.regions.through.objects.values_list("question", "region"):
        places.setdefault(question, set()).add(region)
    found = Question.objects.published().in_order().only("question", "slug")
    return [(question, places.get(question.pk, set())) for question in found]
