"""The calculator's pages: what is asked, what is answered, and bad input of every kind."""

import datetime
import re

import pytest

from regions.tests.make import (
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

OUTCOME = re.compile(r'<section id="answer" data-outcome="([^"]+)"')
RETIRED = {"insurance": "employee", "status": "retired"}


@pytest.fixture(autouse=True)
def places():
    """上海 with two yearly tiers, 兰州 with one amount, 阳江 with a percentage, 杭州 unknown."""
    make_estimate(make_nation())
    shanghai = make_region(slug="shanghai", name="上海市", short_name="上海")
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    lanzhou = make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
    guangdong = make_region(slug="guangdong", name="广东省", short_name="广东")
    make_region(slug="yangjiang", name="阳江市", short_name="阳江", parent=guangdong)
    zhejiang = make_region(slug="zhejiang", name="浙江省", short_name="浙江")
    make_region(slug="hangzhou", name="杭州市", short_name="杭州", parent=zhejiang)
    make_policy(shanghai, tiers=[(0, 74, "1680.00"), (75, None, "1890.00")], period="year")
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(guangdong, rates=[(0, None, "2.8")], base_year=2021)


def outcome(response):
    found = OUTCOME.search(response.text)
    return found and found[1]


def datum(response, name):
    return re.findall(rf'<data class="{name}" value="([^"]+)">', response.text)


def ask(client, path="/calculator/", **query):
    response = client.get(path, query)
    assert response.status_code == 200
    return response


def test_nothing_is_answered_before_anything_is_asked(client):
    response = ask(client)

    assert outcome(response) is None
    assert "aria-invalid" not in response.text


def test_a_parameter_that_a_forwarding_app_added_is_no_question(client):
    response = ask(client, **{"from": "singlemessage", "isappinstalled": "0"})

    assert outcome(response) is None
    assert "aria-invalid" not in response.text


@pytest.mark.parametrize(
    ("age", "month", "year"),
    [("74", "140.00", "1680.00"), ("75", "157.50", "1890.00")],
)
def test_credit_with_its_markup(client, age, month, year):
    response = ask(client, region="shanghai", age=age, **RETIRED)

    assert outcome(response) == "credit"
    assert (datum(response, "month"), datum(response, "year")) == ([month], [year])


def test_a_region_page_answers_its_own_form(client):
    response = ask(client, "/regions/shanghai/", age="74", **RETIRED)

    assert outcome(response) == "credit"
    assert datum(response, "month") == ["140.00"]
    assert 'name="region"' not in response.text


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"region": "gansu/lanzhou", **RETIRED}, "credit"),
        ({"region": "兰州", "insurance": "unsure", "status": "retired"}, "credit-if-eligible"),
        ({"region": "阳江", **RETIRED}, "needs-average-pension"),
        ({"region": "阳江", "average_pension": "4000", **RETIRED}, "credit"),
        ({"region": "杭州", **RETIRED}, "unknown"),
        ({"region": "杭州", "average_pension": "3,700元", **RETIRED}, "estimate"),
        ({"region": "上海", "insurance": "resident", "status": "retired"}, "not-eligible"),
        ({"region": "上海", "insurance": "resident"}, "not-eligible"),
        ({"region": "上海", "insurance": "employee", "status": "not-yet"}, "not-eligible"),
        ({"region": "上海", "insurance": "employee", "status": "working"}, "not-eligible"),
    ],
)
def test_outcomes(client, query, wanted):
    response = ask(client, **query)

    assert outcome(response) == wanted
    amounts = {"credit", "credit-if-eligible"}
    assert bool(datum(response, "month")) is (wanted in amounts)
    assert bool(datum(response, "year")) is (wanted in amounts)


@pytest.mark.parametrize(
    ("place", "wanted"),
    [("阳江", "needs-average-pension"), ("杭州", "unknown")],
)
def test_the_missing_number_is_asked_for_with_the_rest_kept(client, place, wanted):
    response = ask(client, region=place, **RETIRED)
    form = response.text.split('<form class="answer__ask')[1].split("</form>")[0]
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]+)"', form))

    assert outcome(response) == wanted
    again = ask(client, average_pension="4000", **hidden)
    assert outcome(again) == {"unknown": "estimate"}.get(wanted, "credit")


def test_an_estimate_is_a_range_and_called_one(client):
    response = ask(client, region="杭州", average_pension="3700", **RETIRED)

    assert datum(response, "month-low") == ["74.00"]
    assert datum(response, "month-high") == ["111.00"]
    assert "估算" in response.text


