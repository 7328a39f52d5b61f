"""What waits for one person: drafts sent back, comments to read, what they have taken on."""

import datetime
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import attrgetter

from django.apps import apps
from django.contrib.auth.models import User
from django.db.models import Max, Model, OuterRef, Subquery

from desk.assignments import ago
from desk.models import Assignment, Note
from desk.publishing import name_of
from desk.work_items import FACTS, WITHOUT_PLACE, Row, Section, admin_url, task_of
from desk.worklist import record_url
from regions.models import Publication, Region
from regions.models.publication import MOVES, TAKEDOWN_REASONS, Publishable
from regions.models.region import LINEAGE
from watch.models import Finding

#: After so long nobody has to answer a comment any more.
RECENT = datetime.timedelta(days=14)
#: The most comments that are looked at.
MOST = 200
SENT_BACK = MOVES[Publication.IN_REVIEW, Publication.DRAFT]


def for_me(user: User, now: datetime.datetime) -> list[Section]:
    """Return the sections of what waits for ``user``. The queries do not grow with the rows."""
    kinds = [model for model in FACTS if user.has_perm(_permission(model))]
    sections = [
        _section("returned", "退回给您的", "条", _returned(kinds, user)),
        _section("comments", "等您看的留言", "条", _comments(kinds, user, now)),
        _section("taken-over", "别人接过去的", "个", _taken_over(user, now)),
        _section("mine", "您在做的", "个", _mine(user, now)),
    ]
    return [section for section in sections if section.count]


def _section(name: str, title: str, unit: str, rows: Iterable[Row]) -> Section:
    found = list(rows)
    return Section(name, title, len(found), unit, found, [])


def _permission(model: type[Publishable]) -> str:
    return f"{model._meta.app_label}.view_{model._meta.model_name}"


def _named(model: type[Model]):
    """Return the rows of ``model`` with all that their names need."""
    if model is Region:
        return Region.objects.with_lineage()
    if model is Finding:
        return Finding.objects.open().select_related("page")  # a closed one waits for nobody
    rows = model._default_manager.all()
    return rows if model in WITHOUT_PLACE else rows.select_related(LINEAGE)


# --- Sent back ------------------------------------------------------------------------------------


def _returned(kinds: list[type[Publishable]], user: User) -> Iterator[Row]:
    """Yield the drafts of ``user`` whose last step is that a reviewer sent them back."""
    for model in kinds:
        steps = model.history.filter(id=OuterRef("pk")).order_by("-history_date", "-history_id")
        drafts = _named(model).filter(status=Publication.DRAFT)
        drafts = drafts.annotate(last_step=Subquery(steps.values("history_change_reason")[:1]))
        back = list(drafts.filter(last_step__startswith=SENT_BACK).order_by("-changed_at"))
        if not back:
            continue
        written = _writers(model, back)
        senders = _senders(model, back)
        for row in back:
            who = senders.get(row.pk)
            if user.pk not in written.get(row.pk, ()) or who == user:
                continue
            reason = row.last_step.removeprefix(SENT_BACK).removeprefix("：")
            name = name_of(who) if who else "审核员"
            why = f"{name}退回：{reason}" if reason else f"{name}退回了"
            yield Row(f"{model._meta.verbose_name}：{row}", why, admin_url(row), task=task_of(row))


def _writers(model: type[Publishable], rows: Iterable[Model]) -> dict[int, set[int]]:
    """Return the ids of those who wrote in each row, as ``Publishable.writers`` does, by its id."""
    records = model.history.filter(id__in=[row.pk for row in rows])
    for reason in TAKEDOWN_REASONS:
        records = records.exclude(history_change_reason__startswith=f"{reason} ")
    found: dict[int, set[int]] = {}
    before: dict[int, str] = {}
    records = records.order_by("history_date", "history_id")
    for pk, kind, status, user in records.values_list(
        "id", "history_type", "status", "history_user"
    ):
        if user is not None and (kind == "+" or status == before.get(pk)):
            found.setdefault(pk, set()).add(user)
        before[pk] = status
    return found


