"""Which answers the page store tells of, to be counted: pages that readers got, and no more."""

import pytest

from caching.page_store import IN_VAIN

from .test_page_store import PUBLIC, Application, ask, store_of


class Counter:
    def __init__(self):
        self.told = []

    def __call__(self, path, in_vain):
        self.told.append((path, in_vain))


@pytest.fixture
def counter():
    return Counter()


PAGE = ("/regions/gansu/", "")


def test_a_page_counts_when_it_is_made_and_when_it_was_kept(counter):
    store = store_of(Application(PUBLIC), count=counter)
    for _ in range(3):
        ask(store)

    assert counter.told == [PAGE] * 3


def test_an_unchanged_page_counts(counter):
    store = store_of(Application(PUBLIC), count=counter)
    ask(store)

    assert ask(store, HTTP_IF_NONE_MATCH="*")[0] == "304 Not Modified"
    assert counter.told == [PAGE] * 2


@pytest.mark.parametrize("headers", [[], [("Cache-Control", "private")]])
def test_a_page_that_is_not_kept_counts_once(counter, headers):
    ask(store_of(Application(*headers), count=counter))

    assert counter.told == [PAGE]


def test_a_readers_own_case_counts_as_its_page_without_what_it_says(counter):
    ask(store_of(Application(PUBLIC), count=counter), QUERY_STRING="age=74&status=x")

    assert counter.told == [PAGE]


def test_a_page_counts_while_no_version_is_known(counter):
    ask(store_of(Application(PUBLIC), version=lambda: None, count=counter))

    assert counter.told == [PAGE]


@pytest.mark.parametrize(
    "status", ["404 Not Found", "301 Moved Permanently", "503 Service Unavailable", "429 Too Many"]
)
@pytest.mark.parametrize("query", ["", "age=74"])
def test_what_is_no_page_does_not_count(counter, status, query):
    store = store_of(Application(PUBLIC, status=status), count=counter)
    for number in range(50):
        ask(store, f"/regions/{number}/", QUERY_STRING=query)

    assert counter.told == []


@pytest.mark.parametrize(
    "asked",
    [
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "HEAD", "QUERY_STRING": "age=74"},
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "sessionid=abc"},
    ],
    ids=["head", "head-of-a-case", "post", "staff"],
)
def test_heads_and_posts_and_staff_do_not_count(counter, asked):
    ask(store_of(Application(PUBLIC), count=counter), **asked)

    assert counter.told == []


@pytest.mark.parametrize("path", ["/admin/", "/static/x.css", "/healthz", "/metrics", "/report/"])
def test_the_desk_and_files_and_probes_do_not_count(counter, path):
    ask(store_of(Application(PUBLIC), count=counter), path)

    assert counter.told == []


def test_a_page_in_large_type_and_in_another_encoding_is_the_same_page(counter):
    store = store_of(Application(PUBLIC), count=counter)
    ask(store, HTTP_COOKIE="type=large")
    ask(store, HTTP_ACCEPT_ENCODING="gzip")

    assert counter.told == [PAGE] * 2


def test_nothing_of_who_asks_is_told(counter):
    ask(
        store_of(Application(PUBLIC), count=counter),
        REMOTE_ADDR="203.0.113.7",
        HTTP_X_FORWARDED_FOR="203.0.113.7",
        HTTP_USER_AGENT="Phone 1",
        HTTP_COOKIE="type=large; other=7",
        HTTP_REFERER="https://example.org/",
        QUERY_STRING="q=secret",
    )

    assert counter.told == [PAGE]


class Search(Application):
    """Tells that it found nothing, as the search does."""

    def __call__(self, environ, start_response):
        environ[IN_VAIN] = "鹰潭"
        return super().__call__(environ, start_response)


@pytest.mark.parametrize("headers", [[PUBLIC], []], ids=["kept", "not-kept"])
def test_what_was_searched_in_vain_is_told_each_time(counter, headers):
    store = store_of(Search(*headers), count=counter)
    ask(store)
    ask(store, HTTP_ACCEPT_ENCODING="gzip")

    assert counter.told == [("/regions/gansu/", "鹰潭")] * 2
