"""The page store: what is kept, for whom, how long, and that nobody can tell it apart."""

import gzip
import threading

import brotli
import pytest

from caching import page_store
from caching.page_store import PageStore, known_part

PUBLIC = ("Cache-Control", "public, max-age=0, s-maxage=60")
HTML = ("Content-Type", "text/html; charset=utf-8")
#: What pages know here, by path; elsewhere nothing.
KNOWN = {
    "/regions/": {"page", "rule"},
    "/regions/gansu/": {"age", "page", "q", "status"},
    "/report/": {"kind"},
}
BODY = "兰州每月90元。".encode() * 200


class Application:
    """A WSGI application that counts how often it is asked."""

    def __init__(self, *headers, status="200 OK", body=BODY):
        self.status, self.headers, self.body = status, [HTML, *headers], body
        self.asked = []

    def __call__(self, environ, start_response):
        self.asked.append(environ["PATH_INFO"])
        start_response(self.status, [*self.headers, ("Content-Length", str(len(self.body)))])
        return [self.body]


class Clockwork:
    """An version that a test turns."""

    now: int | None = 1

    def __call__(self):
        return self.now


def store_of(application, version=None, limit=10_000_000, **options):
    return PageStore(
        application,
        version=version or Clockwork(),
        limit=limit,
        staff_cookie="sessionid",
        parameters=lambda path: KNOWN.get(path, set()),
        case=frozenset({"age", "status"}),
        **options,
    )


def ask(store, path="/regions/gansu/", **environ):
    """Status, headers and body of an answer."""
    head = {}

    def start_response(status, headers, exc_info=None):
        head["status"], head["headers"] = status, dict(headers)

    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "HTTP_HOST": "example.org",
        "wsgi.url_scheme": "http",
        "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
    }
    body = b"".join(store(asked | environ, start_response))
    return head["status"], head["headers"], body


def plain_of(answer) -> bytes:
    """The body of an answer without its encoding."""
    _, headers, body = answer
    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
    return unpack[headers.get("Content-Encoding")](body)


# --- What is kept ----------------------------------------------------------------------------


def test_a_kept_page_is_the_same_in_every_header_and_byte():
    application = Application(PUBLIC, ("Vary", "Cookie"))
    store = store_of(application)

    first, second = ask(store), ask(store)

    assert first == second
    assert application.asked == ["/regions/gansu/"]
    status, headers, body = first
    assert status == "200 OK"
    assert brotli.decompress(body) == BODY
    assert headers["Content-Encoding"] == "br"
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Cookie, Accept-Encoding"


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.8, br;q=0", "gzip"),
        ("*", "br"),
        ("br;q=0, *", "gzip"),
        ("identity", None),
        ("", None),
        ("gzip;q=0", None),
    ],
)
def test_each_reader_gets_the_best_encoding_they_understand(accepted, encoding):
    _, headers, body = ask(store_of(Application(PUBLIC)), HTTP_ACCEPT_ENCODING=accepted)

    unpack = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}[encoding]
    assert headers.get("Content-Encoding") == encoding
    assert unpack(body) == BODY


def test_another_encoding_is_made_from_the_kept_page():
    application = Application(PUBLIC)
    store = store_of(application)

    answers = [ask(store, HTTP_ACCEPT_ENCODING=e) for e in ("br", "gzip", "", "br", "gzip")]

    assert len(application.asked) == 1
    assert len({headers["ETag"] for _, headers, _ in answers}) == 3
    assert store.made == 3
    fresh = ask(store_of(Application(PUBLIC)), HTTP_ACCEPT_ENCODING="gzip")
    assert answers[1] == answers[4] == fresh


@pytest.mark.parametrize(
    "environ",
    [
        {"HTTP_HOST": "www.example.org"},
        {"wsgi.url_scheme": "https"},
        {"PATH_INFO": "/regions/hunan/"},
        {"QUERY_STRING": "page=2"},
        {"HTTP_COOKIE": "other=1; type=large"},
    ],
    ids=["host", "scheme", "path", "query", "type"],
)
def test_what_makes_another_page_is_kept_apart(environ):
    application = Application(PUBLIC)
    store = store_of(application)

    for asked in ({}, environ, {}, environ):
        ask(store, **{"path": asked.get("PATH_INFO", "/regions/gansu/")} | asked)

    assert len(application.asked) == 2


