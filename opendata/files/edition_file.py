"""Writes the whole edition as one SQLite file: what pages show, and nothing else.

The tables are made empty from the models, so that nothing is left over in the file, and only what
``PUBLIC`` names is copied. A host for readers can run on it alone (``READERS_ONLY``).
"""

import datetime
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connection, models
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import ConnectionHandler

from faq.models import LocalAnswer, Question, question_subject
from opendata import withheld
from regions.models import (
    Claim,
    ContentRevision,
    Deduction,
    Estimate,
    LastChange,
    LookupChannel,
    OfficialDomain,
    PolicyTier,
    ReaderStatement,
    RefundPolicy,
    Region,
    RegionAlias,
    Source,
    Statistic,
)
from watch.models import WatchedPage
from watch.refusals import official_only

#: Rows that are written at once.
_AT_ONCE = 500
#: In place of the moment at which a migration was applied, which is nobody's business.
_SOME_DAY = "2000-01-01 00:00:00"


class NotWhole(Exception):
    """A copied row refers to one that is not copied: the file would be of no use."""


@dataclass(frozen=True)
class Copied:
    """Of which ``model`` which rows are copied, and the columns whose content stays behind.

    ``rows`` takes the day, as what is withheld depends on it.
    """

    model: type[models.Model]
    rows: Callable[[datetime.date], Iterable[models.Model]]
    without: tuple[str, ...] = ()


def _sources(today: datetime.date) -> Iterator[Source]:
    quoted = withheld.quoted_sources(today)
    for row in Source.objects.shown():
        if row.pk in quoted:
            row.quote = ""
        yield row


def _claims(today: datetime.date) -> Iterator[Claim]:
    places = withheld.places(today)
    for row in Claim.objects.published():
        if row.region_id in places:
            row.followed = ""
        yield row


def _policies(today: datetime.date) -> Iterator[RefundPolicy]:
    too_old = withheld.policies(today)
    for row in RefundPolicy.objects.published():
        if row.pk in too_old:
            row.wording = row.basis = row.notes = ""
        yield row


def _deductions(today: datetime.date) -> Iterator[Deduction]:
    for row in Deduction.objects.shown().select_related("source"):
        if row.freshness(today).withheld:
            row.amount = row.percent = None
            row.percent_of = row.base_name = row.notes = row.wording = ""
        yield row


def _tiers(today: datetime.date) -> Iterable[PolicyTier]:
    rows = PolicyTier.objects.filter(policy__status="published")
    return rows.exclude(policy__in=withheld.policies(today))


def _watched(today: datetime.date) -> Iterator[WatchedPage]:
    refused = official_only()
    shown = set(Source.objects.shown().values_list("pk", flat=True))
    for row in WatchedPage.objects.filter(active=True):
        if row.source_id not in shown:
            row.source_id = None  # which source a draft waits for is not told
        if not refused(row.url):
            yield row


def _last_changes(today: datetime.date) -> Iterable[LastChange]:
    """In which edition each page last changed; of a question that nobody may see, nothing."""
    hidden = Question.objects.exclude(pk__in=_pks(Question.objects.published()))
    subjects = [question_subject(pk) for pk in hidden.values_list("pk", flat=True)]
    return LastChange.objects.exclude(subject__in=subjects).order_by("subject")


def _links(field: Any, *both: tuple[str, Callable[[], Iterable]]) -> Copied:
    """Copy a many-to-many link where what stands at its ends is copied too."""
    links = field.through._default_manager
    return Copied(
        field.through,
        lambda today: links.filter(**{f"{name}__in": rows() for name, rows in both}),
    )


def _pks(rows: models.QuerySet) -> models.QuerySet:
    return rows.order_by().values("pk")


_POLICIES = ("refundpolicy", lambda: _pks(RefundPolicy.objects.published()))
_QUESTIONS = ("question", lambda: _pks(Question.objects.published()))
_NOTES = ("staff_note",)
_OF_VISITS = ("note", "reason", "keep", "drop", "title_words", "etag", "last_modified")

