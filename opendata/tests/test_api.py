"""The API: what it answers, in which format, and what it says to those who ask wrongly."""

import datetime
import json

import pytest
from django.test import Client

from calculator.answers import Outcome
from faq.editions import of_question
from faq.tests.make import make_local_answer, make_question
from regions.editions import current, of_place
from regions.tests.make import (
    make_channel,
    make_estimate,
    make_nation,
    make_policy,
    make_region,
    make_source,
    make_tier,
)

pytestmark = pytest.mark.django_db

ME = {"insurance": "employee", "status": "retired", "age": "74"}


@pytest.fixture
def api(client):
    """Ask an address of the API: status, headers and what the JSON says."""

    def ask(path, method="get", **asked):
        response = getattr(client, method)(f"/api/v1/{path}", asked)
        return response, json.loads(response.content) if response.content else None

    return ask


def calculate(api, place, **more):
    _, found = api("calculate", region=place.parameter, **ME | more)
    return found


# --- Answers --------------------------------------------------------------------------------


def test_a_credit_comes_with_its_amounts_steps_and_source(api, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    found = calculate(api, lanzhou)

    assert (found["outcome"], found["month"], found["year"]) == ("credit", "90.00", "1080.00")
    assert [step["in_words"] for step in found["steps"]] == ["标准（每月）"]
    assert found["why_no_amount"] is None
    assert found["rule"]["sources"][0]["title"]


@pytest.mark.parametrize(
    "path", ["policies", "deductions", "channels", "local-answers", "calculate"]
)
def test_every_answer_tells_the_edition_of_its_place(api, lanzhou, path):
    make_policy(lanzhou)
    before = of_place(lanzhou).number
    make_policy(make_region("yongzhou", make_region("hunan")))  # elsewhere: changes nothing here
    make_question()  # on all pages
    make_channel(lanzhou)
    told = {"number": current().number, "day": current().day.isoformat()}

    _, found = api(path, region=lanzhou.parameter, **ME if path == "calculate" else {})

    assert found["edition"] == told
    assert told["number"] > before


def test_lists_and_comparisons_tell_the_edition_of_each_row(api, lanzhou):
    make_policy(lanzhou)
    question = make_question()

    places, questions = api("places")[1]["items"], api("questions")[1]["items"]
    compared = api("compare", region=[lanzhou.parameter], **ME)[1]

    of_lanzhou = [row["edition"]["number"] for row in places if row["path"] == "gansu/lanzhou"]
    assert of_lanzhou == [of_place(lanzhou).number]
    assert [row["edition"]["number"] for row in questions] == [of_question(question).number]
    assert all(row["edition"]["number"] for row in compared.get("places", []))


OWN = {"rate_percent": None, "amount": None, "own_percent": "5"}
SINCE_2023 = {"retired_from": datetime.date(2023, 1, 1)}


def with_tiers(place, *tiers):
    policy = make_policy(place, tiers=[])
    for fields in tiers:
        make_tier(policy, **{"min_age": 0, "max_age": None, "amount": None} | fields)


@pytest.mark.parametrize("outcome", Outcome)
def test_each_outcome_is_told_with_its_reason_where_there_is_no_amount(api, lanzhou, outcome):
    make_estimate(make_nation())
    case = {
        "credit-if-eligible": {"status": "unsure"},
        "not-eligible": {"insurance": "resident"},
        "estimate": {"average_pension": "3700"},
        "as-before": {"retired": "2010"},
    }.get(outcome, {})
    match outcome:
        case Outcome.NEEDS_AVERAGE_PENSION:
            make_policy(lanzhou, rates=[(0, None, "2.8")])
        case Outcome.NEEDS_OWN_PENSION:
            with_tiers(lanzhou, {"own_percent": "5"})
        case Outcome.NEEDS_RETIRED | Outcome.AS_BEFORE:
            before = {"retired_until": datetime.date(2022, 12, 31), "as_of": "2022年"}
            with_tiers(lanzhou, before, SINCE_2023 | {"amount": "80.00"})
        case Outcome.WITHHELD:
            make_policy(lanzhou, source=make_source(published_on=datetime.date(2015, 1, 1)))
        case Outcome.ESTIMATE | Outcome.UNKNOWN:
            pass
        case _:
            make_policy(lanzhou, tiers=[(0, None, "90.00")])

    found = calculate(api, lanzhou, **case)

    assert found["outcome"] == outcome.value
    amounts = {found[name] for name in ("month", "year", "month_low", "month_high")} - {None}
    assert bool(amounts) == (found["why_no_amount"] is None)
    assert "0.00" not in amounts


def test_a_comparison_keeps_the_order_of_the_places(api, gansu, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(gansu, tiers=[(0, None, "70.00")])
    other = make_region(slug="tianshui", name="天水市", short_name="天水", parent=gansu)

    _, found = api("compare", region=[other.path, lanzhou.path], **ME)

    assert [row["month"] for row in found["places"]] == ["70.00", "90.00"]
    assert found["places"][0]["whose"] == "按甘肃的标准。"


def test_the_policies_of_a_place_are_those_of_the_day(api, lanzhou):
    new = datetime.date(2025, 1, 1)
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=datetime.date(2022, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], effective_from=new)

    _, today = api("policies", region="兰州")
    _, before = api("policies", region="兰州", on="2024-12-31")

    assert today["headline"] == "每月 90 元"
    assert [rule["last_day"] for rule in today["earlier"]] == ["2024-12-31"]
    assert before["headline"] == "每月 80 元"
    assert before["coming"]["effective_from"] == "2025-01-01"


def test_a_place_is_told_as_of_the_day_that_is_asked(api, lanzhou):
    """Its rule, deductions and answers; ways to look up have no days and are those of today."""
    began = datetime.date(2025, 1, 1)
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=datetime.date(2022, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], effective_from=began)
    make_local_answer(lanzhou, statement="男满25年。")
    make_local_answer(lanzhou, statement="男满30年。", effective_from=began)
    make_channel(lanzhou)

    response, today = api("places/gansu/lanzhou")
    dated, before = api("places/gansu/lanzhou", on="2024-12-31")

    assert (today["headline"], before["headline"]) == ("每月 90 元", "每月 80 元")
    assert before["as_of"] == "2024-12-31"
    assert before["summary"] is None
    assert today["summary"]
    assert [row["statement"] for row in today["local_answers"]] == ["男满30年。"]
    [answer] = before["local_answers"]
    assert (answer["statement"], answer["following"]["statement"]) == ("男满25年。", "男满30年。")
    assert before["channels"] == today["channels"] != []
    assert "s-maxage" in response["Cache-Control"]
    assert dated["Cache-Control"] == "no-store"


