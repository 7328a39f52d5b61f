"""What monitors ask: is the site well, may this worker have readers."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from regions.models import RefundPolicy, Region
from regions.tests.make import make_region
from yibao_site import probes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def a_place(monkeypatch):
    make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    monkeypatch.setattr(probes, "READY", probes.Readiness())


# --- Is the site well ----------------------------------------------------------------------------


def test_healthz_tells_an_empty_database(client):
    assert client.get("/healthz").json()["ok"] is True

    RefundPolicy.objects.all().delete()
    Region.objects.filter(has_page=True).update(has_page=False)

    response = client.get("/healthz")
    assert (response.status_code, response.json()["ok"]) == (503, False)


def test_healthz_notices_a_desk_that_does_not_stand(client, monkeypatch):
    monkeypatch.setattr(admin.site, "is_registered", lambda model: False)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["desk"] is False


@pytest.mark.urls("yibao_site.tests.without_desk")
def test_healthz_notices_a_desk_without_addresses(client):
    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["desk"] is False


def test_healthz_notices_a_migration_that_is_pending(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("regions", "0001_initial")

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json()["pending_migrations"] == 1


def test_healthz_reads_the_migrations_on_disk_once_a_process(client, monkeypatch):
    client.get("/healthz")
    monkeypatch.setattr(MigrationLoader, "__init__", None)  # whoever builds another fails

    assert client.get("/healthz").json()["ok"] is True


def test_first_probes_at_once_read_the_migrations_on_disk_once(monkeypatch):
    built, gate = [], threading.Barrier(8)

    def loader(database):
        built.append(database)
        return MigrationLoader(database)

    def probe(_):
        gate.wait(timeout=30)
        return probes._known_migrations()

    monkeypatch.setattr(probes, "MigrationLoader", loader)
    probes._migrations.cache_clear()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(probe, range(8)))

    assert built == [None]
    assert len(answers) == 1


def test_healthz_notices_a_migration_that_another_process_applies(client):
    recorder = MigrationRecorder(connection)
    recorder.record_unapplied("regions", "0001_initial")
    assert client.get("/healthz").status_code == 503

    recorder.record_applied("regions", "0001_initial")

    assert client.get("/healthz").json()["pending_migrations"] == 0


def test_healthz_asks_the_database_three_times(client, django_assert_num_queries):
    client.get("/healthz")

    with django_assert_num_queries(3):  # is there a table, what is applied, how many pages
        client.get("/healthz")


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (OperationalError("no such table: regions_region"), "incomplete"),
        (OperationalError("connection refused"), "unreachable"),
    ],
)
def test_healthz_says_in_a_word_what_is_the_matter_with_the_database(
    client, monkeypatch, error, word
):
    def fails():
        raise error

    monkeypatch.setattr(probes, "_pending", fails)

    response = client.get("/healthz")

    assert response.status_code == 503
    assert response.json() == {"ok": False, "database": word, "desk": True}


def test_a_table_that_postgresql_misses_is_told_from_a_database_that_is_gone():
    class UndefinedTable(Exception):
        sqlstate = "42P01"

    missing = ProgrammingError("relation does not exist")
    missing.__cause__ = UndefinedTable()

    assert probes._lacks_tables(missing)
    assert not probes._lacks_tables(OperationalError("server closed the connection"))


def test_healthz_is_503_where_a_table_is_missing(client):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE regions_region RENAME TO elsewhere")
        response = client.get("/healthz")
        transaction.set_rollback(True)  # of PostgreSQL nothing else may be asked then

    assert (response.status_code, response.json()["database"]) == (503, "incomplete")


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.5:8000", "probe.example", "not a host"])
def test_probes_are_answered_whatever_the_host_and_without_redirect(client, settings, path, host):
    settings.SECURE_SSL_REDIRECT = True

    response = client.get(path, headers={"host": host})

    assert response.status_code == 200
    assert response["Cache-Control"] == "no-store"
    assert client.get("/", headers={"host": "127.0.0.1"}).status_code == 301


def test_a_probe_is_only_asked_with_get(client):
    assert client.post("/healthz").status_code in (403, 404, 405)


def test_a_database_that_hangs_holds_one_thread_and_nobody_for_long():
    let_go, calls = threading.Event(), []

    def hangs():
        calls.append(threading.current_thread())
        let_go.wait(30)
        return {"ok": True}

    probe = probes.Limited(hangs)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(probe, [0.05] * 4))

    assert answers == [{"ok": False, "database": "slow"}] * 4
    assert len(calls) == 1
    let_go.set()
    calls[0].join(30)
    assert probe(5) == {"ok": True}
    assert len(calls) == 1  # what was found is kept for a moment


@pytest.mark.parametrize(
    ("later", "told"),
    [(probes.KEPT_LONGER - 0.1, {"ok": True}), (probes.KEPT_LONGER + 0.1, probes.SLOW)],
    ids=["known-just-now", "long-ago"],
)
def test_a_flood_of_probes_at_a_database_that_hangs_holds_few_threads(monkeypatch, later, told):
    let_go, now = threading.Event(), [100.0]
    monkeypatch.setattr(probes.time, "monotonic", lambda: now[0])
    probe = probes.Limited(lambda: {"ok": True})
    probe(5)
    now[0] += probes.KEPT + later
    probe.look = lambda: {"ok": let_go.wait(30)}

    with ThreadPoolExecutor(probes.MOST_WAITING) as pool:
        waiting = [pool.submit(probe, 30) for _ in range(probes.MOST_WAITING)]
        while probe._places._value:
            time.sleep(0.01)
        assert probe(30) == told  # at once
        let_go.set()

    assert [one.result() for one in waiting] == [{"ok": True}] * probes.MOST_WAITING


def test_an_answer_is_kept_for_a_moment_and_not_longer(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(probes.time, "monotonic", lambda: now[0])
    calls = []
    probe = probes.Limited(lambda: {"ok": True, "call": calls.append(1)})

    probe(5)
    now[0] += probes.KEPT - 0.01
    probe(5)
    assert len(calls) == 1
    now[0] += 0.01
    probe(5)
    assert len(calls) == 2


def test_a_look_that_fails_by_a_fault_of_ours_is_no_good_news(monkeypatch):
    told = []
    monkeypatch.setattr(threading, "excepthook", told.append)

    assert probes.Limited(lambda: 1 / 0)(5) == {"ok": False, "database": "unreachable"}
    assert [one.exc_type for one in told] == [ZeroDivisionError]


# --- May this worker have readers ----------------------------------------------------------------


def test_a_worker_is_ready_once_facts_are_there_and_stays_so_without_a_database(
    client, monkeypatch
):
    Region.objects.update(has_page=False)
    assert client.get("/readyz").json() == {"ok": False, "why": "health"}
    Region.objects.update(has_page=True)
    assert client.get("/readyz").status_code == 200

    def fails():
        raise OperationalError("gone")

    monkeypatch.setattr(probes, "_pending", fails)
    assert client.get("/healthz").status_code == 503
    assert client.get("/readyz").status_code == 200


def test_a_worker_that_is_leaving_is_not_ready(client, monkeypatch):
    assert client.get("/readyz").status_code == 200
    monkeypatch.setattr(probes, "stopping", lambda: True)

    response = client.get("/readyz")

    assert (response.status_code, response.json()) == (503, {"ok": False, "why": "stopping"})


def test_a_worker_without_collected_files_is_not_ready(client, monkeypatch):
    monkeypatch.setattr(probes, "_has_manifest", lambda: False)

    assert client.get("/readyz").json() == {"ok": False, "why": "static files"}


@pytest.mark.parametrize(
    ("storage", "there"),
    [
        (SimpleNamespace(hashed_files={}), False),
        (SimpleNamespace(hashed_files={"a.css": "a.1.css"}), True),
        (SimpleNamespace(), True),  # names that do not depend on it
    ],
)
def test_the_manifest_is_there_if_it_names_files(monkeypatch, storage, there):
    monkeypatch.setattr(probes, "staticfiles_storage", storage)

    assert probes._has_manifest() is there
