"""Each way a website can answer, or not, asked of a server of our own."""

import gzip
import ssl
import time

import pytest

from desk.tests.test_link_check import OTHER
from desk.tests.test_link_check import serving as serving_tls
from fetching.fetch import Limits, NotFetched, agent_of, fetch
from watch.tests.site import Reply, official_names, served

LIMITS = Limits(most_bytes=100_000, seconds=3, wait=3)
PAGE = "退休人员每月划入90元。"


@pytest.fixture(scope="module")
def web():
    with served() as site, official_names():
        yield site


def ask(site, path="/x", reply=None, **options):
    if reply is not None:
        site.replies[path] = reply
    options = {"refusal": lambda url: "", "limits": LIMITS, "private": True} | options
    return fetch(site.url(path), **options)


def why_not(*args, **options) -> str:
    with pytest.raises(NotFetched) as caught:
        ask(*args, **options)
    assert str(caught.value).endswith("。")
    return str(caught.value)


def test_a_page_comes_as_it_is(web):
    answer = ask(web, reply=Reply(PAGE, etag='"1"', headers={"Last-Modified": "Mon, 01 Jan 2024"}))

    assert answer.raw.decode() == PAGE
    assert (answer.address, answer.status) == (web.url("/x"), 200)
    assert answer.content_type == "text/html; charset=utf-8"
    assert (answer.etag, answer.last_modified) == ('"1"', "Mon, 01 Jan 2024")


def test_we_say_who_we_are_and_what_we_know(web):
    ask(web, reply=Reply(), agent=agent_of("https://example.org"), etag='"1"', last_modified="Mon")

    said = web.requests[-1].headers
    assert said["user-agent"] == "YibaoMingbaiZhang/2.0 (+https://example.org/about/)"
    assert (said["if-none-match"], said["if-modified-since"]) == ('"1"', "Mon")
    assert said["accept-encoding"] == "gzip"
    assert "cookie" not in said


def test_a_header_is_kept_whole_in_one_line_or_not_at_all(web):
    raw = b'HTTP/1.1 200 OK\r\nETag: "a\r\n b"\r\nLast-Modified: ' + b"x" * 200 + b"\r\n\r\n"

    answer = ask(web, reply=Reply(plain_bytes=raw))

    assert (answer.etag, answer.last_modified) == ('"a b"', "")


def test_what_did_not_change_is_not_sent_again(web):
    assert ask(web, reply=Reply(PAGE, etag='"1"'), etag='"1"').status == 304
    assert ask(web, etag='"2"').status == 200


@pytest.mark.parametrize("status", [202, 403, 404, 412, 429, 500, 503])
def test_every_status_is_an_answer(web, status):
    answer = ask(web, reply=Reply("挡住了", status, headers={"Retry-After": "120"}))

    assert (answer.status, answer.raw.decode()) == (status, "挡住了")
    assert answer.retry_after == "120"


def test_redirects_are_followed_and_each_is_judged(web):
    web.replies |= {
        "/one": Reply(status=301, headers={"Location": "two?a=1#top"}),
        "/two?a=1": Reply(PAGE),
    }
    judged = []

    answer = ask(web, "/one", refusal=lambda url: judged.append(url) or "")

    assert answer.raw.decode() == PAGE
    assert judged == [web.url("/one"), web.url("/two?a=1")]


def test_a_redirect_in_utf_8_is_understood(web):
    raw = "HTTP/1.1 302 Found\r\nLocation: /正文\r\nContent-Length: 0\r\n\r\n".encode()
    web.replies["/%E6%AD%A3%E6%96%87"] = Reply(PAGE)

    assert ask(web, reply=Reply(plain_bytes=raw)).raw.decode() == PAGE


@pytest.mark.parametrize(
    ("there", "words"),
    [
        ("/x", "转来转去，转不到头。"),
        ("http://[oops/x", "被转到了一个写错的网址。"),
        ("javascript:alert(1)", "网址写得不对，或者转到了不是网页的地方。"),
        ("http://nobody.gov.cn/", "找不到这个网站，域名可能没有了。"),
        ("http://shop.example/", "被转到了不该去的地方：不是官方网站。"),
    ],
)
def test_a_redirect_to_nowhere_is_told(web, there, words):
    reply = Reply(status=302, headers={"Location": there})

    assert (
        why_not(web, reply=reply, refusal=lambda url: "不是官方网站。" * ("shop" in url)) == words
    )


def test_five_redirects_are_enough(web):
    for n in range(10):
        web.replies[f"/r{n}"] = Reply(status=302, headers={"Location": f"/r{n + 1}"})
    web.replies["/r5"] = Reply(PAGE)

    assert ask(web, "/r0").status == 200
    web.replies["/r5"] = Reply(status=302, headers={"Location": "/r6"})
    assert why_not(web, "/r0") == "转来转去，转不到头。"


