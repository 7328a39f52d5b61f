"""The card of a place: an amount, a percentage in yuan, one's own amount, what goes off, doubt."""

import datetime
import re
from decimal import Decimal

import pytest
from django.utils import timezone

from regions.tests.make import (
    make_claim,
    make_deduction,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
    make_statistic,
    make_tier,
)
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

LANZHOU = "/regions/gansu/lanzhou/"
CASE = "insurance=employee&status=retired"
#: What only an estimate says.
ESTIMATED = ("2%–3%", "74–111", 'name="average_pension"', "估算")


@pytest.fixture
def nation():
    nation = make_nation()
    make_estimate(nation)
    return nation


@pytest.fixture
def lanzhou(nation):
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃")
    return make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)


def told(found):
    """What a card says, without its tags."""
    return re.sub(r"<[^>]+>", "", found)


def card(client, query=""):
    """The text of the card, or of the answer to a case, with its tags but without line breaks."""
    page = plain(client.get(LANZHOU + query).text)
    mark = 'id="answer"' if query else 'id="rule"'
    return page.split(mark)[1].split("</section>")[0].replace("\n", "")


# --- One line of doubt ------------------------------------------------------------------------


def test_the_card_has_one_line_of_doubt_with_a_link_to_why(client, lanzhou, time_machine):
    time_machine.move_to("2026-11-29T04:00:00Z", tick=False)
    dated = {"published_on": datetime.date(2022, 12, 1), "published_precision": "month"}
    make_policy(lanzhou, source=make_source(publisher="兰州晚报", **dated))

    found = card(client)

    assert found.count("2022年12月") == 1
    assert "二手资料</span> 出处：兰州晚报。资料是 2022年12月的，快4年了，从没核对过。" in found
    assert found.count("核对") == 1
    assert '<a href="#policy">为什么这样写</a>' in found
    assert '<a href="#fix">数字不对？</a>' in found


def test_the_age_of_a_fact_reads_the_same_everywhere(client, lanzhou):
    policy = make_policy(lanzhou, source=make_source(published_on=None))
    words = policy.freshness(timezone.localdate()).in_words
    assert words == "资料没有写日期，从没核对过"

    for address in (
        LANZHOU,
        f"{LANZHOU}?{CASE}",
        f"{LANZHOU}sheet/",
        f"/calculator/?region=gansu/lanzhou&{CASE}",
        f"/calculator/compare/?region=gansu/lanzhou&{CASE}",
        "/search/?q=兰州多少钱",
        "/",
    ):
        page = client.get(address).text
        assert f"{words}。" in page, address
        assert "超过一年没核对" not in page, address
    listed = client.get("/regions/").text  # a list says once for all that nobody checked
    assert f"{policy.freshness(timezone.localdate()).in_short}" in listed
    assert "写明“依据原文”的，有人打开政府原文核对过；别的都没有。" in listed


# --- What other sources say -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "confidence", "named"),
    [
        ("document", "doc_seen", "文件怎么说"),
        ("document", "seed", "资料怎么说"),
        ("example", "secondary", "举个例子"),
        ("disputed", "doc_seen", "说法不一"),
    ],
)
def test_a_claim_is_called_what_it_is_and_only_a_dispute_is_yellow(
    client, lanzhou, kind, confidence, named
):
    source = make_source(confidence=confidence)
    make_claim(lanzhou, kind=kind, source=source, statement="每月 120 元。")

    page = plain(client.get(LANZHOU).text)

    assert f"<b>{named}：</b>每月 120 元。" in page
    assert ('class="note note--un claim"' in page) is (kind == "disputed")
    assert "另一种说法" not in page


# --- A percentage in yuan ---------------------------------------------------------------------


