"""The search over places and questions: what is listed, and what a place is listed for."""

from difflib import get_close_matches

import pytest

from faq.models import Question
from faq.tests.make import make_local_answer, make_question
from pages.search_hits import PlaceHit
from pages.views import search
from regions.place_search import LONGEST_MISSPELT, MAX_LISTED, find
from regions.tests.make import make_policy, make_region
from text.tests.plain import plain

pytestmark = pytest.mark.django_db


def listed(text):
    candidates = search._candidates(find(text, by_name=True))
    return [(found.place.slug, found.name) for found in candidates]


def context_of(client, text):
    return client.get("/search/", {"q": text}).context


def found(client, text):
    """What is listed, in order: places and questions by slug, +answer or #part where told."""
    context = context_of(client, text)
    return [_told(hit) for hit in [*context["hits"], *context["more"]]]


def _told(hit):
    if isinstance(hit, PlaceHit):
        return hit.place.slug + ("#balance" if hit.balance else "")
    return hit.question.slug + ("+" if hit.answer else "")


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

    [hit] = context_of(client, "兰州医保卡余额怎么查")["hits"]

    assert (hit.place, hit.view.policy) == (lanzhou, policy)


def test_questions_stand_beside_places_and_the_nearest_only_where_nothing_is_found(client, lanzhou):
    question = make_question(question="医保卡余额怎么查？")
    other = make_question("other", question="存折丢失怎么办", order=1)

    def proposed(text):
        return [hit.question for hit in context_of(client, text)["questions"]]

    assert found(client, "兰州医保卡余额怎么查") == ["lapse", "lanzhou"]
    assert proposed("兰州医保卡余额怎么查") == proposed("余额怎么查") == []
    assert proposed("我家里存折天地玄黄宇宙洪荒日月盈昃") == [other]
    assert proposed("天气预报") == proposed("") == [other, question]
    assert "拨打 12393" in client.get("/search/", {"q": "天气预报"}).text


def test_a_near_miss_is_proposed_only_where_no_place_is_found(client, lanzhou):
    def near(text):
        return context_of(client, text)["near"]

    [(near_miss, url)] = near("兰洲")

    assert (near_miss.place, url) == (lanzhou, lanzhou.get_absolute_url())
    assert near("兰州医保卡余额怎么查") == []


def test_a_misspelt_name_in_a_sentence_is_put_right_in_the_same_sentence(client, lanzhou):
    make_question(question="医保卡余额怎么查？")
    make_region(slug="zhuzhou", name="株洲市", short_name="株洲", pinyin="zhu zhou")
    lanzhou.pinyin = "lan zhou"
    lanzhou.save()

    for typed in ("兰洲医保卡余额怎么查", "我在兰洲，医保卡余额怎么查？"):
        [(near_miss, url)] = context_of(client, typed)["near"]
        right = client.get(f"/search/{url}").context

        assert near_miss.place == lanzhou, typed
        assert [hit.place for hit in right["hits"] if isinstance(hit, PlaceHit)] == [lanzhou]
    assert context_of(client, "余额怎么查兰洲")["near"] == []  # no place stands there
    assert context_of(client, "医保卡余额怎么查")["near"] == []


def test_beside_a_proposed_place_no_shorter_words_are_asked_for(client, lanzhou):
    page = client.get("/search/", {"q": "老家兰洲"}).text

    assert f'您要找的是<a class="tap" href="{lanzhou.get_absolute_url()}">兰州市</a>吗？' in page
    assert "写两三个字就行" not in page
    assert "写两三个字就行" in client.get("/search/", {"q": "天气预报"}).text


# --- What comes first ---------------------------------------------------------------------------


@pytest.fixture
def asked():
    """Questions: two that a place's page answers, and one that it does not."""
    make_question("how-much", question="退休后每月返款多少？", place_part="rule", order=1)
    make_question("balance", question="医保卡余额怎么查？", place_part="balance", order=2)
    return make_question("cash", question="卡里的钱能提现吗？", order=3)


def test_a_bare_place_comes_before_questions_and_asks_none(client, asked, lanzhou):
    assert found(client, "兰州退休职工医保卡") == ["lanzhou"]


def test_a_question_comes_before_the_place_it_names(client, asked, gansu, lanzhou):
    assert found(client, "兰州医保卡的钱能提现吗") == ["cash", "lanzhou"]
    assert found(client, "兰州在甘肃，卡里的钱能提现吗") == ["cash", "lanzhou", "gansu"]


