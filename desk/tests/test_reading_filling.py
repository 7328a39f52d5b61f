"""What a reading fills of 录入标准, and what it leaves empty and says why."""

import datetime

import pytest

from desk.readings.filling import FOR_COMMENT, filled
from desk.readings.marks import Marks, quoted_in
from desk.readings.printed import table_head
from documents.found import Credit, Span
from documents.reading import Reading
from regions.models import Region
from regions.tests.make import make_region

from .read_documents import OLD, SENTENCE, TEXT, YOUNG, credit, left_open, reading, span, whole

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2024, 1, 1)


def made(quote="退休人员", **said) -> Credit:
    return credit(quote, "退休人员", **said)


def of(*credits: Credit, place=None, **said):
    place = place or Region.objects.filter(slug="yongzhou").first() or make_region()
    return filled(reading(*credits, **said), place)


def values(tiers, *names):
    return [tuple(tier.get(name) for name in names) for tier in tiers]


# --- Figures ---------------------------------------------------------------------------------


def test_everything_that_is_clear_is_filled(gansu):
    filling = filled(whole(), gansu, "https://ybj.gansu.gov.cn/a")

    assert filling.document["url"] == "https://ybj.gansu.gov.cn/a"
    assert filling.document["full_text"] == TEXT
    assert filling.rule["effective_from"] == datetime.date(2027, 1, 1)
    assert filling.rule["wording"] == SENTENCE
    assert (filling.rule["period"], filling.rule["base_year"]) == ("month", None)
    told = values(filling.tiers, "min_age", "max_age", "amount")
    assert told == [(0, 69, "100"), (70, None, "110")]
    assert "ended_on" not in filling.rule
    assert filling.remarks == []


def test_what_the_text_leaves_open_stays_empty_and_says_why():
    why = "“70周岁以下”含不含70，文件没有写明"
    filling = of(left_open(made(amount="100", period="month"), "max_age", max_age=why))

    # An empty last age means everybody, so that the first one has to be looked at too.
    assert values(filling.tiers, "min_age", "max_age", "amount") == [(None, None, "100")]
    assert filling.notes["tiers-0-max_age"].said == why
    assert filling.notes["tiers-0-max_age"].is_open
    assert filling.notes["tiers-0-min_age"].is_open


def test_a_period_that_is_open_is_never_taken_for_a_month():
    filling = of(left_open(made(amount="1000"), "period", period="文件没有写每月还是每年"))

    assert filling.rule["period"] == ""
    assert filling.notes["period"].said == "文件没有写每月还是每年"


def test_a_rate_goes_where_it_is_a_rate_of():
    average = made(max_age=69, rate_percent="2.80", rate_of="average", base_year=2022)
    filling = of(average, made(min_age=70, rate_percent="3", rate_of="average", base_year=2022))

    assert values(filling.tiers, "rate_percent") == [("2.8",), ("3",)]
    assert filling.rule["base_year"] == 2022
    own = of(made(rate_percent="2", rate_of="own", floor="50", cap="300"))
    assert values(own.tiers, "own_percent", "floor", "ceiling") == [("2", "50", "300")]


def test_a_rate_of_nobody_knows_what_stays_empty():
    filling = of(left_open(made(rate_percent="2"), "rate_of"))

    assert values(filling.tiers, "rate_percent", "own_percent") == [(None, None)]
    assert filling.notes["tiers-0-rate_percent"].is_open


def test_an_amount_with_its_rate_is_an_amount_and_how_it_was_set():
    filling = of(
        made(amount="251", period="month", rate_percent="2.8", rate_of="average", base_year=2021)
    )

    assert values(filling.tiers, "amount", "rate_percent") == [("251", None)]
    assert filling.rule["basis"] == "按2021年基本养老金平均水平的2.8%定"
    assert filling.rule["base_year"] is None


