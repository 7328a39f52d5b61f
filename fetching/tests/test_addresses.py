"""Which machines may be asked, and that the one that was judged is the one that is asked."""

import socket
import time

import pytest

from fetching import addresses
from fetching.addresses import NotPublic, connect, is_public, machines, parted


@pytest.mark.parametrize(
    ("machine", "asked"),
    [
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.1.2.3", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b:1::7f00:1", False),
        ("64:ff9b::cb6b:9", True),
        ("::ffff:0:127.0.0.1", False),
        ("::127.0.0.1", False),
        ("fec0::1", False),
        ("2002:7f00:1::", False),
        ("203.107.0.9", True),
        ("::ffff:203.107.0.9", True),
        ("2400:3200::1", True),
    ],
)
def test_only_machines_of_the_public_network_are_asked(machine, asked):
    assert is_public(machine) is asked


def known_as(monkeypatch, *answers):
    """Let the names be looked up as ``answers`` say, one after the other."""
    said = iter(answers)
    monkeypatch.setattr(
        addresses.socket,
        "getaddrinfo",
        lambda *args, **kwargs: [(0, 0, 0, "", (machine, 80)) for machine in next(said)],
    )


def test_of_several_machines_only_the_public_ones_are_asked(monkeypatch):
    known_as(monkeypatch, ["10.0.0.1", "203.107.0.9"], ["10.0.0.1", "::1"])

    assert machines("www.gov.cn", 80, private=False, wait=5) == ["203.107.0.9"]
    with pytest.raises(NotPublic):
        machines("www.gov.cn", 80, private=False, wait=5)


def test_a_name_that_leads_elsewhere_a_moment_later_is_not_looked_up_again(monkeypatch):
    known_as(monkeypatch, ["203.107.0.9"], ["127.0.0.1"])
    asked = []
    monkeypatch.setattr(
        addresses.socket, "create_connection", lambda at, **kwargs: asked.append(at)
    )

    connect("www.gov.cn", 80, private=False, wait=5)

    assert asked == [("203.107.0.9", 80)]


def test_the_next_machine_is_asked_where_one_does_not_answer(monkeypatch):
    known_as(monkeypatch, ["203.107.0.9", "203.107.0.10"])

    def only_the_second(at, **kwargs):
        if at[0].endswith(".9"):
            raise ConnectionRefusedError
        return at

    monkeypatch.setattr(addresses.socket, "create_connection", only_the_second)

    assert connect("www.gov.cn", 80, private=False, wait=5) == ("203.107.0.10", 80)


def test_many_machines_that_do_not_answer_take_no_more_time_than_one(monkeypatch):
    known_as(monkeypatch, [f"203.107.0.{n}" for n in range(1, 200)])

    asked = []

    def silent(at, timeout):
        asked.append(at)
        time.sleep(0.02)
        raise TimeoutError

    monkeypatch.setattr(addresses.socket, "create_connection", silent)

    with pytest.raises(TimeoutError):
        connect("www.gov.cn", 80, private=False, wait=5, seconds=0.1)
    assert len(asked) < 10


def test_a_name_that_nobody_tells_in_time_is_given_up(monkeypatch):
    released = addresses.threading.Event()
    monkeypatch.setattr(addresses.socket, "getaddrinfo", lambda *args, **kwargs: released.wait(5))

    with pytest.raises(TimeoutError):
        machines("www.gov.cn", 80, private=False, wait=0.05)
    released.set()


def test_a_name_that_nobody_knows_is_told(monkeypatch):
    def unknown(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr(addresses.socket, "getaddrinfo", unknown)

    with pytest.raises(socket.gaierror):
        machines("www.gov.cn", 80, private=False, wait=5)


@pytest.mark.parametrize(
    ("url", "parts"),
    [
        ("https://a.gov.cn", ("https", "a.gov.cn", 443, "/")),
        ("http://a.gov.cn/正文?号=1", ("http", "a.gov.cn", 80, "/%E6%AD%A3%E6%96%87?%E5%8F%B7=1")),
        ("http://a.gov.cn:8080/x", ("http", "a.gov.cn", 8080, "/x")),
        ("http://a.gov.cn:0/x", ("http", "a.gov.cn", 0, "/x")),
    ],
)
def test_an_address_is_taken_apart(url, parts):
    assert parted(url) == parts


@pytest.mark.parametrize("url", ["ftp://a.gov.cn/", "/x", "http:///x", "http://a:99999/", ""])
def test_what_is_no_web_address_is_refused(url):
    with pytest.raises(ValueError, match=r"."):
        parted(url)
