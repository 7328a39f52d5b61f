"""Which documents of a bureau's list are told, each once."""

import pytest

from regions.tests.make import make_source
from watch.models import Finding, WatchedPage

from .make import again, look, make_page, open_kinds
from .site import Reply, listing

pytestmark = pytest.mark.django_db

Kind, Outcome = Finding.Kind, WatchedPage.Outcome
NOTICE = "关于调整职工医保个人账户计入办法的通知"
OLD = [(f"{NOTICE}（{n}）", f"/old{n}.html", "2020-01-01") for n in range(30)]
RECENT = [(f"{NOTICE}（新{n}）", f"/new{n}.html", "2026-11-01") for n in range(15)]


@pytest.fixture
def bureau(site):
    site.replies["/x"] = Reply(listing(*OLD))
    return make_page(site.url("/x"), WatchedPage.Kind.LIST)


def test_the_first_visit_of_a_list_tells_of_ten_recent_documents_at_most(site, bureau):
    news = ("我局召开退休干部座谈会", "/n.html", "2026-11-02")
    site.replies["/x"] = Reply(listing(news, *RECENT, *OLD))

    look(bureau)

    assert (bureau.outcome, bureau.reason) == (Outcome.SEEN, "新文件 10 份")
    titles = {one.details["title"] for one in Finding.objects.all()}
    assert len(titles) == 10
    assert titles <= {title for title, _, _ in RECENT}


def test_a_new_document_is_told_once_with_its_day(site, bureau):
    new = (NOTICE, "/new.html", "2026-11-28")
    again(site, bureau, listing(new, *OLD))
    again(site, bureau, listing(*OLD), day=2)
    again(site, bureau, listing(new, *OLD[:5]), day=3)

    found = Finding.objects.get()
    assert found.kind == Kind.NEW
    assert found.details == {
        "title": NOTICE,
        "address": site.url("/new.html"),
        "day": "2026-11-28",
    }


def test_a_list_that_moved_to_new_addresses_tells_nothing(site, bureau):
    moved = [(title, f"/2026{address}", day) for title, address, day in OLD]

    again(site, bureau, listing(*moved))

    assert not Finding.objects.exists()


def test_a_notice_with_the_title_of_an_earlier_one_is_told(site, bureau):
    site.replies["/x"] = Reply(listing((NOTICE, "/2025.html", "2025-11-28"), *OLD))
    look(bureau)
    Finding.objects.all().delete()

    this_year = (NOTICE, "/2026.html", "2026-11-30")
    again(site, bureau, listing(this_year, (NOTICE, "/2025.html", "2025-11-28"), *OLD))

    assert [one.details["day"] for one in Finding.objects.all()] == ["2026-11-30"]


def test_a_document_that_is_a_source_already_is_not_told_and_one_that_becomes_one_closes(
    site, bureau
):
    make_source(url=site.url("/known.html").replace("http:", "https:"), status="draft")
    make_source(document_number="某医保发〔2026〕12号")
    known = [
        (NOTICE, "/known.html", "2026-11-28"),
        (f"{NOTICE}（某医保发[2026]12号）", "/n.html", ""),
    ]
    again(site, bureau, listing(*known, (f"{NOTICE}二", "/two.html", "2026-11-28"), *OLD))

    assert [one.details["title"] for one in Finding.objects.open()] == [f"{NOTICE}二"]

    make_source(url=site.url("/two.html"), status="draft")
    again(site, bureau, listing(*OLD), day=2)
    assert Finding.objects.get().closed_because == "已经录成来源"


def test_a_row_may_name_its_own_words(site, bureau):
    bureau.title_words = "座谈会 年报"
    bureau.save()
    rows = [("我局召开退休干部座谈会", "/a.html", ""), (NOTICE, "/b.html", "2026-11-28")]
    again(site, bureau, listing(*rows, *OLD))

    assert [one.details["title"] for one in Finding.objects.all()] == ["我局召开退休干部座谈会"]


def test_a_list_without_links_is_told(site, bureau):
    again(site, bureau, "<html><body><div id='app'>政策文件都在这里</div></body></html>")

    assert (bureau.outcome, open_kinds()) == (Outcome.UNREADABLE, [Kind.UNREADABLE])
