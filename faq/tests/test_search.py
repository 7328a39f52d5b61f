"""Which question is found first, and which is not found at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq import search as module
from faq.models import Question
from faq.search import MAX_FOUND, nearest, pairs, search, unknown
from faq.tests.make import make_question
from faq.words import fold
from regions.models import Publication

pytestmark = pytest.mark.django_db


def slugs(typed):
    return [question.slug for question in search(typed)]


def make(slug, question, **fields):
    """A question that says nothing but what is given."""
    return make_question(
        slug, question=question, **{"short_answer": "看下面。", "body": "", **fields}
    )


@given(st.text(max_size=40))
def test_a_text_has_fewer_pairs_than_letters_and_none_only_where_nothing_is_left(text):
    found = pairs(text)

    assert len(found) <= max(len(fold(text)) - 1, 1)
    assert bool(found) == bool(fold(text))
    assert all(pair in fold(text) for pair in found)


def test_what_an_answer_only_mentions_gives_way_to_what_a_question_asks():
    make("told", "怎么挂失", body="拿着存折去窗口。", order=1)
    assert slugs("存折") == ["told"]

    make("asked", "存折还用吗", order=2)

    assert slugs("存折") == ["asked"]
    assert slugs("存折挂失") == ["told", "asked"]


def test_a_synonym_counts_as_much_as_the_question_itself():
    make("first", "存折还用吗", order=1)
    make("second", "旧账户还用吗", synonyms="存折", order=2)

    assert slugs("存折") == ["first", "second"]


def test_of_equals_the_order_of_the_editors_decides():
    make("b", "存折怎么用", order=2)
    make("a", "存折怎么用", order=3)
    make("c", "存折怎么用", order=1)

    assert slugs("存折怎么用") == ["c", "b", "a"]


def test_what_is_half_as_good_as_the_best_is_left_out():
    make("best", "存折余额还能查询吗")
    make("half", "余额")
    make("other", "别的事情")

    assert slugs("存折余额还能查询吗") == ["best"]
    assert set(slugs("余额")) == {"best", "half"}


def test_a_question_must_hold_nearly_a_third_of_what_was_typed():
    make("lapse", "存折")

    assert slugs("存折丢失") == ["lapse"]  # one pair of three
    assert slugs("存折丢失挂") == []  # one of four


def test_no_more_than_ten_are_found():
    for number in range(MAX_FOUND + 2):
        make(f"q{number:02}", "存折怎么用", order=number)

    assert slugs("存折怎么用") == [f"q{number:02}" for number in range(MAX_FOUND)]


def test_only_the_first_hundred_letters_are_looked_at():
    make("asked", "存折怎么用")

    assert slugs("，" * 95 + "存折怎么用" + "天" * 500) == ["asked"]
    assert slugs("，" * 100 + "存折怎么用") == []


def test_a_single_letter_finds_only_a_question_that_is_that_letter():
    make("long", "存折怎么用", synonyms="社保卡")
    make("short", "别的事情", synonyms="折")

    assert slugs("折") == ["short"]
    assert slugs("卡") == []


def test_pairs_do_not_reach_from_one_synonym_into_the_next():
    make("asked", "别的事情", synonyms="存折 余额")

    assert slugs("折余") == []
    assert slugs("余额") == ["asked"]


def test_a_number_is_looked_for_whole():
    make("years", "交满25年", order=1)
    make("hotline", "打12393", order=2)

    assert slugs("12393") == slugs("怎么打12393") == ["hotline"]
    assert slugs("25年") == ["years"]
    assert slugs("251") == slugs("123") == slugs("满2") == []
    assert unknown("251块兰洲打12393") == ["251块兰洲"]


def test_what_nobody_writes_finds_nothing_and_breaks_nothing():
    make("asked", "存折怎么用")

    for typed in ("", "   ", "？？？", "的了吗", "\n", "%", "_", "\\", "\x00"):
        assert search(typed) == [], typed


def test_an_edit_is_found_at_once_and_a_question_taken_back_no_more():
    question = make("asked", "存折怎么用")
    assert slugs("存折") == ["asked"]

    question.question = "现金怎么用"
    question.save()
    assert (slugs("存折"), slugs("现金")) == ([], ["asked"])

    question.status = Publication.WITHDRAWN
    question.save()
    assert slugs("现金") == []


def test_a_draft_of_a_published_question_is_not_found_in_its_place():
    asked = make("asked", "存折怎么用")
    make("asked", "现金怎么用", status=Publication.DRAFT, replaces=asked)

    assert slugs("现金") == []
    assert search("存折") == [asked]


def test_the_index_is_read_once_however_often_is_searched(django_assert_num_queries):
    make("asked", "存折怎么用")
    search("存折")

    with django_assert_num_queries(2):  # the revision; what was found
        search("怎么用存折")
    assert len(module._index().ids) == Question.objects.published().count()


# --- What nothing answers -----------------------------------------------------------------------


def test_the_nearest_questions_share_something_with_what_was_typed_best_first():
    make("one", "存折挂失", order=1)
    make("two", "存折挂失去哪里", order=2)
    make("none", "别的事情", order=3)

    found = nearest("请帮忙看看存折挂失去那边行不行好不好", 3)

    assert [question.slug for question in found] == ["two", "one"]
    assert nearest("天气预报", 3) == []


def test_what_no_question_knows_is_a_piece_of_its_own():
    make("asked", "医保卡余额怎么查")

    assert unknown("兰洲医保卡余额怎么查") == ["兰洲"]
    assert unknown("医保卡余额怎么查") == []
    assert unknown("") == unknown("余") == []


def test_of_a_long_sentence_three_pairs_are_enough():
    make("asked", "存折丢失")

    assert slugs("存折丢失" + "天地玄黄宇宙洪荒日月盈昃") == ["asked"]
    assert slugs("存折" + "天地玄黄宇宙洪荒日月盈昃") == []


def test_the_question_itself_counts_before_its_synonyms():
    make("synonym", "别的事情", synonyms="存折", order=1)
    make("question", "存折", order=2)

    assert slugs("存折") == ["question", "synonym"]


def test_what_places_answer_is_first_whosever_it_is_but_for_residents():
    make("other", "职工医保划账", order=1)
    make("how-much", "每月划账", synonyms="返款", place_part="rule", order=2)
    make("resident", "居民医保返款", order=3)

    assert slugs("职工医保返多少")[0] == slugs("社保卡每月能返多少")[0] == "how-much"
    assert slugs("居民医保返多少")[0] == slugs("新农合返多少")[0] == "resident"
    assert slugs("职工医保划账多少天")[0] == "other"


def test_a_question_about_a_place_is_first_only_where_the_place_is_named(lanzhou):
    make("lanzhou", "兰州存折怎么用", order=1)
    make("any", "存折丢失怎么办", order=2)

    assert slugs("存折怎么用") == ["any", "lanzhou"]
    assert slugs("兰州存折怎么用")[0] == "lanzhou"
    assert search("存折怎么用", {"兰州"})[0].slug == "lanzhou"
    assert slugs("折怎么用") == ["lanzhou"]  # nothing else is found


# --- What it costs ------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["医保卡余额怎么查" * 50, "存" * 100, "ﷺ" * 100, "断交" * 50])
def test_a_search_looks_up_each_pair_of_a_hundred_letters_once(text):
    for number in range(20):
        make(f"q{number}", "医保卡余额怎么查", synonyms="断交 存存", order=number)
    index = module._index()
    looked_up = []

    class Counted(dict):
        def get(self, key, default=None):
            looked_up.append(key)
            return super().get(key, default)

    index.lines, index.rests = Counted(index.lines), Counted(index.rests)
    search(text)

    assert len(looked_up) <= 2 * module.MAX_TYPED


@pytest.mark.parametrize(
    ("typed", "folded"),
    [("钱被别人取走了", "钱被别人取走"), ("怎么看病", "看病"), ("住院花了2000元", "住院花2000元")],
)
def test_no_word_is_read_inside_another(typed, folded):
    assert fold(typed) == folded
