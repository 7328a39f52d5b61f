"""A place as data: what its page tells, null where nothing is known, no figure that is withheld."""

import datetime
import json
from decimal import Decimal

import pytest

from faq.tests.make import make_question
from opendata.place_document import place_document
from opendata.question_document import question_document
from regions.tests.make import (
    make_channel,
    make_claim,
    make_deduction,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
)

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 30)
OLD = datetime.date(2020, 1, 1)


def of(place):
    """The document, as who reads the JSON gets it."""
    return json.loads(json.dumps(place_document(place, TODAY)))


def test_a_rule_is_told_with_its_figure_tiers_and_sources(lanzhou):
    make_policy(
        lanzhou,
        tiers=[(0, 69, "90.00"), (70, None, "100.00")],
        effective_from=datetime.date(2024, 1, 1),
    )

    told = of(lanzhou)

    assert told["standing"] == "own"
    assert told["headline"] == "每月 90 元起"
    assert told["figure"]["value"] == "90.00"
    assert told["figure"]["rising"]
    assert told["absence"] is None
    assert [tier["amount"] for tier in told["rule"]["tiers"]] == ["90.00", "100.00"]
    assert told["rule"]["tiers"][1]["min_age"] == 70
    assert told["rule"]["tiers"][1]["max_age"] is None
    assert told["rule"]["tiers"][1]["credit"]["year"] == "1200.00"
    assert told["rule"]["effective_from"] == "2024-01-01"
    assert told["rule"]["own"]
    assert told["rule"]["grade"]["code"] == told["rule"]["sources"][0]["grade"]["code"]
    assert told["url"].endswith("/regions/gansu/lanzhou/")
    assert told["as_of"] == "2026-11-30"


def test_where_nothing_is_known_there_is_null_and_the_words_of_the_page(lanzhou):
    told = of(lanzhou)

    assert told["standing"] == "unknown"
    assert told["rule"] is None
    assert told["figure"] is None
    assert told["absence"] == told["headline"] == "还没查到兰州的标准"
    assert told["estimate"] is None
    assert told["deductions"] == told["claims"] == told["channels"] == []


def test_a_withheld_figure_stands_nowhere(lanzhou):
    make_policy(
        lanzhou,
        tiers=[(0, None, "87.65")],
        wording="每月87.65元",
        basis="按87.65元定。",
        source=make_source(published_on=OLD),
    )
    make_claim(lanzhou, statement="另一个数。", followed="我们用87.65元。")

    told = of(lanzhou)

    assert "87.65" not in json.dumps(told)
    assert told["headline"] == "需核实"
    assert told["rule"]["withheld"]
    assert told["rule"]["tiers"] is None
    assert told["figure"] is None
    assert "太旧" in told["absence"]
    assert told["claims"][0]["followed"] is None


def test_a_figure_that_is_fresh_is_repeated_by_what_is_said_of_claims(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "87.65")])
    make_claim(lanzhou, followed="我们用87.65元。")

    assert of(lanzhou)["claims"][0]["followed"] == "我们用87.65元。"


def test_an_inherited_rule_says_whose_it_is(lanzhou):
    make_policy(lanzhou.parent, tiers=[(0, None, "75.00")])

    told = of(lanzhou)

    assert told["standing"] == "inherited"
    assert told["rule"]["region"]["path"] == "gansu"
    assert not told["rule"]["own"]
    assert told["inheritance"].startswith("兰州市未见单独标准")


def test_a_percentage_names_whose_average_pension_counts_and_what_it_makes(lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.80")], base_year=2022)
    make_statistic(lanzhou, year=2022, average_pension="4000.00")

    told = of(lanzhou)

    assert told["figure"] | {"in_words": ""} == {
        "in_words": "",
        "lead": "人均养老金的",
        "shown": "2.8%",
        "value": "2.80",
        "is_rate": True,
        "rising": False,
    }
    assert told["rule"]["tiers"][0]["credit"] is None
    assert told["rule"]["average_pension_of"]["year"] == 2022
    assert told["average_pension"]["amount"] == "4000.00"
    assert told["average_pension"]["credits"] == [{"who": "不分年龄", "month": "112.00"}]


def test_a_deduction_that_is_taken_off_is_told_apart_from_one_that_is_only_told(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_deduction(lanzhou, amount=Decimal("7.00"))
    make_deduction(lanzhou, kind="care", name="长护险", amount=Decimal("3.00"), from_account="no")

    told = of(lanzhou)

    by_name = {row["name"]: row for row in told["deductions"]}
    assert by_name["大病保险"]["applied"]
    assert not by_name["长护险"]["applied"]
    assert told["rule"]["tiers"][0]["credit"]["month"] == "83.00"
    assert told["headline"] == "每月到账 83 元"


def test_the_figure_of_an_old_deduction_is_withheld(lanzhou):
    make_deduction(lanzhou, amount=Decimal("7.77"), source=make_source(published_on=OLD))

    told = of(lanzhou)

    assert "7.77" not in json.dumps(told)
    assert told["deductions"][0]["withheld"]
    assert told["deductions"][0]["amount"] is None


def test_a_coming_rule_stands_beside_what_holds(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    make_policy(lanzhou, tiers=[(0, None, "95.00")], effective_from=datetime.date(2027, 1, 1))

    told = of(lanzhou)

    assert told["headline"] == "每月 90 元"
    assert told["coming"]["in_words"] == "每月 95 元"
    assert told["coming"]["effective_from"] == "2027-01-01"


def test_an_estimate_is_no_rule_and_the_reason_for_none_is_told(gansu, lanzhou):
    make_estimate(make_nation())
    baiyin = make_region(slug="baiyin", name="白银市", short_name="白银", parent=gansu)
    make_no_estimate(baiyin)

    told = of(lanzhou)

    assert told["rule"] is None
    assert told["estimate"]["low_percent"] == "2.00"
    assert told["estimate"]["example"] == ["74.00", "111.00"]
    assert of(baiyin)["no_estimate"]["reason"] == "照自己从前的数打。"


def test_a_province_whose_places_differ_has_no_rule(gansu, lanzhou):
    make_policy(gansu, tiers=[(0, None, "75.00")])
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    told = of(gansu)

    assert told["rule"] is None
    assert told["figure"] is None
    assert told["places"]["kind"] == "differs"
    assert told["places"]["groups"][0]["places"][0]["figure"]["value"] == "90.00"
    assert of(lanzhou)["places"] is None


def test_the_way_that_the_page_puts_first_comes_first(lanzhou):
    make_channel(lanzhou, kind="wechat", name="微信", steps="打开微信。")
    make_channel(lanzhou, phone="8888888", shows="余额")

    told = of(lanzhou)["channels"]

    assert [(row["kind"], row["best"]) for row in told] == [("phone", True), ("wechat", False)]
    assert told[0]["steps"] == ["拨打电话。", "听语音提示。"]


def test_a_question_is_told_with_the_figures_of_its_places(lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])
    question = make_question(question="一个月多少钱？")
    question.rule_regions.add(lanzhou, lanzhou.parent)

    told = json.loads(json.dumps(question_document(question, TODAY)))

    figures = {row["path"]: row["figure"] for row in told["rules"]}
    assert told["question"] == "一个月多少钱？"
    assert figures["gansu/lanzhou"]["value"] == "90.00"
    assert figures["gansu"] is None
    assert told["url"].endswith(f"/faq/{question.slug}/")
