"""Who runs the site: on every page's foot and on 关于本站, and no public site without it."""

import pytest
from django.core.cache import caches

from yibao_site import checks, sentry

pytestmark = pytest.mark.django_db

RUNS_IT = {
    "OPERATOR": "某某社区中心",
    "OPERATOR_CONTACT": "0746-0000000",
    "ICP_NUMBER": "湘ICP备1号",
}
#: A number that no line breaks in two.
CONTACT = '<span class="w">0746-0000000</span>'
UNSET = "办站的人还没有写上自己的名字、备案号和联系办法。"


@pytest.fixture
def run_by(settings):
    for name, value in RUNS_IT.items():
        setattr(settings, name, value)


def foot(page: str) -> str:
    return page.split('<footer class="foot">')[1]


def test_without_settings_the_foot_says_nothing_and_the_page_on_us_says_so(client):
    caches["template_fragments"].clear()

    assert "主办" not in foot(client.get("/").text)
    assert "beian" not in client.get("/").text
    assert UNSET in client.get("/about/").text


def test_the_foot_of_every_page_says_who_runs_it(client, run_by):
    for path in ("/", "/about/", "/regions/", "/nowhere/"):
        told = foot(client.get(path).text)
        assert f'主办：某某社区中心，<span class="w">联系：</span>{CONTACT}。' in told
        assert '<a href="https://beian.miit.gov.cn/" rel="noreferrer">湘ICP备1号</a>' in told
        assert "beian.mps" not in told


def test_a_foot_that_was_kept_follows_the_settings(client, settings, run_by):
    client.get("/")
    settings.OPERATOR = "另一家"
    settings.POLICE_NUMBER = "湘公网安备1号"

    told = foot(client.get("/").text)

    assert "主办：另一家" in told
    assert "湘公网安备1号</a>" in told
    assert "公安备案号：<a" in client.get("/about/").text


def test_faults_that_go_to_another_company_are_told(client, settings):
    assert "记错误的公司" not in client.get("/about/privacy/").text

    settings.SENTRY_DSN = "https://key@faults.example/1"

    assert "记错误的公司" in client.get("/about/privacy/").text


def test_the_page_on_us_says_it_too(client, run_by):
    page = client.get("/about/").text

    assert f'<p>某某社区中心，<span class="w">联系：</span>{CONTACT}。</p>' in page
    assert '备案号：<a href="https://beian.miit.gov.cn/"' in page
    assert "公安备案号" not in page
    assert UNSET not in page


def test_what_operators_write_is_escaped(client, settings):
    settings.OPERATOR = "<b>我们</b>"

    assert "<b>我们" not in client.get("/").text


@pytest.mark.parametrize(
    ("https", "url", "refused"),
    [
        (True, "http://127.0.0.1:8000", True),
        (False, "https://a.example", True),
        (False, "http://127.0.0.1:8000", False),
        (False, "http://localhost:8000", False),
        (False, "http://[::1]:8000", False),
    ],
)
def test_a_public_site_must_say_who_runs_it(settings, https, url, refused):
    settings.HTTPS, settings.SITE_URL = https, url

    found = [one.id for one in checks.who_runs_it(None)]

    assert found == (["yibao.E001", "yibao.E002"] if refused else [])


@pytest.mark.parametrize(
    ("lacking", "found"),
    [
        (None, []),
        ("OPERATOR", ["yibao.E001"]),
        ("OPERATOR_CONTACT", ["yibao.E001"]),
        ("ICP_NUMBER", ["yibao.E002"]),
    ],
)
def test_each_part_is_asked_for(settings, run_by, lacking, found):
    settings.HTTPS = True
    if lacking:
        setattr(settings, lacking, "")

    assert [one.id for one in checks.who_runs_it(None)] == found


@pytest.mark.parametrize(("form", "found"), [("line", 0), ("json", 0), ("xml", 1)])
def test_an_unknown_format_of_the_log_is_told(settings, form, found):
    settings.LOG_FORMAT = form

    assert len(checks.log_format_is_known(None)) == found


# --- Faults are gathered elsewhere ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("dsn", "there", "found"),
    [("https://x@y/1", False, 1), ("https://x@y/1", True, 0), ("", False, 0)],
)
def test_a_missing_package_is_told(settings, monkeypatch, dsn, there, found):
    settings.SENTRY_DSN = dsn
    monkeypatch.setattr(checks.importlib.util, "find_spec", lambda name: there or None)

    assert len(checks.faults_can_be_sent(None)) == found


def test_the_site_starts_without_the_package(monkeypatch, caplog):
    monkeypatch.setitem(sentry.importlib.sys.modules, "sentry_sdk", None)

    assert sentry.start("https://x@127.0.0.1/1") is False
    assert "not installed" in caplog.text


def test_nothing_of_readers_is_asked_for(monkeypatch):
    class Package:
        given: dict = {}

        @classmethod
        def init(cls, **options):
            cls.given = options

    monkeypatch.setitem(sentry.importlib.sys.modules, "sentry_sdk", Package)

    assert sentry.start("https://x@127.0.0.1/1") is True
    given = Package.given
    assert given["send_default_pii"] is False
    assert given["max_request_body_size"] == "never"
    assert given["include_local_variables"] is False
    assert given["max_breadcrumbs"] == 0


def test_nothing_of_readers_is_sent():
    try:
        int("13800000000x")
    except ValueError as error:
        hint = {"exc_info": (ValueError, error, error.__traceback__)}
    frame = {"function": "f", "vars": {"name": "张三"}}
    values = [{"type": "ValueError", "value": "13800000000x", "stacktrace": {"frames": [frame]}}]
    event = {
        "event_id": "1",
        "request": {
            "method": "POST",
            "url": "https://a.example/report/?age=74",
            "data": "姓名=张三",
            "env": {"REMOTE_ADDR": "203.0.113.9"},
            "cookies": {"sessionid": "x"},
        },
        "user": {"ip_address": "203.0.113.9"},
        "breadcrumbs": {"values": [{"message": "203.0.113.9"}]},
        "extra": {"typed": "张三"},
        "exception": {"values": values},
    }

    sent = sentry.without_readers(event, hint)

    said = repr(sent)
    assert not any(word in said for word in ("张三", "203.0.113.9", "1380", "age=74", "sessionid"))
    assert sent["request"] == {"method": "POST", "url": "https://a.example/report/"}
    assert sent["exception"]["values"][0]["value"] == (
        "invalid literal for int() with base 10: '…'"
    )


def test_a_line_of_the_log_is_not_sent():
    assert sentry.without_readers({"message": "from 203.0.113.9"}, {}) is None
