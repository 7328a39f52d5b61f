"""Each way an address can answer, asked of a server of our own, and where staff see it."""

import datetime
import errno
import socket
import ssl
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from desk.link_check import (
    Checker,
    Finding,
    forget_unused,
    note,
    without_network,
)
from faq.tests.make import make_question
from operation.models import OperationRun
from regions.models import LinkCheck, Publication
from regions.terms import addresses_in
from regions.tests.make import make_channel, make_claim, make_policy, make_region, make_source
from text import progress

NOW = datetime.datetime(2026, 11, 25, 2, 0, tzinfo=datetime.UTC)
#: A certificate, with its key, of a host that is not this one.
OTHER = Path(__file__).parent / "tls" / "other.example.pem"
FINE, BY_HAND, BROKEN, DANGEROUS = LinkCheck.Outcome

ANSWERS = {
    "/fine": (200, ""),
    "/chain": (301, "/chain2"),
    "/chain2": (302, "/fine"),
    "/loop": (302, "/loop2"),
    "/loop2": (302, "/loop"),
    "/wall": (403, ""),
    "/precondition": (412, ""),
    "/gone": (404, ""),
    "/fault": (500, ""),
    "/busy": (503, ""),
    "/home": (302, "/"),
    "/": (200, ""),
    "/elsewhere": (302, "http://other.invalid/"),
    "/lookalike": (302, "https://nhsa-gov.cn/"),
    "/number": (302, "http://203.0.113.5/"),
    "/script": (302, "javascript:alert(1)"),
    "/unclosed": (302, "http://[oops/x"),
    "/chinese": (302, "/%E6%AD%A3%E5%B8%B8"),
    "/%E6%AD%A3%E5%B8%B8": (200, ""),
}


