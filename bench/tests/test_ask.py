"""What stands between valgrind and the site: requests, changes, the count that is read back."""

import io
import json
import sys
import types

import pytest

from bench import ask as asking
from bench.instructions import Counter
from caching.revision import current


def answering(environ, start_response):
    """A site that says what it was asked."""
    start_response("200 OK", [])
    said = f"{environ['PATH_INFO']} {environ['QUERY_STRING']} {environ.get('HTTP_COOKIE', '')}"
    return [said.encode()]


def test_a_request_has_path_query_and_headers():
    status, body = asking.ask(answering, "/search/?q=a", {"HTTP_COOKIE": "c=1"})

    assert status == "200 OK"
    assert body == b"/search/ q=a c=1"


def test_an_answer_is_closed():
    closed = []

    class Body(list):
        def close(self):
            closed.append(True)

    def application(environ, start_response):
        start_response("200 OK", [])
        return Body([b"x"])

    asking.ask(application, "/", {})

    assert closed == [True]


@pytest.fixture
def told(monkeypatch, capsys):
    """Tell the process some lines; what it says."""

    def tell(application, *wanted) -> list[str]:
        module = types.SimpleNamespace(application=application)
        monkeypatch.setattr("importlib.import_module", lambda name: module)
        lines = io.StringIO("".join(json.dumps(one) + "\n" for one in wanted))
        monkeypatch.setattr(sys, "argv", ["ask", "site"])
        monkeypatch.setattr(sys, "stdin", lines)
        asking.main()
        return capsys.readouterr().out.splitlines()

    return tell


def test_each_line_is_asked_as_often_as_it_says(told):
    asked = []

    def application(environ, start_response):
        asked.append(environ["PATH_INFO"])
        return answering(environ, start_response)

    wanted = {"headers": {}, "changed": False}
    lines = told(
        application,
        wanted | {"paths": ["/a", "/c"], "times": 2},
        wanted | {"paths": ["/b"], "times": 1},
    )

    assert lines == ["200 OK", "200 OK"]
    assert asked == ["/a", "/c", "/a", "/c", "/b"]


@pytest.mark.django_db
def test_the_content_changes_before_each_request_that_wants_it(told):
    seen = []

    def application(environ, start_response):
        seen.append(current())
        return answering(environ, start_response)

    told(application, {"paths": ["/"], "headers": {}, "changed": True, "times": 3})

    assert len(set(seen)) == 3


def test_the_first_address_that_is_no_page_is_said(told):
    def application(environ, start_response):
        start_response("404 Not Found" if environ["PATH_INFO"] == "/gone/" else "200 OK", [])
        return []

    wanted = {"paths": ["/", "/gone/", "/"], "headers": {}, "changed": False, "times": 1}

    assert told(application, wanted) == ["/gone/: 404 Not Found"]


class Process:
    """A process that answers each line with the next of ``answers``."""

    pid = 1

    def __init__(self, *answers: str):
        self.stdin = io.StringIO()
        self.stdout = io.StringIO("".join(f"{answer}\n" for answer in answers))


@pytest.fixture
def _obeying(monkeypatch):
    """A callgrind that obeys."""
    monkeypatch.setattr("subprocess.run", lambda *args, **kwargs: None)


@pytest.mark.usefixtures("_obeying")
def test_the_count_is_the_mean_of_what_was_asked(tmp_path):
    (tmp_path / "out.1").write_text("events: Ir\ntotals: 5\n\ntotals: 8000\n")

    assert Counter(Process("200 OK", "200 OK"), tmp_path).per_request("/", times=20) == 400


@pytest.mark.usefixtures("_obeying")
@pytest.mark.parametrize("answer", ["/gone/: 404 Not Found", "/gone/: 302 Found", ""])
def test_an_address_that_is_no_page_is_not_measured(tmp_path, answer):
    with pytest.raises(RuntimeError, match=answer or "no answer"):
        Counter(Process(answer), tmp_path).per_request("/gone/")


@pytest.mark.usefixtures("_obeying")
def test_the_count_of_several_addresses_is_that_of_one_of_them(tmp_path):
    (tmp_path / "out.1").write_text("totals: 8000\n")

    counter = Counter(Process("200 OK", "200 OK"), tmp_path)

    assert counter.per_request("/a/", "/b/", times=2) == 2000
