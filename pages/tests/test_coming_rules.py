"""A place whose rule only begins: no page says of it that nothing was found, and none the other."""

import datetime
import re

import pytest
from django.test import Client

from calculator.coverage import coverage, missing
from calculator.situation import rules_of_all
from calculator.standing import next_rules
from faq.tests.make import make_question
from regions.models import Source
from regions.place_facts import all_places
from regions.tests.make import (
    make_channel,
    make_estimate,
    make_nation,
    make_no_estimate,
    make_policy,
    make_region,
    make_source,
)

pytestmark = pytest.mark.django_db

START, LAST_DAY = datetime.date(2027, 1, 1), datetime.date(2026, 12, 1)
BEFORE, ON_THE_DAY = "2026-12-31T15:59:00Z", "2026-12-31T16:00:00Z"  # of Shanghai's midnight
PROMISE = "已有文件，2027年1月1日起执行"
PAGE = "/regions/zhejiang/hangzhou/"
CASE = {"insurance": "employee", "status": "retired", "age": "65"}


@pytest.fixture
def zhejiang():
    return make_region(slug="zhejiang", name="浙江省", short_name="浙江", code="330000")


@pytest.fixture
def hangzhou(zhejiang):
    make_estimate(make_nation())
    make_region(slug="ningbo", name="宁波市", short_name="宁波", parent=zhejiang, code="330200")
    return make_region(
        slug="hangzhou", name="杭州市", short_name="杭州", parent=zhejiang, code="330100"
    )


@pytest.fixture(autouse=True)
def _before(time_machine):
    time_machine.move_to(BEFORE, tick=False)


def coming(place, confidence=Source.Confidence.DOC_SEEN):
    source = make_source(confidence=confidence, publisher="杭州市医疗保障局")
    return make_policy(place, tiers=[(0, None, "130.00")], effective_from=START, source=source)


def said(address, **asked):
    """Return what a page says, its head included, without tags and blanks between Chinese."""
    page = Client().get(address, asked).text
    head = " ".join(re.findall(r'content="([^"]*)"', page))
    text = re.sub(r"(?s)<(script|style).*?</\1>|</?(b|span|a)\b[^>]*>", "", page)
    text = re.sub(r"\s*(<[^>]*>\s*)+", "|", text)
    return re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", f"{head} {text}")


NOTHING = re.compile(
    "还没有?查到杭州|没有查到杭州|杭州自己的没有|杭州[^。|]{0,20}(?:未见单独标准|什么都没查到|现在的数没查到)"
)


def test_the_place_s_page_tells_the_coming_rule_and_never_that_nothing_was_found(hangzhou):
    coming(hangzhou)

    page = said(PAGE)

    assert "将于 2027年1月1日起执行：杭州市每月 130 元" in page
    assert f"{PROMISE}；现在的还没查到，省里也没有可以沿用的数字" in page
    assert f"打进医保卡多少钱：{PROMISE}；现在的还没查到。" in page  # the description
    assert not NOTHING.search(page)


def test_on_the_day_itself_it_is_the_rule(hangzhou, time_machine):
    coming(hangzhou)
    time_machine.move_to(ON_THE_DAY, tick=False)

    page = said(PAGE)

    assert "每月130元" in page
    assert PROMISE not in page
    assert "1 个的标准以后才执行" not in said("/")


def test_what_no_document_states_is_not_called_one(hangzhou):
    coming(hangzhou, Source.Confidence.SEED)

    for address in (PAGE, "/coverage/", "/regions/?province=zhejiang", "/search/?q=杭州市医保"):
        page = said(address)

        assert "已有文件" not in page, address
        assert not NOTHING.search(page), address
    assert "资料说 2027年1月1日起有新标准，没见到文件；现在的还没查到" in said(PAGE)
    assert "资料说杭州2027年1月1日起有新标准，没见到文件" in said("/coverage/")