class Answers(BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/slow":
            time.sleep(0.6)
        if self.path == "/dripping":
            self.drip()
            return
        endless = self.path.startswith("/endless")
        status, location = (302, f"{self.path}x") if endless else ANSWERS.get(self.path, (404, ""))
        self.send_response(status)
        if location:
            self.send_header("Location", location)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def drip(self):
        """A header that goes on and on, each letter well within any patience with one piece."""
        self.send_response(200)
        self.flush_headers()
        with suppress(OSError):
            for _ in range(500):
                self.wfile.write(b"X")
                time.sleep(0.02)

    def log_message(self, *args):
        """Keep the tests quiet."""


class Server(ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        """Clients that hang up are part of the tests."""


@contextmanager
def serving(tls: ssl.SSLContext | None = None):
    server = Server(("127.0.0.1", 0), Answers)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    scheme = "http" if tls is None else "https"
    yield f"{scheme}://localhost:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def web():
    with serving() as address:
        yield address


CHECKER = Checker(frozenset({"gov.cn"}), timeout=5, pause=0, private=True)


@pytest.mark.parametrize(
    ("path", "outcome", "status"),
    [
        ("/fine", FINE, 200),
        ("/chain", FINE, 200),
        ("/chinese", FINE, 200),
        ("/正常", FINE, 200),
        ("/loop", BROKEN, None),
        ("/endless", BROKEN, None),
        ("/wall", BY_HAND, 403),
        ("/precondition", BY_HAND, 412),
        ("/gone", BROKEN, 404),
        ("/fault", BROKEN, 500),
        ("/busy", BY_HAND, 503),
        ("/home", BY_HAND, 200),
        ("/elsewhere", BROKEN, None),
        ("/lookalike", DANGEROUS, None),
        ("/number", DANGEROUS, None),
        ("/script", BROKEN, None),
        ("/unclosed", BROKEN, 302),
    ],
)
def test_an_answer_is_judged(web, path, outcome, status):
    found = CHECKER.check(web + path)

    assert (found.outcome, found.http_status) == (outcome, status)
    assert found.reason.endswith("。")
    assert bool(found.advice) == (outcome != FINE)


def test_a_name_that_leads_into_a_private_network_is_not_asked(web):
    asked = replace(CHECKER, private=False).check(f"{web}/gone")

    assert (asked.outcome, asked.http_status) == (BY_HAND, None)
    assert asked.reason == "这个名字指到一台不公开的机器，没有去看。"


def test_an_answer_that_drips_is_cut_off(web):
    begun = time.monotonic()
    found = replace(CHECKER, deadline=0.2).check(f"{web}/dripping")

    assert (found.outcome, found.reason) == (BROKEN, "等了很久没有回音。")
    assert time.monotonic() - begun < 8  # left alone it drips for ten seconds


def test_what_answers_in_time_is_not_cut_off(web):
    assert replace(CHECKER, deadline=5).check(f"{web}/slow").http_status == 404


def test_where_a_chain_ended_is_told(web):
    assert CHECKER.check(f"{web}/chain").final_url == f"{web}/fine"


def test_a_redirect_to_what_is_no_address_is_told(web):
    assert CHECKER.check(f"{web}/unclosed").reason == "被转到了一个写错的网址。"


def test_an_address_that_breaks_the_check_does_not_take_the_others_with_it(
    web, monkeypatch, caplog
):
    ask = Checker._ask

    def broken(self, url):
        if url.endswith("/wall"):
            raise RuntimeError("nobody thought of this")
        return ask(self, url)

    monkeypatch.setattr(Checker, "_ask", broken)

    found = list(CHECKER.check_all([f"{web}/fine", f"{web}/wall", f"{web}/gone"]))

    assert [one.outcome for one in found] == [FINE, BY_HAND, BROKEN]
    assert "没有查成" in found[1].reason
    assert "nobody thought of this" in caplog.text


def test_an_official_address_that_leads_elsewhere_is_dangerous(web):
    official = replace(CHECKER, official=frozenset({"localhost"}))

    found = official.check(f"{web}/elsewhere")

    assert found.outcome == DANGEROUS
    assert "other.invalid" in found.reason


def test_a_server_that_keeps_us_waiting_is_left(web):
    found = replace(CHECKER, timeout=0.2).check(f"{web}/slow")

    assert (found.outcome, found.reason) == (BROKEN, "等了很久没有回音。")


@pytest.mark.parametrize("url", ["http://localhost:1/", "http://localhost:99999/", "http://a..b/"])
def test_where_nobody_answers_the_address_is_broken(url):
    assert CHECKER.check(url).outcome == BROKEN


@pytest.mark.parametrize(
    ("trusted", "reason"), [(False, "自己签的"), (True, "证书是别的网站的")], ids=["self", "name"]
)
def test_a_certificate_of_somebody_else_is_dangerous(trusted, reason):
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(OTHER)
    known = ssl.create_default_context(cafile=OTHER) if trusted else CHECKER.tls

    with serving(server) as address:
        found = replace(CHECKER, tls=known).check(f"{address}/fine")

    assert found.outcome == DANGEROUS
    assert reason in found.reason


def test_one_host_is_asked_one_address_at_a_time(web):
    begun = time.monotonic()

    found = list(
        replace(CHECKER, pause=0.1).check_all([f"{web}/fine", f"{web}/gone", f"{web}/wall"])
    )

    assert [one.outcome for one in found] == [FINE, BROKEN, BY_HAND]
    assert time.monotonic() - begun >= 0.2


# --- What is kept ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_later_finding_takes_the_place_of_the_earlier():
    url = "https://www.gov.cn/"
    note([Finding(url, BROKEN, "连不上对方网站。", "再查。")], NOW)

    note([Finding(url, FINE, "打得开。", "", 200, url)], NOW + datetime.timedelta(days=1))

    row = LinkCheck.objects.get()
    assert (row.outcome, row.http_status, row.final_url, row.checked_at.day) == (FINE, 200, "", 26)


@pytest.mark.django_db
def test_findings_on_addresses_no_longer_used_go():
    note([Finding(f"https://{name}.gov.cn/", FINE, "打得开。") for name in "ab"], NOW)

    gone = forget_unused(["https://a.gov.cn/"])

    assert gone == 1
    assert LinkCheck.objects.get().url == "https://a.gov.cn/"


@pytest.mark.django_db
def test_the_command_checks_what_is_public(web, capsys):
    region = make_region()
    make_channel(region, url=f"{web}/gone", source=make_source(url=f"{web}/fine"))
    make_channel(region, url=f"{web}/wall", status=Publication.DRAFT)
    make_source(url=f"{web}/fault")  # nothing rests on it
    note([Finding("https://old.gov.cn/", FINE, "打得开。")], NOW)

    call_command("check_links", "--pause=0", "--timeout=5", "--private")

    outcomes = dict(LinkCheck.objects.values_list("url", "outcome"))
    assert outcomes == {f"{web}/gone": BROKEN, f"{web}/fine": FINE}
    said = capsys.readouterr().out
    assert "查了 2 个网址。" in said
    assert "打不开" in said
    run = OperationRun.objects.newest("links")
    assert run.ok
    assert (run.summary, run.figures) == ("查了 2 个网址。", {BROKEN: 1, FINE: 1})


# --- Our own network -------------------------------------------------------------------------


def hosts(silent, answering, pages=1):
    """Findings on so many websites that gave no answer, and on so many that did."""
    rows = [(BROKEN, False)] * silent + [(FINE, True)] * answering
    return [
        Finding(f"https://h{number}.gov.cn/{page}", outcome, "", answered=answered)
        for number, (outcome, answered) in enumerate(rows)
        for page in range(pages)
    ]


@pytest.mark.parametrize(
    ("silent", "answering", "ours"),
    [
        (10, 0, True),
        (9, 1, True),
        (89, 11, False),
        (90, 10, True),
        (2, 0, True),
        (1, 0, False),
        (1, 1, False),
        (0, 5, False),
        (0, 0, False),
    ],
)
def test_where_nearly_all_hosts_are_silent_the_network_is_ours_to_mend(silent, answering, ours):
    assert without_network(hosts(silent, answering)) is ours


def test_one_website_that_is_gone_with_many_pages_is_not_our_network():
    assert not without_network(hosts(1, 0, pages=50) + hosts(0, 3)[1:])


def test_a_lookalike_that_nobody_asked_is_no_sign_of_a_network(monkeypatch):
    def no_name(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr("socket.getaddrinfo", no_name)
    urls = ["https://a.gov.cn/", "https://b.gov.cn/", "https://nhsa-gov.cn/"]

    assert without_network(CHECKER.check_all(urls))


@pytest.mark.parametrize(
    ("error", "answered"),
    [
        (socket.gaierror(socket.EAI_AGAIN, "later"), False),
        (TimeoutError(), False),
        (OSError(errno.ENETUNREACH, "no way"), False),
        (ConnectionRefusedError(errno.ECONNREFUSED, "no"), True),
        (ConnectionResetError(errno.ECONNRESET, "no"), True),
    ],
    ids=["no-name", "no-word", "no-way", "refused", "reset"],
)
def test_a_refusal_is_an_answer_and_silence_is_none(monkeypatch, error, answered):
    def fail(*args, **kwargs):
        raise error

    known = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("203.107.0.9", 443))]
    monkeypatch.setattr("socket.getaddrinfo", lambda *args, **kwargs: known)
    monkeypatch.setattr("socket.create_connection", fail)

    assert CHECKER.check("https://www.gov.cn/").answered is answered


@pytest.mark.django_db
def test_without_a_network_the_command_keeps_nothing_and_says_so(monkeypatch):
    region = make_region()
    make_channel(region, url="https://a.gov.cn/", source=make_source(url="https://b.gov.cn/"))
    note([Finding("https://old.gov.cn/", FINE, "打得开。")], NOW)

    def no_name(*args, **kwargs):
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    monkeypatch.setattr("socket.getaddrinfo", no_name)

    with pytest.raises(CommandError, match="我们这里没有网络，什么都没有记。"):
        call_command("check_links", "--pause=0")

    assert list(LinkCheck.objects.values_list("url", "outcome")) == [("https://old.gov.cn/", FINE)]
    assert not OperationRun.objects.newest("links").ok


@pytest.mark.django_db
def test_the_command_says_how_far_it_is(web, capsys, monkeypatch):
    monkeypatch.setattr(progress, "LOGGED", 0.0)
    make_channel(make_region(), url=f"{web}/gone", source=make_source(url=f"{web}/fine"))

    call_command("check_links", "--pause=0", "--timeout=5", "--private")

    said = capsys.readouterr().out
    assert "查网址：1/2\n查网址：2/2\n" in said


@pytest.mark.django_db
def test_a_finding_that_cannot_be_kept_does_not_take_the_others_with_it(monkeypatch, caplog):
    keep = LinkCheck.objects.update_or_create

    def broken(**fields):
        if fields["url"] == "https://a.gov.cn/":
            raise ValueError("a NUL in the address")
        return keep(**fields)

    monkeypatch.setattr(LinkCheck.objects, "update_or_create", broken)

    note([Finding(f"https://{name}.gov.cn/", FINE, "打得开。") for name in "ab"], NOW)

    assert LinkCheck.objects.get().url == "https://b.gov.cn/"
    assert "https://a.gov.cn/" in caplog.text


# --- Addresses in texts ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("看[办事指南](https://a.gov.cn/x?y=1&z=2#w)。", ["https://a.gov.cn/x?y=1&z=2#w"]),
        ('[指南](https://a.gov.cn/x "标题")', ["https://a.gov.cn/x"]),
        ("打开https://a.gov.cn/x，再登录。", ["https://a.gov.cn/x"]),
        ("打开https://a.gov.cn/x查询", ["https://a.gov.cn/x"]),
        ("（https://a.gov.cn）", ["https://a.gov.cn"]),
        ("**https://a.gov.cn/x**", ["https://a.gov.cn/x"]),
        ("见 http://a.gov.cn/x. 又见 HTTPS://b.gov.cn", ["http://a.gov.cn/x", "HTTPS://b.gov.cn"]),
        ("<https://a.gov.cn/x_(1)>", ["https://a.gov.cn/x_(1)"]),
        ("(https://a.gov.cn/x)", ["https://a.gov.cn/x"]),
        ("https://a.gov.cn/x\n第二步", ["https://a.gov.cn/x"]),
        ("https://" + "a" * 600, []),
        ("只说 a.gov.cn 和 https:// 的不算", []),
    ],
)
def test_addresses_are_found_in_a_text(text, found):
    assert addresses_in(text) == found


