"""What a visit comes to, for each way in which a bureau's page can answer."""

import datetime

import pytest
from django.contrib.auth import get_user_model

from documents import reading
from regions.models import Source
from regions.tests.make import make_source
from watch import visiting
from watch.models import Finding, Snapshot, WatchedPage

from .make import DAY, NIGHT, again, look, make_page, open_kinds
from .site import CHALLENGE, NEWER, RULE, SHOP, Reply, document

pytestmark = pytest.mark.django_db

Kind, Outcome = Finding.Kind, WatchedPage.Outcome


@pytest.fixture
def watched(site):
    site.replies["/x"] = Reply(document())
    return make_page(site.url("/x"))


def test_the_first_visit_keeps_the_answer_and_tells_nothing(site, watched):
    look(watched)

    assert (watched.outcome, watched.visited_at, watched.succeeded_at) == (
        Outcome.SEEN,
        NIGHT,
        NIGHT,
    )
    kept = Snapshot.objects.get()
    assert kept.raw.decode() == document()
    assert (kept.status, kept.address) == (200, watched.url)
    assert RULE in kept.text
    assert not Finding.objects.exists()


def test_what_breaks_the_reading_loses_no_answer_and_no_other_page(
    site, watched, monkeypatch, caplog
):
    def broken(*args, **kwargs):
        raise RuntimeError("nobody thought of this")

    site.replies["/gone"] = Reply("", 404)
    other = make_page(site.url("/gone"))
    monkeypatch.setattr(reading, "read", broken)

    look(watched, other)

    assert (watched.outcome, watched.reason) == (Outcome.FAILED, "本站的程序出了意外，没有看成。")
    assert other.outcome == Outcome.GONE
    assert "nobody thought of this" in caplog.text
    assert Snapshot.objects.get().raw.decode() == document()


def test_a_change_is_told_by_clause_with_both_answers(site, watched):
    again(site, watched, document(NEWER))

    assert watched.outcome == Outcome.CHANGED
    assert watched.reason == "第六条 90 → 100 元，自2027年1月1日"
    found = Finding.objects.get()
    assert found.kind == Kind.CHANGED
    assert found.details == {
        "clauses": [
            {
                "clause": "第六条",
                "before": RULE,
                "after": NEWER,
                "words": "90 → 100 元，自2027年1月1日",
            }
        ],
        "more": 0,
        "checked_on": {},
    }
    assert (RULE in found.before.text, NEWER in found.snapshot.text) == (True, True)


def test_a_change_is_told_once(site, watched):
    again(site, watched, document(NEWER))
    again(site, watched, document(NEWER), day=2)
    again(site, watched, document(NEWER, beside="<p>浏览次数：5</p>"), day=3)

    assert watched.outcome == Outcome.UNCHANGED
    assert Finding.objects.count() == 1


def test_a_change_that_is_taken_back_closes_by_itself_and_opens_when_it_comes_again(site, watched):
    again(site, watched, document(NEWER))
    again(site, watched, document(), day=2)

    first = Finding.objects.get()
    assert first.closed_because == "官网又改回去了"

    again(site, watched, document(NEWER), day=3)
    first.refresh_from_db()
    assert (first.closed_at, first.found_at) == (None, NIGHT + 3 * DAY)


@pytest.mark.parametrize("step", ["changes", "_note_text"], ids=["compared", "kept"])
def test_a_run_that_is_stopped_before_a_change_is_told_tells_it_the_next_night(
    site, watched, monkeypatch, step
):
    def stopped(*args, **kwargs):
        raise KeyboardInterrupt

    look(watched)
    with monkeypatch.context() as patched:
        patched.setattr(visiting if step == "changes" else visiting.Visit, step, stopped)
        with pytest.raises(KeyboardInterrupt):
            again(site, watched, document(NEWER))
    again(site, watched, document(NEWER), day=2)

    assert (watched.outcome, open_kinds()) == (Outcome.CHANGED, ["changed"])


def test_a_return_to_an_older_answer_is_told_although_a_run_was_stopped(site, watched, monkeypatch):
    again(site, watched, document(NEWER))
    Finding.objects.update(closed_at=NIGHT, closed_by=make_editor())
    with monkeypatch.context() as patched:
        patched.setattr(reading, "read", lambda *args, **kwargs: 1 / 0)
        again(site, watched, document(), day=2)
    again(site, watched, document(), day=3)

    assert (watched.outcome, open_kinds()) == (Outcome.CHANGED, ["changed"])


def test_what_came_for_an_address_that_an_editor_changed_meanwhile_is_dropped(site, watched):
    WatchedPage.objects.update(url=site.url("/elsewhere"))

    look(watched)

    assert [request.path for request in site.requests][-1] == "/x"
    assert (watched.visited_at, Snapshot.objects.count()) == (None, 0)


def test_a_clock_that_was_wrong_for_a_night_keeps_no_page_from_being_looked_at(site, watched):
    years = datetime.timedelta(days=4000)
    WatchedPage.objects.update(visited_at=NIGHT + years, rests_until=NIGHT + years)

    assert list(WatchedPage.objects.due(NIGHT)) == [watched]