def test_the_answers_of_a_place_are_those_of_the_day_and_as_old_as_today(api, lanzhou):
    began = datetime.date(2025, 1, 1)
    make_local_answer(lanzhou, statement="男满25年。")
    make_local_answer(lanzhou, statement="男满30年。", effective_from=began)

    _, today = api("local-answers", region="兰州")
    _, before = api("local-answers", region="兰州", on="2024-12-31")
    _, coming = api("local-answers", region="兰州", on="2030-01-01")

    assert [row["statement"] for row in before["items"]] == ["男满25年。"]
    assert [row["upcoming"] for row in before["items"]] == [False]
    assert today["items"] == coming["items"]  # nobody knows how old it will be then


def test_a_question_is_told_as_of_the_day_that_is_asked(api, lanzhou):
    began = datetime.date(2025, 1, 1)
    question = make_question(slug="lapse")
    question.rule_regions.add(lanzhou)
    make_policy(lanzhou, tiers=[(0, None, "80.00")], effective_from=datetime.date(2022, 1, 1))
    make_policy(lanzhou, tiers=[(0, None, "90.00")], effective_from=began)
    make_local_answer(lanzhou, question, statement="男满25年。")
    make_local_answer(lanzhou, question, statement="男满30年。", effective_from=began)

    _, today = api("questions/lapse")
    dated, before = api("questions/lapse", on="2024-12-31")
    wrong, _ = api("questions/lapse", on="昨天")

    assert [rule["in_words"] for rule in today["rules"]] == ["每月 90 元"]
    assert [rule["in_words"] for rule in before["rules"]] == ["每月 80 元"]
    assert [row["statement"] for row in today["local_answers"]] == ["男满30年。"]
    [answer] = before["local_answers"]
    assert (answer["statement"], answer["following"]["statement"]) == ("男满25年。", "男满30年。")
    assert (before["as_of"], dated["Cache-Control"]) == ("2024-12-31", "no-store")
    assert wrong.status_code == 422


