"""Answers that are not kept: which are compressed, how, and that they stay what they were."""

import gzip

import brotli
import pytest

from caching.encodings import BLUR, LEAST, Compressed, compressed, may_be_compressed

TEXT = "兰州每月90元。".encode() * 200
HTML = ("Content-Type", "text/html; charset=utf-8")


def answered(body=TEXT, *more, method="GET", accepted="gzip, br", blurred=False, status="200 OK"):
    """Status, headers and body that pass through."""
    head, closed = [], []

    class Body(list):
        def close(self):
            closed.append(True)

    def application(environ, start_response):
        length = [("Content-Length", str(len(body)))]
        start_response(status, [*(more or [HTML]), *length])
        return Body([body[:100], body[100:]])

    environ = {"REQUEST_METHOD": method, "HTTP_ACCEPT_ENCODING": accepted}
    result = Compressed(application, lambda environ: blurred)(
        environ, lambda status, headers: head.extend([status, dict(headers)])
    )
    sent = b"".join(result)
    getattr(result, "close", lambda: None)()
    assert closed == [True]
    return head[0], head[1], sent


@pytest.mark.parametrize(
    ("accepted", "encoding", "unpack"),
    [
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("br;q=0, gzip", "gzip", gzip.decompress),
        ("", None, bytes),
        ("identity", None, bytes),
    ],
)
def test_a_text_that_is_not_kept_goes_out_as_the_reader_takes_it(accepted, encoding, unpack):
    status, headers, body = answered(accepted=accepted)

    assert status == "200 OK"
    assert headers.get("Content-Encoding") == encoding
    assert headers["Content-Length"] == str(len(body))
    assert headers["Vary"] == "Accept-Encoding"
    assert unpack(body) == TEXT


def test_other_reasons_to_vary_stay():
    _, headers, _ = answered(TEXT, HTML, ("Vary", "Cookie, Accept-Encoding, origin"))

    assert headers["Vary"] == "Cookie, origin, Accept-Encoding"


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found", "429 Too Many", "503 Gone"])
@pytest.mark.parametrize("kind", ["text/csv", "application/json", "text/plain; charset=utf-8"])
def test_every_kind_of_text_is_compressed_whatever_it_says(kind, status):
    said, headers, body = answered(TEXT, ("Content-Type", kind), status=status)

    assert said == status
    assert brotli.decompress(body) == TEXT
    assert headers["Content-Type"] == kind


@pytest.mark.parametrize(
    "headers",
    [
        [("Content-Type", "image/png")],
        [("Content-Type", "application/pdf")],
        [HTML, ("Content-Encoding", "gzip")],
        [HTML, ("ETag", '"1"')],
        [HTML, ("Content-Range", "bytes 0-9/100")],
        [HTML, ("Cache-Control", "private, no-transform")],
        [],
    ],
    ids=["picture", "pdf", "encoded", "tagged", "part", "no-transform", "nameless"],
)
def test_what_is_encoded_tagged_or_no_text_is_left_alone(headers):
    assert not may_be_compressed("200 OK", [*headers, ("Content-Length", "9999")])
    assert may_be_compressed("200 OK", [HTML, ("Content-Length", "9999")])


def test_a_short_answer_and_one_without_length_are_left_alone():
    assert not may_be_compressed("200 OK", [HTML, ("Content-Length", str(LEAST - 1))])
    assert may_be_compressed("200 OK", [HTML, ("Content-Length", str(LEAST))])
    assert not may_be_compressed("200 OK", [HTML])


def test_a_head_says_what_a_get_would_send():
    status, headers, body = answered(method="HEAD")

    assert (status, headers) == answered()[:2]
    assert body == b""


def test_answers_to_staff_do_not_tell_their_length():
    lengths = set()
    for _ in range(40):
        _, headers, body = answered(blurred=True)
        assert headers["Content-Encoding"] == "gzip"
        assert gzip.decompress(body) == TEXT
        lengths.add(len(body))

    assert len(lengths) > 5
    assert max(lengths) - min(lengths) <= BLUR


def test_who_takes_no_gzip_gets_a_blurred_text_as_it_is():
    headers, body = compressed([HTML], TEXT, "br", blurred=True)

    assert body == TEXT
    assert ("Vary", "Accept-Encoding") in headers