def test_two_stages_fill_both_steps():
    text = "退休人员2023年3%，2024年起2.8%"
    first = credit("退休人员2023年3%", text, rate_percent="3", rate_of="average")
    second = credit("2024年起2.8%", text, rate_percent="2.8", rate_of="average", applies_from=FIRST)
    begins = datetime.date(2023, 1, 1)
    filling = filled(reading(first, second, text=text, effective_from=begins), make_region())
    assert values(filling.tiers, "rate_percent") == [("3",)]
    assert filling.rule["effective_from"] == datetime.date(2023, 1, 1)
    assert filling.second["effective_from"] == FIRST
    assert values(filling.next_tiers, "rate_percent") == [("2.8",)]
    assert filling.notes["next-effective_from"].number == 2


@pytest.mark.parametrize(
    ("credits", "said"),
    [
        (
            (
                made(max_age=69, amount="100", period="month"),
                made(min_age=70, amount="1200", period="year"),
            ),
            "有的数按月、有的按年",
        ),
        (
            (
                made(max_age=69, rate_percent="2", rate_of="average", base_year=2021),
                made(min_age=70, rate_percent="2", rate_of="average", base_year=2022),
            ),
            "不是同一年",
        ),
        ((made(amount="100", period="month"), made(amount="90", period="month")), "两个说法"),
        (
            (
                made(max_age=70, amount="100", period="month"),
                made(min_age=70, amount="90", period="month"),
            ),
            "两个说法",
        ),
        (
            tuple(
                made(
                    amount=str(100 + n), period="month", applies_from=datetime.date(2023 + n, 1, 1)
                )
                for n in range(3)
            ),
            "分 3 步",
        ),
        (
            (
                made(amount="100", period="month"),
                made(amount="110", period="month", applies_from=FIRST),
            ),
            "分不出哪一步在先",
        ),
        (
            (
                made(max_age=69, amount="100", period="month", applies_until=FIRST),
                made(min_age=70, amount="110", period="month"),
            ),
            "有的数只管到某一天",
        ),
        (
            (
                made(
                    amount="100",
                    period="month",
                    applies_from=datetime.date(2022, 1, 1),
                    applies_until=datetime.date(2022, 12, 31),
                ),
                made(amount="110", period="month", applies_from=FIRST),
            ),
            "中间对不上",
        ),
        ((left_open(made(amount="100", period="month"), "place"),), "没有写明是哪里的"),
    ],
)
def test_what_one_form_cannot_hold_is_not_filled_and_listed(credits, said):
    filling = of(*credits)

    assert filling.tiers == filling.next_tiers == []
    assert "wording" not in filling.rule
    assert any(said in remark for remark in filling.remarks)
    assert len(filling.left) == len(credits)


def test_an_end_that_the_text_leaves_open_is_told():
    why = "“前”没有说含不含当日"
    credit = left_open(made(amount="100", period="month"), "applies_until", applies_until=why)

    filling = of(credit)

    assert "stated_until" not in filling.rule
    assert (filling.notes["stated_until"].said, filling.notes["stated_until"].is_open) == (
        why,
        True,
    )


def test_the_same_figure_said_twice_is_one_tier():
    assert len(of(YOUNG, OLD, YOUNG).tiers) == 2


@pytest.mark.parametrize("amount", ["0", "100.125", "12345678"])
def test_a_number_that_no_column_holds_stays_empty(amount):
    filling = of(made(amount=amount, period="month"))

    assert values(filling.tiers, "amount") == [(None,)]
    assert filling.notes["tiers-0-amount"].is_open


def test_months_of_retirement_are_whole_months():
    filling = of(
        made(amount="100", period="month", retired_until=datetime.date(2022, 12, 31)),
        made(amount="90", period="month", retired_from=datetime.date(2023, 1, 15)),
    )

    assert values(filling.tiers, "retired_until", "retired_from") == [
        (datetime.date(2022, 12, 31), None),
        (None, None),
    ]
    assert "不是月初" in filling.notes["tiers-1-retired_from"].said


