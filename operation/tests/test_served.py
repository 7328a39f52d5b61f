"""The site that a drill asks: what it says while it is busy is no word on the backup."""

import http.server
import threading

import pytest

from operation.backups import served
from operation.backups.served import Site


@pytest.fixture
def answering(monkeypatch):
    """A server of given statuses, the last one for ever; returns a site and what it was asked."""
    monkeypatch.setattr(served.time, "sleep", lambda seconds: None)
    servers = []

    def start(*statuses, patience=served.PATIENCE):
        left, asked = list(statuses), []

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                asked.append(self.path)
                self.send_response(left.pop(0) if len(left) > 1 else left[0])
                self.end_headers()

            def log_message(self, *said):
                """Stay silent."""

        server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return Site(server.server_port, patience), asked

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


def test_a_busy_site_is_asked_again(answering):
    site, asked = answering(503, 429, 200)

    assert site.get("/").status == 200
    assert len(asked) == 3


def test_a_site_that_stays_busy_is_believed_in_the_end_and_sooner_the_next_time(answering):
    site, asked = answering(503, patience=3.0)

    assert site.get("/").status == 503
    assert len(asked) == 4
    assert site.get("/").status == 503
    assert len(asked) == 5


@pytest.mark.parametrize("status", [404, 500, 200])
def test_every_other_answer_is_taken_at_once(answering, status):
    site, asked = answering(status)

    assert site.get("/").status == status
    assert len(asked) == 1