def test_behind_a_proxy_the_scheme_is_the_readers():
    application = Application(PUBLIC)
    store = store_of(application, proxy_header=("HTTP_X_FORWARDED_PROTO", "https"))

    for scheme in ("https", "http", "https, http"):
        ask(store, HTTP_X_FORWARDED_PROTO=scheme)

    assert len(application.asked) == 2


@pytest.mark.parametrize(
    "environ",
    [
        {"REQUEST_METHOD": "POST"},
        {"HTTP_COOKIE": "type=large; sessionid=x"},
        {"QUERY_STRING": "page=2&age=66"},
        {"QUERY_STRING": "q=" + "x" * 300},
        {"PATH_INFO": "/admin/"},
        {"SCRIPT_NAME": "/elsewhere"},
        {"PATH_INFO": "/static/css/base.css"},
    ],
    ids=["post", "staff", "own-case", "long", "admin", "prefix", "static"],
)
def test_the_rest_passes_through_untouched(environ):
    application = Application(PUBLIC)
    store = store_of(application)

    path = environ.get("PATH_INFO", "/regions/gansu/")
    answers = [ask(store, **{"path": path} | environ) for _ in range(2)]

    assert len(application.asked) == 2
    assert "ETag" not in answers[0][1]
    assert plain_of(answers[0]) == BODY


@pytest.mark.parametrize(
    "application",
    [
        Application(),
        Application(("Cache-Control", "no-store")),
        Application(PUBLIC, ("Set-Cookie", "type=large")),
        Application(PUBLIC, status="404 Not Found"),
        Application(PUBLIC, ("Content-Encoding", "gzip")),
    ],
    ids=["silent", "no-store", "cookie", "not-found", "encoded"],
)
def test_what_is_for_nobody_else_is_not_kept(application, request):
    store = store_of(application)

    answers = [ask(store) for _ in range(2)]

    assert len(application.asked) == 2
    assert answers[0] == answers[1]
    assert (answers[0][2] if "encoded" in request.node.name else plain_of(answers[0])) == BODY


@pytest.mark.parametrize("cookie", ['type="large"', "type=large; type=normal", "other=x"])
def test_nobody_has_a_page_of_their_own_kept_for_everybody(cookie):
    """A cookie that we and Django might read differently never reaches Django."""
    cookies = []

    def application(environ, start_response):
        cookies.append(environ["HTTP_COOKIE"])
        return Application(PUBLIC)(environ, start_response)

    ask(store_of(application), HTTP_COOKIE=cookie)
    ask(store_of(application), HTTP_COOKIE="type=large; other=x")

    assert cookies == ["", "type=large"]


# --- 304, HEAD, ranges -----------------------------------------------------------------------


@pytest.mark.parametrize("asked", ["{}", '"other", {}', "W/{}", "*"])
def test_who_has_the_page_is_told_so(asked):
    store = store_of(Application(PUBLIC, ("Vary", "Cookie")))
    tag = ask(store)[1]["ETag"]

    status, headers, body = ask(store, HTTP_IF_NONE_MATCH=asked.replace("{}", tag))

    assert (status, body) == ("304 Not Modified", b"")
    assert headers == {
        "Cache-Control": PUBLIC[1],
        "ETag": tag,
        "Vary": "Cookie, Accept-Encoding",
    }


def test_who_has_another_form_or_an_older_page_gets_this_one():
    store = store_of(Application(PUBLIC))
    tag = ask(store, HTTP_ACCEPT_ENCODING="gzip")[1]["ETag"]

    assert ask(store, HTTP_IF_NONE_MATCH=tag)[0] == "200 OK"