def test_a_text_without_figures_says_so():
    filling = filled(Reading(reading().contents, whole().found.__class__()), make_region())

    assert filling.tiers == []
    assert "没有读到给退休人员的数" in filling.remarks[0]


# --- Places ----------------------------------------------------------------------------------


def test_only_the_figures_of_the_place_are_filled(gansu):
    lanzhou = make_region("lanzhou", gansu, name="兰州市")
    rows = (
        made(amount="110", period="month", place="兰州市、白银市"),
        made(amount="90", period="month", place="定西市"),
    )

    filling = of(*rows, place=lanzhou)

    assert values(filling.tiers, "amount") == [("110",)]
    assert filling.elsewhere is None


def test_a_text_of_two_other_places_fills_none_and_offers_them(gansu):
    lanzhou = make_region("lanzhou", gansu, name="兰州市")
    filling = of(made(amount="110", period="month", place="兰州市、白银市"), place=gansu)

    assert filling.tiers == []
    assert filling.elsewhere.said == "这份文件说的是兰州市、白银市"
    assert filling.elsewhere.choices == (lanzhou,)
    assert filling.left[0].said.startswith("兰州市、白银市，不分年龄，每月110元")


def test_the_document_of_another_city_fills_none(gansu):
    lanzhou = make_region("lanzhou", gansu, name="兰州市")
    baiyin = make_region("baiyin", gansu, name="白银市")

    of_city = of(YOUNG, OLD, place=baiyin, publisher="甘肃省兰州市医疗保障局")
    of_province = of(YOUNG, OLD, place=baiyin, publisher="甘肃省医疗保障局、甘肃省财政厅")

    assert (of_city.tiers, of_city.elsewhere.choices) == ([], (lanzhou,))
    assert len(of_province.tiers) == 2


def test_the_title_of_another_city_fills_none_where_nobody_signed(gansu):
    lanzhou = make_region("lanzhou", gansu, name="兰州市")
    baiyin = make_region("baiyin", gansu, name="白银市")
    title = "关于印发兰州市职工医保个人账户管理办法的通知"

    elsewhere = of(YOUNG, OLD, place=baiyin, title=title)
    here = of(YOUNG, OLD, place=lanzhou, title=title)
    below = of(YOUNG, OLD, place=baiyin, title="甘肃省医疗保障局关于调整划入标准的通知")

    assert (elsewhere.tiers, elsewhere.elsewhere.choices) == ([], (lanzhou,))
    assert (len(here.tiers), len(below.tiers)) == (2, 2)


@pytest.mark.parametrize(
    "title",
    [
        "职工医保个人账户管理办法（征求意见稿）",
        "关于公开征求《职工医保个人账户管理办法》意见的公告",
        "职工医保个人账户管理条例（修订草案）",
    ],
)
def test_a_draft_for_comment_fills_no_figure(title):
    filling = of(YOUNG, OLD, title=title)

    assert (filling.tiers, filling.rule.get("wording")) == ([], None)
    assert filling.remarks == [FOR_COMMENT]
    assert len(filling.left) == 2


def test_a_document_that_was_once_open_for_comment_is_filled():
    text = TEXT.replace("第六条", "在公开征求意见的基础上，制定本通知。\n第六条")

    assert len(filled(reading(text=text), make_region()).tiers) == 2


# --- Marks -----------------------------------------------------------------------------------


def shown(marks: Marks) -> str:
    return "\n".join(
        "".join(
            f"[{piece.number}{piece.text}]" if piece.number else piece.text for piece in line.pieces
        )
        + ("…" if line.left_out else "")
        for line in marks.shown()
    )


def test_marks_are_numbered_in_the_order_of_the_text_and_never_overlap():
    marks = Marks.of("甲乙丙丁戊", [Span(3, 4), Span(0, 2), Span(1, 3), Span(9, 12), Span(-5, 1)])

    assert shown(marks) == "[1甲乙丙][2丁]戊"
    assert (marks.number(Span(1, 3)), marks.number(Span(3, 4)), marks.number(None)) == (1, 2, 0)