def test_a_percentage_is_shown_in_yuan_by_an_example_and_leads_to_the_question(client, lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")], base_year=2022)

    found = card(client)

    assert '就是每月 <b class="nb">103.6 元</b>' in found
    assert "3,700 元只是举例的数，不是兰州的。" in found
    assert 'href="#calc"' in found
    assert "不知道这个数？" in found
    assert "或者看当地医保局、人社局的公报" in found


def test_the_average_pension_is_asked_once_on_a_page(client, lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")])

    assert client.get(LANZHOU).text.count('name="average_pension"') == 1
    bad = client.get(f"{LANZHOU}?{CASE}&average_pension=abc").text
    assert bad.count('name="average_pension"') == 1
    assert 'name="average_pension" value="abc"' in bad


def test_an_example_says_what_is_not_taken_off_it(client, lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")])
    make_deduction(lanzhou, kind="care", name="照护保险")
    make_deduction(lanzhou, kind="illness", name="大病保险", taken=True)

    assert "不是兰州的。另扣照护保险，见下。" in card(client)


def test_where_ages_differ_the_example_tells_them_apart(client, lanzhou):
    make_policy(lanzhou, rates=[(0, 69, "2"), (70, None, "2.5")])

    found = card(client)
    answered = client.get(
        f"{LANZHOU}?insurance=unsure&status=unsure&age=72&average_pension=4000"
    ).text

    assert '不满70岁每月 <b class="nb">74 元</b>；70岁及以上每月 <b class="nb">92.5 元</b>' in found
    assert '<data class="month" value="100.00">' in answered


def test_a_stored_average_gives_the_result_with_its_source_if_the_year_fits(client, lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")], base_year=2022)
    make_deduction(lanzhou)
    source = make_source(publisher="市统计局")
    make_statistic(lanzhou, year=2021, average_pension="9999.00")
    assert "举个例子" in card(client)
    make_statistic(lanzhou, year=2022, average_pension="4000.00", source=source)

    found = card(client)

    assert "照兰州2022年的人均养老金每月 4,000 元算" in found
    assert "每月到账 105 元" in found
    assert "市统计局" in found
    assert "举个例子" not in found


def test_a_percentage_of_the_own_pension_leads_to_that_question(client, lanzhou):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, own_percent=Decimal("5.4"))

    found = card(client)

    assert '您的养老金每 1,000 元，打 <b class="nb">54 元</b>' in found
    assert "算一算您自己的" in found
    assert client.get(LANZHOU).text.count('name="own_pension"') == 1


def test_a_rule_by_date_of_retirement_lists_who_gets_what_and_leads_to_the_calculator(
    client, lanzhou
):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, as_of="2022年12月", retired_until=datetime.date(2022, 12, 31))
    new = {"retired_from": datetime.date(2023, 1, 1)}
    make_tier(policy, own_percent=Decimal("5.4"), floor=Decimal(80), **new)

    found = card(client)

    assert "<dt>2022年底前退休</dt><dd>照2022年12月的数不变</dd>" in found
    assert "<dd>本人养老金的 5.4%，每月不少于 80 元</dd>" in found
    assert 'href="#calc"' in found
    assert "<form" not in found


# --- Where the estimate does not apply --------------------------------------------------------


def test_where_nothing_can_be_estimated_no_page_estimates(client, lanzhou):
    make_no_estimate(lanzhou.parent, reason="照自己2022年12月的数打。")
    make_statistic(lanzhou)

    for address in (
        LANZHOU,
        f"{LANZHOU}?{CASE}&average_pension=4000",
        f"{LANZHOU}sheet/?{CASE}&average_pension=4000",
        f"/calculator/?region=gansu/lanzhou&{CASE}&average_pension=4000",
        f"/calculator/compare/?region=gansu/lanzhou&{CASE}",
    ):
        page = plain(client.get(address).text)
        assert "查一次到账就知道" in page, address
        assert "照自己2022年12月的数打。" in page, address
        assert [words for words in ESTIMATED if words in page] == [], address

    for address in ("/regions/", "/search/?q=兰州多少钱"):
        page = client.get(address).text
        assert "看您自己以前的数" in page, address
        assert "还没查到" not in page.split('class="hits')[1], address


def test_the_reason_has_its_source_and_a_description_promises_no_standard(client, lanzhou):
    make_no_estimate(lanzhou, source=make_source(publisher="市政府"))

    page = client.get(LANZHOU).text

    assert "出处：市政府" in page
    assert 'content="兰州退休人员每月打进医保卡多少钱：这里按您自己以前的数打' in page
    assert 'data-outcome="unknown"' in client.get(f"{LANZHOU}?{CASE}").text


def test_an_ended_rule_is_told_there_once_as_an_old_figure_with_its_year(client, lanzhou):
    make_no_estimate(lanzhou)
    years = {"effective_from": datetime.date(2023, 1, 1), "ended_on": datetime.date(2023, 12, 31)}
    make_policy(lanzhou, tiers=[(0, None, "3360.00")], period="year", **years)

    found = card(client)
    page = client.get(LANZHOU).text

    assert "旧数，2023年：每年 3,360 元。" in found
    assert "answer__fig" not in found
    assert page.count("没有查到接着用的") == 0


# --- What goes off ----------------------------------------------------------------------------


def test_each_deduction_has_its_start_its_date_and_its_source(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "169.08")])
    make_deduction(
        lanzhou,
        name="长护险费",
        amount=Decimal("8.66"),
        as_of="2023年2月",
        effective_from=datetime.date(2022, 12, 1),
        source=make_source(publisher="生活资讯站"),
    )

    for found in (card(client), card(client, f"?{CASE}")):
        assert "长护险费：每月 8.66 元2022年12月1日起。这是2023年2月的数" in told(found)
        assert "出处：生活资讯站" in found
        assert "160.42" in found


