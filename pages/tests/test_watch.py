"""官网有没有变: which official pages a machine looks at, told to everybody."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.html import strip_tags

from regions.models import TakeDown
from regions.tests.make import make_region, make_source
from watch.models import WatchedPage

pytestmark = pytest.mark.django_db

PATH = "/coverage/watch/"
NIGHT = datetime.datetime(2026, 11, 29, 18, tzinfo=datetime.UTC)  # the 30th here
LIST, DOCUMENT = WatchedPage.Kind.LIST, WatchedPage.Kind.DOCUMENT


@pytest.fixture
def gansu():
    return make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")


@pytest.fixture
def anhui():
    return make_region(slug="anhui", name="安徽省", short_name="安徽", code="340000")


def look_at(region, kind=LIST, outcome="", visited=None, **fields) -> WatchedPage:
    number = WatchedPage.objects.count()
    fields.setdefault("url", f"https://ybj.{region.slug}.gov.cn/{number}.html")
    return WatchedPage.objects.create(
        region=region, kind=kind, name=str(number), outcome=outcome, visited_at=visited, **fields
    )


def said(client) -> str:
    """The words of the page, without any blank."""
    return "".join(strip_tags(client.get(PATH).text).split())


def test_without_a_row_it_has_not_begun(client):
    page = client.get(PATH)

    assert page.status_code == 200
    assert "还没有开始看。" in page.text
    assert "<table" not in page.text
    assert 'rel="canonical"' in page.text


def test_before_the_first_night_it_says_where_it_will_look(client, gansu):
    look_at(gansu)
    look_at(gansu, DOCUMENT, source=make_source())

    page = said(client)

    assert "还没有开始看。准备看的都列在下面：1个目录页，1份文件。" in page
    assert "还没有看过" not in page  # said once, at the top
    assert "ybj.gansu.gov.cn" in page


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("seen", "看到了"),
        ("unchanged", "看到了，没有变"),
        ("changed", "看到了，变了，编辑在看"),
        ("blocked", "被挡在外面"),
        ("forbidden", "对方不让机器看"),
        ("gone", "这一页没有了，编辑在看"),
        ("unreadable", "打得开，读不出"),
        ("failed", "没有连上"),
        ("", "还没有看过"),
    ],
)
def test_each_outcome_is_told_in_plain_words(client, gansu, outcome, words):
    look_at(gansu, outcome=outcome, visited=NIGHT)

    assert f"<b>{words}</b>" in client.get(PATH).text
    assert {value for value, _ in WatchedPage.Outcome.choices} == {
        *("seen", "unchanged", "changed", "blocked", "forbidden"),
        *("gone", "unreadable", "failed", ""),
    }


def test_a_list_tells_when_it_was_looked_at_and_when_it_was_seen(client, gansu):
    before = NIGHT - datetime.timedelta(days=3)
    look_at(gansu, outcome="blocked", visited=NIGHT, succeeded_at=before)

    page = said(client)

    assert "最近一次去看2026年11月30日" in page
    assert "上次没有看成的1页" in page
    assert "甘肃" in page
    assert "2026年11月27日" in page


def test_documents_of_a_place_are_counted_by_what_was_seen(client, gansu):
    for outcome in ("unchanged", "unchanged", "failed"):
        look_at(gansu, DOCUMENT, outcome=outcome, visited=NIGHT)

    page = said(client)

    assert "一份一份盯着的文件3份" in page
    assert "其中上次去看没有变的2份" in page
    assert "甘肃，3份文件ybj.gansu.gov.cn" in page
    assert "2份看到了，没有变；1份没有连上" in page


def test_places_stand_in_the_order_of_provinces_and_what_rests_for_good_is_left_out(
    client, gansu, anhui
):
    look_at(gansu, visited=NIGHT)
    look_at(anhui, visited=NIGHT)
    look_at(anhui, active=False, url="https://old.anhui.gov.cn/")

    page = said(client)

    assert page.index("ybj.anhui.gov.cn") < page.index("ybj.gansu.gov.cn")
    assert "old.anhui.gov.cn" not in page


def test_an_address_that_was_taken_down_is_shown_no_more(client, gansu):
    look_at(gansu, visited=NIGHT)
    look_at(gansu, visited=NIGHT, url="https://shop.gov.cn/")
    TakeDown.objects.create(kind="domain", term="shop.gov.cn", reason="成了商店", made_at=NIGHT)

    page = client.get(PATH).text

    assert "ybj.gansu.gov.cn" in page
    assert "shop.gov.cn" not in page


def test_it_says_by_which_name_it_asks_and_that_it_publishes_nothing(client):
    page = said(client)

    assert "YibaoMingbaiZhang" in page
    assert "它自己什么也不发布，也不改任何数字。" in page


def test_more_rows_take_no_more_queries(client, gansu, anhui):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(PATH)
        return len(seen)

    look_at(gansu, visited=NIGHT)
    before = queries()
    for place in (gansu, anhui):
        look_at(place, DOCUMENT, visited=timezone.now(), source=make_source())

    assert queries() == before


def test_the_pages_beside_it_lead_there_and_search_engines_find_it(client, gansu):
    look_at(gansu, visited=NIGHT)

    for beside in ("/coverage/", "/about/"):
        assert f'href="{PATH}"' in client.get(beside).text
    listed = client.get("/sitemap-pages.xml").text
    assert f"{PATH}</loc><lastmod>2026-11-30</lastmod>" in listed
