"""The rows that follow from the facts; an editor's row keeps what it says."""

import pytest

from caching.revision import current
from regions.models import LookupChannel, Region
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_policy,
    make_region,
    make_source,
)
from watch.models import WatchedPage
from watch.rows import add_missing_rows

pytestmark = pytest.mark.django_db

SITE = LookupChannel.Kind.WEBSITE


@pytest.fixture
def hunan():
    return make_region("hunan", name="湖南省")


def test_each_bureau_and_each_official_document_has_a_row(hunan):
    make_channel(hunan, kind=SITE, name="湖南省医疗保障局网站", url="https://ybj.hunan.gov.cn/")
    city = make_region(parent=hunan)
    make_channel(city, kind=SITE, url="https://ybj.yongzhou.gov.cn/")
    source = make_source(title="某通知", publisher="某局", url="https://ybj.hunan.gov.cn/1.html")
    make_policy(city, source=source)
    make_claim(hunan, source=source)
    for url in ("https://example.com/1.html", "https://www.gov.cn/", "", "http://g0v.cn/x"):
        make_source(url=url)
    make_source(url="https://a.gov.cn/draft.html", status="draft")

    assert (add_missing_rows(), add_missing_rows()) == (2, 0)
    rows = WatchedPage.objects.order_by("kind").values_list(
        "kind", "name", "url", "region", "source"
    )
    assert list(rows) == [
        ("document", "某通知（某局）", "https://ybj.hunan.gov.cn/1.html", city.pk, source.pk),
        ("list", "湖南省医疗保障局网站", "https://ybj.hunan.gov.cn/", hunan.pk, None),
    ]


def test_a_source_of_several_places_belongs_to_what_holds_them(hunan):
    both = make_source(url="https://a.gov.cn/1.html")
    for slug in ("yongzhou", "chenzhou"):
        make_deduction(make_region(slug, parent=hunan), source=both)
    make_source(url="https://a.gov.cn/2.html")

    add_missing_rows()

    places = dict(WatchedPage.objects.values_list("url", "region__level"))
    assert places == {
        "https://a.gov.cn/1.html": Region.Level.PROVINCE,
        "https://a.gov.cn/2.html": Region.Level.NATION,
    }


def test_a_row_that_exists_keeps_what_it_says(hunan):
    make_channel(hunan, kind=SITE, url="https://ybj.hunan.gov.cn/")
    row = WatchedPage.objects.create(
        url="https://ybj.hunan.gov.cn/", kind="list", name="我改的", region=hunan, active=False
    )

    assert add_missing_rows() == 0
    row.refresh_from_db()
    assert (row.name, row.active) == ("我改的", False)


def test_where_places_were_merged_the_row_follows(hunan):
    old, new = (make_region(slug, parent=hunan) for slug in ("old", "new"))
    row = WatchedPage.objects.create(url="https://a.gov.cn/x", kind="list", name="目录", region=old)
    Region.objects.filter(pk=old.pk).update(successor=new, ended_on="2026-01-01")

    add_missing_rows()

    row.refresh_from_db()
    assert row.region == new


def test_rows_that_were_added_are_shown_at_once(hunan):
    make_channel(hunan, kind=SITE, url="https://ybj.hunan.gov.cn/")
    before = current()

    add_missing_rows()
    after = current()
    add_missing_rows()

    assert before != after == current()