@pytest.mark.django_db
def test_the_command_checks_the_links_in_published_texts(web):
    region, source = make_region(), make_source(quote=f"见{web}/quote。")
    make_channel(region, steps=f"打开{web}/steps，登录。\n点“查询”。", source=source)
    make_channel(region, steps=f"打开{web}/draft", status=Publication.DRAFT)
    make_claim(region, statement=f"{web}/claim说不一样。", source=source)
    make_policy(region, source=source, notes=f"{web}/notes", staff_note=f"{web}/staff")
    make_question(
        body=f"看[指南]({web}/body)。", short_answer=f"见{web}/short", staff_note=f"{web}/staff"
    )

    call_command("check_links", "--pause=0", "--timeout=5", "--verbosity=0")

    checked = {url.removeprefix(web) for url in LinkCheck.objects.values_list("url", flat=True)}
    assert checked == {"/quote", "/steps", "/claim", "/notes", "/body", "/short"}


# --- Where staff see it ----------------------------------------------------------------------


@pytest.mark.django_db
def test_the_lists_show_the_finding_with_the_row(admin_client, django_assert_max_num_queries):
    region = make_region()
    for number in range(5):
        url = f"https://a{number}.gov.cn/"
        make_channel(region, url=url, source=make_source(url=url))
        note([Finding(url, BROKEN if number else DANGEROUS, "连不上对方网站。", "再查。")], NOW)

    for model in ("lookupchannel", "source"):
        with django_assert_max_num_queries(15):
            page = admin_client.get(reverse(f"admin:regions_{model}_changelist")).text

        assert page.count(">打不开</a>") == 4
        assert page.count(">危险</a>") == 1


@pytest.mark.django_db
def test_the_list_of_findings_begins_with_the_worst(admin_client):
    for name, outcome in zip("abcd", [FINE, DANGEROUS, BY_HAND, BROKEN], strict=True):
        note([Finding(f"https://{name}.gov.cn/", outcome, "看过了。")], NOW)

    page = admin_client.get(reverse("admin:regions_linkcheck_changelist")).context["cl"]

    outcomes = [row.outcome for row in page.result_list]
    assert outcomes == [DANGEROUS, BROKEN, BY_HAND, FINE]


@pytest.mark.django_db
def test_the_list_of_findings_is_read_only_and_filtered_by_outcome(admin_client):
    note([Finding("https://a.gov.cn/", FINE, "打得开。")], NOW)
    note([Finding("https://b.gov.cn/", DANGEROUS, "转到了别处。", "停用。")], NOW)
    address = reverse("admin:regions_linkcheck_changelist")

    page = admin_client.get(address, {"outcome__exact": "dangerous"}).text

    assert "https://b.gov.cn/" in page
    assert 'href="https://b.gov.cn/"' not in page
    assert "https://a.gov.cn/" not in page
    assert admin_client.get(f"{address}add/").status_code == 404
