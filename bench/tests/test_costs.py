"""What a kind of request costs: which kinds have a limit, and that each is asked as it is meant."""

from urllib.parse import parse_qs

import pytest

from bench import costs


@pytest.mark.parametrize(
    ("kind", "kept", "must"),
    [
        ("home", True, None),
        ("search, a question", True, costs.MUST),
        ("result", False, costs.MUST),
        ("report", False, costs.MUST),
        ("login with a new name", False, costs.MUST_WITH_HASH),
    ],
)
def test_what_is_kept_once_may_cost_more_and_nothing_else(kind, kept, must):
    assert costs._must(kind, kept) == must


def test_each_request_of_a_kind_is_another_one():
    first, second = (list(costs._requests(number)) for number in (1, 2))

    differ = {
        kind for (kind, path, _), (_, other, _) in zip(first, second, strict=True) if path != other
    }

    assert differ == {kind for kind, path in costs.PAGES.items() if "{n}" in path or "{d}" in path}
    assert {environ["REMOTE_ADDR"] for _, _, environ in first + second} == {"10.0.1.1", "10.0.2.1"}


def test_each_form_fits_into_a_body_and_carries_its_token():
    for _, _, environ in costs._requests(7):
        if "wsgi.input" not in environ:
            continue
        body = environ["wsgi.input"].getvalue()
        assert len(body) == int(environ["CONTENT_LENGTH"]) <= 32 * 1024
        [token] = parse_qs(body.decode())["csrfmiddlewaretoken"]
        assert environ["HTTP_COOKIE"] == f"csrftoken={token}"


@pytest.mark.parametrize(
    ("kind", "status", "meant"),
    [
        ("balance of a kind", "200 OK", True),
        ("balance of a kind", "404 Not Found", False),
        ("no such page", "404 Not Found", True),
        ("report", "413 Content Too Large", False),
        ("a body too long", "413 Content Too Large", True),
        ("a body too long", "200 OK", False),
        ("search, nonsense", "503 Service Unavailable", False),
    ],
)
def test_a_kind_that_is_answered_as_another_is_not_measured(kind, status, meant):
    assert costs._is_meant(kind, status) is meant


def test_a_line_tells_what_a_client_gets():
    line = costs.Cost("search", 15.0, "ms", 60, hellos=140, kept=True, most=20)

    assert str(line).endswith("ok  140 hellos, 20 a second for one client, kept")
