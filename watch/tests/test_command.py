"""manage.py watch: what it does when, what it says, and how it ends."""

import datetime
import os
import signal
import threading

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from caching.revision import current
from regions.models import Source
from regions.tests.make import make_source
from watch import hours
from watch.management.commands import watch as command
from watch.models import Finding, WatchedPage
from watch.one_run import AnotherRun, one_run, stopped_in_order

from .make import make_page
from .site import RULE, Reply, document

pytestmark = pytest.mark.django_db

FAST = ("--private", "--pause=0")


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def said(capsys, *options) -> str:
    call_command("watch", *options)
    return capsys.readouterr().out


def at(monkeypatch, hour):
    moment = datetime.datetime(2026, 11, 30, hour, tzinfo=timezone.get_default_timezone())
    monkeypatch.setattr(command.timezone, "localtime", lambda *args: moment)


def test_it_looks_at_what_is_due_and_says_so(site, capsys):
    source = make_source(url=site.url("/x"), full_text=RULE)
    site.replies["/x"] = Reply(document())
    make_page(site.url("/gone"), name="没了的一页")
    before = current().number

    out = said(capsys, "--now", *FAST)

    assert "“看哪里”添了 1 行。" in out
    assert "看到了　某市医保通知" in out.replace(source.title, "某市医保通知")
    assert "没有这一页了　没了的一页" in out
    assert {line[-5:] for line in out.splitlines() if "　" in line} == {"（1/2）", "（2/2）"}
    assert "看了 2 页，请求 3 次" in out
    assert "第一次看到 1，没有了 1，官网原文未变 1。新告诉编辑 1 件。" in out
    assert Source.objects.get().unchanged_on == timezone.localdate()
    assert current().number == before + 2  # for the new row, and for the night

    assert "没有要看的。" in said(capsys, "--now", *FAST)
    assert current().number == before + 2  # for the new row, and for the night


@pytest.mark.parametrize(("hour", "looks"), [(0, False), (1, True), (5, True), (6, False)])
def test_it_looks_at_night_only(site, capsys, monkeypatch, hour, looks):
    at(monkeypatch, hour)
    site.replies["/x"] = Reply(document())
    make_page(site.url("/x"))

    out = said(capsys, *FAST)

    assert ("看了 1 页" in out, "不到夜里" in out) == (looks, not looks)
    assert bool(site.requests) is looks


def test_a_dry_run_lists_and_asks_nothing(site, capsys):
    page = make_page(site.url("/x"))

    out = said(capsys, "--dry-run")

    assert f"要看　{page.pk}　{page.name}　{page.url}" in out
    assert "要看 1 页，1 个网站。" in out
    assert not site.requests


def test_one_page_can_be_looked_at_again_but_not_while_it_rests(site, capsys):
    site.replies["/x"] = Reply(document())
    page, _ = make_page(site.url("/x")), make_page(site.url("/y"))
    said(capsys, f"--page={page.pk}", *FAST)

    assert "看了 1 页" in said(capsys, f"--page={page.pk}", *FAST)
    assert site.asked() == ["/x", "/x"]

    WatchedPage.objects.update(rests_until=timezone.now() + datetime.timedelta(hours=1))
    with pytest.raises(CommandError, match="歇到"):
        said(capsys, f"--page={page.pk}", *FAST)
    with pytest.raises(CommandError, match="没有编号 99"):
        said(capsys, "--page=99", *FAST)


def test_without_a_network_nothing_is_written_down_and_the_command_fails(site, capsys):
    rows = [make_page(f"http://nobody{n}.gov.cn/x") for n in range(3)]

    with pytest.raises(CommandError, match="我们这里没有网络"):
        said(capsys, "--now", *FAST)

    assert "3 页没有回音" in capsys.readouterr().out
    for row in rows:
        row.refresh_from_db()
        assert (row.visited_at, row.outcome) == (None, "")
    assert not Finding.objects.exists()


def test_two_runs_never_overlap(site, capsys, settings):
    make_page(site.url("/x"))

    with one_run(settings.VAR_DIR / "watch.lock"):
        assert "另一次还没有看完" in said(capsys, "--now", *FAST)
    assert not site.requests
    assert "看了 1 页" in said(capsys, "--now", *FAST)


def test_a_run_that_is_stopped_writes_down_what_it_saw(site, capsys, settings, monkeypatch):
    seen = threading.Event()
    monkeypatch.setattr(command.Command, "tell", lambda *args: seen.set())

    def stop():
        seen.wait(5)
        os.kill(os.getpid(), signal.SIGTERM)
        return Reply(document())

    source = make_source(url=site.url("/1"), full_text=RULE)
    site.replies |= {"/1": Reply(document()), "/2": stop, "/3": Reply(document())}
    rows = [make_page(site.url(f"/{n}"), name=f"第{n}页") for n in (1, 2, 3)]

    with pytest.raises(SystemExit) as ended:
        said(capsys, "--now", *FAST)

    assert ended.value.code == 128 + signal.SIGTERM
    assert "看了 1 页" in capsys.readouterr().out
    source.refresh_from_db()
    assert source.unchanged_on == timezone.localdate()
    assert list(WatchedPage.objects.due(timezone.now())) == rows[1:]
    assert signal.getsignal(signal.SIGTERM) == signal.SIG_DFL
    with one_run(settings.VAR_DIR / "watch.lock"):
        pass


def test_a_lock_ends_with_its_holder(tmp_path):
    path = tmp_path / "new" / "lock"
    with one_run(path), pytest.raises(AnotherRun), one_run(path):
        pass
    with one_run(path):
        assert path.exists()


@pytest.mark.parametrize("text", ["", "1", "6-6", "1-25", "night", "1-6-9", "-1-6"])
def test_hours_that_are_none_are_refused(text, settings):
    with pytest.raises(ValueError, match="WATCH_HOURS"):
        hours.hours_of(text)
    settings.WATCH_HOURS = text
    with pytest.raises(CommandError, match="WATCH_HOURS"):
        call_command("watch")


@pytest.mark.parametrize(
    ("span", "hour", "left"),
    [
        ("1-6", 1, 5),
        ("1-6", 5, 1),
        ("1-6", 6, 0),
        ("1-6", 0, 0),
        ("23-6", 23, 7),
        ("23-6", 2, 4),
        ("23-6", 6, 0),
        ("23-6", 12, 0),
        ("0-24", 12, 12),
    ],
)
def test_so_much_is_left_of_the_night(span, hour, left):
    moment = datetime.datetime(2026, 11, 30, hour)

    assert hours.left(hours.hours_of(span), moment) == left * 3600


def stop_twice() -> None:
    with stopped_in_order():
        try:
            signal.raise_signal(signal.SIGTERM)
        finally:
            signal.raise_signal(signal.SIGTERM)


def test_a_second_wish_to_stop_does_not_interrupt_the_putting_in_order():
    with pytest.raises(SystemExit, match=str(128 + signal.SIGTERM)):
        stop_twice()
    assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
