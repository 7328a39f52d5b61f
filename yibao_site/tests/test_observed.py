"""Each request has an id in the log and in answers for one reader; slow ones have a line."""

import itertools

import pytest
from django.db import connection

from protection.middleware import BILL
from yibao_site import observed
from yibao_site.logs import REQUEST_ID
from yibao_site.observed import FIGURES, Behind, Observed

GIVEN = "0af7651916cd43dd"


def asked(application, *, slow=9.0, **environ):
    """Status, headers and the wrapper that answered."""
    head = []
    wrapper = Observed(application, slow=slow, behind=lambda: Behind(7, 1, True))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/x", "REMOTE_ADDR": "127.0.0.1"} | environ
    list(wrapper(environ, lambda *said: head.extend(said)))
    return head[0], dict(head[1]), wrapper


def answering(*headers, status="200 OK", seen=None):
    def application(environ, start_response):
        if seen is not None:
            seen.append(REQUEST_ID.get())
        start_response(status, list(headers))
        return [b""]

    return application


def test_the_id_is_the_same_within_the_request_and_in_the_answer_and_gone_after_it():
    seen = []

    _, headers, _ = asked(answering(seen=seen))

    assert seen == [headers["X-Request-ID"]]
    assert len(seen[0]) == 16
    assert REQUEST_ID.get() == ""


def test_two_requests_have_two_ids():
    assert len({asked(answering())[1]["X-Request-ID"] for _ in range(50)}) == 50


@pytest.mark.parametrize(
    ("options", "taken"),
    [
        ({}, True),
        ({"REMOTE_ADDR": ""}, True),  # a socket file
        ({"HTTP_X_FORWARDED_FOR": ""}, False),  # past our proxy
        ({"HTTP_X_REQUEST_ID": "short"}, False),
        ({"HTTP_X_REQUEST_ID": "a" * 64}, True),
        ({"HTTP_X_REQUEST_ID": "a" * 65}, False),
        ({"HTTP_X_REQUEST_ID": "abcdefgh\n"}, False),
        ({"HTTP_X_REQUEST_ID": "abcdefgh] ERROR"}, False),
        ({"HTTP_X_REQUEST_ID": "身份证身份证身份证"}, False),
    ],
)
def test_an_id_is_taken_over_from_the_proxy_if_it_is_well_formed(settings, options, taken):
    settings.TRUSTED_PROXIES = 1
    said = {"HTTP_X_REQUEST_ID": GIVEN, "HTTP_X_FORWARDED_FOR": "203.0.113.9"} | options

    _, headers, _ = asked(answering(), **said)

    assert (headers["X-Request-ID"] == said["HTTP_X_REQUEST_ID"]) is taken


@pytest.mark.parametrize("peer", ["127.0.0.1", ""], ids=["this-machine", "socket-file"])
def test_without_a_proxy_of_ours_nobody_chooses_the_id(settings, peer):
    settings.TRUSTED_PROXIES = 0
    said = {"HTTP_X_REQUEST_ID": GIVEN, "HTTP_X_FORWARDED_FOR": "203.0.113.9"}

    _, headers, _ = asked(answering(), REMOTE_ADDR=peer, **said)

    assert headers["X-Request-ID"] != GIVEN


def test_the_brake_is_told_the_processor_time_of_the_whole_request(monkeypatch):
    clock = itertools.count(step=3)
    monkeypatch.setattr(observed.time, "thread_time", lambda: next(clock))
    told = []

    def application(environ, start_response):
        environ[BILL].append(told.append)
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        asked(application)

    assert told == [3]


@pytest.mark.parametrize(
    ("control", "carried"),
    [
        ("public, max-age=0, s-maxage=60", False),
        ("max-age=315360000, public, immutable", False),
        ("no-store", True),
        ("private, no-cache", True),
    ],
)
def test_an_answer_that_caches_give_to_others_carries_no_id(control, carried):
    _, headers, _ = asked(answering(("Cache-Control", control)))

    assert ("X-Request-ID" in headers) is carried


@pytest.mark.django_db
def test_a_slow_request_has_a_line_with_its_path_and_without_its_query(caplog, monkeypatch):
    clock = itertools.count()
    monkeypatch.setattr(observed.time, "perf_counter", lambda: next(clock) * 2.5)

    def application(environ, start_response):
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        start_response("404 Not Found", [])
        return []

    path = "/查/".encode().decode("latin-1")
    _, _, wrapper = asked(application, slow=2.5, PATH_INFO=path, QUERY_STRING="age=74")

    [said] = [one.getMessage() for one in caplog.records]
    assert said.startswith("Slow: GET /查/ 404, 2.50 s, processor ")
    assert said.endswith(" 1 queries")
    assert wrapper.figures.slow == 1


def test_a_request_that_is_just_quick_enough_has_none(caplog, monkeypatch):
    clock = itertools.count()
    monkeypatch.setattr(observed.time, "perf_counter", lambda: next(clock) * 2.4)

    _, _, wrapper = asked(answering(), slow=2.5)

    assert not caplog.records
    assert wrapper.figures.slow == 0


def test_a_path_is_cut_in_the_log():
    assert len(observed._path({"PATH_INFO": "/" + "x" * 9_000})) == observed.LONGEST_PATH


def test_answers_are_counted_by_class_of_status_and_faults_too():
    wrapper = Observed(answering(), slow=9, behind=lambda: Behind(0, 0, True))
    environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/"}
    for status in ("200 OK", "204 No Content", "404 Not Found"):
        wrapper.application = answering(status=status)
        wrapper(environ, lambda *said: None)

    def fails(environ, start_response):
        raise ZeroDivisionError

    wrapper.application = fails
    with pytest.raises(ZeroDivisionError):
        wrapper(environ, lambda *said: None)

    assert wrapper.figures.answers == {"2xx": 2, "4xx": 1, "5xx": 1}
    assert environ[FIGURES] is wrapper.figures
    assert REQUEST_ID.get() == ""


def test_the_page_of_a_fault_says_its_id(client, monkeypatch):
    def fails(*arguments, **named):
        raise ZeroDivisionError

    monkeypatch.setattr("pages.views.about.render", fails)
    client.raise_request_exception = False
    token = REQUEST_ID.set(GIVEN)
    try:
        response = client.get("/about/privacy/")
    finally:
        REQUEST_ID.reset(token)

    assert response.status_code == 500
    assert f'写上这个编号：<b class="nb">{GIVEN}</b>' in response.text
