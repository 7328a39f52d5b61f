"""The search over places and questions: what is listed, and what a place is listed for."""

import pytest

from faq.tests.make import make_question
from pages.views import search
from regions.place_search import MAX_LISTED
from regions.tests.make import make_policy, make_region

pytestmark = pytest.mark.django_db


def listed(text):
    return [(found.place.slug, found.name) for found in search._places_like(text)]


def context_of(client, text):
    return client.get("/search/", {"q": text}).context


@pytest.fixture
def counties(gansu, lanzhou):
    """Two counties of 兰州 and one of 天水 whose names begin alike."""
    tianshui = make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)
    for code, name, city in [
        ("620103", "城关北区", lanzhou),
        ("620102", "城关区", lanzhou),
        ("620502", "城关东区", tianshui),
    ]:
        make_region(slug=f"c{code}", name=name, parent=city, code=code, has_page=False)


def test_a_page_is_listed_once_for_several_of_its_counties_and_names_the_first(counties):
    assert listed("城关") == [("lanzhou", "城关区"), ("tianshui", "城关东区")]


def test_a_place_found_by_its_own_name_is_listed_without_another(counties):
    assert listed("天水") == [("tianshui", "")]


def test_a_single_letter_lists_no_place(counties):
    assert listed("天") == listed("t") == []


def test_a_place_in_the_encoding_of_old_links_is_found(client, lanzhou):
    assert client.get("/search/?q=%C0%BC%D6%DD").url == lanzhou.get_absolute_url()


@pytest.mark.parametrize("query", ["%FF%FF%FE", "%EF%BF%BD%EF%BF%BD", "%C0", "%C0%BC%D6%DD%FF"])
def test_what_nobody_can_read_is_not_repeated(client, lanzhou, query):
    response = client.get(f"/search/?q={query}", follow=True)

    assert response.status_code == 200
    assert "\ufffd" not in response.text
    assert "锟" not in response.text


def test_no_more_places_are_listed_than_fit(gansu):
    for number in range(MAX_LISTED + 2):
        make_region(slug=f"new-{number}", name=f"新城{number}市", parent=gansu)

    assert len(listed("新城")) == MAX_LISTED


def test_a_place_is_listed_with_the_rule_that_holds_there(client, gansu, lanzhou):
    policy = make_policy(gansu)

    [(place, view, _, _)] = context_of(client, "兰州医保卡余额怎么查")["places"]

    assert (place, view.policy) == (lanzhou, policy)


def test_questions_stand_beside_places_and_common_ones_only_where_nothing_is_found(client, lanzhou):
    question = make_question(question="医保卡余额怎么查？")
    other = make_question("other", question="别的事情", order=1)

    both = context_of(client, "兰州医保卡余额怎么查")
    neither = context_of(client, "天气预报")

    assert [place.slug for place, *_ in both["places"]] == ["lanzhou"]
    assert both["questions"] == [(question, None)]
    assert list(both["common"]) == list(context_of(client, "余额怎么查")["common"]) == []
    assert (neither["places"], neither["questions"]) == ([], [])
    assert list(neither["common"]) == [other, question]


def test_a_near_miss_is_proposed_only_where_no_place_is_found(client, lanzhou):
    assert [near.place for near in context_of(client, "兰洲")["near"]] == [lanzhou]
    assert context_of(client, "兰州医保卡余额怎么查")["near"] == []


def test_what_is_not_covered_says_why(client):
    make_region(slug="xianggang", name="香港特别行政区", short_name="香港", has_page=False)

    assert (
        context_of(client, "香港")["outside"] == "香港特别行政区的医疗保障制度不同，本站没有收录。"
    )


def test_letters_past_the_hundredth_and_those_no_keyboard_types_are_dropped(client, lanzhou):
    assert context_of(client, "\x00天" * 200)["text"] == "天" * 50
    assert client.get("/search/", {"q": "  兰\x00州 "})["Location"] == "/regions/gansu/lanzhou/"


def test_a_former_name_says_that_it_is_one_in_the_list(client, counties, lanzhou):
    lanzhou.aliases.create(name="城关东区", until_year=2014)

    page = client.get("/search/", {"q": "城关东区"}).text

    assert "哪一个地方" in page
    assert "从前的<b>城关东区</b>（到2014年），现在归这里" in page
    assert "<b>城关东区</b>归这里" in page


def test_where_it_was_not_verified_that_a_county_pools_is_said_in_the_list(client, gansu, counties):
    gansu.aliases.create(name="城关区", kind="unsure")

    page = client.get("/search/", {"q": "城关区"}).text

    assert page.count("可能归这里，没有核实过") == 2
    assert "没有核实过。请选您参保的地方" in page