def test_beside_the_province_s_figure_the_page_says_that_it_holds_until_then(hangzhou, zhejiang):
    make_policy(zhejiang, tiers=[(0, None, "100.00")])
    coming(hangzhou)

    page = said(PAGE)

    assert "将于 2027年1月1日起改变：杭州市每月 130 元" in page
    assert f"杭州{PROMISE}；在那以前，按浙江省的数字。" in page
    assert f"这是浙江省的数；杭州{PROMISE}。" in page
    assert f"杭州{PROMISE}；在那以前，按浙江省的" in said(f"{PAGE}sheet/")
    assert "现在的还没查到" not in page
    assert not NOTHING.search(page)
    province = said("/regions/zhejiang/")
    assert "浙江各地现在都按全省的" in province
    assert "以后有自己标准的：杭州（2027年1月1日起）。" in province
    assert "没查到浙江哪个地方有自己的标准" not in province


def test_a_figure_of_an_article_still_lacks_its_document_but_the_next_one_is_told(hangzhou):
    make_policy(hangzhou, source=make_source(confidence=Source.Confidence.SEED))
    coming(hangzhou)

    rows = {row.place.slug: row.in_words for row in lacking()}

    assert rows["hangzhou"] == f"有数字，没见到文件；杭州{PROMISE}"
    assert "将于 2027年1月1日起改变：杭州市每月 130 元" in said(PAGE)


def lacking(today=datetime.date(2026, 12, 31)):
    return missing(all_places(), rules_of_all(today), next_rules(today))


def counted(today=datetime.date(2026, 12, 31)):
    return coverage(all_places(), rules_of_all(today), next_rules(today))


def test_it_is_counted_as_to_come_and_its_document_is_not_wanted(hangzhou):
    policy = coming(hangzhou)

    found = counted()
    assert (found.own, found.inherited, found.coming, found.unknown) == (0, 0, 1, 2)
    assert (found.total, found.provinces[0].coming) == (3, 1)
    assert [row.place.slug for row in lacking()] == ["zhejiang", "ningbo"]
    page = said("/coverage/")
    assert "查到了以后的标准，还没到执行的日子|1 个地方" in page
    assert "1 个的标准以后才执行，2 个还没查到" in page
    assert "3 个地方，1 个以后才执行" in page

    found = counted(START)
    assert (found.own, found.coming, found.unknown) == (1, 0, 2)

    policy.source.confidence = Source.Confidence.SECONDARY
    policy.source.save()
    assert [row.place.slug for row in lacking()] == ["zhejiang", "hangzhou", "ningbo"]


def test_where_everybody_s_own_amount_goes_on_that_is_what_is_counted(hangzhou):
    make_no_estimate(hangzhou)
    coming(hangzhou)

    found = counted()
    page = said(PAGE)

    assert (found.personal, found.coming) == (1, 0)
    assert [row.place.slug for row in lacking()] == ["zhejiang", "ningbo"]
    assert page.count(f"{PROMISE}。") == 3  # below the rule, in both descriptions
    assert f"看您自己以前的数；{PROMISE}" in said("/regions/?province=zhejiang")
    assert "将于 2027年1月1日起执行：杭州市每月 130 元" in page


def test_the_province_s_coming_rule_is_that_of_its_places_too(hangzhou, zhejiang):
    coming(zhejiang)

    assert counted().coming == 3
    assert lacking() == []
    assert f"浙江{PROMISE}；现在的还没查到" in said(PAGE)
    home = said("/")
    assert "3 个的标准以后才执行，0 个还没查到" in home
    assert "浙江将执行" in home
    assert "“将执行”是标准以后才执行" in home
    assert f"打进医保卡多少钱：{PROMISE}" in said("/regions/zhejiang/")


def test_the_first_page_explains_the_word_only_where_a_tile_says_it(hangzhou):
    coming(hangzhou)

    page = said("/")

    assert "1 个的标准以后才执行，2 个还没查到" in page
    assert "将执行" not in page


