"""Search engines are told what changed, once; a stub on this machine stands for them."""

import datetime
import http.server
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from desk import publishing
from faq.tests.make import make_local_answer, make_question
from operation.models import OperationRun, SubmittedAddress
from operation.submitting import Engine, changed, gone
from regions.tests.make import make_policy

pytestmark = pytest.mark.django_db
NOVEMBER, DECEMBER = datetime.date(2026, 11, 1), datetime.date(2026, 12, 1)
NOW = datetime.datetime(2026, 12, 2, tzinfo=datetime.UTC)
KEY = "a-key-of-this-test"
SITE = "https://example.org"


class Stub(http.server.BaseHTTPRequestHandler):
    """Answers what the test says, in turn, and keeps what it was sent."""

    answers: list[tuple[int, object]] = []
    asked: list[tuple[str, str]] = []

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.asked.append((self.path, body))
        status, said = self.answers.pop(0)
        text = (said if isinstance(said, str) else json.dumps(said)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *given):
        """Say nothing."""


@pytest.fixture
def stub(settings, lanzhou):
    make_policy(lanzhou)
    server = http.server.HTTPServer(("127.0.0.1", 0), Stub)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    settings.SITE_URL = SITE
    settings.BAIDU_PUSH_URL = settings.INDEXNOW_URL = f"http://127.0.0.1:{server.server_port}/urls"
    Stub.asked.clear()
    yield Stub
    server.shutdown()
    server.server_close()
    thread.join()


def run(*more):
    call_command("submit_addresses", "--private", *more)


def told(engine):
    return set(SubmittedAddress.objects.filter(engine=engine).values_list("address", flat=True))


def test_without_keys_nobody_is_told(stub, capsys):
    run()

    assert stub.asked == []
    assert "什么都没有交" in capsys.readouterr().out
    assert not OperationRun.objects.exists()


def test_indexnow_is_told_each_change_once(stub, settings):
    settings.INDEXNOW_KEY = KEY
    stub.answers = [(202, "")]

    run()
    run()

    assert len(stub.asked) == 1
    sent = json.loads(stub.asked[0][1])
    assert (sent["host"], sent["key"]) == ("example.org", KEY)
    assert sent["keyLocation"] == f"{SITE}/{KEY}.txt"
    assert f"{SITE}/regions/gansu/lanzhou/" in sent["urlList"]
    assert {f"{SITE}{address}" for address in told(Engine.INDEXNOW)} == set(sent["urlList"])
    assert OperationRun.objects.newest(OperationRun.Kind.SUBMIT).ok


@pytest.mark.parametrize("what", ["changed-again", "taken-back"])
def test_what_no_day_of_the_sitemap_tells_is_told_too(stub, settings, lanzhou, what):
    settings.INDEXNOW_KEY = KEY
    policy, again = lanzhou.policies.get(), make_question(slug="again")
    answer = make_local_answer(lanzhou, make_question(slug="of-it"))
    stub.answers = [(202, ""), (202, "")]
    run()

    if what == "changed-again":
        policy.tiers.update(amount="95.00")
        policy.save()
    else:
        publishing.withdraw(answer, "写错了")
    run()
    run()

    sent = json.loads(stub.asked[1][1])["urlList"]
    assert f"{SITE}{lanzhou.get_absolute_url()}" in sent
    assert f"{SITE}{again.get_absolute_url()}" not in sent
    assert len(stub.asked) == 2


def test_what_is_there_no_more_is_told_once_to_who_takes_it(stub, settings):
    settings.INDEXNOW_KEY = KEY
    question = make_question(slug="taken-back")
    address = question.get_absolute_url()
    stub.answers = [(202, "")] * 3
    run()
    assert address in told(Engine.INDEXNOW)

    publishing.withdraw(question, "写错了")
    run()
    run()

    [_, (_, body)] = stub.asked
    assert json.loads(body)["urlList"][0] == f"{SITE}{address}"
    assert address not in told(Engine.INDEXNOW)


def test_baidu_takes_only_what_is_there():
    for engine in (Engine.BAIDU, Engine.INDEXNOW):
        SubmittedAddress.objects.note(engine, [("/here/", NOVEMBER), ("/gone/", NOVEMBER)], NOW)

    assert gone(Engine.INDEXNOW, [("/here/", NOVEMBER), ("/new/", None)]) == [("/gone/", None)]
    assert gone(Engine.BAIDU, [("/here/", NOVEMBER)]) == []


def test_baidu_is_told_and_what_it_refuses_is_not_taken_for_told(stub, settings):
    settings.BAIDU_PUSH_TOKEN = "secret"
    count = len(_all_entries())
    refused = {"not_same_site": [f"{SITE}/about/"], "not_valid": []}
    stub.answers = [(200, {"success": count - 1, "remain": 7} | refused)]

    with pytest.raises(CommandError, match="1 个网址百度说不是本站的"):
        run()

    path, body = stub.asked[0]
    assert path == "/urls?site=example.org&token=secret"
    assert f"{SITE}/regions/gansu/lanzhou/" in body.split("\n")
    assert len(told(Engine.BAIDU)) == count - 1
    assert "/about/" not in told(Engine.BAIDU)
    noted = OperationRun.objects.newest(OperationRun.Kind.SUBMIT)
    assert "今天还能交 7 个" in noted.summary
    assert "secret" not in noted.summary


def test_baidu_gets_as_many_as_it_still_takes_today(stub, settings):
    settings.BAIDU_PUSH_TOKEN = "secret"
    over = {"error": 400, "message": "over quota"}
    stub.answers = [(400, over), (200, {"success": 1, "remain": 2})]
    stub.answers.append((200, {"success": 2, "remain": 0}))

    run()

    assert [len(body.split("\n")) for _, body in stub.asked][1:] == [1, 2]
    assert len(told(Engine.BAIDU)) == 3


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ((401, {"error": 401, "message": "token is not valid"}), "BAIDU_PUSH_TOKEN 不对"),
        ((400, {"error": 400, "message": "site error"}), "百度不认得这个网站"),
        ((500, {}), "百度没有收（500）"),
        ((200, "<html>"), "回答看不懂"),
        ((200, []), "回答看不懂"),
        ((200, {}), "回答看不懂"),
        ((200, {"success": 1}), "回答看不懂"),
        ((200, '{"success": 1, "remain": Infinity}'), "回答看不懂"),
        ((200, {"success": 1, "remain": 2}), "对不上"),
    ],
)
def test_what_baidu_refuses_is_said_and_told_again(stub, settings, answer, words):
    settings.BAIDU_PUSH_TOKEN = "secret"
    stub.answers = [answer]

    with pytest.raises(CommandError, match=words):
        run()

    assert told(Engine.BAIDU) == set()
    assert not OperationRun.objects.newest(OperationRun.Kind.SUBMIT).ok


@pytest.mark.parametrize(
    ("status", "words"), [(403, "INDEXNOW_KEY"), (429, "交得太多"), (302, "302")]
)
def test_what_indexnow_refuses_is_said(stub, settings, status, words):
    settings.INDEXNOW_KEY = KEY
    stub.answers = [(status, "")]

    with pytest.raises(CommandError, match=words):
        run()

    assert told(Engine.INDEXNOW) == set()


def test_a_dry_run_lists_and_sends_nothing(stub, settings, capsys):
    settings.INDEXNOW_KEY = KEY

    run("--dry-run")

    assert stub.asked == []
    assert "\n/about/\n" in capsys.readouterr().out
    assert not SubmittedAddress.objects.exists()


def test_a_machine_of_our_own_network_is_not_asked(stub, settings):
    settings.INDEXNOW_KEY = KEY

    with pytest.raises(CommandError):
        call_command("submit_addresses")

    assert stub.asked == []


def test_only_a_newer_day_is_a_change():
    SubmittedAddress.objects.note(
        Engine.BAIDU, [("/same/", NOVEMBER), ("/newer/", NOVEMBER), ("/dateless/", None)], NOW
    )
    entries = [("/same/", NOVEMBER), ("/newer/", DECEMBER), ("/dateless/", None), ("/new/", None)]

    assert changed(Engine.BAIDU, entries) == [("/newer/", DECEMBER), ("/new/", None)]
    assert len(changed(Engine.INDEXNOW, entries)) == 4
    SubmittedAddress.objects.note(Engine.BAIDU, [("/newer/", DECEMBER)], NOW)
    assert changed(Engine.BAIDU, entries) == [("/new/", None)]


@pytest.mark.parametrize(("key", "status"), [(KEY, 200), ("", 404), ("another-key-of-ours", 404)])
def test_the_key_of_indexnow_stands_at_its_address(settings, key, status):
    settings.INDEXNOW_KEY = key

    answer = Client().get(f"/{KEY}.txt")

    assert answer.status_code == status
    if status == 200:
        assert answer.text == KEY
        assert answer["Content-Type"] == "text/plain; charset=utf-8"


def _all_entries():
    from operation.management.commands.submit_addresses import _entries

    return _entries()
