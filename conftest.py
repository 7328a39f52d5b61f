"""What every test stands on: a world of its own, strict templates, all facts, a browser.

**A world of its own.** Before Django reads its settings the environment is replaced: a
temporary ``VAR_DIR``, SQLite in memory, no file ``.env`` shows through. ``TEST_DATABASE_URL``
runs the tests on PostgreSQL; ``make test-postgres`` starts one for it.

**Strict templates.** A template of ours that prints a variable nobody passed fails the test.
``{% if missing %}``, ``{% for x in missing %}``, ``{% firstof missing %}`` and
``{{ missing|default:"…" }}`` say what happens without it and stay allowed.

**The facts.** A test starts with an empty database and makes what it needs (``make.py``).
A module about the real data says so once, for all its tests::

    pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

Then the fixtures are there for the whole module, and gone after it. Such a module holds no
transactional tests (no ``live_server``, no ``transaction=True``): they empty the database. Both
databases, empty and with all facts, are made once a day and kept (``kept_databases.py``,
``kept_on_postgres.py``).

**Browsers.** A test marked ``browser`` is skipped where there is no Chromium and fails there
under ``CI=true``. Whatever the console or a script complains about fails the test; one that
provokes a complaint looks at ``console_faults`` and clears it. Two ways to get pages::

    @pytest.mark.browser
    def test_finder_on_the_real_data(page, site):  # gunicorn with all facts, see served.py
        page.goto(site.url + "/")

    @pytest.mark.browser
    def test_finder_without_places(page, live_server):  # pytest-django's, an empty database
        page.goto(live_server.url + "/")
"""

import atexit
import contextlib
import os
import shutil
import sqlite3
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

BASE_DIR = Path(__file__).resolve().parent
#: Have no examples, and can only be imported where psycopg is installed.
collect_ignore = [
    "protection/databases/postgresql/base.py",
    "yibao_site/tests/kept_on_postgres.py",
]


def _prepare_environment() -> None:
    """Point the settings at a temporary folder; workers of xdist inherit it."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    if "DJANGO_SETTINGS_MODULE" in os.environ:
        raise pytest.UsageError("Unset DJANGO_SETTINGS_MODULE: conftest.py names the settings.")
    folder = Path(tempfile.mkdtemp(prefix="yibao-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "static").mkdir()
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "yibao_site.settings",
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "DATABASE_URL": os.environ.get("TEST_DATABASE_URL") or f"sqlite:///{folder / 'db.sqlite3'}",
        # As for commands (manage.py): facts are loaded within a test, on whatever machine.
        "STATEMENT_SECONDS": "0",
        "LOCK_SECONDS": "20",
        "EDITION_SECONDS": "0",  # no thread looks by itself, which would outlive its test
        "VISIT_DAYS": "0",  # nor does one write
        "SECRET_KEY": "of the tests, where nothing is secret",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,localhost,[::1]",
        "OFFICIAL_DOMAINS": "gov.cn",
        "DEBUG": "0",
        "HTTPS": "0",
        "PROBE_SECONDS": "0",  # in the test's own thread, which alone sees its database
        # All tests come from one address and are done in one process.
        "CLIENT_SECONDS": "1000000",
        "EVERYBODY_SECONDS": "1000000",
        # Playwright runs an event loop in the thread whose tests talk to the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }


_prepare_environment()

from yibao_site.tests.kept_databases import MigratedOnce, copied, fill  # noqa: I001  first: reads our code
from django.conf import settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings
from django.template import Node, TemplateSyntaxError


# --- Strict templates ------------------------------------------------------------------------


class UnknownVariable(TemplateSyntaxError):
    """One of our templates prints a variable that nobody passed."""


class StrictString(str):
    """What Django puts in place of an unknown variable: empty for templates of others.

    Django asks for the truth of ``string_if_invalid`` at the one place where an unknown
    variable is about to be printed. There the call stack tells whose template it is, which
    the object itself is not told.
    """

    __slots__ = ()

    def __bool__(self) -> bool:
        frame = sys._getframe(1)
        expression: Any = frame.f_locals.get("self")
        if frame.f_code.co_name != "resolve" or not hasattr(expression, "filters"):
            return False
        if any(function.__name__ == "default" for function, _ in expression.filters):
            return False
        name = _our_template(frame)
        if name is not None:
            raise UnknownVariable(f"{name} prints “{expression}”, which nobody passed")
        return False

    def __contains__(self, text: object) -> bool:
        return False


def _our_template(frame) -> str | None:
    """The name of the template that holds the node being rendered, if it is one of ours."""
    while frame is not None:
        node = frame.f_locals.get("self")
        if isinstance(node, Node) and (origin := getattr(node, "origin", None)):
            ours = Path(origin.name).is_relative_to(BASE_DIR / "templates")
            return origin.template_name if ours else None
        frame = frame.f_back
    return None


# A busy machine draws examples slowly: that says nothing of what is tested.
hypothesis_settings.register_profile(
    "busy", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
hypothesis_settings.load_profile("busy")


def pytest_configure(config):
    """Settings for tests: quick passwords, no manifest of static files, strict templates."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    if settings.DATABASES["default"]["ENGINE"].endswith(".sqlite3"):
        # Of Django's own backend pytest-django knows it; of ours it would make a file.
        settings.DATABASES["default"].setdefault("TEST", {})["NAME"] = ":memory:"
    for engine in settings.TEMPLATES:
        engine["OPTIONS"]["string_if_invalid"] = StrictString()