def test_many_changes_are_cut(site, watched):
    look(watched)
    clauses = [f"第{n}条 第{n}类人员每月划入{n}00元，由统筹基金支付。" for n in range(10, 40)]
    again(site, watched, document(*clauses))

    details = Finding.objects.get().details
    assert (len(details["clauses"]), details["more"]) == (20, 11)


@pytest.mark.parametrize(
    "beside",
    [
        "<p>浏览次数：124</p>",
        "<div class='label'>新版</div><p>分享到：微信 微博</p>",
        "<script>var t = 5</script><p>今天是2026年11月30日 星期一</p>",
    ],
)
def test_a_page_that_swaps_only_its_label_did_not_change(site, watched, beside):
    again(site, watched, document(beside=beside))

    assert watched.outcome == Outcome.UNCHANGED
    assert not Finding.objects.exists()


def test_what_the_website_says_did_not_change_is_not_read_again(site, watched, monkeypatch):
    site.replies["/x"] = Reply(document(), etag='"1"')
    look(watched)
    monkeypatch.setattr(reading, "read", None)

    look(watched, now=NIGHT + DAY)

    assert site.requests[-1].headers["if-none-match"] == '"1"'
    assert (watched.outcome, watched.succeeded_at) == (Outcome.UNCHANGED, NIGHT + DAY)
    assert Snapshot.objects.get().seen_at == NIGHT + DAY


def test_with_other_selectors_the_page_is_read_anew(site, watched):
    site.replies["/x"] = Reply(document(), etag='"1"')
    look(watched)
    watched.keep = "div.article"
    watched.save()

    look(watched, now=NIGHT + DAY)

    assert "if-none-match" not in site.requests[-1].headers
    assert watched.outcome == Outcome.SEEN
    assert not Finding.objects.exists()


def test_a_selector_that_no_longer_fits_is_told_and_closes_when_it_does(site, watched):
    watched.keep = "div.article"
    watched.save()
    again(site, watched, document(NEWER).replace("class='article'", "class='text'"))

    assert (watched.outcome, watched.reason) == (
        Outcome.UNREADABLE,
        "页面改版，找不到“div.article”。",
    )
    assert [one.details for one in Finding.objects.all()] == [{"selector": "div.article"}]

    again(site, watched, document(), day=2)
    assert (watched.outcome, open_kinds()) == (Outcome.UNCHANGED, [])


@pytest.mark.parametrize("keep", ["*", "div:has(", "p" * 200, ":is(:not(*), *) *"])
def test_an_odd_selector_breaks_nothing(site, watched, keep):
    watched.keep = keep
    watched.save()

    look(watched)

    assert watched.outcome in (Outcome.SEEN, Outcome.UNREADABLE)


def test_a_page_in_gb18030_is_read(site, watched):
    raw = document(RULE).encode("gb18030")
    site.replies["/x"] = Reply(raw, content_type="text/html; charset=gb2312")

    look(watched)

    assert RULE in Snapshot.objects.get().text


@pytest.mark.parametrize("status", [404, 410])
def test_a_page_that_is_gone_is_told_until_it_answers(site, watched, status):
    again(site, watched, Reply("没有", status))
    again(site, watched, Reply("没有", status), day=2)

    assert (watched.outcome, watched.succeeded_at) == (Outcome.GONE, NIGHT)
    assert [(one.kind, one.details) for one in Finding.objects.all()] == [
        (Kind.GONE, {"status": status})
    ]

    again(site, watched, document(), day=3)
    assert (open_kinds(), Finding.objects.get().closed_because) == ([], "又看得到了")

    again(site, watched, Reply("没有", status), day=4)
    assert open_kinds() == [Kind.GONE]


def test_a_page_that_is_gone_and_leads_home_by_a_script_is_gone(site, watched):
    home = "<html><script>setTimeout(function(){location.href='/'}, 3000)</script>404</html>"
    again(site, watched, Reply(home, 404))

    assert (watched.outcome, watched.rests_until) == (Outcome.GONE, None)


def test_what_a_person_closed_stays_closed(site, watched):
    again(site, watched, Reply("没有", 404))
    editor = make_editor()
    Finding.objects.update(closed_at=NIGHT, closed_by=editor)

    again(site, watched, Reply("没有", 404), day=2)

    assert open_kinds() == []


def make_editor():
    return get_user_model().objects.create_user("editor")


