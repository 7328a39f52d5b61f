"""How websites are asked: in turn, slowly, by their robots.txt, and never those that say no."""

import threading
import time

import pytest

from regions.models import TakeDown
from watch import politeness
from watch.models import Finding, HostRules, WatchedPage
from watch.refusals import official_only
from watch.tests import make

from .make import DAY, NIGHT, asker, look, make_page
from .site import CHALLENGE, Reply, document

pytestmark = pytest.mark.django_db

Outcome = WatchedPage.Outcome


def pages(site, number, host="ybj.a.gov.cn"):
    for n in range(number):
        site.replies[f"/{n}"] = Reply(document(title=f"第{n}号通知"))
    return [make_page(site.url(f"/{n}", host)) for n in range(number)]


def test_one_website_is_asked_one_page_at_a_time_with_a_pause(site):
    look(*pages(site, 4), pause=0.15)

    assert site.asked() == ["/0", "/1", "/2", "/3"]
    assert min(site.gaps()) >= 0.15
    assert site.most_open == 1


def test_several_websites_are_asked_side_by_side(site, monkeypatch):
    everybody = threading.Barrier(3, timeout=5)
    site.replies["/0"] = lambda: (everybody.wait(), Reply(document()))[1]
    rows = [make_page(site.url("/0", f"ybj.{name}.gov.cn")) for name in "abc"]

    look(*rows, hosts=3)

    assert {row.outcome for row in rows} == {Outcome.SEEN}


@pytest.mark.parametrize(
    ("robots", "asked"),
    [
        (Reply("User-agent: *\nDisallow: /0", content_type="text/plain"), ["/1"]),
        (Reply("User-agent: YibaoMingbaiZhang\nDisallow: /"), []),
        (Reply("User-agent: Baiduspider\nDisallow: /"), ["/0", "/1"]),
        (Reply("<html>首页</html>"), ["/0", "/1"]),
        (Reply("没有", 404), ["/0", "/1"]),
        (Reply("挡住了", 403), ["/0", "/1"]),
        (Reply(status=302, headers={"Location": "http://www.b.gov.cn/"}), ["/0", "/1"]),
        (Reply("坏了", 500), []),
        (Reply("太多了", 429), []),
        (Reply(b"\xff\xfe\0 x" * 50), ["/0", "/1"]),
    ],
    ids=["a path", "us", "others", "a page", "404", "403", "moved", "500", "429", "bytes"],
)
def test_a_website_says_what_it_allows(site, robots, asked):
    site.replies["/robots.txt"] = robots

    rows = pages(site, 2)
    look(*rows)

    assert site.asked() == asked
    seen = [row.outcome for row in rows].count(Outcome.SEEN)
    assert seen == len(asked)
    if robots.status == 200 and seen < 2:
        assert Outcome.FORBIDDEN in [row.outcome for row in rows]
        found = Finding.objects.get()  # once for the website
        assert (found.kind, found.details["until"]) == (Finding.Kind.BLOCKED, None)


def test_what_a_website_allows_is_kept_for_a_day(site):
    rows = pages(site, 1)
    site.replies["/robots.txt"] = Reply("User-agent: *\nDisallow: /x")

    look(*rows)
    look(*rows, now=NIGHT + DAY / 2)
    assert [one.path for one in site.requests].count("/robots.txt") == 1
    assert HostRules.objects.get().text == "User-agent: *\nDisallow: /x"

    look(*rows, now=NIGHT + DAY)
    assert [one.path for one in site.requests].count("/robots.txt") == 2


@pytest.mark.parametrize(
    ("wanted", "pause"), [("0.5", 1), ("7", 7), ("3600", 60), ("soon", 1), ("", 1)]
)
def test_a_longer_pause_is_heeded_up_to_a_minute(wanted, pause):
    rules = politeness.Rules(f"User-agent: *\nCrawl-delay: {wanted}")

    assert politeness.Host("a.gov.cn", rules).pause(1) == pause


def test_a_pattern_that_takes_for_ever_to_compare_is_cut():
    rules = politeness.Rules(
        f"User-agent: *\nDisallow: /x{'*a' * 40}$\nAllow: /x{'*a' * 40}\nDisallow: /*.pdf$"
    )
    robots = politeness.Host("a.gov.cn", rules).robots

    assert not robots.can_fetch(f"http://a.gov.cn/x{'a' * 500}", politeness.ROBOT)
    assert not robots.can_fetch("http://a.gov.cn/1.pdf", politeness.ROBOT)
    assert robots.can_fetch(f"http://a.gov.cn/y{'a' * 500}", politeness.ROBOT)


