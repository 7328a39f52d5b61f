"""A server of PostgreSQL for the length of a command, or in two languages what is missing."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest
from django.conf import settings

from yibao_site.tests import own_postgres

with_server = pytest.mark.skipif(own_postgres.programs() is None, reason="no server installed")
MODULE = [sys.executable, "-m", "yibao_site.tests.own_postgres"]


@pytest.fixture
def folder():
    """Where temporary folders are made; another user runs the server where we are root."""
    with tempfile.TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        yield Path(made)


@pytest.fixture
def env(folder):
    return os.environ | {"TMPDIR": str(folder)}


def test_without_a_server_it_says_what_to_install(monkeypatch, capsys):
    monkeypatch.setattr(own_postgres, "programs", lambda: None)

    assert own_postgres.main(["true"]) == 1

    said = capsys.readouterr().err
    assert "请运行：sudo apt install postgresql" in said
    assert "needs the server of PostgreSQL" in said


@with_server
def test_the_command_finds_a_server_and_nothing_is_left(env, folder):
    asked = (
        "import os, pathlib; url = os.environ['TEST_DATABASE_URL'];"
        "socket = pathlib.Path(url.removeprefix('postgres://yibao@/')).parent / '.s.PGSQL.5432';"
        "raise SystemExit(7 if socket.is_socket() else 8)"
    )

    run = subprocess.run(
        [*MODULE, sys.executable, "-c", asked], cwd=settings.BASE_DIR, env=env, timeout=120,
        capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert run.returncode == 7, run.stderr
    assert list(folder.iterdir()) == []


@with_server
@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_stopped_it_leaves_nothing_behind(env, folder, stop):
    with subprocess.Popen(
        [*MODULE, "sleep", "100"], cwd=settings.BASE_DIR, env=env, start_new_session=True,
        stdout=subprocess.PIPE,
    ) as run:  # fmt: skip
        run.stdout.readline()  # said once the server answers
        time.sleep(0.2)  # the command is about to start
        os.killpg(run.pid, stop)
        assert run.wait(timeout=60) != 0

    assert list(folder.iterdir()) == []
