"""Question pages print figures through the resolver; search finds what people type."""

import pytest
from django.core.exceptions import ValidationError

from faq.models import Question
from faq.search import pairs, search
from faq.tests.make import make_question
from regions.models import Publication
from regions.tests.make import make_claim, make_nation, make_policy, make_region

pytestmark = pytest.mark.django_db


def test_a_question_shows_its_answer_first_then_sources(client):
    question = make_question()

    page = client.get("/faq/lapse/").text

    assert page.index("没有白交。") < page.index("<h2>还在的</h2>")
    assert "<strong>年数。</strong>" in page
    assert question.sources.first().title in page


@pytest.mark.parametrize(
    ("body", "asks"),
    [
        ("先查年数。", True),
        ("先查年数。\n\n## 打电话这样问\n打医保热线 12393，您可以说：“几年？”", False),
    ],
    ids=["without-words", "with-words"],
)
def test_the_number_to_call_stands_once_below_what_to_say(client, body, asks):
    make_question(body=body)

    page = client.get("/faq/lapse/").text

    assert page.count('href="tel:12393"') == 1
    assert ("还拿不准" in page) == asks
    assert page.count("告诉我们，不用写姓名") == 1


def test_figures_come_from_the_rule_of_the_day(client):
    place = make_region(slug="shanghai", name="上海市", short_name="上海")
    policy = make_policy(place, tiers=[(0, None, "1680.00")], period="year")
    make_question().rule_regions.add(place)

    assert "每年 1,680 元" in client.get("/faq/lapse/").text

    policy.tiers.update(amount="1700.00")

    assert "每年 1,700 元" in client.get("/faq/lapse/").text


def test_only_published_claims_are_listed(client):
    question = make_question()
    nation = make_nation()
    question.claims.add(
        make_claim(nation, statement="看得见的说法"),
        make_claim(nation, statement="撤下的说法", status=Publication.WITHDRAWN),
    )

    page = client.get("/faq/lapse/").text

    assert "看得见的说法" in page
    assert "撤下的说法" not in page


def test_a_claim_away_from_its_place_names_it(client):
    question, nation = make_question(), make_nation()
    hunan = make_region(slug="hunan", name="湖南省", short_name="湖南", parent=nation)
    local = make_claim(hunan, statement="到账可能少。", kind="example")
    question.claims.add(local, make_claim(nation, statement="各地都这样。", kind="example"))

    page = client.get("/faq/lapse/").text

    assert "<b>湖南，举个例子：</b>到账可能少。" in page
    assert "<b>举个例子：</b>各地都这样。" in page
    assert "湖南，举个例子" not in client.get("/regions/hunan/").text


@pytest.mark.parametrize(("category", "amount"), [("refund", True), ("safety", False)])
def test_readers_are_asked_for_an_amount_only_where_there_is_one(client, category, amount):
    make_question(category=category)

    page = client.get("/faq/lapse/").text

    assert ("到账的数和本站写的不一样" in page) == amount
    assert page.count("告诉我们，不用写姓名") == 1


def test_a_renamed_question_answers_301_from_each_former_address(client):
    question = make_question()
    for slug in ("lapse-money", "lapse-wasted"):
        question.slug = slug
        question.save()

    for old in ("lapse", "lapse-money"):
        response = client.get(f"/faq/{old}/")
        assert (response.status_code, response["Location"]) == (301, "/faq/lapse-wasted/")
    assert client.get("/faq/laps/").status_code == 404


def test_a_renamed_question_is_known_by_the_key_of_the_fixtures():
    question = make_question()
    question.slug = "renamed"
    question.save()

    assert Question.objects.get_by_natural_key("lapse") == question
    with pytest.raises(Question.DoesNotExist):
        Question.objects.get_by_natural_key("laps")


def test_a_question_that_takes_its_address_back_forgets_it_was_former(client):
    question = make_question()
    for slug in ("other", "lapse"):
        question.slug = slug
        question.save()

    assert question.former_slugs == "other"
    assert client.get("/faq/lapse/").status_code == 200


@pytest.mark.parametrize(
    "status", [Publication.DRAFT, Publication.IN_REVIEW, Publication.WITHDRAWN]
)
def test_what_is_not_published_is_nowhere(client, status):
    make_question(status=status)

    assert client.get("/faq/lapse/").status_code == 404
    assert "/faq/lapse/" not in client.get("/faq/").text
    assert search("白交") == []


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("每月 120 元", False),
        ("按 2.8% 打", False),
        ("一百二十元", False),
        ("百分之二", False),
        ("满70岁，3个月，12393", True),
    ],
)
def test_an_answer_holds_no_amounts(text, allowed):
    question = make_question(body=text)
    if allowed:
        question.full_clean()
    else:
        with pytest.raises(ValidationError, match="不写钱数和比例"):
            question.full_clean()


@pytest.mark.parametrize("typed", ["断交", "白交", "医保断了怎么办", "以前交的钱白交了吗", "停保"])
def test_search_finds_short_words_synonyms_and_sentences(typed):
    wanted = make_question(synonyms="断交 停保 中断")
    make_question(
        slug="balance",
        question="余额怎么查？",
        short_answer="打 12393。",
        body="听语音提示。",
        category="balance",
    )

    assert search(typed)[0] == wanted


def test_a_search_for_something_else_finds_nothing():
    make_question()

    assert search("养老金补贴公告") == []
    assert search("") == []


@pytest.mark.parametrize("typed", ["断缴", "脱保了", "停缴以后还报销吗"])
def test_words_of_one_meaning_find_the_same(typed):
    wanted = make_question(question="断交以后看病能报销吗？", synonyms="")

    assert search(typed) == [wanted]


def test_a_rare_pair_says_more_than_a_common_one():
    for number in range(5):
        make_question(slug=f"card-{number}", question=f"医保卡怎么用（{number}）？", synonyms="")
    wanted = make_question(slug="teacher", question="老师有没有？", synonyms="医保卡")

    assert search("老师的医保卡")[0] == wanted


def test_pairs_of_one_character_stand_alone():
    assert pairs("医") == {"医"}
