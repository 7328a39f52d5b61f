"""Tables: rows are lines, cells are parted by tabs."""

from .reading import credits

CAPTION = "退休人员个人账户划入标准（单位：元/月）\n"


def test_places_in_rows():
    text = CAPTION + "统筹地区\t标准\n长沙市\t75\n株洲市\t75\n湘潭市\t72"

    assert credits(text) == [
        "amount=75 period=month place=长沙市、株洲市",
        "amount=72 period=month place=湘潭市",
    ]


def test_ages_in_columns():
    text = CAPTION + "统筹地区\t70周岁以下\t70周岁及以上\n兰州市\t90\t100\n白银市\t80\t90"

    assert credits(text) == [
        "max_age=69 amount=90 period=month place=兰州市",
        "min_age=70 amount=100 period=month place=兰州市",
        "max_age=69 amount=80 period=month place=白银市",
        "min_age=70 amount=90 period=month place=白银市",
    ]


def test_columns_of_other_matters_and_old_sums_are_left_out():
    text = (
        "人员类别\t调整前\t个人账户划入标准\t起付标准\n"
        "在职职工\t-\t缴费基数的2%\t300元\n退休人员\t120元/月\t83元/月\t200元"
    )

    assert credits(text) == ["amount=83 period=month"]


def test_month_and_year_of_one_row_are_one_credit():
    text = "退休人员个人账户\n年龄\t月划入（元）\t年划入（元）\n不满70周岁\t60\t720"

    assert credits(text) == ["max_age=69 amount=60 period=month"]


def test_a_number_without_a_unit_anywhere_is_not_read():
    assert credits("退休人员个人账户划入标准\n统筹地区\t标准\n长沙市\t75") == []


def test_the_same_table_about_residents_gives_nothing():
    text = "城乡居民医保缴费标准（单位：元/年）\n地区\t标准\n长沙市\t400"

    assert credits(text) == []


def test_the_head_of_another_column_names_the_base_and_the_day():
    text = (
        "各市退休人员个人账户划入额\n"
        "地区\t2022年月人均养老金（元）\t划入比例\t月划入额（元）\t执行时间\n"
        "长春市\t3200\t2.5%\t80\t2023年1月"
    )

    assert credits(text) == [
        "amount=80 period=month rate_percent=2.5 rate_of=average base_year=2022"
        " applies_from=2023-01-01"
    ]


def test_a_cell_that_parts_working_people_and_retirees_is_a_sentence():
    text = "医保待遇\n个人账户\t在职：2%；退休：每人每月90元\n门诊\t起付线200元"

    assert credits(text) == ["amount=90 period=month"]
