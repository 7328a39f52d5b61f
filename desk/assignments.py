"""Tell who works on what, in words, and what nobody works on."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.contrib.auth.models import User
from django.db.models import Model, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim

from desk.models import Assignment
from desk.publishing import name_of
from desk.work_items import Row, Section, task_of
from regions.models import Publication, RefundPolicy, Region


@dataclass(frozen=True)
class Taken:
    """A person who works on something: the name, since when in words, and their id.

    ``mine`` tells that it is the person who looks; ``word`` is what was said on taking it over.
    """

    name: str
    ago: str
    user: int
    mine: bool
    word: str


def ago(since: datetime.datetime, now: datetime.datetime) -> str:
    """Say how long ago ``since`` was: 刚才, 20分钟前, 3小时前, 2天前."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 1:
        return "刚才"
    if minutes < 60:
        return f"{minutes}分钟前"
    hours = minutes // 60
    return f"{hours}小时前" if hours < 24 else f"{hours // 24}天前"


def taken(assignment: Assignment, user: User, now: datetime.datetime) -> Taken:
    return Taken(
        name=name_of(assignment.by),
        ago=ago(assignment.since, now),
        user=assignment.by_id,
        mine=assignment.by_id == user.pk,
        word=assignment.word,
    )


def taken_rows(
    rows: Iterable[Row], user: User, now: datetime.datetime
) -> list[tuple[Row, Taken | None]]:
    """Return each row with who works on it. One query."""
    rows = list(rows)
    tasks = {row.task for row in rows if row.task}
    found = Assignment.objects.current(now).select_related("by")
    found = found.filter(model__in={model for model, _ in tasks}, row__in={pk for _, pk in tasks})
    by_task = {(one.model, one.row): taken(one, user, now) for one in found}
    return [(row, by_task.get(row.task) if row.task else None) for row in rows]


def with_names(sections: Iterable[Section], user: User, now: datetime.datetime) -> list[Section]:
    """Return the sections with who works on each row in its reason. One query."""
    sections = list(sections)
    found = iter(taken_rows([row for one in sections for row in one.rows], user, now))
    told = []
    for one in sections:
        rows = [_named(*next(found)) for _ in one.rows]
        told.append(replace(one, rows=rows))
    return told


def _named(row: Row, held: Taken | None) -> Row:
    if held is None:
        return row
    who = "您" if held.mine else held.name
    return replace(row, why=f"{row.why}；{who}在做，{held.ago}接的")


def taken_by(row: Model, user: User, now: datetime.datetime) -> Taken | None:
    """Return who works on ``row``; None where nobody does."""
    held = Assignment.objects.current(now).of(row).select_related("by").first()
    return taken(held, user, now) if held else None


def with_workers(rows: QuerySet, now: datetime.datetime) -> QuerySet:
    """Add to each row the name of who works on it as ``worker``, which may be None."""
    full_name = Trim(Concat("by__first_name", Value(" "), "by__last_name"))
    held = Assignment.objects.current(now).filter(
        model=rows.model._meta.label_lower, row=OuterRef("pk")
    )
    names = held.values(name=Coalesce(NullIf(full_name, Value("")), "by__username"))
    return rows.annotate(worker=Subquery(names[:1]))


def others_work_on(model: type[Model], user: User, now: datetime.datetime) -> set[int]:
    """Return the ids of the rows of ``model`` that somebody else works on."""
    held = Assignment.objects.current(now).filter(model=model._meta.label_lower)
    return set(held.exclude(by=user).values_list("row", flat=True))


def begun_or_taken(places: list[int], user: User, now: datetime.datetime) -> set[int]:
    """Return those of ``places`` that another works on, or whose standard is already drafted."""
    drafted = RefundPolicy.objects.filter(
        region__in=places, status__in=Publication.UNPUBLISHED
    ).values_list("region", flat=True)
    return {*drafted, *others_work_on(Region, user, now)}


def task_text(row: Model) -> str:
    """Return what a form sends to say what it is about."""
    return "{}:{}".format(*task_of(row))
