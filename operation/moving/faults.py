"""What forbids a move, told before anything is written."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django.db import connections, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from operation.order_of_text import fault_in_order_of_text

from .ends import SOURCE, TARGET, CannotMove
from .tables import Model, count

#: What migrations themselves put into an empty database; it gives way to the rows of the source.
MADE_BY_MIGRATIONS = {
    "auth.Group", "auth.Group_permissions", "auth.Permission", "contenttypes.ContentType",
    "regions.ContentRevision",
}  # fmt: skip
#: Faults of rows that are listed; who mends these looks again.
LISTED = 20


def check_migrations() -> None:
    """Refuse two databases of different versions of the program."""
    ours = set(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)
    for alias, name, how in [
        (SOURCE, "原来的库", "python manage.py migrate"),
        (TARGET, "PostgreSQL", "DATABASE_URL=postgres://… python manage.py migrate"),
    ]:
        applied = set(MigrationRecorder(connections[alias]).applied_migrations())
        if missing := sorted(ours - applied):
            raise CannotMove(
                f"{name}比程序旧，少 {len(missing)} 步迁移（第一步是 {'.'.join(missing[0])}）。"
                f"请先运行：{how}"
            )
        known = {app for app, _ in ours}
        if unknown := sorted(step for step in applied - ours if step[0] in known):
            raise CannotMove(
                f"{name}比程序新，有程序不认识的迁移 {'.'.join(unknown[0])}。"
                "请用跑着它的那一版程序来搬。"
            )


def check_order_of_text() -> None:
    """Refuse a database that would put Chinese names in another order than SQLite does."""
    if fault := fault_in_order_of_text(connections[TARGET]):
        raise CannotMove(fault)


def check_empty(order: list[Model]) -> None:
    """Refuse a target that holds anything migrations did not put there."""
    for model in order:
        if model._meta.label not in MADE_BY_MIGRATIONS and (rows := count(model, TARGET)):
            raise CannotMove(
                f"PostgreSQL 里已经有资料（{model._meta.db_table} 有 {rows} 行），"
                "和原来的库不一样，没有动它。请换一个空库。"
            )


def check_keys() -> None:
    """Refuse a source whose rows point at rows that are not there."""
    with connections[SOURCE].cursor() as cursor:
        cursor.execute("PRAGMA foreign_key_check")
        broken = cursor.fetchall()
    if broken:
        table, row, to, _ = broken[0]
        raise CannotMove(
            f"原来的库里有 {len(broken)} 行指着不存在的行：{table} 第 {row} 行指着的 {to} 没有。"
            "请先补上或删掉。"
        )


class RowFaults:
    """Values that SQLite keeps and PostgreSQL refuses, each by table, row and field."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def looked_at(self, model: Model, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a table as they are; what is wrong with them is noted."""
        fields = model._meta.concrete_fields
        where = next(i for i, field in enumerate(fields) if field.primary_key)
        checks = [(i, field, _limits(field)) for i, field in enumerate(fields)]
        for row in rows:
            for i, field, limits in checks:
                if row[i] is not None and (why := _fault(row[i], limits)):
                    self._note(model, row[where], field, why)
            yield row

    def _note(self, model: Model, pk: Any, field: models.Field, why: str) -> None:
        self.found.append(
            f"{model._meta.db_table}（{model._meta.verbose_name}）编号 {pk}，"
            f"{field.column}（{field.verbose_name}）：{why}"
        )

    def refuse(self) -> None:
        if not self.found:
            return
        more = len(self.found) - LISTED
        raise CannotMove(
            "下面这些 PostgreSQL 存不进去，什么都没有搬。请在原来的库里改好再来：\n"
            + "\n".join(self.found[:LISTED])
            + (f"\n……还有 {more} 处。" if more > 0 else "")
        )


def _limits(field: models.Field) -> tuple[int | None, int | None]:
    """The longest text and the largest number that a column of PostgreSQL takes."""
    longest = field.max_length if isinstance(field, models.CharField) else None
    kind = field.get_internal_type()
    largest = connections[TARGET].ops.integer_field_range(kind)[1] if "Integer" in kind else None
    return longest, largest


def _fault(value: Any, limits: Sequence[int | None]) -> str:
    longest, largest = limits
    if isinstance(value, dict | list):
        return "里面有空字符（NUL）" if "\\u0000" in json.dumps(value) else ""
    if isinstance(value, str):
        if "\0" in value:
            return "里面有空字符（NUL）"
        if longest is not None and len(value) > longest:
            return f"{len(value)} 个字，最多 {longest} 个"
    elif largest is not None and isinstance(value, int) and abs(value) > largest:
        return f"{value} 太大"
    return ""