def test_a_question_carries_its_answer_in_the_place(client, asked, lanzhou):
    make_local_answer(lanzhou, asked, statement="每年一次。")

    page = client.get("/search/", {"q": "兰州的钱能提现吗"}).text

    assert found(client, "兰州的钱能提现吗") == ["cash+", "lanzhou"]
    assert 'href="/faq/cash/?region=gansu/lanzhou"' in page
    assert "<b>兰州：</b>每年一次。" in page
    assert asked.short_answer in page


def test_what_the_page_of_the_place_answers_is_asked_of_the_place(client, asked, lanzhou):
    assert found(client, "兰州每月返款多少") == ["lanzhou"]
    assert found(client, "兰州医保卡余额怎么查") == ["lanzhou#balance"]
    assert found(client, "兰州每月返款多少，余额怎么查") == ["lanzhou"]
    assert (
        'href="/regions/gansu/lanzhou/#balance">兰州市：余额怎么查</a>'
        in client.get("/search/", {"q": "兰州余额怎么查"}).text
    )


def test_who_asks_for_the_balance_is_not_told_the_amount(client, asked, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    balance = client.get("/search/", {"q": "兰州余额怎么查"}).text
    both = client.get("/search/", {"q": "兰州每月返款多少，余额怎么查"}).text

    assert ("90 元" in balance, "定额" in balance) == (False, False)
    assert plain(both).count("每月 90 元") == 1


def test_of_several_places_one_must_be_chosen_before_a_page_answers(client, asked, lanzhou):
    make_region(slug="hunan", name="湖南省", short_name="湖南")

    assert found(client, "湖南和兰州每月返款多少") == ["hunan", "lanzhou", "how-much"]
    assert found(client, "湖南和兰州的钱能提现吗") == ["cash", "hunan", "lanzhou"]


def test_each_part_that_a_question_may_name_is_a_part_of_a_places_page(client, lanzhou):
    page = client.get(lanzhou.get_absolute_url()).text

    for part in Question.PlacePart:
        assert f'id="{part}"' in page


def test_hits_past_the_sixth_are_folded(client):
    for number in range(9):
        make_question(f"q{number}", question="存折怎么用", order=number)

    context = context_of(client, "存折怎么用")

    assert (len(context["hits"]), len(context["more"])) == (search.IN_FULL, 3)
    assert (
        "<summary><h2>还有 3 条</h2></summary>" in client.get("/search/", {"q": "存折怎么用"}).text
    )


def test_a_sentence_asks_little(client, asked, lanzhou, django_assert_num_queries):
    make_policy(lanzhou)
    make_local_answer(lanzhou, asked)
    client.get("/search/", {"q": "兰州的钱能提现吗"})

    for typed in ("兰州医保卡里的钱能提现吗", "兰洲医保卡里的钱能提现吗", "天气预报"):
        with django_assert_num_queries(2):  # the revision; the questions that are shown
            client.get("/search/", {"q": typed})


@pytest.mark.parametrize("text", ["兰州甘肃" * 25, "州" * 100, "兰洲" * 50, "余额怎么查" * 20])
def test_the_worst_sentence_is_read_in_few_steps(client, asked, lanzhou, text, monkeypatch):
    compared = []

    def matches(word, names, **options):
        compared.append((word, len(names)))
        return get_close_matches(word, names, **options)

    monkeypatch.setattr("difflib.get_close_matches", matches)

    assert client.get("/search/", {"q": text}).status_code == 200
    assert len(compared) <= 2  # the whole text, and one piece of it
    assert all(len(word) <= LONGEST_MISSPELT for word, _ in compared)


def test_home_and_calculator_lead_to_the_check_of_what_arrived(client):
    for page in ("/", "/calculator/"):
        assert 'href="/calculator/check/"' in client.get(page).text, page


def test_a_county_named_for_residents_says_where_it_belongs(client, counties):
    page = client.get("/search/", {"q": "城关北区合作医疗"}).text

    assert "居民医保没有这笔钱，看您有什么。<br>您找的“城关北区”归兰州市。" in page


# --- What is said -------------------------------------------------------------------------------


def test_what_is_not_covered_says_why(client):
    make_region(slug="xianggang", name="香港特别行政区", short_name="香港", has_page=False)

    assert "香港特别行政区的医疗保障制度不同" in client.get("/search/", {"q": "香港"}).text
    assert context_of(client, "香港医保余额怎么查")["remark"].endswith("本站没有收录。")


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
    assert "城关区的医保归哪里管，没有核实。拿不准打 12393。" in page
