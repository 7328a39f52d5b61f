"""看哪里: a page of a bureau that is looked at every night."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models

from regions.lookalikes import host_of
from regions.models import Region, Source
from regions.models.link import is_official_host, refusal_of
from regions.models.web_address import WebAddressField

SELECTOR_LENGTH = 200
#: A page is looked at once a night, however often the timer calls.
BETWEEN_VISITS = datetime.timedelta(hours=18)
#: No website is left alone for longer, whatever it asks for.
LONGEST_REST = datetime.timedelta(days=7)


class WatchedPageQuerySet(models.QuerySet["WatchedPage"]):
    def due(self, now: datetime.datetime) -> "WatchedPageQuerySet":
        """Select the pages to look at: active, not resting, not looked at this night yet.

        What was blocked comes last, so that it keeps nobody of its host out. Days to come, of a
        clock that went wrong, keep no page from being looked at.
        """
        tonight = now - BETWEEN_VISITS
        return (
            self.filter(active=True)
            .exclude(rests_until__gt=now, rests_until__lte=now + LONGEST_REST)
            .exclude(visited_at__gt=tonight, visited_at__lte=now)
            .order_by(
                models.Case(models.When(outcome="blocked", then=1), default=0),
                models.F("visited_at").asc(nulls_first=True),
                "pk",
            )
        )

    def of_source(self, source: Source) -> "WatchedPageQuerySet":
        """Select the pages that show a source: those that name it, and the one at its address."""
        shows = models.Q(source=source.replaces_id or source.pk)
        if source.url:
            shows |= models.Q(url=source.url, kind=WatchedPage.Kind.DOCUMENT)
        return self.filter(shows)


class WatchedPage(models.Model):
    """A list of documents, or the page of one document, at an official address.

    Editors say where to look and which part of the page counts; the fields of the last visit are
    written by ``manage.py watch`` only.
    """

    class Kind(models.TextChoices):
        LIST = "list", "目录页：看有没有新文件"
        DOCUMENT = "document", "文件页：看有没有改"

    class Outcome(models.TextChoices):
        """What the last visit came to."""

        NEVER = "", "还没有看过"
        SEEN = "seen", "看到了"
        UNCHANGED = "unchanged", "看到了，没有变"
        CHANGED = "changed", "看到了，变了"
        BLOCKED = "blocked", "被挡在外面"
        FORBIDDEN = "forbidden", "对方不让机器看（robots.txt）"
        GONE = "gone", "没有这一页了"
        UNREADABLE = "unreadable", "打得开，读不出"
        FAILED = "failed", "没有连上"

    region = models.ForeignKey(
        Region, models.CASCADE, related_name="watched_pages", verbose_name="地区"
    )
    kind = models.CharField("哪一种", max_length=8, choices=Kind)
    name = models.CharField(
        "名称", max_length=120, help_text="谁的哪一页，如“甘肃省医疗保障局，政策文件”。"
    )
    url = WebAddressField("网址", max_length=600, unique=True)
    source = models.ForeignKey(
        Source,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="watched_pages",
        verbose_name="是哪份来源的官网",
        help_text="文件页才填：这一页没有变，那份来源就记一笔“官网原文未变”。",
    )
    keep = models.CharField(
        "只看这一块",
        max_length=SELECTOR_LENGTH,
        blank=True,
        help_text="CSS 选择器，如 div.article；空着就由程序找正文。",
    )
    drop = models.CharField(
        "里面不看的",
        max_length=SELECTOR_LENGTH,
        blank=True,
        help_text="CSS 选择器，如 .share, .hits；页面上天天变、和文件无关的。",
    )
    title_words = models.CharField(
        "标题里有这些字才算",
        max_length=200,
        blank=True,
        help_text="目录页才填，用空格隔开，有一个就算；空着用通常的那些词。",
    )
    active = models.BooleanField("在看", default=True, help_text="不看了就取消，不要删。")
    note = models.CharField("备注", max_length=200, blank=True)

    visited_at = models.DateTimeField("上次去看", null=True, blank=True, editable=False)
    succeeded_at = models.DateTimeField("上次看成", null=True, blank=True, editable=False)
    outcome = models.CharField(
        "上次的结果",
        max_length=10,
        choices=Outcome,
        default=Outcome.NEVER,
        blank=True,
        editable=False,
    )
    reason = models.CharField("详情", max_length=200, blank=True, editable=False)
    failing_since = models.DateTimeField(
        "从什么时候起没有看成", null=True, blank=True, editable=False
    )
    rests_until = models.DateTimeField("歇到", null=True, blank=True, editable=False)
    etag = models.CharField(max_length=300, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)

    objects = WatchedPageQuerySet.as_manager()

    class Meta:
        verbose_name = "要看的网页"
        verbose_name_plural = "看哪里"
        ordering = ["region__code", "kind", "url"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(source__isnull=True) | models.Q(kind="document"),
                name="watched_source_of_document",
                violation_error_message="只有文件页才对应一份来源，目录页请空着。",
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def host(self) -> str:
        return host_of(self.url)

    @property
    def read_with(self) -> str:
        """Its selectors as one word, to tell whether a text was read with the same ones."""
        return f"{self.keep}\n{self.drop}".strip()

    def clean(self):
        if fault := refusal_of(self.url):
            raise ValidationError({"url": fault})
        if self.url and not is_official_host(self.url):
            raise ValidationError({"url": "只看官方网站（.gov.cn，或者“官方域名”里有的）。"})