def test_a_private_machine_is_not_asked_whatever_its_name(web):
    asked = len(web.requests)
    url = "http://ybj.a.gov.cn/x"

    with pytest.raises(NotFetched, match="不公开的机器"):
        fetch(url, refusal=lambda url: "", limits=LIMITS)
    with pytest.raises(NotFetched, match="端口"):
        fetch(web.url("/x"), refusal=lambda url: "", limits=LIMITS)
    assert len(web.requests) == asked


def test_what_is_refused_is_not_asked(web):
    asked = len(web.requests)

    assert why_not(web, refusal=lambda url: "已经停用。") == "已经停用。"
    assert len(web.requests) == asked


def test_packed_pages_are_unpacked(web):
    assert ask(web, reply=Reply(PAGE, packed=True)).raw.decode() == PAGE
    assert ask(web, reply=Reply("", packed=True)).raw == b""


def test_a_bomb_is_not_unpacked(web):
    assert "超过 0.1 MB" in why_not(web, reply=Reply(b"0" * 30_000_000, packed=True))


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(b"0" * 200_000), "超过 0.1 MB"),
        (Reply(PAGE, length=1000), "没有传完就断了。"),
        (Reply(PAGE, length=10), "长度和给的不一样"),
        (Reply(b"no gzip", headers={"Content-Encoding": "gzip"}), "解不开"),
        (Reply(gzip.compress(b"0" * 900)[:-9], headers={"Content-Encoding": "gzip"}), "没有传完"),
        (Reply(b"x", headers={"Content-Encoding": "br"}), "不认识的压缩方式"),
        (Reply(plain_bytes=b"what is this\r\n\r\n"), "不合规矩"),
        (Reply(plain_bytes=b"HTTP/1.1 200 OK\r\nX: " + b"0" * 70_000), "不合规矩"),
        (Reply(plain_bytes=b"HTTP/1.1 200 OK\r\n" + b"X: 1\r\n" * 200 + b"\r\n"), "不合规矩"),
        (
            Reply(plain_bytes=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab"),
            "没有传完就断了。",
        ),
        (
            Reply(plain_bytes=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nab"),
            "没有传完就断了。",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_broken_answer_is_told(web, reply, words):
    assert words in why_not(web, reply=reply)


def test_a_page_in_chunks_comes_whole(web):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

    answer = ask(web, reply=Reply(plain_bytes=head + b"2\r\nab\r\n3\r\ncde\r\n0\r\n\r\n"))

    assert answer.raw == b"abcde"


def test_endless_chunks_end_at_the_limit(web):
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"ffff\r\n" + b"0" * 65535 + b"\r\n"

    assert "超过 0.1 MB" in why_not(web, reply=Reply(plain_bytes=head + chunk * 3))


def test_a_page_without_a_length_ends_with_the_line(web):
    assert ask(web, reply=Reply(plain_bytes=b"HTTP/1.0 200 OK\r\n\r\nabc")).raw == b"abc"


def test_what_drips_is_cut_off(web):
    limits = Limits(seconds=0.3, wait=3)

    assert why_not(web, reply=Reply(b"0" * 2000, drip=0.01), limits=limits) == "等了很久没有回音。"


def test_a_website_that_is_silent_is_told_from_one_that_refuses(web):
    with pytest.raises(NotFetched) as nobody:
        fetch("http://nobody.gov.cn/", refusal=lambda url: "", limits=LIMITS, private=True)
    with pytest.raises(NotFetched) as refused:
        fetch("http://ybj.a.gov.cn:1/", refusal=lambda url: "", limits=LIMITS, private=True)

    assert (nobody.value.answered, refused.value.answered) == (False, True)
    assert str(refused.value) == "连不上对方网站。"


@pytest.mark.parametrize(
    ("trusted", "words"), [(False, "自己签的"), (True, "证书是别的网站的")], ids=["self", "name"]
)
def test_a_certificate_of_somebody_else_is_told(trusted, words):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(OTHER)
    known = ssl.create_default_context(cafile=OTHER) if trusted else None

    with serving_tls(server) as address, pytest.raises(NotFetched, match=words):
        fetch(f"{address}/fine", refusal=lambda url: "", limits=LIMITS, private=True, tls=known)


def test_a_page_behind_tls_comes_whole():
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(OTHER)
    anybody = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    anybody.check_hostname, anybody.verify_mode = False, ssl.CERT_NONE

    with serving_tls(server) as address:
        answer = fetch(
            f"{address}/fine", refusal=lambda url: "", limits=LIMITS, private=True, tls=anybody
        )

    assert answer.status == 200


def test_waiting_for_a_turn_costs_no_time_of_the_answer(web):
    def slowly(url):
        time.sleep(0.4)
        return ""

    assert ask(web, reply=Reply(PAGE), refusal=slowly, limits=Limits(seconds=0.3)).status == 200
