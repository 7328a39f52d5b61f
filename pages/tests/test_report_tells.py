"""Telling what arrives where nothing is known: the way there, the form, and what happens next."""

import re
from urllib.parse import urlencode

import pytest

from pages import report_guard
from pages.parameters import parameters_at
from regions.models import CorrectionReport
from regions.tests.make import make_estimate, make_nation, make_policy, make_reader_statement
from regions.tests.make import make_region as make

pytestmark = pytest.mark.django_db

FORM = "application/x-www-form-urlencoded"
PAGE = "/regions/gansu/lanzhou/"
RETIRED = "insurance=employee&status=retired"


@pytest.fixture(autouse=True)
def clock(time_machine):
    """Stands still at noon in Shanghai until a test moves it."""
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)
    return time_machine


@pytest.fixture
def send(client, clock):
    """Post a form a minute after it was opened."""

    def post(**fields):
        token = report_guard.new_token()
        clock.shift(60)
        return client.post("/report/", urlencode({"token": token} | fields), content_type=FORM)

    return post


def heading(page: str) -> str:
    return re.sub(r"<[^>]+>", "", page.partition("<h1>")[2].partition("</h1>")[0])


def subject(page: str) -> str:
    note = page.split('<div class="note">')[1].partition("</div>")[0]
    return re.sub(r"<[^>]+>|\n\s*", "", note).partition("不是这里")[0]


# --- The form ----------------------------------------------------------------------------------


def test_the_page_of_an_unknown_place_leads_to_a_form_that_asks_what_arrives(client, lanzhou):
    page = client.get(PAGE).text
    address = "/report/?region=gansu/lanzhou&amp;kind=known"
    form = client.get(address.replace("&amp;", "&")).text

    assert f'href="{address}"' in page
    assert "告诉我们您到账多少" in page
    assert heading(form) == "您到账多少？告诉我们"
    assert 'value="known" checked' in form
    assert heading(client.get("/report/").text) == "哪里不对？告诉我们"


def test_an_age_in_the_address_is_filled_in_and_nonsense_is_not(client, lanzhou):
    address = "/report/?region=gansu/lanzhou&kind=known&amount=80&age="

    assert "age" in parameters_at("/report/")
    assert 'name="age" value="72"' in client.get(f"{address}72").text
    for nonsense in ("x", "121", "-3", "%00", ""):
        assert 'name="age" value=""' in client.get(f"{address}{nonsense}").text


def test_what_is_wrong_is_told_at_once(send):
    page = send(region="", amount="八十", month="2026-12", age="老了").text
    summary = page.split('role="alert"')[1].split("</ul>")[0]

    for told in ("请从下面选一种情况。", "请写参保的地方", "只写数字", "还没有到", "请写岁数"):
        assert told in summary, told


def test_the_figure_of_another_month_is_called_so(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from="2024-01-01")
    make_policy(lanzhou, tiers=[(0, None, "90.00")], effective_from="2025-06-01")

    def of(month):
        return subject(client.get(f"/report/?region=gansu/lanzhou&month={month}").text)

    assert of("2026-10") == "甘肃省兰州市，现在页面上写的：每月 90 元。"
    assert of("2025-03") == "甘肃省兰州市，2025年3月的标准：每月 80 元。"
    assert of("2023-12") == "甘肃省兰州市，2023年12月的标准：没有查到。"


# --- A province --------------------------------------------------------------------------------


@pytest.fixture
def cities(gansu, lanzhou):
    """兰州 and 天水 with rules of their own that differ."""
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    tianshui = make(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    make_policy(tianshui, tiers=[(0, None, "65.00")])


def test_of_a_province_whose_cities_differ_the_city_is_asked(send, cities, lanzhou):
    about = {"kind": "amount", "region": "甘肃", "amount": "65"}
    page = send(**about).text

    assert "甘肃各市（州）不一样，您在哪里参保？" in page
    assert page.count('name="choice"') == 2
    assert not CorrectionReport.objects.exists()
    assert send(**about, choice="hunan/yongzhou").status_code == 200
    assert send(**about, choice="gansu/lanzhou").status_code == 302
    assert CorrectionReport.objects.get().region == lanzhou


def test_another_matter_of_a_province_needs_no_city(send, cities, gansu):
    assert send(kind="channel", region="甘肃", text="电话打不通。").status_code == 302
    assert CorrectionReport.objects.get().region == gansu


# --- What happens next -------------------------------------------------------------------------


def test_the_thanks_repeat_what_becomes_of_it_where_nothing_is_known(client, send, lanzhou):
    response = send(kind="known", region="兰州", amount="80")
    page = client.get(response["Location"]).text

    assert "kind" in parameters_at("/report/thanks/")
    assert response["Location"] == "/report/thanks/?region=gansu/lanzhou&kind=known"
    assert "满 5 封来信报了一样的数（同一户同一天只算一封）" in page
    assert "兰州的页面上会写“有几封读者来信报了多少”（没有文件）" in page
    assert "/calculator/check/" not in page

    make_policy(lanzhou)
    page = client.get(response["Location"]).text
    assert "满 5 封" not in page
    assert "/calculator/check/?region=gansu/lanzhou" in page


@pytest.mark.parametrize("query", ["kind=known", "kind=known&region=x", "kind=%00"])
def test_the_thanks_stand_nonsense(client, query):
    assert client.get(f"/report/thanks/?{query}").status_code == 200


def test_an_answer_where_nothing_is_known_tells_what_readers_report(client, lanzhou):
    make_estimate(make_nation())
    make_reader_statement(lanzhou, "76.5")
    told = "封读者来信报了"

    for address in (
        PAGE,
        f"{PAGE}?{RETIRED}",
        f"{PAGE}?{RETIRED}&on=2026-01-01",
        f"{PAGE}?{RETIRED}&average_pension=4000",
        f"/calculator/?region=gansu/lanzhou&{RETIRED}",
    ):
        page = client.get(address).text
        assert page.count(told) == 1, address
        assert "76.5" not in re.search(r"<title>.*?</title>", page)[0], address
    for insurance in ("insurance=resident", "insurance=employee&status=working"):
        assert told not in client.get(f"/calculator/?region=gansu/lanzhou&{insurance}").text

    make_policy(lanzhou)
    assert told not in client.get(f"/calculator/?region=gansu/lanzhou&{RETIRED}").text