def test_a_place_answers_at_its_address_and_moves_with_it(api, lanzhou):
    make_region(slug="yuzhong", name="榆中县", short_name="榆中", parent=lanzhou, has_page=False)

    _, found = api("places/gansu/lanzhou")
    moved, _ = api("places/gansu/yuzhong")
    dated, _ = api("places/gansu/yuzhong", on="2024-12-31")

    assert found["place"]["path"] == "gansu/lanzhou"
    assert (moved.status_code, moved["Location"]) == (301, "/api/v1/places/gansu/lanzhou")
    assert dated["Location"] == "/api/v1/places/gansu/lanzhou?on=2024-12-31"


def test_a_question_answers_at_its_address(api, db):
    question = make_question()

    _, listed = api("questions")
    _, found = api(f"questions/{question.slug}")

    assert [item["slug"] for item in listed["items"]] == [question.slug]
    assert found["short_answer"] == question.short_answer


# --- Pages of a list ------------------------------------------------------------------------


@pytest.fixture
def many(gansu):
    for number in range(51):
        make_region(
            slug=f"p{number:02}", name=f"某{number}市", short_name=f"某{number}", parent=gansu
        )


def test_a_list_links_its_pages(api, many):
    _, first = api("places", province="gansu")
    _, second = api("places", province="gansu", page="2")

    assert (first["total"], first["pages"], len(first["items"])) == (52, 2, 50)
    assert first["links"]["next"].endswith("/api/v1/places?province=gansu&page=2")
    assert second["links"]["previous"].endswith("/api/v1/places?province=gansu")
    assert (first["links"]["previous"], second["links"]["next"]) == (None, None)


def test_a_page_beyond_the_end_says_how_many_there_are(api, many):
    response, found = api("places", page="3")

    assert response.status_code == 404
    assert found["detail"] == "没有第 3 页，一共 2 页。"


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "9" * 5000, "٣", ""])
def test_what_is_no_number_of_a_page_is_refused(api, db, page):
    response, found = api("places", page=page)

    assert response.status_code == 422
    assert found["errors"][0]["parameter"] == "page"


# --- Asked wrongly --------------------------------------------------------------------------

LONG = "9" * 5000
WRONG = [
    ("calculate", {}),
    ("compare", {}),
    ("calculate", ME),
    ("calculate", ME | {"region": "兰州", "on": "9999-01-01"}),
    ("calculate", ME | {"region": "兰州", "status": ["retired", "working"]}),
    ("calculate", {"region": "\0", "insurance": "\0", "age": "\0", "on": "\0"}),
    ("calculate", {"region": LONG, "insurance": LONG, "age": LONG, "on": LONG}),
    ("compare", ME | {"region": [f"x{number}" for number in range(900)]}),
    ("compare", ME | {"region": ["兰州"] * 5}),
    ("policies", {"region": "兰州", "on": "9999-01-01"}),
    ("local-answers", {"region": "兰州", "on": "昨天"}),
    ("places/gansu/lanzhou", {"on": "9999-01-01"}),
    ("places/gansu/lanzhou", {"on": ["2024-01-01", "2025-01-01"]}),
    ("places/gansu", {"on": LONG}),
    ("policies", {"region": ["兰州", "甘肃"]}),
    ("policies", {"region": "兰州", "on": "\0"}),
    ("channels", {"region": "\0"}),
    ("deductions", {}),
    ("places", {"q": "\0"}),
    ("places", {"q": LONG}),
    ("places", {"province": "nowhere"}),
]


@pytest.mark.parametrize(("path", "asked"), WRONG)
def test_a_wrong_request_is_told_in_chinese_what_to_mend(api, lanzhou, path, asked):
    response, found = api(path, **asked)

    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json; charset=utf-8"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert found["status"] == 422
    assert found["errors"]
    for one in found["errors"]:
        assert one["parameter"]
        assert one["detail"].endswith(("。", "？"))
        assert any("\u4e00" <= char <= "\u9fff" for char in one["detail"])


