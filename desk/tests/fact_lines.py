"""Lines of fixture files for tests, and what staff do with the rows that come of them."""

import datetime

from desk import publishing
from regions.models import Publication, RefundPolicy

from .answers import reasons_for

TODAY = datetime.date(2026, 12, 1)

CHINA = ("region", {"slug": "china", "name": "全国", "short_name": "全国", "level": 0})
GANSU = (
    "region",
    {"code": "620000", "slug": "gansu", "name": "甘肃省", "short_name": "甘肃", "level": 1}
    | {"parent": ["china"], "has_page": True},
)
#: What a source needs before a fact may rest on it.
WHOLE = {"published_on": "2023-12-01", "full_text": "每月90元。", "status": "published"}
PAPER = (
    "source",
    {"key": "paper", "title": "甘肃日报", "publisher": "甘肃日报社", "confidence": "secondary"}
    | WHOLE,
)
LETTER = (
    "source",
    {"key": "letter", "title": "通知", "publisher": "甘肃医保", "confidence": "seed"} | WHOLE,
)
POLICY = (
    "refundpolicy",
    {"key": "gansu-1", "region": ["620000"], "status": "published", "source": ["paper"]}
    | {"effective_from": "2024-01-01", "other_sources": [["letter"]]},
)
TIER = ("policytier", {"policy": ["gansu-1"], "min_age": 0, "amount": "90.00"})
EXAMPLE = ("workedexample", {"policy": ["gansu-1"], "age": 70, "amount": "90.00"})
YEAR = (
    "statistic",
    {"region": ["620000"], "year": 2022, "average_pension": "4000.00", "status": "published"}
    | {"source": ["paper"]},
)
ALL = (CHINA, GANSU, PAPER, LETTER, POLICY, TIER, YEAR)


def changed(line, **fields):
    """A line with other values."""
    return (line[0], line[1] | fields)


PLACE = (CHINA, GANSU, PAPER, LETTER)
OLD = (*PLACE, POLICY, TIER, EXAMPLE, YEAR)
#: The next release: another amount from 70 on, a note, one source fewer.
TIERS = (
    changed(TIER, max_age=69),
    changed(TIER, min_age=70, amount="100.00"),
    changed(EXAMPLE, amount="100.00"),
)
RULE = (changed(POLICY, notes="另有规定。", other_sources=[]), *TIERS)
NEW = (*PLACE, *RULE, YEAR)


def policy():
    return RefundPolicy.objects.get(key="gansu-1")


def copies():
    return list(RefundPolicy.objects.filter(replaces__isnull=False))


def revised(row, by, **fields):
    """A draft copy that ``by`` wrote, with other values."""
    draft = publishing.copy_of(row)
    draft._history_user = by
    for name, value in fields.items():
        setattr(draft, name, value)
    draft.save()
    return draft


def published_by(reviewer, row):
    row = type(row).objects.get(pk=row.pk)
    if row.status == Publication.DRAFT:
        publishing.submit(row)
    row = type(row).objects.get(pk=row.pk)
    row._history_user = reviewer
    return publishing.publish(row, reviewer, TODAY, answers=reasons_for(row, TODAY))
