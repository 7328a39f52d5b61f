"""The tables of questions, and of what the answer is in each place."""

import datetime
from collections.abc import Iterator
from operator import attrgetter

from faq.models import LocalAnswer, Question
from regions.models.region import LINEAGE

from .facts import PERIOD, PLACE, STANDING, URL, Fact, facts, key, own
from .table import Column, Kind, Table


def _questions(today: datetime.date) -> Iterator[Fact]:
    rows = Question.objects.published().in_order().prefetch_related("sources")
    return facts(rows, today)


def _local_answers(today: datetime.date) -> Iterator[Fact]:
    rows = LocalAnswer.objects.shown()
    rows = rows.select_related("question", "source", LINEAGE, "region__successor__parent")
    return facts(rows.order_by("question__slug", "region__code", "region__path", "key"), today)


QUESTIONS = Table(
    "questions",
    "常见问题",
    "问题和回答。回答里没有数字：数字在各地的标准和各地答案里。",
    (
        Column("slug", "网址用名", Kind.TEXT, own("slug"), required=True),
        Column(
            "category",
            "分类",
            Kind.TEXT,
            own("category"),
            required=True,
            choices=tuple(Question.Category.choices),
        ),
        Column("question", "问题", Kind.TEXT, own("question"), required=True),
        Column("short_answer", "一句话回答", Kind.TEXT, own("short_answer"), required=True),
        Column("body", "详细回答", Kind.LINES, own("body"), "Markdown"),
        Column("differs", "各地哪里不同", Kind.LINES, own("differs")),
        Column("reviewed_on", "核对日期", Kind.DAY, own("reviewed_on"), "空着：还没有人逐条核对"),
        Column("age", "多久没核对", Kind.TEXT, attrgetter("freshness.in_words")),
        Column(
            "sources",
            "来源",
            Kind.TEXT,
            lambda fact: " ".join(sorted(source.key for source in fact.row.sources.all())),
            "sources 里的 key，用空格隔开",
        ),
        URL,
    ),
    _questions,
    key="slug",
)

LOCAL_ANSWERS = Table(
    "local_answers",
    "各地答案",
    "一个问题在一个地方的答案，如缴费要满多少年、几号到账。",
    (
        key(),
        Column(
            "question",
            "问题",
            Kind.TEXT,
            own("question.slug"),
            "questions 里的 slug",
            required=True,
            refers_to=("questions", "slug"),
        ),
        *PLACE,
        Column("statement", "这里怎么规定", Kind.TEXT, own("statement"), required=True),
        Column("men_years", "男要交满几年", Kind.INTEGER, own("men_years")),
        Column("women_years", "女要交满几年", Kind.INTEGER, own("women_years")),
        Column("local_years", "其中当地实际缴费几年", Kind.INTEGER, own("local_years")),
        *PERIOD,
        Column("wording", "原话", Kind.LINES, own("wording"), quoted=True),
        *STANDING,
        URL,
    ),
    _local_answers,
    key="key",
)