def test_lists_and_the_search_say_it_too(hangzhou):
    coming(hangzhou)
    question = make_question()
    question.rule_regions.add(hangzhou)

    assert f"杭州市{PROMISE}" in said("/regions/?province=zhejiang")
    assert rows_of("/regions/?rule=coming") == f"杭州{PROMISE}"
    assert "杭州" not in rows_of("/regions/?rule=none")
    assert PROMISE in said("/search/?q=杭州市宁波市")
    assert PROMISE in said(question.get_absolute_url())
    assert PROMISE in said("/regions/zhejiang/ningbo/")  # among its neighbours


def rows_of(address):
    """Return what the list of the directory says, without the form above it."""
    sections = Client().get(address).context_data["sections"]
    rows = [row for s in sections for row in [*filter(None, [s.head]), *s.rows]]
    return "".join(row.place.short_name + row.words for row in rows)


def test_the_calculator_answers_with_what_is_to_come(hangzhou):
    coming(hangzhou)

    for address, asked in [(PAGE, CASE), ("/calculator/", CASE | {"region": "zhejiang/hangzhou"})]:
        page = said(address, **asked)

        assert f"{PROMISE}；现在的还没查到" in page, address
        assert page.count("将于 2027年1月1日起执行：") == 1, address
        assert not NOTHING.search(page), address
    estimated = said(PAGE, **CASE, average_pension="4000")
    assert "|当地规定|现在的还没查到|" in estimated
    then = Client().get(PAGE, CASE | {"on": "2027-01-01"}).text
    assert '<data class="month" value="130.00">' in then


def test_other_pages_for_one_case_say_it_too(hangzhou, zhejiang):
    coming(hangzhou)

    compare = said("/calculator/compare/", region="zhejiang/hangzhou", **CASE)
    assert f"{PROMISE}；现在的还没查到" in compare
    for address in (f"{PAGE}sheet/", f"{PAGE}picture/"):
        page = said(address)
        assert "2027年1月1日起执行：每月 130 元" in page, address
        assert not NOTHING.search(page), address
    check = said("/calculator/check/", region="zhejiang/hangzhou", arrived="90", month="2026-12")
    assert not NOTHING.search(check)


def test_what_was_asked_of_a_past_day_is_told_as_before(hangzhou):
    policy = coming(hangzhou)
    policy.effective_from = datetime.date(2026, 1, 1)
    policy.save()

    page = said(PAGE, **CASE, on="2025-06-01")

    assert "还没查到杭州的标准" in page
    assert "已有文件" not in page


def test_a_page_with_nothing_but_a_coming_rule_may_be_listed(hangzhou):
    make_channel(make_nation())
    address = f"{PAGE}<"
    assert address not in Client().get("/sitemap-regions.xml").text

    coming(hangzhou)

    assert address in Client().get("/sitemap-regions.xml").text
    assert "noindex" not in Client().get(PAGE).text


def test_after_a_rule_that_ended_the_next_is_not_said_to_be_unknown(hangzhou):
    make_policy(hangzhou, tiers=[(0, None, "120.00")], ended_on=LAST_DAY)
    coming(hangzhou)

    page = said(PAGE)

    assert "新的标准还没有开始" in page
    assert "没有查到接着用的" not in page
    assert "到了那天，这里会写明出处和原话" in page
    assert "查到以后，这里会写明" not in page


@pytest.mark.parametrize(
    "fields", [{"ended_on": LAST_DAY}, {"status": "withdrawn"}], ids=["ended", "withdrawn"]
)
def test_of_a_place_whose_rule_is_gone_nobody_says_that_nothing_was_ever_found(hangzhou, fields):
    make_policy(hangzhou, tiers=[(0, None, "120.00")], **fields)

    assert "什么都没查到" not in said("/coverage/")
    assert "什么标准都没查到" not in said("/coverage/")


def test_the_document_of_a_province_is_not_wanted_for_a_place_that_has_its_next(hangzhou):
    def served():
        found = missing(all_places(), rules_of_all(LAST_DAY), next_rules(LAST_DAY), {})
        return {row.place.short_name: row.serves for row in found}

    assert served() == {"浙江": 3, "杭州": 1, "宁波": 1}

    coming(hangzhou)

    assert served() == {"浙江": 2, "宁波": 1}