def test_a_redirect_to_another_website_waits_for_its_turn_and_asks_what_it_allows(site):
    site.replies |= {
        "ybj.a.gov.cn/0": Reply(status=302, headers={"Location": site.url("/1", "b.gov.cn")}),
        "b.gov.cn/robots.txt": Reply("User-agent: *\nDisallow: /1"),
    }
    page = make_page(site.url("/0"))

    look(page)

    assert (page.outcome, site.asked("b.gov.cn")) == (Outcome.FORBIDDEN, [])


def test_two_websites_that_redirect_to_each_other_do_not_wait_for_ever(site, monkeypatch):
    monkeypatch.setattr(politeness, "_LONGEST_TURN", 0.2)
    names = ["ybj.a.gov.cn", "ybj.b.gov.cn"]
    both = threading.Barrier(2, timeout=5)
    for name, other in (names, names[::-1]):
        moved = Reply(status=302, headers={"Location": site.url("/1", other)})
        site.replies[f"{name}/0"] = lambda moved=moved: (both.wait(), moved)[1]
    site.replies["/1"] = Reply(document())
    rows = [make_page(site.url("/0", name)) for name in names]

    look(*rows)

    assert all(row.outcome in (Outcome.SEEN, Outcome.FAILED) for row in rows)


def test_after_a_block_nothing_more_of_the_website_is_asked(site):
    rows = pages(site, 3)
    site.replies["/1"] = Reply(CHALLENGE, 412)

    look(*rows)

    assert site.asked() == ["/0", "/1"]
    assert [row.outcome for row in rows] == [Outcome.SEEN, Outcome.BLOCKED, Outcome.NEVER]
    assert not WatchedPage.objects.due(NIGHT + DAY / 2).exists()


def test_what_was_blocked_keeps_nobody_out_the_next_night(site):
    rows = pages(site, 3)
    site.replies["/0"] = Reply(CHALLENGE, 412)
    look(*rows)

    look(now=NIGHT + 2 * DAY)

    assert site.asked() == ["/0", "/1", "/2", "/0"]


def test_when_the_time_is_over_nothing_more_is_asked(site):
    rows = pages(site, 3)

    run = look(*rows, longest=0)

    assert (site.requests, run.looked) == ([], [])
    assert [row.outcome for row in rows] == [Outcome.NEVER] * 3


def test_a_silent_website_is_asked_once_for_all_its_pages(site):
    rows = pages(site, 1)
    silent = [make_page(f"http://nobody.gov.cn/{n}") for n in range(3)]

    run = look(*rows, *silent)

    assert [row.outcome for row in silent] == [Outcome.FAILED] * 3
    assert silent[0].reason == "找不到这个网站，域名可能没有了。"
    assert run.asker.hosts["nobody.gov.cn"].requests == 1


def test_a_fault_in_the_asking_ends_the_run_and_its_threads(site, monkeypatch):
    monkeypatch.setattr(politeness.Asker, "ask", None)

    with pytest.raises(TypeError):
        look(*pages(site, 2))
    assert not [one for one in threading.enumerate() if "work" in one.name]


def test_a_fault_in_the_keeping_ends_the_threads_too(site, monkeypatch):
    def broken(*args):
        raise RuntimeError("nobody thought of this")

    monkeypatch.setattr(make.Run, "_note", broken)

    with pytest.raises(RuntimeError):
        look(*pages(site, 9))
    assert not [one for one in threading.enumerate() if "work" in one.name]


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("http://a.gov.cn/x", ""),
        ("http://gov.cn.example/x", "不是官方网站"),
        ("http://example.com/", "不是官方网站（example.com）。"),
        ("http://127.0.0.1/", "一串数字"),
        ("http://u:p@a.gov.cn/", "@"),
        ("http://gone.gov.cn/x", "gone.gov.cn 已经停用。"),
        ("/x", "不是官方网站"),
    ],
)
def test_only_official_addresses_are_asked(url, words, django_assert_num_queries):
    TakeDown.objects.create(kind="domain", term="gone.gov.cn", reason="被冒用", made_at=NIGHT)
    refusal = official_only()

    with django_assert_num_queries(0):
        said = refusal(url)
    assert (words in said) if words else not said


def test_the_pause_is_not_taken_from_the_time_for_the_answer(site):
    rows = pages(site, 2)
    begun = time.monotonic()
    ask = asker(pause=0.3)
    ask.ask(rows[0].url)
    ask.ask(rows[1].url)

    assert time.monotonic() - begun >= 0.6  # robots.txt and two pages