def test_a_number_that_is_hardly_meant_tells_how_to_insist(api, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "80.00"), (70, None, "90.00")])

    _, doubted = api("calculate", region="兰州", **ME | {"age": "30"})
    insisted = calculate(api, lanzhou, age="30", confirm=doubted["errors"][0]["confirm"])

    assert insisted["month"] == "80.00"


def test_a_name_of_several_places_lists_them(api, db):
    for province in ("jia", "yi"):
        above = make_region(slug=province, name=f"{province}省", short_name=province)
        make_region(slug="x", name="同名市", short_name="同名", parent=above)

    _, found = api("calculate", region="同名", **ME)

    assert [c["region"] for c in found["errors"][0]["choices"]] == ["jia/x", "yi/x"]


@pytest.mark.parametrize(
    "path", ["places/gansu/nowhere", "questions/nothing", "places/", "x", "x/y/z", "%00", "x" * 999]
)
def test_what_is_nowhere_is_a_problem_not_a_page(api, db, path):
    response, found = api(path)

    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/problem+json")
    assert found["title"]


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
@pytest.mark.parametrize("path", ["calculate", "places", "openapi.json"])
def test_only_reading_is_allowed(path, method, db):
    response = getattr(Client(enforce_csrf_checks=True), method)(f"/api/v1/{path}")

    assert response.status_code == 405
    assert response["Allow"] == "GET, HEAD"
    assert json.loads(response.content)["status"] == 405


def test_whatever_format_is_asked_for_the_answer_is_json(client, lanzhou):
    for accept in ("text/html", "image/*", "nonsense", "application/xml;q=0", ""):
        response = client.get("/api/v1/places/gansu/lanzhou", headers={"accept": accept})
        assert response["Content-Type"] == "application/json; charset=utf-8"


def test_no_parameter_is_mended_for_a_program(api, lanzhou):
    response, _ = api("calculate", region="兰州", **ME | {"insurance": "employee。"})

    assert response.status_code == 422


def test_without_a_version_the_page_of_the_newest_answers(client, db):
    assert client.get("/api/", follow=True).request["PATH_INFO"] == "/api/v1/"


def test_pages_of_others_keep_their_own_format(client, db):
    assert client.get("/no-such-page/")["Content-Type"].startswith("text/html")


# --- What is kept, and what one may still ask -------------------------------------------------


def test_what_may_be_kept_says_nothing_of_limits(api, lanzhou):
    for path, asked in [("places", {}), ("policies", {"region": "兰州"}), ("openapi.json", {})]:
        response, _ = api(path, **asked)
        assert "s-maxage" in response["Cache-Control"]
        assert not response.has_header("RateLimit")


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("calculate", ME | {"region": "兰州"}),
        ("compare", ME | {"region": "兰州"}),
        ("policies", {"region": "兰州", "on": "2024-01-01"}),
        ("policies", {}),
    ],
)
def test_what_is_never_kept_tells_what_is_left(api, lanzhou, settings, path, asked):
    settings.CLIENT_SECONDS, settings.EVERYBODY_SECONDS = 9, 45
    response, _ = api(path, **asked)

    assert response["Cache-Control"] == "no-store"
    assert response["RateLimit-Policy"] == '"client";q=1500;w=10;qu="cpu-milliseconds"'
    name, left, until = response["RateLimit"].split(";")
    assert name == '"client"'
    assert 0 < int(left.removeprefix("r=")) < 1500
    assert 1 <= int(until.removeprefix("t=")) <= 10


def test_who_asked_too_much_is_told_as_a_program(lanzhou, settings):
    settings.CLIENT_SECONDS, settings.EVERYBODY_SECONDS = 0.000_001, 45
    client = Client()
    asked = ME | {"region": "兰州"}
    statuses = [client.get("/api/v1/calculate", asked).status_code for _ in range(2)]
    stopped = client.get("/api/v1/calculate", asked)

    assert statuses == [200, 429]
    assert json.loads(stopped.content)["status"] == 429
    assert int(stopped["Retry-After"]) > 0
    assert ";r=0;" in stopped["RateLimit"]


def test_pages_of_people_say_nothing_of_limits(client, lanzhou):
    assert not client.get("/calculator/", ME).has_header("RateLimit")
