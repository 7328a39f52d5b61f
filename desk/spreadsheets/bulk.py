"""Put the saving of thousands of drafts together as statements, which then run in a second.

What ``save`` would do is done here without the database: versions, histories, links, parts. The
ids are reserved before, so that rows can name each other. Only rows that no page shows are
written so: no signal is sent and the revision is not raised.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, models, transaction
from simple_history.utils import get_m2m_field_name, get_m2m_reverse_field_name

from regions.models.publication import Publishable, Recorded
from regions.parts import said_by

from .plans import Plan, typed

Row = Any
Values = list[tuple]
_AT_ONCE = 500


@dataclass
class Statements:
    """Statements with the values of each row, ready to run."""

    ready: list[tuple[str, Values]] = field(default_factory=list)

    def insert(self, rows: list[Row]) -> None:
        """Add the insertion of ``rows`` of one model."""
        if not rows:
            return
        meta = rows[0]._meta
        columns = [c for c in meta.local_concrete_fields if not (c.primary_key and not rows[0].pk)]
        names = ", ".join(_quoted(column.column) for column in columns)
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {_quoted(meta.db_table)} ({names}) VALUES ({marks})"  # noqa: S608
        self.ready.append((sql, [_values(row, columns, new=True) for row in rows]))

    def update(self, rows: list[Row]) -> None:
        """Add the change of ``rows`` of one model, in every column."""
        if not rows:
            return
        meta = rows[0]._meta
        columns = [column for column in meta.local_concrete_fields if not column.primary_key]
        sets = ", ".join(f"{_quoted(column.column)} = %s" for column in columns)
        where = f"{_quoted(meta.pk.column)} = %s"
        sql = f"UPDATE {_quoted(meta.db_table)} SET {sets} WHERE {where}"  # noqa: S608
        self.ready.append((sql, [(*_values(row, columns, new=False), row.pk) for row in rows]))

    def delete(self, rows: list[Row]) -> None:
        """Add the deletion of ``rows`` of one model."""
        if rows:
            meta = rows[0]._meta
            where = f"{_quoted(meta.pk.column)} = %s"
            sql = f"DELETE FROM {_quoted(meta.db_table)} WHERE {where}"  # noqa: S608
            self.ready.append((sql, [(row.pk,) for row in rows]))

    def run(self) -> None:
        """Run all statements in their order."""
        with connection.cursor() as cursor:
            for sql, values in self.ready:
                cursor.executemany(sql, values)


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _values(row: Row, columns: list[models.Field], new: bool) -> tuple:
    return tuple(
        column.get_db_prep_save(column.pre_save(row, new), connection) for column in columns
    )


def reserved(model: Any, number: int) -> Iterator[int]:
    """Return ids for ``number`` rows of ``model``, which the database gives to nobody else."""
    meta = model._meta
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sql = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
            cursor.execute(sql, [_quoted(meta.db_table), meta.pk.column, number])
            return iter([pk for (pk,) in cursor.fetchall()])
        # SQLite counts the ids of each table in a row that may be raised.
        raised = "UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s"
        cursor.execute(raised, [number, meta.db_table])
        if not cursor.rowcount:
            first = "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)"
            cursor.execute(first, [meta.db_table, number])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [meta.db_table])
        (last,) = cursor.fetchone()
    return iter(range(last - number + 1, last + 1))


def prepared(model: Any, plans: list[Plan], reason: str) -> Statements | None:
    """Return the statements that do what ``plans`` say; None where a row is gone."""
    made = _Made(model, reason)
    try:
        made.take(plans)
    except LookupError:
        return None
    return made.statements()


class _Made:
    """The rows that ``plans`` make and change, with their parts, links and histories."""

    def __init__(self, model: Any, reason: str):
        self.model, self.reason = model, reason
        self.new: list[Row] = []
        self.changed: list[Row] = []
        self.parts: dict[type[Recorded], dict[str, list[Row]]] = {}
        self.links: dict[str, dict[int, list[int]]] = {}
        self.there: dict[str, dict[int, list[Row]]] = {}

    def take(self, plans: list[Plan]) -> None:
        """Make and change the rows in memory. Raises LookupError where one of them is gone."""
        known = self._known([pk for plan in plans for pk in (plan.pk, plan.copies) if pk])
        ids = reserved(self.model, sum(plan.pk is None for plan in plans))
        links = self.model._meta.many_to_many
        self.links = {link.name: {} for link in links}
        self.there = {link.name: self._through_rows(link, list(known)) for link in links}
        self.parts = {part: {"+": [], "~": [], "-": []} for part in self.model.parts()}
        for plan in plans:
            stands_on = plan.copies or plan.pk
            base: Row = known[stands_on] if stands_on else None
            row = base if plan.pk else self._begun(base, next(ids))
            for name, value in typed(self.model, plan.values).items():
                setattr(row, name, value)
            row.before_saving()
            (self.changed if plan.pk else self.new).append(row)
            self._take_links(row, base, plan)
            self._take_parts(row, base, plan)

    def _known(self, pks: list[int]) -> dict[int, Row]:
        found: dict[int, Row] = {}
        for at in range(0, len(pks), _AT_ONCE):
            rows = self.model._default_manager.filter(pk__in=pks[at : at + _AT_ONCE])
            found |= {row.pk: row for row in rows.prefetch_related(*self.model.PARTS)}
        return found

    def _begun(self, base: Row | None, pk: int) -> Row:
        """Return a new row, a draft copy of ``base`` if that is one."""
        row = self.model(pk=pk)
        if base is not None:
            row.replaces_id = base.pk
            for column in self.model.content_fields():
                setattr(row, column.attname, getattr(base, column.attname))
        return row

    def _through_rows(self, link: Any, pks: list[int]) -> dict[int, list[Row]]:
        owner, found = f"{get_m2m_field_name(link)}_id", defaultdict(list)
        for at in range(0, len(pks), _AT_ONCE):
            rows = link.remote_field.through._default_manager
            for row in rows.filter(**{f"{owner}__in": pks[at : at + _AT_ONCE]}):
                found[getattr(row, owner)].append(row)
        return found

    def _take_links(self, row: Row, base: Row | None, plan: Plan) -> None:
        for link in self.model._meta.many_to_many:
            if link.name in plan.links:
                self.links[link.name][row.pk] = list(dict.fromkeys(plan.links[link.name]))
            elif base is not None and plan.pk is None:
                other = f"{get_m2m_reverse_field_name(link)}_id"
                there = self.there[link.name][base.pk]
                self.links[link.name][row.pk] = [getattr(one, other) for one in there]

    def _take_parts(self, row: Row, base: Row | None, plan: Plan) -> None:
        for part, owner in self.model.parts().items():
            name: str = owner.remote_field.related_name
            there = list(getattr(base, name).all()) if base is not None else []
            if name in plan.parts:
                wanted = [part(**typed(part, one)) for one in plan.parts[name]]
            else:
                wanted = [part(**said_by(part, one)) for one in there]
            coming = {_part_key(one): one for one in wanted}
            for one in there if plan.pk else ():
                said = coming.pop(_part_key(one), None)
                if said is None:
                    self.parts[part]["-"].append(one)
                elif said_by(part, said) != said_by(part, one):
                    for attribute, value in said_by(part, said).items():
                        setattr(one, attribute, value)
                    self.parts[part]["~"].append(one)
            for one in coming.values():
                setattr(one, owner.attname, row.pk)
                self.parts[part]["+"].append(one)

    def statements(self) -> Statements:
        """Return what writes the rows, each with its history."""
        told = Statements()
        told.insert(self.new)
        told.update(self.changed)
        # The moment of saving, which the insertion has set.
        self.saved_at = max(row.changed_at for row in (*self.new, *self.changed))
        linked = self._link(told)
        self._record_rows(told, linked)
        for part, kinds in self.parts.items():
            for one, pk in zip(kinds["+"], reserved(part, len(kinds["+"])), strict=True):
                one.pk = pk
            for one in (*kinds["+"], *kinds["~"]):
                one.before_saving()
            told.delete(kinds["-"])
            told.insert(kinds["+"])
            told.update(kinds["~"])
            told.insert([self._record(one, kind) for kind in "-+~" for one in kinds[kind]])
        return told

    def _link(self, told: Statements) -> dict[str, dict[int, list[Row]]]:
        """Tell the links to write; return all links of the rows, by the name of the link."""
        linked = {}
        for link in self.model._meta.many_to_many:
            through = link.remote_field.through
            names = [
                f"{name(link)}_id" for name in (get_m2m_field_name, get_m2m_reverse_field_name)
            ]
            wanted = self.links[link.name]
            ids = reserved(through, sum(map(len, wanted.values())))
            standing = {row.pk: self.there[link.name][row.pk] for row in self.changed}
            told.delete([old for pk in wanted for old in standing.get(pk, [])])
            for pk, others in wanted.items():
                pairs = [dict(zip(names, (pk, other), strict=True)) for other in others]
                standing[pk] = [through(pk=next(ids), **pair) for pair in pairs]
            told.insert([row for pk in wanted for row in standing[pk]])
            linked[link.name] = standing
        return linked

    def _record_rows(self, told: Statements, linked: dict[str, dict[int, list[Row]]]) -> None:
        records = [self._record(row, "+") for row in self.new]
        records += [self._record(row, "~") for row in self.changed]
        links = type(records[0])._history_m2m_fields if records else ()
        if links:
            for record, pk in zip(records, reserved(type(records[0]), len(records)), strict=True):
                record.pk = pk
        told.insert(records)
        for link in links:
            kept = getattr(records[0], link.name).model
            names = [column.attname for column in link.remote_field.through._meta.concrete_fields]
            told.insert(
                [
                    kept(history_id=record.pk, **{name: getattr(one, name) for name in names})
                    for record in records
                    for one in linked[link.name].get(
                        getattr(record, self.model._meta.pk.attname), []
                    )
                ]
            )

    def _record(self, row: Row, kind: str) -> Row:
        """Return the record of ``row`` in its history, as simple-history would write it."""
        records = row.history.model
        user = records.get_default_history_user(row)
        return records(
            history_date=self.saved_at,
            history_type=kind,
            history_user=user,
            history_change_reason=self.reason if isinstance(row, Publishable) else None,
            **{one.attname: getattr(row, one.attname) for one in records.tracked_fields},
        )


def _part_key(part: Recorded) -> tuple:
    return tuple(getattr(part, name) for name in part.PART_KEY)