def test_a_head_is_the_page_without_its_body():
    application = Application(PUBLIC)
    store = store_of(application)

    status, headers, body = ask(store, REQUEST_METHOD="HEAD")

    assert (status, body) == ("200 OK", b"")
    assert (status, headers) == ask(store)[:2]
    assert len(application.asked) == 1


def test_a_head_of_what_is_not_kept_has_no_body_either():
    store = store_of(Application(status="404 Not Found"))

    assert ask(store, REQUEST_METHOD="HEAD")[::2] == ("404 Not Found", b"")


def test_who_wants_a_part_gets_the_whole():
    assert ask(store_of(Application(PUBLIC)), HTTP_RANGE="bytes=0-9")[0] == "200 OK"


# --- How long --------------------------------------------------------------------------------


def test_a_new_edition_makes_every_page_anew():
    application, version = Application(PUBLIC), Clockwork()
    store = store_of(application, version)
    before = ask(store)

    application.body = "兰州每月95元。".encode()
    version.now = 2
    after = ask(store)

    assert len(application.asked) == 2
    assert brotli.decompress(after[2]) == application.body
    assert before[1]["ETag"] != after[1]["ETag"]


@pytest.mark.parametrize(
    ("status", "told"),
    [("503 Service Unavailable", "200 OK"), ("404 Not Found", "404 Not Found")],
    ids=["cannot-be-made", "is-gone"],
)
def test_a_page_that_cannot_be_made_anew_is_served_as_it_was(status, told):
    application, version = Application(PUBLIC), Clockwork()
    store = store_of(application, version)
    ask(store)

    version.now, application.status, application.headers = 2, status, [HTML]

    assert ask(store)[0] == told
    # It is asked for again each time, until it can be made.
    application.status, application.headers = "200 OK", [HTML, PUBLIC]
    application.body = "兰州每月95元。".encode()
    assert brotli.decompress(ask(store)[2]) == application.body


def test_where_no_edition_is_known_nothing_is_kept():
    application, version = Application(PUBLIC), Clockwork()
    version.now = None
    store = store_of(application, version)

    ask(store), ask(store)

    assert len(application.asked) == 2


def test_the_longest_unused_page_makes_room():
    application = Application(PUBLIC)
    store = store_of(application, limit=5_000)  # of three

    for path in ("/a/", "/b/", "/a/", "/c/", "/d/", "/a/", "/b/"):
        ask(store, path)

    assert application.asked == ["/a/", "/b/", "/c/", "/d/", "/b/"]
    assert store.size <= 5_000


def test_a_page_larger_than_the_store_is_served_all_the_same():
    application = Application(PUBLIC)
    store = store_of(application, limit=10)

    assert ask(store) == ask(store)
    assert (len(application.asked), store.size) == (2, 0)


def test_of_many_who_ask_at_once_one_has_the_page_made():
    application = Application(PUBLIC)
    running, go_on = threading.Event(), threading.Event()

    def slow(environ, start_response):
        running.set()
        assert go_on.wait(10)
        return application(environ, start_response)

    store = store_of(slow)
    answers = []
    readers = [threading.Thread(target=lambda: answers.append(ask(store))) for _ in range(8)]
    for reader in readers:
        reader.start()
    assert running.wait(10)
    go_on.set()
    for reader in readers:
        reader.join(10)

    assert len(application.asked) == 1
    assert len(answers) == 8
    assert all(answer == answers[0] for answer in answers)


#: What apps append to a link that is passed on or found.
APPENDED = {
    "wechat": "from=singlemessage&isappinstalled=0&nsukey=a%2Bb&scene=1&clicktime=1&enterid=2",
    "wechat-2": "wxshare_count=2&sessionid=0&subscene=0&share_token=5c1e",
    "qq": "_wv=1027&_wwv=128&ADTAG=client.qq&asyncMode=1&qq_aio_chat_type=2",
    "weibo": "weibo_id=4&sudaref=weibo.com&luicode=10000011&lfid=2304",
    "alipay": "chInfo=ch_share__chsub_CopyLink&apshareid=A-1&shareBizType=H5App",
    "baidu": "bd_vid=12&hmsr=a&hmpl=b&hmcu=c",
    "utm": "utm_source=x&utm_medium=y&utm_campaign=%E5%85%BB%E8%80%81",
    "long": "x=" + "y" * 12_000,
    "many": "&".join(f"u{number}={number}" for number in range(2_000)),
    "undecodable": "%C0%BC=%D6%DD&%ff",
    "empty": "&&=&",
}