def _senders(model: type[Publishable], rows: Iterable[Model]) -> dict[int, User]:
    """Return who sent each row back last, by its id."""
    records = model.history.filter(
        id__in=[row.pk for row in rows], history_change_reason__startswith=SENT_BACK
    ).select_related("history_user")
    records = records.order_by("history_date", "history_id")
    return {record.id: record.history_user for record in records}


# --- Comments -------------------------------------------------------------------------------------


def _comments(kinds: list[type[Publishable]], user: User, now: datetime.datetime) -> Iterator[Row]:
    """Yield the last comment of others on each draft that ``user`` wrote in or commented on.

    It is answered once ``user`` has saved the draft or commented on it after that.
    """
    notes = Note.objects.filter(kind=Note.Kind.COMMENT, at__gt=now - RECENT).exclude(by=user)
    recent = list(notes.select_related("by").order_by("-at", "-pk")[:MOST])
    labels = {model._meta.label_lower: model for model in kinds}
    for label, group in groupby(sorted(recent, key=attrgetter("model")), attrgetter("model")):
        if (model := labels.get(label)) is None:
            continue
        last: dict[int, Note] = {}
        for note in group:  # the sort keeps the latest first
            last.setdefault(note.row, note)
        acted = _last_acts(model, list(last), user)
        rows = _named(model).filter(status__in=Publication.UNPUBLISHED).in_bulk(list(acted))
        for pk, note in last.items():
            if pk in rows and note.at > acted[pk]:
                row = rows[pk]
                who = name_of(note.by) if note.by else "已删的账号"
                why = f"{who}，{ago(note.at, now)}：{note.text}"
                url = f"{admin_url(row)}#notes"
                yield Row(f"{model._meta.verbose_name}：{row}", why, url)


def _last_acts(
    model: type[Publishable], rows: list[int], user: User
) -> dict[int, datetime.datetime]:
    """Return when ``user`` last saved each of ``rows`` or commented on it; others are left out."""
    saved = model.history.filter(id__in=rows, history_user=user).order_by()
    acts = dict(saved.values_list("id").annotate(Max("history_date")))
    said = Note.objects.filter(model=model._meta.label_lower, row__in=rows, by=user).order_by()
    for pk, at in said.values_list("row").annotate(Max("at")):
        acts[pk] = max(at, acts.get(pk, at))
    return acts


# --- Taken on -------------------------------------------------------------------------------------


def _mine(user: User, now: datetime.datetime) -> Iterator[Row]:
    held = Assignment.objects.current(now).filter(by=user).order_by("since")
    for assignment, row in _with_rows(held):
        yield _assigned(row, f"{ago(assignment.since, now)}接的")


def _taken_over(user: User, now: datetime.datetime) -> Iterator[Row]:
    """Yield what others took over from ``user``, with what they said."""
    held = Assignment.objects.current(now).filter(taken_from=user).exclude(by=user)
    for assignment, row in _with_rows(held.select_related("by").order_by("-since")):
        name, when = name_of(assignment.by), ago(assignment.since, now)
        yield _assigned(row, f"{name}{when}接过去了：{assignment.word}")


def _assigned(row: Model, why: str) -> Row:
    if isinstance(row, Region):
        return Row(f"给{row.full_title}录标准", why, record_url(row.pk, "missing"))
    return Row(f"{row._meta.verbose_name}：{row}", why, admin_url(row))


def _with_rows(held: Iterable[Assignment]) -> Iterator[tuple[Assignment, Model]]:
    """Yield each assignment with its row, in their order. One query for each kind of row."""
    found = list(held)
    rows: dict[tuple[str, int], Model] = {}
    for label in dict.fromkeys(one.model for one in found):
        ids = [one.row for one in found if one.model == label]
        known = _named(apps.get_model(label)).in_bulk(ids)
        rows |= {(label, pk): row for pk, row in known.items()}
    for one in found:
        if (one.model, one.row) in rows:
            yield one, rows[one.model, one.row]