# --- The facts -------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """The database is not migrated but copied from one that was (kept_databases.py)."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.creation = MigratedOnce(connection)
    else:
        from yibao_site.tests.kept_on_postgres import CopiedOnServer  # needs its driver

        connection.creation = CopiedOnServer(connection)


@pytest.fixture(scope="module")
def facts(django_db_setup, django_db_blocker):
    """All facts of ``fixtures/`` for the tests of one module, gone after it."""
    from django.db import connection

    with django_db_blocker.unblock():
        module = _facts_copied() if connection.vendor == "sqlite" else _facts_on_server()
        module.__enter__()
    yield
    with django_db_blocker.unblock():
        module.__exit__(None, None, None)


@contextlib.contextmanager
def _facts_copied():
    """Loading takes seconds, copying a database of SQLite milliseconds: load once a day."""
    from django.core.management import call_command
    from django.db import connection

    def load():
        # Not into what earlier tests left: one that empties the tables takes more than its own.
        copied("migrated", connection.connection)
        call_command("load_facts", verbosity=0)

    connection.ensure_connection()
    with contextlib.closing(sqlite3.connect(":memory:")) as empty:
        connection.connection.backup(empty)
        try:
            fill("facts", lambda: connection.connection, load)
            yield
        finally:
            connection.ensure_connection()
            empty.backup(connection.connection)


def _facts_on_server():
    from django.db import connection

    from yibao_site.tests.kept_on_postgres import facts_copied  # needs its driver

    return facts_copied(connection)


# --- Two places ------------------------------------------------------------------------------


@pytest.fixture
def gansu(db):
    """甘肃, where most tests happen; empty but for its name."""
    from regions.tests.make import make_region  # models cannot be imported before the settings

    return make_region(slug="gansu", name="甘肃省", short_name="甘肃")


@pytest.fixture
def lanzhou(gansu):
    """兰州 in 甘肃."""
    from regions.tests.make import make_region

    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)


# --- Browsers --------------------------------------------------------------------------------


def pytest_collection_modifyitems(items):
    """Refuse modules that mix the facts with an empty database, and facts that would be lost."""
    with_facts = {item.path for item in items if "facts" in getattr(item, "fixturenames", ())}
    for item in items:
        names = getattr(item, "fixturenames", ())
        if not item.get_closest_marker("browser") and _is_transactional(item):
            raise pytest.UsageError(
                f"{item.nodeid}: a transactional test takes the roles from all tests behind it"
            )
        if item.path not in with_facts:
            continue
        if "facts" not in names and isinstance(item, pytest.Function):
            raise pytest.UsageError(f"{item.nodeid}: its module uses the facts, this test does not")
        if _is_transactional(item):
            raise pytest.UsageError(f"{item.nodeid}: a transactional test would lose the facts")


def _is_transactional(item) -> bool:
    """Whether a test empties all tables at its end, also of what the migrations put there."""
    marker = item.get_closest_marker("django_db")
    asked = {"transactional_db", "live_server"} & set(getattr(item, "fixturenames", ()))
    return bool(asked) or (marker is not None and bool(marker.kwargs.get("transaction")))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item):
    """Without a browser, skip the tests that need one; never silently where CI runs."""
    from django.db import connection

    from yibao_site.tests.browser.served import chromium

    if item.get_closest_marker("postgres") and connection.vendor != "postgresql":
        pytest.skip("needs PostgreSQL: make test-postgres")
    if item.get_closest_marker("browser") is None or chromium() is not None:
        return
    reason = "no Chromium: set CHROMIUM or install chromium"
    if os.environ.get("CI", "").lower() in {"1", "true"}:
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    """The browser of the system; Playwright downloads none."""
    from yibao_site.tests.browser.served import launch_options

    return browser_type_launch_args | launch_options()


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args):
    """A reader in China."""
    return browser_context_args | {"locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def console_faults() -> list[str]:
    """What the console and the scripts of all pages complained about so far."""
    return []


@pytest.fixture
def context(context, console_faults):
    """Playwright's context; a complaint that is still listed at the end fails the test."""
    from yibao_site.tests.browser.served import watched

    with watched(context, console_faults):
        yield context


@pytest.fixture(scope="session")
def _served_site(tmp_path_factory):
    from yibao_site.tests.browser.served import serve

    with serve(tmp_path_factory.mktemp("site")) as site:
        yield site


@pytest.fixture
def site(_served_site):
    """The whole site with all facts, as ``make run`` serves it: ``site.url``.

    One server for all tests; what a test writes is undone after it. ``site.manage(…)`` runs
    a command of ``manage.py`` on its database.
    """
    yield _served_site
    _served_site.restore()
