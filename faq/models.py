"""Questions people ask, with answers whose figures come from the policies."""

import datetime
import re
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from caching.addresses import address
from caching.memo import memoised_per_revision
from caching.revision import EVERYTHING
from regions.models import Claim, Region, Source
from regions.models.figure_free import refuse_figures
from regions.models.freshness import DayFields
from regions.models.publication import (
    Keyed,
    KeyedManager,
    Publication,
    Publishable,
    PublishableQuerySet,
)
from regions.models.timeline import nearest_by_topic


def question_subject(pk: int) -> str:
    """Return the subject of the question with the id ``pk``, for ``LastChange``."""
    return f"question:{pk}"


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
    #: What other pages show of it: those of places, searches, questions beside it.
    LISTED = (
        *("status", "slug", "category", "order", "question", "short_answer"),
        "place_part",
    )
    SHOWN_BY_LINKED = ("regions", "related")
    #: Not the synonyms: they are what readers type, and no page shows them.
    FIGURE_FREE = ("question", "short_answer", "body", "differs")
    #: Characters of the short answer in a list.
    GIST = 60

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
        #: Topics we do not treat: the answer says so, and whom to ask.
        OUTSIDE = "outside", "本站不管的事"

    class PlacePart(models.TextChoices):
        """A part of a place's page; the value is its id there."""

        RULE = "rule", "多少钱"
        BALANCE = "balance", "余额怎么查"

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
    place_part = models.CharField(
        "地区页上的答案",
        max_length=10,
        choices=PlacePart,
        blank=True,
        help_text="地区页上有一段就是答案的才选：搜的时候写了地名，就先列那个地方。",
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

    def touches(self) -> set[str]:
        """Return its own subject."""
        return {question_subject(self.pk)}

    def listed_on(self) -> set[str]:
        """Return everything: pages of places show questions, too, and some their answers."""
        return {EVERYTHING}

    @property
    def tells_of_amounts(self) -> bool:
        """Whether readers come with an amount of their own, which may differ from what we say.

        Not where the answer is that there is none.
        """
        refused = self.short_answer.startswith("没有。")
        return self.category == self.Category.REFUND and not refused

    @property
    def gist(self) -> str:
        """The short answer as far as the last phrase that ends within ``GIST`` characters."""
        if len(self.short_answer) <= self.GIST:
            return self.short_answer
        phrases = re.match(rf".{{1,{self.GIST}}}(?=[，。；！？])", self.short_answer)
        return f"{phrases[0] if phrases else self.short_answer[: self.GIST]}……"

    def clean(self):
        refuse_figures(self)


class LocalAnswerQuerySet(PublishableQuerySet):
    def shown(self):
        """Select published answers to published questions, whose source may be shown at all."""
        rows = self.published().filter(question__status=Publication.PUBLISHED)
        return rows.exclude(source__confidence__in=Source.TOO_WEAK)

    def for_pages(self):
        """Load what pages show of each answer in the same query, and none of the long texts."""
        return self.select_related("region", "source", "question").defer(
            *("staff_note", "source__full_text", "source__staff_note"),
            *("question__body", "question__differs", "question__staff_note"),
        )

    def of_each(
        self, regions: Iterable[Region], on: datetime.date
    ) -> dict[int, list["LocalAnswer"]]:
        """Return what holds in each of ``regions`` on the day ``on``, by region id. One query.

        Of each question the nearest place with an answer counts, as for rules; what comes next
        stands behind it.
        """
        chains = {region.pk: [place.pk for place in region.rule_lineage()] for region in regions}
        places = {pk for chain in chains.values() for pk in chain}
        rows = self.shown().filter(region__in=places).for_pages()
        return nearest_by_topic(rows, chains, on, lambda row: row.question_id)


class LocalAnswer(Keyed, Publishable):
    """What the answer to a question is in one place, from a day on.

    Figures stand here, not in the question. The three numbers of years are for questions about
    contribution years and empty elsewhere.
    """

    question = models.ForeignKey(
        Question, models.CASCADE, related_name="local_answers", verbose_name="问题"
    )
    region = models.ForeignKey(
        Region, models.PROTECT, related_name="local_answers", verbose_name="地区"
    )
    statement = models.CharField(
        "这里怎么规定", max_length=200, help_text="一两句话，可以有数字，照资料写。"
    )
    men_years = models.PositiveSmallIntegerField("男要交满（年）", null=True, blank=True)
    women_years = models.PositiveSmallIntegerField("女要交满（年）", null=True, blank=True)
    local_years = models.PositiveSmallIntegerField("其中当地实际缴费（年）", null=True, blank=True)
    effective_from = models.DateField(
        "从哪天起", null=True, blank=True, help_text="资料没有写就空着。"
    )
    ended_on = models.DateField(
        "到哪天为止", null=True, blank=True, help_text="只在停用而没有新规定时填。"
    )
    wording = models.TextField("原话", blank=True, help_text="资料里的那一句，照抄。")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="local_answers", verbose_name="来源"
    )
    staff_note = models.TextField("内部备注", blank=True, help_text="只给编辑看，不上页面。")

    objects = KeyedManager.from_queryset(LocalAnswerQuerySet)()
    history = HistoricalRecords(verbose_name="各地答案的历史", excluded_fields=["changed_at"])

    class Meta(Publishable.Meta):
        verbose_name = "各地答案"
        verbose_name_plural = "各地答案"
        ordering = ["question", "region", models.F("effective_from").desc(nulls_last=True)]
        constraints = [
            *Publishable.Meta.constraints,
            models.UniqueConstraint(
                fields=["question", "region", "effective_from"],
                condition=Q(status="published", effective_from__isnull=False),
                name="local_answer_one_published_per_start",
                violation_error_message="这个地区对这个问题已经有一条同一天开始、已发布的答案。",
            ),
            models.UniqueConstraint(
                fields=["question", "region"],
                condition=Q(status="published", effective_from__isnull=True),
                name="local_answer_one_published_without_start",
                violation_error_message="这个地区对这个问题已经有一条没写开始日期、已发布的答案。",
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True)
                | Q(effective_from__isnull=True)
                | Q(ended_on__gte=models.F("effective_from")),
                name="local_answer_ends_after_start",
                violation_error_message="“到哪天为止”不能早于“从哪天起”。",
            ),
            models.CheckConstraint(
                condition=(Q(men_years__isnull=True) | Q(men_years__lte=50))
                & (Q(women_years__isnull=True) | Q(women_years__lte=50))
                & (Q(local_years__isnull=True) | Q(local_years__lte=50)),
                name="local_answer_years_possible",
                violation_error_message="年数不超过 50，请看看是不是多打了一位。",
            ),
        ]

    def __str__(self):
        return f"{self.region}：{self.statement[:30]}"

    def clean(self):
        # A draft copy is deleted when it is published, and this answer would go with it.
        if self.question_id is not None and self.question.replaces_id is not None:
            raise ValidationError({"question": "这是问题的修改稿。请选公开的那一个问题。"})

    def touches(self) -> set[str]:
        """Return its place and its question, whose pages both tell it."""
        return {*super().touches(), question_subject(self.question_id)}

    def get_absolute_url(self) -> str:
        page = self.region.page()
        return f"{page.get_absolute_url()}#local-answers" if page else ""


def questions_for(region: Region, most: int) -> list[Question]:
    """Return published questions for a place's page, those asked about the place first."""
    asked = sorted(_published(), key=lambda row: region.pk not in row[1])
    return [question for question, _ in asked[:most]]


def questions_at(slugs: Iterable[str]) -> list[Question]:
    """Return the published questions at these addresses, in this order."""
    found = {question.slug: question for question, _ in _published()}
    return [found[slug] for slug in slugs if slug in found]


@memoised_per_revision(1, states=1)
def _published() -> list[tuple[Question, set[int]]]:
    """Return all in order, each with the ids of the places it is asked about. One query."""
    found: dict[int, tuple[Question, set[int]]] = {}
    rows = Question.objects.published().in_order().only("question", "slug")
    for question in rows.annotate(place=models.F("regions")):  # once for each of its places
        _, places = found.setdefault(question.pk, (question, set()))
        if question.place is not None:
            places.add(question.place)
    return list(found.values())
