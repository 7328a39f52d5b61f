"""``python -m yibao_site.tests.migration_lint [APP=NUMBER]``: may two versions run side by side?

While hosts are changed one after the other, the version before goes on writing into a database
that is migrated already. So a new column may be empty or has a default in the database
(``db_default``), and a column goes only in the release after the one that no longer uses it.
"""

import logging
import os
import sys
import tempfile
from typing import Any

#: The last migration of each app in the release before; what came later is looked at.
RELEASED = {"regions": 25, "faq": 7, "desk": 5, "watch": 3, "operation": 0, "visits": 0}

#: Those that the version before cannot live with, and why hosts were stopped for them.
STOPPED_FOR: dict[str, str] = {}


def unfilled_columns(migration: Any) -> list[str]:
    """Return the columns that a migration adds and the version before would leave out in vain.

    The linter reads SQL, and SQLite makes a table anew for each column: what it says of columns
    that may not be empty is true of PostgreSQL only.
    """
    from django.db.migrations.operations import AddField
    from django.db.models import NOT_PROVIDED

    return [
        f"{migration.name}.{step.name}"
        for step in migration.operations
        if isinstance(step, AddField)
        and not (step.field.null or step.field.many_to_many)
        and step.field.db_default is NOT_PROVIDED
    ]


def passes(app: str, released: int) -> bool:
    """Whether the version before can live with all migrations of ``app`` after ``released``.

    What it could not live with is printed.
    """
    from django.db.migrations.loader import MigrationLoader
    from django_migration_linter import MigrationLinter

    ours = {
        name: migration
        for (label, name), migration in MigrationLoader(None).disk_migrations.items()
        if label == app
    }
    known = {name for name in ours if int(name[:4]) <= released or name in STOPPED_FOR}
    unfilled = [
        fault for name in sorted(ours.keys() - known) for fault in unfilled_columns(ours[name])
    ]
    for fault in unfilled:
        print(f"({app}, {fault})... ERR\n\tneither empty nor a db_default")
    linter = MigrationLinter(
        ".",
        include_apps=[app],
        ignore_name=known,
        exclude_migration_tests=["NOT_NULL"],
        no_cache=True,
        quiet=["ignore"],
    )
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    linter.lint_all_migrations()
    return not linter.has_errors and not unfilled


def main() -> int:
    """Look at what came after ``RELEASED``, or after the migration ``NUMBER`` of one app."""
    asked = {app: int(number) for app, _, number in (one.partition("=") for one in sys.argv[1:])}
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yibao_site.settings")
        # As a command of manage.py, which alone may make the empty database that is looked at.
        os.environ |= {
            "VAR_DIR": folder,
            "DATABASE_URL": f"sqlite:///{folder}/empty.sqlite3",
            "STATEMENT_SECONDS": "0",
        }
        import django

        django.setup()
        return int(any(not passes(app, released) for app, released in (asked or RELEASED).items()))


if __name__ == "__main__":
    sys.exit(main())
