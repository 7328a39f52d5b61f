"""The section of the work list with what is not published yet, and who began it."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from django.db.models import Case, Q, When

from regions.models import Publication, Source
from regions.models.publication import Publishable
from regions.models.region import LINEAGE

from .publishing import drafted_by, name_of
from .work_items import (
    WITHOUT_PLACE,
    Link,
    Query,
    Row,
    Section,
    admin_url,
    list_url,
    on_day,
    task_of,
)

#: A fact without its contents: its model, id, state and last change.
Brief = tuple[type[Publishable], int, str, datetime.datetime]


def drafts(models: list[type[Publishable]], part: slice) -> Section:
    """Return unpublished facts: those in review first, then drafts, the last changed first.

    This keeps a draft that was just sent back above drafts that nobody has touched for years.
    """
    waiting: list[Brief] = []
    lists: list[Link] = []
    total = 0
    for model in models:
        unpublished = model._default_manager.filter(status__in=Publication.UNPUBLISHED)
        number = unpublished.count()
        if not number:
            continue
        total += number
        waiting += in_order(model, unpublished, part.stop)
        query: Query = {"status__in": ",".join(reversed(Publication.UNPUBLISHED))}
        lists.append(Link(f"{model._meta.verbose_name} {number} 条", list_url(model, query)))
    waiting.sort(key=urgency)
    found = loaded(waiting[part])
    origins = dict(_origins(found))
    resting = _resting(models, found)
    rows = [
        _row(row, origins.get((type(row), row.pk), ""), resting.get(row.pk))
        if isinstance(row, Source)
        else _row(row, origins.get((type(row), row.pk), ""))
        for row in found
    ]
    return Section("drafts", "等着审核和没写完的", total, "条", rows, lists)


def _row(row: Publishable, origin: str, resting: Publishable | None = None) -> Row:
    """Return the line of a draft; that of a new source names the fact it is published with."""
    why, also = _state(row) + origin, None
    if resting is not None:
        why += f"；不用单独提交，和“{resting._meta.verbose_name}：{resting}”一起审"
        also = Link("去看那一条", admin_url(resting, "review"))
    page = "review" if row.status == Publication.IN_REVIEW else "change"
    name = f"{row._meta.verbose_name}：{row}"
    return Row(name, why, admin_url(row, page), also, task_of(row))


def _resting(models: list[type[Publishable]], rows: list[Publishable]) -> dict[int, Publishable]:
    """Return, by the id of each new source in ``rows``, an unpublished fact that rests on it.

    No query where there is no such source, otherwise one for each model with a source.
    """
    new = [row.pk for row in rows if isinstance(row, Source) and row.replaces_id is None]
    found: dict[int, Publishable] = {}
    for model in models if new else []:
        if "source" not in {field.name for field in model._meta.concrete_fields}:
            continue
        rows_of: Any = model._default_manager  # whose models have a source
        facts = rows_of.filter(status__in=Publication.UNPUBLISHED, source__in=new)
        for fact in facts.select_related(LINEAGE).order_by("-status", "pk"):
            found.setdefault(fact.source_id, fact)
    return found


def in_order(model: type[Publishable], unpublished, number: int) -> list[Brief]:
    """Return the first ``number`` of the ``unpublished`` facts of one model, as ``urgency`` sorts.

    One query, which reads no contents.
    """
    submitted = Case(When(status=Publication.IN_REVIEW, then="changed_at"))
    # "in_review" comes after "draft" in the alphabet.
    ordered = unpublished.order_by("-status", submitted, "-changed_at")
    briefs = ordered.values_list("pk", "status", "changed_at")[:number]
    return [(model, *brief) for brief in briefs]


def urgency(brief: Brief) -> tuple[int, float]:
    """Sort facts in review first, by the longest wait; then drafts, by the latest change."""
    _, _, status, changed_at = brief
    moment = changed_at.timestamp()
    return (0, moment) if status == Publication.IN_REVIEW else (1, -moment)


def loaded(briefs: Iterable[Brief]) -> list[Publishable]:
    """Return the facts in the same order, with their regions. One query for each model."""
    briefs = list(briefs)
    rows: dict[tuple[type[Publishable], int], Publishable] = {}
    for model in dict.fromkeys(brief[0] for brief in briefs):
        ids = [brief[1] for brief in briefs if brief[0] is model]
        named = model._default_manager.all()
        named = named if model in WITHOUT_PLACE else named.select_related(LINEAGE)
        rows |= {(model, pk): row for pk, row in named.in_bulk(ids).items()}
    return [rows[brief[0], brief[1]] for brief in briefs if (brief[0], brief[1]) in rows]


def _state(row: Any) -> str:
    copy = "（修改稿）" if row.replaces_id else ""
    return f"{row.get_status_display()}{copy}，{on_day(row.changed_at)}改过"


def _origins(rows: list[Publishable]) -> Iterator[tuple[tuple[type[Publishable], int], str]]:
    """Yield, by model and id, who began each of ``rows`` and whether it was sent back, in words.

    One query for each model.
    """
    for model in {type(row) for row in rows}:
        states = {row.pk: row.status for row in rows if type(row) is model}
        steps = model.history.filter(
            Q(history_type="+") | Q(status=Publication.IN_REVIEW), id__in=states
        )
        steps = steps.order_by("id", "history_date", "history_id").select_related("history_user")
        for pk, group in groupby(steps, key=attrgetter("id")):
            first, *reviews = group
            user = first.history_user
            said = drafted_by(name_of(user)) if user else ""
            if reviews and states[pk] == Publication.DRAFT:
                said += "，退回来的"
            yield (model, pk), said