def test_a_yearly_deduction_is_told_by_year_and_by_month(client, lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, amount=Decimal(66), period="year")

    assert "大病保险：每年另扣 66 元，折合每月 5.5 元" in told(card(client))
    assert "按年算的，没有从每月的数里减。" in card(client, f"?{CASE}")


def test_a_share_of_the_own_pension_is_asked_only_by_a_small_form_in_the_answer(client, lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, percent=Decimal("0.15"), percent_of="own")

    asked = card(client, f"?{CASE}")
    exact = card(client, f"?{CASE}&own_pension=4000")

    assert 'name="own_pension"' not in card(client)
    assert "养老金每 1,000 元扣 1.5 元" in asked
    assert "上面的数里没有扣。" in asked
    assert 'name="own_pension"' in asked
    assert '<data class="month" value="69.00">' in exact
    assert "上面的数里没有扣。" not in exact
    assert 'name="own_pension"' not in exact


@pytest.mark.parametrize("make", [None, make_no_estimate], ids=["unknown", "own-amount"])
def test_a_deduction_shows_by_its_own_grade_where_no_rule_is_known(client, lanzhou, make):
    if make is not None:
        make(lanzhou)
    make_deduction(lanzhou, name="甲费", from_account="consent")
    make_deduction(lanzhou, name="乙费", kind="care", source=make_source(confidence="unknown"))

    found = card(client)

    assert "甲费：每月 7 元本人同意，才从个人账户扣。从哪天起没有写。" in told(found)
    assert "这里没有扣" not in found
    assert "乙费" not in found


def test_a_deduction_too_old_to_show_has_no_figure(client, lanzhou):
    make_deduction(lanzhou, name="甲费", source=make_source(published_on=datetime.date(2015, 1, 1)))

    assert "甲费：查到的数太旧，要打电话问" in told(card(client))


def test_what_is_only_announced_is_told_without_a_number(client, lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, amount=None, effective_from=datetime.date(2099, 1, 1))

    assert "大病保险：扣多少没有查到将于 2099年1月1日起开始。" in told(card(client))


def test_the_name_and_the_figure_of_a_deduction_come_first_and_its_details_are_small(
    client, lanzhou
):
    make_policy(lanzhou)
    make_deduction(lanzhou, period="year", as_of="2025年", for_whom="二档", notes="每年1月一次扣。")

    item = card(client).split('<ul class="off">')[1].split("</ul>")[0]
    name, _, rest = item.partition("</b>")
    at_once, _, small = rest.partition("<small>")

    assert told(name).strip() == "大病保险：每年另扣 7 元，"
    assert told(at_once) == "折合每月 0.58 元只扣二档的。按年算的，没有从每月的数里减。"
    assert told(small).startswith(
        "从哪天起没有写。这是2025年的数，以后有没有变没有查到。每年1月一次扣。出处："
    )


def test_deductions_of_one_source_name_it_once(client, lanzhou):
    make_policy(lanzhou)
    source = make_source(publisher="某晚报")
    make_deduction(lanzhou, name="甲费", source=source)
    make_deduction(lanzhou, name="乙费", kind="care", source=source)

    found = card(client)

    assert found.count("某晚报") == 1
    assert "这 2 笔的出处：某晚报" in found


def test_the_doubt_about_the_figure_stands_before_what_goes_off(client, lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou)

    found = card(client)

    assert found.index('class="doubt"') < found.index("要扣什么钱")


def test_a_deduction_larger_than_the_credit_leaves_nothing_and_says_so(client, lanzhou):
    make_policy(lanzhou)
    make_deduction(lanzhou, amount=Decimal(95))

    found = card(client, f"?{CASE}")

    assert '<data class="month" value="0.00">' in found
    assert "扣掉的比打进来的还多" in found
    assert "扣掉的比打进来的还多" in card(client)


