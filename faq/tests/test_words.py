"""Words that mean the same, and words that ask nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.search import search
from faq.tests.make import make_question
from faq.words import SAME, asks, asks_to_check, fold, is_amount


def test_no_word_stands_in_two_meanings_and_each_means_the_first_of_its_row():
    words = [word for row in SAME.values() for word in row]

    assert len(words) == len(set(words))
    for first, row in SAME.items():
        assert {fold(word) for word in row} == {fold(first)}


@pytest.mark.django_db
def test_each_word_of_one_meaning_finds_what_the_others_find():
    asking = [first for first in SAME if fold(first)]  # 怎么 asks nothing
    questions = {
        first: make_question(f"q{n}", question=min(SAME[first]), short_answer="看。", body="")
        for n, first in enumerate(asking)
    }
    for first, question in questions.items():
        for word in SAME[first]:
            assert question in search(word), word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("医疗保险", "医保"),
        ("缴费", "交费"),
        ("交钱", "交费"),
        ("更改", "改"),
        ("变更", "改"),
        ("线上", "网上"),
        ("转入", "转到"),
        ("取出来", "提现"),
        ("电子凭证", "医保码"),
        ("新农合", "居民医保"),
        ("合作医疗", "居民医保"),
        ("钱少了", "钱变少"),
        ("打几多钱", "返款"),
        ("一个月打多少钱", "每月返款"),
        ("打的钱", "返款"),
        ("怎么在手机上更改医疗保险参保地", "在网上改医保参保地"),
        ("医保卡里有多少钱怎么看", "医保卡余额怎么查"),
        ("我卡上有多少钱", "医保卡余额"),
        ("卡里头的余额", "余额"),
        ("一个月卡里多少钱", "每月返款"),
        ("给我爸妈查余额", "帮父母查余额"),
        ("给小孙女用", "给家人用"),
        ("这个月咋还没打钱", "这个月没到账"),
        ("卡里怎么没钱了", "没到账了"),
        ("钱到了没有", "钱没到账"),
        ("为啥还不打钱", "没到账"),
        ("医保的钱啥时候打", "医保钱几号到账"),
        ("卡里的钱怎么查", "余额怎么查"),
        ("有个人打电话", "来电话"),
        ("医保局给我打来电话", "来电话"),
        ("卡被停了", "卡停用"),
        ("说我的卡在外地刷了钱", "盗刷钱"),
        ("到底是90还是120", "块对不对"),
    ],
)
def test_what_people_say_in_other_words_is_the_same(one, other):
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    "typed",
    [
        "2025年医保卡余额怎么查？一文读懂",
        "医保卡余额怎么查（2025年最新版）",
        "【最新】医保卡余额怎么查？看完就明白了",
        "医保卡余额怎么查？详细步骤来了",
        "你好我想问一下我妈的医保卡余额怎么查啊",
        "2025年度医保卡余额怎么查攻略",
    ],
)
def test_years_brackets_tails_and_courtesies_ask_nothing(typed):
    assert fold(typed) == "余额查"


@pytest.mark.parametrize(
    "typed",
    [
        "怎么给医保局打电话",
        "药店说我的卡不能刷",
        "被告知不能刷",
        "没到年龄",
        "没来得及",
        "没钱交",
        "单位给停保",
        "医保卡上海",
    ],
)
def test_what_only_looks_like_a_sentence_of_these_is_read_as_it_stands(typed):
    read = fold(typed)

    assert not [word for word in ("来电话", "盗刷", "没到账", "停用", "卡里") if word in read]


@pytest.mark.parametrize(
    ("typed", "is_one"),
    [
        ("251元", True),
        ("每个月90块钱吗？", True),
        ("到底是90还是120", True),
        ("120.5元或者90元", True),
        ("251", False),
        ("12393还是12333", False),
        ("90块对不对", True),
        ("75对吗", True),
        ("75岁", False),
        ("25年", False),
        ("", False),
    ],
)
def test_an_amount_and_nothing_beside_it_is_told_from_other_numbers(typed, is_one):
    assert is_amount(typed) is is_one


def test_a_number_of_years_is_no_year():
    assert fold("要交25年") == "要交25年"
    assert fold("2025年要交") == "要交"


def test_a_longer_word_is_read_before_a_shorter_one_within_it():
    assert fold("打多少钱") == fold("返款")
    assert fold("多少钱") == fold("多少")


def test_how_to_go_about_something_is_no_cry_for_help():
    assert fold("异地备案怎么办理") == "异地备案办理"
    assert fold("断缴了怎么办") == "断缴"


@given(st.text("医保断缴余额ＡＢab12 吗？。，、“”\u3000\n·", max_size=30))
def test_width_case_blanks_and_fillers_make_no_difference(text):
    assert fold(text) == fold(f" {text}吗？".upper()) == fold(f"“{text}。”")


@pytest.mark.parametrize("text", ["", "医保", "退休职工医保卡", "的居民医保", "社保局", "医保政策"])
def test_what_only_says_who_is_meant_asks_nothing(text):
    assert not asks(text)


@pytest.mark.parametrize("text", ["余额", "医保卡能买什么", "每月多少", "职工医保断交"])
def test_the_rest_asks_something(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    [
        *("对一对", "对不上", "到账对不上怎么办", "打的钱对不上", "钱数对不上", "账对不上"),
        *("到账的钱和标准对不上", "我的到账对不对", "到账90元对不对", "到账90元对吗"),
        *("返了140块对吗", "打了90对不对", "到账140.50对吗", "每月打90块钱对不对"),
    ],
)
def test_whether_what_arrived_is_right_is_a_case_for_the_check(text):
    assert asks_to_check(text)


@pytest.mark.parametrize(
    "text",
    [
        *("名字对不上", "密码对不上", "身份证对不上", "工资对不上", "参保年数对不上"),
        *("电话号码对不上", "和身份证对不上", "交了380元对不对", "打12393对不对", "到账少了"),
    ],
)
def test_what_else_does_not_match_is_none(text):
    assert not asks_to_check(text)