@pytest.mark.parametrize("appended", APPENDED.values(), ids=APPENDED)
def test_what_a_page_does_not_know_is_neither_seen_nor_kept(appended):
    seen = []

    def application(environ, start_response):
        seen.append(environ["QUERY_STRING"])
        return Application(PUBLIC)(environ, start_response)

    store = store_of(application)
    ask(store, path="/regions/", QUERY_STRING="rule=rate")

    ask(store, path="/regions/", QUERY_STRING=f"rule=rate&{appended}")
    ask(store, path="/regions/gansu/", QUERY_STRING=appended)

    assert seen == ["rule=rate", ""]


def test_a_page_under_a_thousand_unknown_queries_is_made_and_kept_once():
    application = Application(PUBLIC)
    store = store_of(application)

    for number in range(1_000):
        ask(store, path="/regions/gansu/", QUERY_STRING=f"from={number}&u{number}=1")

    assert len(application.asked) == 1
    assert len(store._forms) == 1


def test_a_readers_own_case_reaches_the_application_without_what_was_appended():
    seen = []

    def application(environ, start_response):
        seen.append(environ["QUERY_STRING"])
        return Application(PUBLIC)(environ, start_response)

    ask(store_of(application), QUERY_STRING="from=timeline&age=70&amp;status=retired&utm_x=1")

    assert seen == ["age=70&status=retired"]


def test_what_another_page_knows_is_left_out_here():
    application = Application(PUBLIC)
    store = store_of(application)

    for query in ("", "q=x", "rule=rate", "age=70", "page=2"):
        ask(store, path="/faq/", QUERY_STRING=query)

    assert len(application.asked) == 1


@pytest.mark.parametrize(
    ("environ", "left"),
    [
        ({"PATH_INFO": "/admin/"}, "next=/&kind=amount"),
        ({"PATH_INFO": "/Admin"}, "next=/&kind=amount"),
        ({"PATH_INFO": "/report/"}, "kind=amount"),
        ({"PATH_INFO": "/report/", "REQUEST_METHOD": "POST"}, "next=/&kind=amount"),
        ({"PATH_INFO": "/report/" + 300 * "x"}, ""),
    ],
    ids=["desk", "leads-to-the-desk", "for-the-moment", "post", "long"],
)
def test_what_is_kept_by_nobody_sees_what_it_knows(environ, left):
    seen = []

    def application(environ, start_response):
        seen.append(environ["QUERY_STRING"])
        return Application(PUBLIC)(environ, start_response)

    ask(store_of(application), **environ, QUERY_STRING="next=/&kind=amount")

    assert seen == [left]


def test_a_value_is_taken_whole_or_not_at_all():
    assert known_part("from=" + "x" * 7_975 + "&average_pension=4000", {"average_pension"}) == ""
    assert known_part("page=2&from=" + "x" * 8_000, {"page"}) == "page=2"


def test_a_name_is_read_as_django_reads_it():
    assert known_part("amp%3Bpage=2", {"page"}) == "page=2"
    assert known_part("amp;amp;page=2", {"page"}) == "page=2"
    assert known_part("%70age=2&q=a=b", {"page", "q"}) == "page=2&q=a=b"


def test_who_has_waited_long_enough_for_another_asks_as_well(monkeypatch):
    monkeypatch.setattr(page_store, "LONGEST_WAIT", 0.01)
    store = store_of(application := Application(PUBLIC))
    for maker in store._makers:
        maker.acquire()  # of somebody whose database hangs

    assert ask(store)[0] == "200 OK"
    assert application.asked == ["/regions/gansu/"]
    assert all(maker.locked() for maker in store._makers)