# --- The answer -------------------------------------------------------------------------------


def test_an_answer_that_is_the_standard_shows_how_the_other_number_was_got(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "90.00")])

    found = card(client, f"?{CASE}")

    assert found.count(">90.00<") + found.count(">90<") == 1
    assert "直接写了每月的数，乘 12 就是一年的。" in found
    assert found.count("1,080") == 1
    assert "<dt>标准" not in found


def test_an_answer_by_the_year_shows_how_the_month_was_got(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, None, "1680.00")], period="year")

    found = card(client, f"?{CASE}")

    assert "直接写了一年的数，除以 12 就是每月的。" in found
    assert found.count(">140<") == 1


def test_an_answer_that_was_worked_out_shows_the_steps_to_the_month(client, lanzhou):
    make_policy(lanzhou, rates=[(0, None, "2.8")])

    steps = card(client, f"?{CASE}&average_pension=4000").split("怎么算的")[1].split("</dl>")[0]

    assert "<dt>4,000 × 2.8%</dt><dd>112 元</dd>" in steps
    assert "1,344" not in steps


def test_an_answer_by_age_is_drawn_with_the_reader_on_it_and_says_no_amount_again(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])

    found = card(client, f"?{CASE}&age=66")

    assert found.count('<svg class="rung" aria-hidden="true">') == 2
    assert '您66岁，</span><span class="nb">在这一档' in found
    assert found.count("110 元") == 1
    assert "满70岁以后，进“70岁及以上”这一档。" in found
    assert "<table" not in found


def test_the_card_tells_each_age_once_by_a_ladder(client, lanzhou):
    make_policy(lanzhou, tiers=[(0, 69, "100.00"), (70, None, "110.00")])

    found = card(client)

    assert found.count('<svg class="rung"') == 2
    assert found.count("不满70岁") == 1
    assert "在这一档" not in found


def test_an_answer_has_one_primary_action_and_the_rest_alike(client, lanzhou):
    make_policy(lanzhou)

    found = card(client, f"?{CASE}")

    assert found.count('class="btn"') == 1
    assert found.count("btn--quiet") == found.count("data-aloud=")  # for who hears better
    assert re.findall(r'<p class="row no-print">(.*?)</p>', found)[-1].count("<a ") == 4
    assert found.count("到账对不上") == 1


@pytest.mark.parametrize(
    ("retired", "title", "words"),
    [
        ("", "还要知道您怎么退休的", "写上就知道您按哪一条"),
        ("2015", "您的数没有变", "照2022年12月的数打，没有变。"),
        ("2023", "还缺您自己的养老金", "您一个月的养老金 × 5.4%"),
        ("2025", "资料没有写您这种情况", "别的情况我们不猜"),
    ],
)
def test_each_answer_without_an_amount_says_what_it_is_and_what_to_do(
    client, lanzhou, retired, title, words
):
    policy = make_policy(lanzhou, tiers=[])
    make_tier(policy, as_of="2022年12月", retired_until=datetime.date(2022, 12, 31))
    years = {
        "retired_from": datetime.date(2023, 1, 1),
        "retired_until": datetime.date(2023, 12, 31),
    }
    make_tier(policy, own_percent=Decimal("5.4"), **years)

    page = client.get(f"/calculator/?region=gansu/lanzhou&{CASE}&retired={retired}").text

    page = page.replace('<span class="w">', "").replace("</span>", "")
    assert f"<h1>{title}</h1>" in page
    assert words in page
    assert 'class="month"' not in page


def test_where_one_goes_by_ones_own_amount_the_answer_is_headed_so(client, lanzhou):
    make_no_estimate(lanzhou)

    page = client.get(f"/calculator/?region=gansu/lanzhou&{CASE}").text

    assert '<h1>看您<span class="w">自己</span><span class="w">以前的</span>数</h1>' in page
    assert f'href="{LANZHOU}#balance"' in page


def test_the_rows_of_a_table_are_quoted_one_to_a_line(client, lanzhou):
    wording = "类别\t标准（元/月）\n70周岁以下\t85\n70周岁及以上\t95"
    make_policy(lanzhou, [(0, 69, 85), (70, None, 95)], wording=wording)

    page = client.get(LANZHOU).text

    assert "“类别\t标准（元/月）<br>70周岁以下\t85<br>70周岁及以上\t95”" in page