#: All that is copied. Whatever stands not here stays empty in the file.
PUBLIC: tuple[Copied, ...] = (
    Copied(ContentRevision, lambda today: ContentRevision.objects.all()),
    Copied(LastChange, _last_changes),
    Copied(Region, lambda today: Region.objects.all()),
    Copied(RegionAlias, lambda today: RegionAlias.objects.all()),
    Copied(OfficialDomain, lambda today: OfficialDomain.objects.all(), ("note",)),
    Copied(Source, _sources, (*_NOTES, "full_text")),
    Copied(Claim, _claims),
    Copied(RefundPolicy, _policies, _NOTES),
    _links(RefundPolicy.other_sources, _POLICIES, ("source", lambda: _pks(Source.objects.shown()))),
    Copied(PolicyTier, _tiers),
    Copied(Deduction, _deductions, _NOTES),
    Copied(Estimate, lambda today: Estimate.objects.published()),
    Copied(Statistic, lambda today: Statistic.objects.published()),
    Copied(LookupChannel, lambda today: LookupChannel.objects.published()),
    Copied(
        ReaderStatement,
        lambda today: ReaderStatement.objects.filter(state=ReaderStatement.State.SHOWN),
        ("seen_by_id",),
    ),
    Copied(Question, lambda today: Question.objects.published(), _NOTES),
    _links(Question.regions, _QUESTIONS),
    _links(Question.rule_regions, _QUESTIONS),
    _links(Question.claims, _QUESTIONS, ("claim", lambda: _pks(Claim.objects.published()))),
    _links(Question.sources, _QUESTIONS, ("source", lambda: _pks(Source.objects.shown()))),
    _links(
        Question.related,
        ("from_question", _QUESTIONS[1]),
        ("to_question", _QUESTIONS[1]),
    ),
    Copied(LocalAnswer, lambda today: LocalAnswer.objects.shown(), _NOTES),
    Copied(WatchedPage, _watched, _OF_VISITS),
)


def write(path: Path, today: datetime.date) -> None:
    """Write the edition as it is on the day ``today`` to ``path``, which is not there yet.

    Raises NotWhole where a row refers to one that is not public.
    """
    entry = {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(path),
        # Should the machine stop meanwhile, the file is written anew: nobody has it yet.
        "OPTIONS": {"init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=MEMORY;"},
    }
    file: Any = ConnectionHandler({"default": entry})["default"]
    try:
        _make_tables(file)
        for copied in PUBLIC:
            _copy(copied, file, today)
        with file.cursor() as cursor:
            if lost := cursor.execute("PRAGMA foreign_key_check").fetchall():
                raise NotWhole(f"这些表里有指到不公开的行：{sorted({row[0] for row in lost})}")
            cursor.execute("VACUUM")
    finally:
        file.close()


def _make_tables(file: Any) -> None:
    """Make all tables, empty, and note the migrations that the database has had."""
    with file.schema_editor() as editor:
        for model in apps.get_models():
            if model._meta.managed and not model._meta.proxy:
                editor.create_model(model)
    recorder = MigrationRecorder(file)
    recorder.ensure_schema()
    had = sorted(MigrationRecorder(connection).applied_migrations())
    with file.cursor() as cursor:
        rows = [(app, name, _SOME_DAY) for app, name in had]
        cursor.executemany(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", rows
        )
        cursor.execute("PRAGMA foreign_keys = OFF")


def _copy(copied: Copied, file: Any, today: datetime.date) -> None:
    meta = copied.model._meta
    fields = meta.local_concrete_fields
    quote = file.ops.quote_name
    into = f"INSERT INTO {quote(meta.db_table)} ({', '.join(quote(f.column) for f in fields)})"
    values = f"{into} VALUES ({', '.join(['%s'] * len(fields))})"
    rows = iter(copied.rows(today))
    with file.cursor() as cursor:
        cursor.execute("BEGIN")
        while some := list(itertools.islice(rows, _AT_ONCE)):
            cursor.executemany(values, [_values(row, fields, copied.without, file) for row in some])
        cursor.execute("COMMIT")


def _values(row: models.Model, fields: Any, without: tuple[str, ...], file: Any) -> list[Any]:
    """The row for the file; what stays behind is empty, or null where it is not a text."""
    said = []
    for field in fields:
        value = getattr(row, field.attname)
        if field.attname in without:
            value = None if field.null else ""
        said.append(field.get_db_prep_save(value, connection=file))
    return said
