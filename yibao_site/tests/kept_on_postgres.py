"""Databases of PostgreSQL that tests start from: made once on the server, copied from then on.

The counterpart of ``kept_databases.py``: a server copies a database as a template in a tenth of
a second. What a template came from is in its name; those of other code are dropped. Imported
only where PostgreSQL is used: its driver is no part of a plain installation.
"""

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.core.management import call_command
from django.db.backends.postgresql.base import DatabaseWrapper
from django.db.backends.postgresql.creation import DatabaseCreation

from yibao_site.tests import kept_databases
from yibao_site.tests.kept_databases import AT_START, alone


class CopiedOnServer(DatabaseCreation):
    """Creates the database of the tests: a copy of one that the migrations made before."""

    def create_test_db(self, *args, **kwargs):
        name = self._get_test_db_name()
        with alone():
            self._forget_other_code()
            if not self.copied("migrated", name):
                super().create_test_db(*args, **kwargs)
                self.keep("migrated")
        self.use(name)
        return name

    def copied(self, kept: str, name: str) -> bool:
        """Make the database ``name`` from the kept one; False where there is none."""
        self.drop(name)
        if self._kept(kept) not in self._databases():
            return False
        self._say(f"CREATE DATABASE {self._quoted(name)} TEMPLATE {self._quoted(self._kept(kept))}")
        return True

    def keep(self, kept: str) -> None:
        """Keep what is in use now, if the code is still what it was when we started."""
        self.connection.close()
        if kept_databases.now() == AT_START:
            own = self._quoted(self.connection.settings_dict["NAME"])
            self._say(f"CREATE DATABASE {self._quoted(self._kept(kept))} TEMPLATE {own}")

    def use(self, name: str) -> None:
        """Whoever connects from now on, also in other threads, finds the database ``name``."""
        self.connection.close()
        settings.DATABASES[self.connection.alias]["NAME"] = name
        self.connection.settings_dict["NAME"] = name

    def drop(self, name: str) -> None:
        self._say(f"DROP DATABASE IF EXISTS {self._quoted(name)}")

    def _kept(self, kept: str) -> str:
        return f"{self._prefix()}{kept}_{AT_START}"

    def _prefix(self):
        """What all kept databases of this address begin with, whichever process asks."""
        first = self.connection.settings_dict["TEST"]["NAME"] or self._get_test_db_name()
        return f"{first.rpartition('_gw')[0] or first}_kept_"

    def _forget_other_code(self) -> None:
        for name in self._databases():
            if name.startswith(self._prefix()) and not name.endswith(AT_START):
                self.drop(name)

    def _databases(self):
        with self._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            return {name for (name,) in cursor.fetchall()}

    def _say(self, statement):
        with self._nodb_cursor() as cursor:
            cursor.execute(statement)

    def _quoted(self, name: str) -> str:
        return self.connection.ops.quote_name(name)


@contextlib.contextmanager
def facts_copied(connection: DatabaseWrapper) -> Iterator[None]:
    """A database of its own with all facts, used until the block ends."""
    creation = connection.creation
    assert isinstance(creation, CopiedOnServer)
    empty = connection.settings_dict["NAME"]
    full = f"{empty}_facts"
    try:
        with alone():
            if creation.copied("facts", full):
                creation.use(full)
            else:
                assert creation.copied("migrated", full)
                creation.use(full)
                call_command("load_facts", verbosity=0)
                creation.keep("facts")
        yield
    finally:
        creation.use(empty)
        creation.drop(full)
