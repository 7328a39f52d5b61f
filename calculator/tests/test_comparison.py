"""The comparison: one person in up to four places, unknown ones said, bars from zero."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from regions.tests.make import make_estimate, make_nation, make_policy, make_region, make_statistic
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

PERSON = {"insurance": "employee", "status": "retired", "age": "70"}
ADDRESS = "/calculator/compare/"


@pytest.fixture(autouse=True)
def places():
    nation = make_nation()
    make_estimate(nation)
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    for slug, name, tiers in [
        ("lanzhou", "兰州", [(0, None, "90.00")]),
        ("tianshui", "天水", [(0, 69, "40.00"), (70, None, "45.00")]),
    ]:
        place = make_region(slug=slug, name=f"{name}市", short_name=name, parent=gansu)
        make_policy(place, tiers=tiers)
    rate = make_region(slug="jinchang", name="金昌市", short_name="金昌", parent=gansu)
    make_policy(rate, rates=[(0, None, "2.5")])
    make_region(slug="wuwei", name="武威市", short_name="武威", parent=gansu)
    make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)


def rows_of(page):
    return {
        re.search(r'<a href="/regions/gansu/(\w+)/["?]', row)[1]: row
        for row in page.split("<tr data-outcome=")[1:]
    }


def compare(client, *places, **person):
    return client.get(ADDRESS, {"region": list(places), **PERSON, **person})


def test_amounts_stand_side_by_side_with_bars_from_zero(client):
    rows = rows_of(compare(client, "兰州", "天水").text)

    assert '<data class="month" value="90.00">' in rows["lanzhou"]
    assert 'x="0%" y="1" width="94.0%"' in rows["lanzhou"]
    assert '<data class="month" value="45.00">' in rows["tianshui"]
    assert 'x="0%" y="1" width="47.0%"' in rows["tianshui"]


def test_a_place_without_a_rule_is_said_and_has_no_bar(client):
    rows = rows_of(compare(client, "gansu/lanzhou", "武威").text)

    assert rows["wuwei"].startswith('"unknown"')
    assert "还没查到武威的标准" in rows["wuwei"]
    assert "<rect" not in rows["wuwei"]
    assert "<data" not in rows["wuwei"]


def test_a_percentage_without_an_average_pension_is_said(client):
    rows = rows_of(compare(client, "兰州", "金昌", average_pension="9999").text)

    assert rows["jinchang"].startswith('"needs-average-pension"')
    assert "金昌人均养老金的 2.5%" in rows["jinchang"]
    assert "<data" not in rows["jinchang"]


def test_a_stored_average_pension_makes_an_estimate_a_range(client):
    from regions.models import Region

    make_statistic(Region.objects.get(path="gansu/wuwei"), average_pension="4000.00")

    rows = rows_of(compare(client, "武威", "兰州").text)

    assert '<data class="month-low" value="80.00">' in rows["wuwei"]
    assert '<data class="month-high" value="120.00">' in rows["wuwei"]
    assert "按当地人均养老金估的，不是当地标准" in rows["wuwei"]
    assert "估算" in rows["wuwei"]
    assert 'class="b3" x="62.7%" y="1" width="31.3%"' in rows["wuwei"]


def test_an_entered_average_pension_counts_for_the_first_place_alone(client):
    rows = rows_of(compare(client, "金昌", "武威", average_pension="4000").text)

    assert '<data class="month" value="100.00">' in rows["jinchang"]
    assert "用的是您填的人均养老金 4,000 元" in rows["jinchang"]
    assert "<data" not in rows["wuwei"]


def test_a_row_says_its_source_and_what_is_to_come(client):
    from regions.models import Region

    make_policy(
        Region.objects.get(path="gansu/lanzhou"),
        tiers=[(0, None, "99.00")],
        effective_from=datetime.date(2100, 1, 1),
    )

    row = rows_of(plain(compare(client, "兰州").text))["lanzhou"]

    assert re.search(r"某市医保局，二手资料。资料是 2026年6月1日的", row)
    assert "将于 2100年1月1日起改变" in row


def test_the_same_place_counts_once(client):
    assert len(rows_of(compare(client, "兰州", "兰州市", "gansu/lanzhou").text)) == 1


def test_a_fifth_place_is_told(client):
    page = compare(client, "兰州", "天水", "金昌", "武威", "白银").text

    assert len(rows_of(page)) == 4
    assert "一次最多比四个地方" in page


def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(client):
    response = compare(client, "兰州", "兰洲", age="-1")

    assert response.status_code == 200
    assert 'id="comparison"' not in response.text
    assert "有地方要改：" in response.text
    assert 'href="#c-region-2"' in response.text
    assert 'id="c-region-2" name="region" value="兰洲"' in response.text
    assert response.text.count('aria-invalid="true"') == 2


def test_a_proposal_keeps_the_other_places(client):
    page = compare(client, "天水", "兰洲").text

    assert "region=%E5%A4%A9%E6%B0%B4&amp;region=gansu%2Flanzhou&amp;" in page


def test_the_age_is_asked_where_one_of_the_places_needs_it(client):
    page = client.get(
        ADDRESS, {"region": ["兰州", "天水"], "insurance": "employee", "status": "retired"}
    ).text

    assert "这里按年龄分档" in page
    assert 'href="#c-age"' in page


def test_without_a_place_one_is_asked_for(client):
    page = client.get(ADDRESS, PERSON).text

    assert "请至少写一个地方" in page
    assert 'href="#c-region-1"' in page


def test_who_is_not_entitled_is_told_in_words(client):
    rows = rows_of(compare(client, "兰州", insurance="resident").text)

    assert "没有这笔钱" in rows["lanzhou"]
    assert "<data" not in rows["lanzhou"]


def test_a_resident_is_led_to_what_they_have_and_sees_no_retirees_source(client):
    page = compare(client, "兰州", "金昌", insurance="resident", status="unsure").text
    row = rows_of(page)["lanzhou"]

    assert row.count("/regions/gansu/lanzhou/?insurance=resident") == 2
    assert "兰州居民医保有什么" in row
    assert "某市医保局" not in page
    assert "条越长，钱越多" not in page


def test_who_has_yet_to_retire_is_led_to_what_comes(client):
    page = compare(client, "兰州", insurance="employee", status="not-yet").text

    assert "现在还没有钱打进来" in page
    assert "兰州办好以后打多少" in page
    assert "条越长，钱越多" not in page


def test_a_comparison_is_not_stored_and_not_indexed(client):
    response = compare(client, "兰州")

    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response.text
    assert "noindex" not in client.get(ADDRESS).text


def test_a_day_that_is_nonsense_is_told_at_a_field(client):
    page = compare(client, "兰州", on="nonsense").text

    assert 'href="#c-on"' in page
    assert 'id="c-on" name="on" value="nonsense"' in page


def test_another_day_is_said_and_kept(client):
    page = plain(compare(client, "兰州", on="2030-01-01").text)

    assert "2030年1月1日的标准没有查到，这是现在查到的数。" in page
    assert '<input type="hidden" name="on" value="2030-01-01">' in page


@pytest.mark.parametrize(
    "query",
    [
        "region=%00",
        "region=" + "x" * 3000,
        "region=兰州&age=%ff",
        "region=兰州&status=x&insurance=y",
        "&".join("region=p" for _ in range(500)),
    ],
)
def test_bad_input_is_answered(client, query):
    assert client.get(f"{ADDRESS}?{query}").status_code == 200


def test_the_queries_grow_evenly_with_the_places(client):
    compare(client, "兰州", "金昌")  # the province and the example of a percentage are read once
    counts = []
    for places in (["兰州"], ["兰州", "天水"], ["兰州", "天水", "金昌"]):
        with CaptureQueriesContext(connection) as seen:
            compare(client, *places)
        counts.append(len(seen))

    assert counts == [1, 1, 1]  # the revision; no name takes one of its own