def test_what_nobody_sees_is_left_out_where_it_is_shown():
    assert shown(Marks.of("每月\u202e001\u200b元\x00\x1b", [Span(2, 7)])) == "每月[1001]元"


def test_a_long_text_shows_the_surroundings_of_its_marks():
    text = "\n".join([*["前面的一段。"] * 2000, "退休人员每月100元。", *["后面的一段。"] * 2000])

    told = shown(Marks.of(text, [span("退休人员每月100元。", text)]))

    assert "[1退休人员每月100元。]" in told
    assert told.count("…") == 2
    assert len(told) < 1500


def test_a_page_of_200_000_numbers_in_one_line_stays_short():
    text = "1元" * 200_000

    assert len(shown(Marks.of(text, [Span(n, n + 2) for n in range(0, 400_000, 20)]))) < 100_000


def test_the_wording_is_found_in_the_text_of_a_source():
    assert (
        shown(quoted_in("第一条。\n每月100元。", "每月100元。\n不在里面。"))
        == "第一条。\n[1每月100元。]"
    )


# --- What the text prints ---------------------------------------------------------------------

TABLE = """长治市医疗保障局关于调整划入标准的通知
发布时间：2026-11-09 来源：长治市医疗保障局
人员类别\t划入标准（元/月）
在职职工\t100
人员类别\t划入标准（元/月）
70周岁以下退休人员\t85
70周岁及以上退休人员\t95
"""


def test_a_row_of_a_table_is_quoted_with_the_head_that_has_the_unit():
    young = credit("70周岁以下退休人员\t85", TABLE, max_age=69, amount="85", period="month")
    old = credit("70周岁及以上退休人员\t95", TABLE, min_age=70, amount="95", period="month")

    filling = of(young, old, text=TABLE)

    assert filling.rule["wording"].split("\n") == [
        "人员类别\t划入标准（元/月）",
        "70周岁以下退休人员\t85",
        "70周岁及以上退休人员\t95",
    ]
    assert filling.notes["period"].said == "人员类别 划入标准（元/月）"
    assert filling.notes["period"].number > 0


@pytest.mark.parametrize(
    "text",
    [
        "退休人员\t85",
        "在职职工\t100\n退休人员\t85",
        "退休人员每月85元。",
        "人员\t备注\n退休人员\t85",
    ],
    ids=["first-row", "below-figures", "a-sentence", "no-unit"],
)
def test_without_a_head_there_is_none(text):
    at = text.index("退休")

    assert table_head(text, Span(at, len(text))) is None


def test_what_the_page_names_itself_is_marked_where_the_text_prints_it():
    young = credit("70周岁以下退休人员\t85", TABLE, amount="85", period="month")
    told = {"title": "长治市医疗保障局关于调整划入标准的通知", "publisher": "长治市医疗保障局"}

    filling = of(young, text=TABLE, published_on=datetime.date(2026, 11, 9), **told)

    assert filling.notes["title"].number == 1
    assert filling.notes["published_on"].said == "2026-11-09"
    assert filling.notes["publisher"].number == 3


def test_a_day_that_is_not_printed_has_no_mark():
    filling = of(YOUNG, published_on=datetime.date(2026, 11, 1))

    assert filling.notes["published_on"].number == 0
    assert "正文里没有" in filling.notes["published_on"].said


def test_figures_of_other_places_are_named(gansu):
    text = "甘肃省每人每月80元，长沙市每人每月85元。"
    here = credit(text, text, place="甘肃省", amount="80", period="month")
    there = credit(text, text, place="长沙市", amount="85", period="month")

    filling = of(here, there, text=text, place=gansu)

    assert any("还写了长沙市的数" in remark for remark in filling.remarks)