@pytest.mark.parametrize(
    ("reply", "rest"),
    [
        (Reply("挡住了", 403), DAY),
        (Reply(CHALLENGE, 412), DAY),
        (Reply(CHALLENGE, 202), DAY),
        (Reply(CHALLENGE), DAY),
        (Reply("太多了", 429), DAY),
        (Reply("太多了", 429, headers={"Retry-After": "7200"}), datetime.timedelta(hours=2)),
        (Reply("忙", 503, headers={"Retry-After": "60"}), datetime.timedelta(minutes=1)),
        (Reply("挡住了", 403, headers={"Retry-After": "60"}), DAY),
        (
            Reply("", 429, headers={"Retry-After": "Mon, 30 Nov 2026 20:00:00 GMT"}),
            datetime.timedelta(hours=2),
        ),
        (Reply("", 429, headers={"Retry-After": "99999999999"}), 7 * DAY),
        (Reply("", 429, headers={"Retry-After": "soon"}), DAY),
    ],
    ids=lambda value: str(value.status) if isinstance(value, Reply) else "",
)
def test_after_a_block_the_whole_website_rests(site, watched, reply, rest):
    other = make_page(site.url("/other"))
    elsewhere = make_page(site.url("/x", host="ybj.b.gov.cn"))

    again(site, watched, reply)

    until = NIGHT + DAY + rest
    assert (watched.outcome, watched.rests_until) == (Outcome.BLOCKED, until)
    other.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (other.rests_until, elsewhere.rests_until) == (until, None)
    found = Finding.objects.get()
    assert (found.kind, found.details["until"]) == (Kind.BLOCKED, until.isoformat())
    assert watched not in WatchedPage.objects.due(until - datetime.timedelta(seconds=1))

    again(site, watched, document(), day=9)
    assert (watched.outcome, watched.rests_until, open_kinds()) == (Outcome.UNCHANGED, None, [])


def test_a_challenge_with_another_script_is_recognised_when_it_is_read(site, watched):
    again(site, watched, "<html><title>安全验证</title><body>请完成验证</body></html>")

    assert (watched.outcome, watched.rests_until) == (Outcome.BLOCKED, NIGHT + 2 * DAY)


def test_a_page_that_was_let_through_with_its_script_is_no_block(site, watched):
    again(site, watched, document(beside="<script>var $_ts=window['x'];$_ts.nsd=1</script>"))

    assert watched.outcome == Outcome.UNCHANGED


@pytest.mark.parametrize(
    ("reply", "refused"),
    [
        (Reply("<html><body></body></html>"), "not-text"),
        (Reply(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000), "doc"),
        (Reply(b"%PDF-1.4 broken"), "failed"),
    ],
    ids=["empty", "doc", "pdf"],
)
def test_what_cannot_be_read_is_told_kept_and_never_compared(site, watched, reply, refused):
    again(site, watched, reply)

    assert (watched.outcome, watched.etag) == (Outcome.UNREADABLE, "")
    found = Finding.objects.get()
    assert (found.kind, found.details) == (
        Kind.UNREADABLE,
        {"refused": refused, "address": watched.url},
    )
    assert found.snapshot.raw == reply.raw

    again(site, watched, document(), day=2)
    assert (watched.outcome, open_kinds()) == (Outcome.UNCHANGED, [])


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        (Reply("坏了", 500), "对方网站出错（500）。"),
        (Reply(document(), length=9), "对方网站说的长度和给的不一样，可能没有给全。"),
        (Reply(document(), length=99_999), "没有传完就断了。"),
        (Reply(b"0" * 9_000_000, packed=True), "文件太大，超过 0.2 MB，没有读完。"),
        (
            Reply(status=302, headers={"Location": "http://shop.example/"}),
            "被转到了不该去的地方：不是官方网站（shop.example）。",
        ),
        (
            Reply(status=302, headers={"Location": "http://10.0.0.1/"}),
            "被转到了不该去的地方：网址是一串数字，看不出是谁的网站。请填有名字的网址。",
        ),
    ],
    ids=["500", "short", "long", "bomb", "elsewhere", "private"],
)
def test_what_failed_is_noted_and_tells_nobody(site, watched, reply, reason):
    again(site, watched, reply)

    assert (watched.outcome, watched.reason) == (Outcome.FAILED, reason)
    assert watched.succeeded_at == NIGHT
    assert not Finding.objects.exists()


def test_a_page_that_turned_into_a_shop_is_told_and_moves_no_day(site, watched):
    source = make_source(url=watched.url, full_text=RULE)
    watched.source = source
    watched.save()
    look(watched)
    Source.objects.update(unchanged_on=None)

    again(site, watched, SHOP)

    assert (watched.outcome, open_kinds()) == (Outcome.CHANGED, [Kind.CHANGED])
    assert Source.objects.get().unchanged_on is None


def test_a_page_that_fails_for_days_is_told_until_it_is_seen(site, watched):
    for day in (1, 2, 3):
        again(site, watched, Reply("坏了", 500), day=day)
    assert not Finding.objects.exists()

    again(site, watched, Reply("坏了", 500), day=4)
    assert Finding.objects.get().details == {
        "reason": "连着几天没有看成：对方网站出错（500）。",
        "until": None,
    }

    again(site, watched, document(), day=5)
    assert (open_kinds(), watched.failing_since) == ([], None)


def test_only_the_newest_answers_and_those_that_findings_name_are_kept(site, watched, monkeypatch):
    monkeypatch.setattr("watch.models.snapshot.KEPT", 2)
    for day in range(6):
        rule = RULE.replace("90", "95") if day > 1 else RULE
        again(site, watched, document(rule, beside=f"<p>浏览次数：{day}</p>"), day=day)

    assert Snapshot.objects.count() == 4
    assert Finding.objects.get().before_id is not None
