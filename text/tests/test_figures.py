"""Money and rates are found in any spelling, and nothing else is taken for them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.figures import Figure, Kind, figures_in, words_of_figures
from text.folding import LONGEST

MONEY = {
    # What editors wrote and nobody noticed, each with its value; None where it is left open.
    **{"130块": 130, "¥130": 130, "￥130": 130, "130圆": 130, "１３０圆": 130, "130 RMB": 130},
    **{"壹佰叁拾元": 130, "叁佰圆": 300, "一百来块": None, "每月一百三": 130, "每月打130": 130},
    **{"每月一万二": 12000, "130&nbsp;元": 130, "130元": 130, "一百三十块钱": 130},
    # Units
    **{"130圓": 130, "130元整": 130, "130块钱": 130, "130人民币": 130, "人民币130": 130},
    **{
        "CNY 130": 130,
        "RMB130元": 130,
        "rmb 130": 130,
        "三百五十元人民币": 350,
        "1,680.50 元": "1680.5",
    },
    **{"90元5角": "90.5", "九十块五毛": "90.5", "130块5": "130.5", "1块5": "1.5", "5毛钱": "0.5"},
    **{
        "3角": "0.3",
        "2分钱": "0.02",
        "90元5角5分": "90.55",
        "五块钱": 5,
        "十块": 10,
        "两百元": 200,
    },
    **{"1.2万元": 12000, "1万2千块": 12000, "壹仟贰佰元整": 1200, "１，３００元": 1300},
    **{"130塊": 130, "130 yuan": 130, "大概一百三": 130, "只有八百": 800},
    # As many as one likes
    **{"一百多块": None, "几十块": None, "几百块钱": None, "十几块": None, "百来块": None},
    **{"百八十块": None, "三千余元": None, "100多元": None, "一万多块": None},
    # Without a unit
    **{"月入130": 130, "月返一百二": 120, "一个月两百五": 250, "每年1200": 1200, "返130": 130},
    **{"每月130": 130, "打一百三": 130, "每年一千二": 1200, "130/月": 130, "每月一百多": None},
    **{"每个月给我打120": 120, "退休金3000": 3000, "人均 3700": 3700, "每月最多二百": 200},
    **{"每月到手130": 130, "全年共1560": 1560, "标准是130": 130, "定额130": 130, "补助130": 130},
    **{"每月两百出头": None, "一个月也就两百来": None},
    # Signs that are seldom written
    **{
        "卅元": 30,
        "廿块钱": 20,
        "一百卅元": 130,
        "壱佰元": 100,
        "130円": 130,
        "130￥": 130,
    },
    **{"30 万元": 300_000, "1.3 万块": 13_000},
    # In disguise
    **{"¹³⁰元": 130, "①③⓪元": 130, "¥₁₃₀": 130},
    **{"130&#20803;": 130, "1\u200b30元": 130, "130\n元": 130, "130\u3000元": 130, "130`元": 130},
}
RATES = {
    **{"2.8个点": "2.8", "二点八个百分点": "2.8", "千分之五": "0.5", "2.8﹪": "2.8", "2.8%": "2.8"},
    **{"2.8pct": "2.8"},
    **{"2.8％": "2.8", "２.８％": "2.8", "2.8 %": "2.8", "2.8百分点": "2.8", "2.8个 百分点": "2.8"},
    **{
        "百分之二点八": "2.8",
        "百分之2.8": "2.8",
        "百分之百": 100,
        "百分之 三": 3,
        "万分之五": "0.05",
    },
    **{"万分之五": "0.05", "5‰": "0.5", "二成八": 28, "三成": 30, "零点五个百分点": "0.5", "5%": 5},
}
_NONE = """
2026年1月1日 2026年 满70周岁 70岁以上 七十岁 年满六十周岁 12393 拨12393 打12393 12393。
每月打12393问 每月12393。 打120 拨打110 12345、12333 0931-12393 400-820-8820 统一 一是 二是
第一百二十条 第十二条第三款 百分百 一块儿 一块办 一元化 二元结构 24小时 一点 几个点 两个点
3个点都能办 十五天 每月一次 每月15日 每月打一次 每月十五到账 每月5、20日 每月10-15日
每月25、26日到账 每月1号 多少元 几元 几块钱 元旦 2026元旦 三元区 三元桥 第3条 医保发〔2024〕15号
一块地 这一块 两块牌子 分成3块 三点八分 下午3点半 八点三十分 一分钱没有 一毛钱不花 千万别信 万一
百姓 一百次 十分重要 一成不变 完成 八成是骗子 三角形 长三角 五角星 3成员 单位：万元 百分之几
百分之多少 交满30年 15年 3个月 一个月 三分之二 1.每月看一次 第2步 住院3天 每人60岁 每年两次
一年四季 一年12个月 5号窗口 100多人 十几家医院 数百万人 几百人 一百三十个地方 2.8版 密码6位
后4位 每月看一看 一条一条 一年一次 每年1月 每年1—3月 千家万户 一二三四 毛巾3条
https://a.gov.cn/x?q=%E4%B8%AD%E5%9B%BD 每月一日 一共三步 大概一百人 约一百次 才三百字
3圆桌 圆满 二〇二六年 工资卡 按月打
前三名 一千多家 每月一百多人来办 按12个月算 按70岁算 标准2024 标准是2026年的 定额12 每月廿日
①②两步 ①元旦 按3步打 按顺序打 一百多万人 5万人 第廿条 三点按2打 100² 工资的3倍 养老金的1.5倍
"""
NONE = _NONE.split()


@pytest.mark.parametrize("written", MONEY)
def test_money_is_found_in_any_spelling(written):
    number = None if MONEY[written] is None else Decimal(str(MONEY[written]))

    assert figures_in(f"听说{written}。") == [Figure(written, Kind.MONEY, number)]
    assert figures_in(written) == [Figure(written, Kind.MONEY, number)]


@pytest.mark.parametrize("written", RATES)
def test_a_rate_is_found_in_any_spelling(written):
    expected = Figure(written, Kind.RATE, Decimal(str(RATES[written])))

    assert figures_in(f"比例{written}吧") == [expected]


@pytest.mark.parametrize("written", NONE)
def test_what_is_neither_money_nor_a_rate_is_left_alone(written):
    assert words_of_figures(written) == []
    assert words_of_figures(f"请看，{written}，可以。") == []


def test_there_are_spellings_enough_from_both_sides():
    assert len(MONEY) + len(RATES) >= 40
    assert len(NONE) >= 60


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("每月<b>130</b><i>元</i>", ["130</b><i>元"]),
        ("每月**130**元，每月 130**元**", ["130**元", "130**元"]),
        ("[130](https://a.gov.cn/5元)元", ["130](https://a.gov.cn/5元)元"]),
        ("提高到每月 85-130，涨了两个点", ["每月 85", "两个点"]),
        ("上千元，数百块", ["千元", "百块"]),
        ("比例为 2.8，费率：3。", ["2.8", "3"]),
        ("按130打，按2.8打，养老金的2.8，基数×3。", ["按130", "2.8", "2.8", "3"]),
        ("每月划入金额为130，每月卅元，三百块儿", ["金额为130", "卅元", "三百块"]),
        ("每月130到账，每月130左右，每月130的标准", ["每月130"] * 3),
    ],
)
def test_the_words_are_those_of_the_text(text, words):
    assert [figure.words for figure in figures_in(text)] == words


def test_the_same_words_are_named_once():
    assert words_of_figures("130元，130元，2%") == ["130元", "2%"]


@given(
    st.text(max_size=80)
    | st.text("一二百千万几130,.%‰元块角毛成点个每月打返分之 \n<>&*", max_size=50)
)
def test_any_text_is_read_and_the_words_stand_in_it(text):
    assert all(figure.words and figure.words in text for figure in figures_in(text))


@pytest.mark.parametrize(
    "part", ["一", "1,", "<a", "&a", "](", "一点", "一成一", "每月1、", "每月 1-1-", "百分之", "1 "]
)
def test_a_text_of_any_length_is_read_in_one_go(part):
    """Whoever tries anything twice does not come to an end here."""
    figures_in(part * (LONGEST // len(part)))


def test_what_lies_beyond_the_limit_is_not_looked_at():
    assert figures_in("字" * LONGEST + "130元") == []
