"""What is said in several places reads the same in all of them."""

import datetime
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from calculator.province import Below, Province
from calculator.rules import RuleView
from desk import effects, history, publishing
from desk.admin.mixins import review
from pages import change_log
from pages.province_tiles import Tile
from regions.tests.make import make_example, make_policy

pytestmark = pytest.mark.django_db

AGES = [(0, 69, "1200.00"), (70, None, "1440.00")]
KINDS = {
    "amount": {"tiers": [(0, None, "157.50")]},
    "rising": {"tiers": AGES},
    "once-a-year": {"tiers": AGES, "period": "year"},
    "rate": {"rates": [(0, None, "2.80")]},
    "rising-rate": {"rates": [(0, 69, "2"), (70, None, "2.5")]},
}


def text_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", html))


@pytest.mark.parametrize("kind", KINDS)
def test_the_headline_of_a_rule_reads_the_same_everywhere(client, lanzhou, kind):
    start = datetime.date(2024, 1, 1)
    policy = make_policy(lanzhou, effective_from=start, **KINDS[kind])
    today = timezone.localdate()
    view = RuleView.of(policy, today)
    words = view.in_words
    page = client.get(lanzhou.get_absolute_url()).text
    large = "".join(re.split('<p class="answer__fig[^>]*>', page)[1].split("</p>")[0].split())
    [told] = change_log.days(today)[0].changes

    assert text_of(large).removeprefix("每月打") == words.replace(" ", "")
    assert f"医保卡（个人账户）{words}，用的是兰州市的标准" in page  # the description
    assert "本站现在用的是这一条" not in page  # a history of one rule says nothing new
    assert f">{words}<" in client.get("/regions/").text
    assert f">{words}<" in client.get("/report/?region=gansu/lanzhou").text
    assert f">{words}<" in client.get("/changes/").text
    assert [figure.new for figure in told.figures] == [words]
    assert effects.in_words(view) == words

    make_policy(lanzhou, effective_from=datetime.date(2020, 1, 1))
    page = client.get(lanzhou.get_absolute_url()).text
    assert f"</time>{words}，本站现在用的是这一条" in page


@pytest.mark.parametrize("kind", KINDS)
def test_a_tile_gives_the_figure_of_the_headline(lanzhou, kind):
    view = RuleView.of(make_policy(lanzhou, **KINDS[kind]), timezone.localdate())

    assert view.headline.figure_in_words in Tile(lanzhou, view).in_words
    assert Tile(lanzhou, view).in_words.startswith("一年") is view.in_words.startswith("每年")


def test_a_tile_without_a_figure_says_why(lanzhou):
    faulty = RuleView.of(make_policy(lanzhou, tiers=[(60, None, "75.00")]), timezone.localdate())

    assert Tile(lanzhou, faulty).in_words == "需核实"
    cities = Province(lanzhou.parent, None, (Below(lanzhou, faulty, own=True),))
    assert Tile(lanzhou.parent, None, cities).in_words == "分市"
    assert Tile(lanzhou, None).in_words == "没查到"


def test_the_case_of_an_example_reads_the_same_to_who_publishes_reviews_and_looks_back(lanzhou):
    policy = make_policy(lanzhou, rates=[(0, None, "2.5")])
    make_example(policy, age=65, average_pension=Decimal("4000.00"), amount=Decimal("99.00"))
    policy.save()
    case = "65岁，平均养老金 4,000 元"

    assert next(publishing.disagreeing(policy)).startswith(f"算例“{case}”")
    assert review._examples(policy) == f"{case}：每月 99 元"
    assert f"算例 {case}" in str(history.events(policy))


def test_a_tier_reads_the_same_to_readers_and_to_editors(lanzhou):
    policy = make_policy(lanzhou, tiers=AGES, period="year")

    assert review._tiers(policy)["70岁及以上"] == "每年 1,440 元"
