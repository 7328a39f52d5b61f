"""What machines read of a page: the dicts, the block they stand in, and that no figure is in it."""

import json
import re

import pytest
from django.conf import settings
from django.template import Context, Template

from faq.tests.make import make_question
from pages.structured_data.site import breadcrumbs, website
from pages.template_tags import json_ld
from regions.models import ContentRevision
from regions.tests.make import (
    make_channel,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_statistic,
)

#: Baidu's vocabulary of a page's times.
TIMES = "https://ziyuan.baidu.com/contexts/cambrian.jsonld"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def blocks(page: str) -> dict[str, dict]:
    """The structured data of a page by its type."""
    found = [json.loads(block) for block in BLOCK.findall(page)]
    contexts = {block["@context"] for block in found}
    assert contexts <= {"https://schema.org", TIMES}
    return {block.get("@type", TIMES): block for block in found}


def names(crumbs: dict) -> list[tuple[str, str | None]]:
    return [(step["name"], step.get("item")) for step in crumbs["itemListElement"]]


@pytest.mark.parametrize(
    "text",
    ["</script><script>alert(1)", "<!--", "a & b", "\u2028\u2029", '"\\', "每月"],
    ids=["end", "comment", "ampersand", "line-ends", "quotes", "chinese"],
)
def test_no_text_ends_the_block(text):
    block = json_ld({"name": text})
    inner = BLOCK.fullmatch(block).group(1)

    assert not re.search("[<>&\u2028\u2029]", inner)
    assert json.loads(inner) == {"name": text}


def test_the_block_is_printed_as_it_is():
    printed = Template("{% json_ld data %}").render(Context({"data": {"a": "<b>"}}))

    assert printed == '<script type="application/ld+json">{"a":"\\u003Cb\\u003E"}</script>'


def test_crumbs_begin_at_the_first_page_and_number_their_steps():
    crumbs = breadcrumbs([("查地区", "/regions/")], "甘肃")

    assert [step["position"] for step in crumbs["itemListElement"]] == [1, 2, 3]
    assert names(crumbs) == [
        ("首页", f"{settings.SITE_URL}/"),
        ("查地区", f"{settings.SITE_URL}/regions/"),
        ("甘肃", None),
    ]


def test_crumbs_may_end_with_the_trail():
    assert names(breadcrumbs([("常见问题", "/faq/")], ""))[-1] == (
        "常见问题",
        f"{settings.SITE_URL}/faq/",
    )


def test_the_sites_search_is_named_with_a_gap_for_the_words():
    target = website()["potentialAction"]["target"]["urlTemplate"]

    assert target == f"{settings.SITE_URL}/search/?q={{search_term_string}}"


@pytest.mark.django_db
def test_the_first_page_names_the_site(client):
    assert set(blocks(client.get("/").text)) == {"WebSite"}


@pytest.fixture
def lanzhou(db):
    nation = make_nation()
    make_estimate(nation)
    make_channel(nation, phone="12393")
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)


def page_data(client) -> dict:
    return blocks(client.get("/regions/gansu/lanzhou/").text)["WebPage"]


def test_a_places_page_is_about_a_service_of_the_agency_and_not_of_ours(client, lanzhou):
    data = page_data(client)
    service = data["about"]

    assert data["url"] == f"{settings.SITE_URL}/regions/gansu/lanzhou/"
    assert service["provider"] == {
        "@type": "GovernmentOrganization",
        "name": "兰州市医疗保障部门",
    }
    assert service["areaServed"] == "甘肃省兰州市"
    assert settings.SITE_URL not in json.dumps(service)
    assert len(json_ld(data).encode()) < 700


@pytest.mark.parametrize("address", ["/", "/regions/gansu/", "/regions/gansu/lanzhou/", "/about/"])
def test_no_page_of_ours_is_called_a_service_of_the_government(client, lanzhou, address):
    assert "GovernmentService" not in client.get(address).text


def test_a_places_data_holds_no_figure(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "97.00")])

    assert "97" not in json.dumps(page_data(client), ensure_ascii=False)
    assert "12393" not in json.dumps(page_data(client))


def test_an_estimate_is_in_no_data_title_or_description(client, lanzhou):
    make_statistic(lanzhou, average_pension="4000.00")

    page = client.get("/regions/gansu/lanzhou/").text
    head = page.split("</head>")[0] + "".join(BLOCK.findall(page))

    assert "估算" in page
    assert not re.search(r"\d+(\.\d+)? ?(元|%)", head)


def test_the_crumbs_are_those_the_reader_sees(client, lanzhou):
    page = client.get("/regions/gansu/lanzhou/").text

    assert names(blocks(page)["BreadcrumbList"]) == [
        ("首页", f"{settings.SITE_URL}/"),
        ("查地区", f"{settings.SITE_URL}/regions/"),
        ("甘肃", f"{settings.SITE_URL}/regions/gansu/"),
        ("兰州", None),
    ]


@pytest.mark.django_db
def test_a_question_is_answered_in_the_words_of_the_page(client):
    make_question(body="## 还在的\n\n- **年数。**接着算。\n- 5 < 6 & “是”")

    entity = blocks(client.get("/faq/lapse/").text)["FAQPage"]["mainEntity"]

    assert [q["name"] for q in entity] == ["医保断了，以前交的白交了吗？"]
    assert entity[0]["acceptedAnswer"]["text"] == (
        "没有白交。\n还在的\n年数。接着算。\n5 < 6 & “是”"
    )


@pytest.mark.django_db
def test_the_list_of_questions_answers_none(client):
    make_question()

    assert set(blocks(client.get("/faq/").text)) == {"BreadcrumbList"}


def test_an_answer_that_is_not_indexed_tells_machines_nothing(client, lanzhou):
    make_policy(lanzhou)
    address = "/regions/gansu/lanzhou/"

    assert "BreadcrumbList" in client.get(address).text
    assert "ld+json" not in client.get(f"{address}?insurance=employee&status=retired").text


def test_the_times_for_search_engines_are_those_the_page_shows(client, lanzhou, time_machine):
    """A day only machines are told would be a claim nobody can check."""
    question = make_question()
    time_machine.move_to("2026-12-01T16:00:05Z", tick=False)  # 0:00:05 the next day in China
    make_channel(lanzhou)
    question.save()

    for address in ("/regions/gansu/lanzhou/", question.get_absolute_url()):
        page = client.get(address).text
        assert blocks(page)[TIMES] == {
            "@context": TIMES,
            "@id": settings.SITE_URL + address,
            "pubDate": "2026-12-02T00:00:05",
            "upDate": "2026-12-02T00:00:05",
        }
        assert "这一页2026年12月2日更新。" in re.sub(r"<[^>]+>", "", page)


def test_a_result_tells_neither_machines_nor_readers_when_the_page_changed(client, lanzhou):
    make_policy(lanzhou)
    asked = {"insurance": "employee", "status": "retired"}

    assert "更新。" in client.get("/regions/gansu/lanzhou/").text
    assert "更新。" not in client.get("/regions/gansu/lanzhou/", asked).text


def test_where_it_is_not_known_when_a_page_changed_no_time_is_told(client, lanzhou):
    ContentRevision.objects.update(number=900, mark="other")

    page = client.get("/regions/gansu/lanzhou/").text

    assert TIMES not in blocks(page)
    assert "这一页" not in page


def test_an_answer_to_a_case_has_no_times(client, lanzhou):
    assert TIMES not in client.get("/regions/gansu/lanzhou/?insurance=resident").text
