"""/metrics: figures in Prometheus' text format, for those who may, without anything of readers."""

import os
import re

import pytest
from django.db import OperationalError

from desk import content_health
from desk.content_health import Figures
from yibao_site import metrics
from yibao_site.metrics import Counted, family
from yibao_site.observed import FIGURES, Behind
from yibao_site.observed import Figures as Process

pytestmark = pytest.mark.django_db

TOLD = Figures({"due": 3, "links": 1}, {"broken": 2}, {"never": 5}, {"backup": 120.0})
_SAMPLE = re.compile(r'[a-z_]+(\{[a-z]+="[^"\n]*"(,[a-z]+="[^"\n]*")*\})? -?[0-9.e+]+')


@pytest.fixture(autouse=True)
def counted(monkeypatch):
    monkeypatch.setattr(metrics, "COUNTED", Counted())
    monkeypatch.setattr(content_health, "figures", lambda now: TOLD)


def test_without_a_setting_there_is_no_such_page(client):
    response = client.get("/metrics")

    assert response.status_code == 404
    assert "yibao" not in response.text


@pytest.mark.parametrize(
    ("said", "status"),
    [
        ("Bearer kept-secret", 200),
        ("Bearer kept-secre", 404),
        ("Bearer ", 404),
        ("kept-secret", 404),
        ("Bearer 密", 404),
        (None, 404),
    ],
)
def test_who_has_the_token_may_read(client, settings, said, status):
    settings.METRICS_TOKEN = "kept-secret"
    headers = {} if said is None else {"authorization": said}

    assert client.get("/metrics", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("environ", "status"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, 200),
        ({"REMOTE_ADDR": "10.0.0.2"}, 404),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "8.8.8.8"}, 404),
    ],
)
def test_loopback_means_this_machine_and_nobody_behind_a_proxy(client, settings, environ, status):
    settings.METRICS_TOKEN = "loopback"

    assert client.get("/metrics", **environ).status_code == status


def test_each_line_is_a_sample_of_a_metric_that_was_introduced(client, settings):
    settings.METRICS_TOKEN = "loopback"
    process = Process(lambda: Behind(4096, 12, False))
    process.note("200 OK", slow=False)
    process.note("503 Service Unavailable", slow=True)

    response = client.get("/metrics", **{FIGURES: process})

    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert response.text.endswith("\n")
    named = ""
    for line in response.text.splitlines():
        if line.startswith("# HELP "):
            named = line.split()[2]
            continue
        if line.startswith("# TYPE "):
            assert line in (f"# TYPE {named} counter", f"# TYPE {named} gauge")
            continue
        assert _SAMPLE.fullmatch(line), line
        assert re.match(r"[a-z_]+", line)[0] == named
    for part in (
        'status="5xx"',
        'yibao_waiting{section="due"} 3',
        'yibao_job_age_seconds{job="backup"} 120',
        "yibao_database_up 1",
        "} 4096",
        f'yibao_page_store_made_total{{pid="{os.getpid()}"}} 12',
        f'yibao_version_reachable{{pid="{os.getpid()}"}} 0',
    ):
        assert part in response.text


def test_labels_and_help_are_escaped():
    lines = family("a", "gauge", 'of "x"\n\\', [({"k": 'v"\n\\'}, 1.5)])

    assert lines == ['# HELP a of "x"\\n\\\\', "# TYPE a gauge", 'a{k="v\\"\\n\\\\"} 1.5']


def test_the_content_is_counted_once_a_minute_and_not_sooner(monkeypatch):
    now, calls = [100.0], []
    monkeypatch.setattr(metrics.time, "monotonic", lambda: now[0])
    monkeypatch.setattr(content_health, "figures", lambda at: calls.append(at) or TOLD)
    counted = Counted()

    counted()
    now[0] += metrics.COUNTED_EVERY - 0.1
    counted()
    assert len(calls) == 1
    now[0] += 0.1
    counted()
    assert len(calls) == 2


def test_a_database_that_is_gone_is_told_with_the_last_figures(monkeypatch):
    counted = Counted()
    assert counted() == (TOLD, True)

    def fails(now):
        raise OperationalError("gone")

    monkeypatch.setattr(content_health, "figures", fails)
    counted._until = 0.0

    assert counted() == (TOLD, False)
