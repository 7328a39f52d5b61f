"""Moving table by table: each is whole or not there, whenever the move is broken off."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import DatabaseError, connections, models, transaction

from text.progress import Progress

from . import faults
from .ends import SOURCE, TARGET, CannotMove
from .sums import TableSum, summed
from .tables import Model, count, moved_models, resting_on, rows

#: Stands in the target from the first row moved until the sums have been found equal.
MARK = "move_to_postgres_unfinished"


@dataclass(frozen=True)
class Moved:
    """One table after the move, on both sides."""

    table: str
    source: TableSum
    target: TableSum
    copied: bool

    @property
    def equal(self) -> bool:
        return self.source == self.target


@dataclass(frozen=True)
class Outcome:
    """All tables in the order they were moved, and whether somebody wrote meanwhile."""

    tables: list[Moved]
    written_meanwhile: bool

    @property
    def equal(self) -> bool:
        return all(table.equal for table in self.tables)


def move(out: Any) -> Outcome:
    """Copy what the target lacks and compare all; raises CannotMove where that must not be.

    The source is read in one transaction: what is written meanwhile is not seen, and told.
    """
    faults.check_order_of_text()
    faults.check_migrations()
    order = moved_models()
    before = _writes_of_others()
    with transaction.atomic(using=SOURCE):
        faults.check_keys()
        wanted = _sums_of_source(order, out)
        lacking = _lacking(order, wanted, out)
        if lacking:
            _make_room(order, lacking)
            for model in lacking:
                _copy(model, wanted[model].rows, out)
        if _is_marked():  # also where the run before got no further than the last table
            _raise_counters(order)
        there = {model: _sum(model, TARGET, "核对", out) for model in order}
    tables = [
        Moved(model._meta.db_table, wanted[model], there[model], model in lacking)
        for model in order
    ]
    outcome = Outcome(tables, _writes_of_others() != before)
    if outcome.equal and not outcome.written_meanwhile:
        _say(f"DROP TABLE IF EXISTS {MARK}")
    return outcome


def _writes_of_others() -> int:
    """A number of SQLite's that changes when another connection has written."""
    with connections[SOURCE].cursor() as cursor:
        cursor.execute("PRAGMA data_version")
        return cursor.fetchone()[0]


def _sums_of_source(order: list[Model], out: Any) -> dict[Model, TableSum]:
    found, wrong = {}, faults.RowFaults()
    with Progress(out, "读原来的库", sum(count(model, SOURCE) for model in order)) as so_far:
        for model in order:
            looked_at = wrong.looked_at(model, rows(model, SOURCE))
            found[model] = summed(_stepping(looked_at, so_far, model))
    wrong.refuse()
    return found


def _sum(model: Model, alias: str, what: str, out: Any) -> TableSum:
    with Progress(out, f"{what} {model._meta.db_table}") as so_far:
        return summed(_stepping(rows(model, alias), so_far, model))


def _stepping(found: Iterator[tuple], so_far: Progress, model: Model) -> Iterator[tuple]:
    for row in found:
        yield row
        so_far.step(model._meta.db_table)


def _lacking(order: list[Model], wanted: dict[Model, TableSum], out: Any) -> list[Model]:
    """The tables to copy: those that differ, and those whose rows rest on one that gives way."""
    differ = [
        model
        for model in order
        if count(model, TARGET) != wanted[model].rows
        or _sum(model, TARGET, "看 PostgreSQL 里有没有", out) != wanted[model]
    ]
    if differ and not _is_marked():
        faults.check_empty(order)
    give_way = [model for model in differ if count(model, TARGET)]
    again = set(differ) | set(resting_on(give_way, order))
    return [model for model in order if model in again]


def _is_marked() -> bool:
    return MARK in connections[TARGET].introspection.table_names()


def _make_room(order: list[Model], lacking: list[Model]) -> None:
    """Empty the tables that are copied, and mark the target as unfinished, at one stroke."""
    full = resting_on([model for model in lacking if count(model, TARGET)], order)
    with _explained(), transaction.atomic(using=TARGET):
        _say(f"CREATE TABLE IF NOT EXISTS {MARK} (since timestamptz DEFAULT now())")
        if full:  # with all that point at them, or PostgreSQL refuses
            _say(f"TRUNCATE {', '.join(_quoted(model._meta.db_table) for model in full)}")


def _copy(model: Model, total: int, out: Any) -> None:
    """Stream a table into PostgreSQL in one transaction of its own."""
    target = connections[TARGET]
    fields = model._meta.concrete_fields
    columns = ", ".join(_quoted(field.column) for field in fields)
    statement = f"COPY {_quoted(model._meta.db_table)} ({columns}) FROM STDIN"
    with (
        _explained(model),
        Progress(out, f"搬 {model._meta.db_table}", total) as so_far,
        target.wrap_database_errors,  # Django leaves what a copy raises to the driver
        transaction.atomic(using=TARGET),
        target.cursor() as cursor,
        cursor.copy(statement) as stream,
    ):
        for row in _stepping(rows(model, SOURCE), so_far, model):
            stream.write_row(
                [
                    field.get_db_prep_save(value, target)
                    for field, value in zip(fields, row, strict=True)
                ]
            )


def _raise_counters(order: list[Model]) -> None:
    """Let PostgreSQL go on numbering where SQLite stood: no number of a deleted row comes back."""
    with connections[SOURCE].cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        stood = dict(cursor.fetchall())
    with _explained(), connections[TARGET].cursor() as cursor:
        for model in order:
            pk = model._meta.pk
            if not isinstance(pk, models.AutoField | models.BigAutoField):
                continue
            table, column = _quoted(model._meta.db_table), _quoted(pk.column)
            cursor.execute(
                f"SELECT setval(pg_get_serial_sequence(%s, %s), greatest(%s, max({column}), 1),"  # noqa: S608
                f" greatest(%s, max({column})) IS NOT NULL) FROM {table}",
                [table, pk.column, *[stood.get(model._meta.db_table)] * 2],
            )


@contextmanager
def _explained(model: Model | None = None) -> Iterator[None]:
    """Say in Chinese what PostgreSQL refused; what was moved before stays."""
    try:
        yield
    except DatabaseError as error:
        where = f"搬 {model._meta.db_table} 的时候，" if model else ""
        raise CannotMove(
            f"{where}PostgreSQL 不让写：{str(error).strip()}\n"
            "没有权限的，请用库的主人（OWNER）来搬；没有地方的，请腾出硬盘。"
            "原来的库没有动。改好以后再运行一次，会接着搬。"
        ) from error


def _say(statement: str) -> None:
    with connections[TARGET].cursor() as cursor:
        cursor.execute(statement)


def _quoted(name: Any) -> str:
    return connections[TARGET].ops.quote_name(name)