def test_a_withheld_rule_shows_a_telephone_and_no_amount(client):
    town = make_region(slug="tianjin", name="天津市", short_name="天津")
    make_policy(
        town,
        tiers=[(0, None, "47.11")],
        source=make_source(published_on=datetime.date(2015, 1, 1)),
    )

    response = ask(client, "/regions/tianjin/", **RETIRED)

    assert outcome(response) == "withheld"
    assert "47.11" not in response.text
    assert "需核实" in response.text
    assert "tel:12393" in response.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("age", "-1"),
        ("age", "121"),
        ("age", "六十几"),
        ("age", "68.5"),
        ("age", ""),
        ("age", "1e400"),
        ("age", "6" * 3000),
        ("age", "6\x008"),
        ("age", "\ufffd"),
        ("birth", "1956-13"),
        ("insurance", "gold"),
        ("insurance", ""),
        ("status", "rich"),
        ("status", ""),
        ("on", "nonsense"),
        ("on", "0001-01-01"),
        ("on", "2500-01-01"),
        ("region", ""),
        ("region", "   "),
        ("region", "亚特兰蒂斯"),
        ("region", "上" * 3000),
    ],
)
def test_bad_input_marks_its_field_and_keeps_what_was_typed(client, field, typed):
    query = {"region": "shanghai", "age": "74", **RETIRED, field: typed}

    response = ask(client, **query)

    assert outcome(response) is None
    tag = re.search(rf'<input[^>]*name="{field}"[^>]*>', response.text)[0]
    assert 'aria-invalid="true"' in tag
    assert re.search(r'<p class="err" id="[^"]+">[^<]*[一-龥]', response.text)
    assert "有地方要改" in response.text
    if field in ("age", "region", "on", "birth") and "\x00" not in typed:
        assert f'value="{typed}"' in tag


@pytest.mark.parametrize("typed", ["0", "-5", "NaN", "9e99", "一千多", "100001"])
def test_bad_average_pensions_are_told(client, typed):
    response = ask(client, region="阳江", average_pension=typed, **RETIRED)

    assert outcome(response) is None
    assert re.search(r'name="average_pension"[^>]*aria-invalid="true"', response.text)


def test_a_field_not_asked_is_ignored_whatever_it_holds(client):
    response = ask(client, region="兰州", age="-1", average_pension="x", birth="?", **RETIRED)

    assert outcome(response) == "credit"


def test_full_width_digits_are_understood(client):
    assert datum(ask(client, region="上海", age="７４ 岁", **RETIRED), "year") == ["1680.00"]


def test_a_parameter_written_twice_with_two_values_is_asked_about(client):
    response = client.get(
        "/calculator/?region=shanghai&age=74&age=75&insurance=employee&status=retired"
    )

    assert outcome(response) is None
    assert "写了两遍" in response.text


def test_bad_utf8_in_the_query_is_no_server_error(client):
    response = client.get("/calculator/?region=%ff%fe&age=%80&insurance=employee&status=retired")

    assert response.status_code == 200
    assert "没找到" in response.text


def test_two_places_of_one_name_are_asked_about(client):
    jilin = make_region(slug="jilin", name="吉林省", short_name="吉林")
    make_region(slug="jilinshi", name="吉林市", short_name="吉林市", parent=jilin)

    response = ask(client, region="吉林", **RETIRED)

    assert outcome(response) is None
    assert "不止一个" in response.text
    assert "region=jilin%2Fjilinshi" in response.text


def test_a_county_leads_to_the_place_it_belongs_to_and_says_so(client):
    from regions.models import Region

    make_region(
        slug="yuzhong",
        name="榆中县",
        short_name="榆中",
        parent=Region.objects.get(path="gansu/lanzhou"),
        has_page=False,
    )

    response = ask(client, region="榆中", **RETIRED)

    assert outcome(response) == "credit"
    assert "榆中县”归兰州市" in response.text


def test_the_day_asked_for_is_heeded_and_named(client):
    from regions.models import Region

    lanzhou = Region.objects.get(path="gansu/lanzhou")
    make_policy(lanzhou, tiers=[(0, None, "130.00")], effective_from=datetime.date(2030, 1, 1))

    response = ask(client, region="兰州", on="2030-01-01", **RETIRED)

    assert datum(response, "month") == ["130.00"]
    assert "2030年1月1日" in response.text


def test_a_stored_average_pension_names_its_source(client):
    from regions.models import Region

    make_statistic(
        Region.objects.get(path="guangdong/yangjiang"),
        year=2021,
        average_pension="4000.00",
        source=make_source(title="阳江统计公报"),
    )

    response = ask(client, region="阳江", **RETIRED)

    assert datum(response, "month") == ["112.00"]
    assert "阳江统计公报" in response.text


def test_results_are_not_indexed_and_never_stored(client):
    response = ask(client, region="兰州", **RETIRED)

    assert 'name="robots" content="noindex' in response.text
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies
