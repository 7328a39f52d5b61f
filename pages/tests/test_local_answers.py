"""Answers that differ by place: on the question's page, the place's, in search and lists."""

import datetime
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from faq.tests.make import make_local_answer, make_question
from pages import change_log
from regions.models import Publication
from regions.tests.make import make_nation, make_policy, make_region, make_source
from text.tests.plain import plain

pytestmark = pytest.mark.django_db

TODAY = datetime.date(2026, 11, 25)
ASK = "/faq/years/"


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-25T04:00:00Z", tick=False)


@pytest.fixture
def question():
    return make_question("years", question="退休要交满多少年医保？", synonyms="交多少年 年限")


@pytest.fixture
def liaoning():
    return make_region(slug="liaoning", name="辽宁省", short_name="辽宁", code="210000")


@pytest.fixture
def shenyang(liaoning):
    return make_region(
        slug="shenyang", name="沈阳市", short_name="沈阳", parent=liaoning, code="210100"
    )


@pytest.fixture
def dalian(liaoning):
    return make_region(
        slug="dalian", name="大连市", short_name="大连", parent=liaoning, code="210200"
    )


@pytest.fixture
def steps(question, shenyang):
    """Two steps of a rule: one holds, one comes."""
    source = make_source(publisher="沈阳市医疗保障局")
    for year, years in ((2026, 28), (2027, 29)):
        make_local_answer(
            shenyang,
            question,
            statement=f"男满{years}年。",
            men_years=years,
            effective_from=datetime.date(year, 1, 1),
            source=source,
            wording=f"原文第{years}条",
        )


def rows(page: str) -> list[list[str]]:
    """The cells of the table, as words."""
    body = plain(page).split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    return [
        [
            re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", cell)).strip()
            for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL)
        ]
        for row in re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    ]


def asked(client, place: str) -> str:
    response = client.get(ASK, {"region": place})
    assert response.status_code == 200
    return plain(response.text)


# --- The question's page ----------------------------------------------------------------------


def test_a_question_without_local_answers_asks_for_no_place(client, question):
    page = client.get(ASK).text

    assert 'id="mine"' not in page
    assert "<table" not in page
    assert "没找到" not in asked(client, "没有这里")


@pytest.mark.usefixtures("steps")
def test_years_of_contributions_stand_in_columns(client):
    page = client.get(ASK).text

    head = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)
    assert head == ["地方", "男", "女", "当地<br>实际缴费", "从哪天起", "说明、出处和核对情况"]
    [row] = rows(page)
    assert row[:5] == ["沈阳 辽宁", "28 年", "没有写", "没有写", "2026年1月1日起"]
    assert "将于2027年1月1日起： 男满29年。" in row[5]
    assert "沈阳市医疗保障局" in row[5]
    assert "二手资料" in row[5]


def test_other_answers_stand_in_words(client, question, liaoning):
    make_local_answer(liaoning, question, statement="在窗口办。")

    page = client.get(ASK).text

    head = re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page)
    assert head == ["地方", "怎么规定", "从哪天起", "出处"]
    assert rows(page)[0][:3] == ["辽宁", "在窗口办。", "资料没有写"]


@pytest.mark.parametrize("own", [True, False], ids=["its-own", "of-the-province"])
def test_what_the_card_says_is_not_said_again_in_a_table(client, question, liaoning, shenyang, own):
    make_local_answer(shenyang if own else liaoning, question, statement="在窗口办。")

    page = asked(client, "沈阳")

    assert page.count("在窗口办。") == 1
    assert ("<h2>沈阳的规定：</h2>" in page) == own
    assert ("<h2>全省的规定：</h2>" in page) != own
    assert "<table" not in page
    assert "都还没有查到" not in page
    assert 'href="/faq/years/#table">看全部地方</a>' in page


@pytest.mark.usefixtures("steps")
def test_the_answer_of_one_s_own_place_comes_first(client, question, dalian):
    make_local_answer(dalian, question)

    page = asked(client, "沈阳")

    card = page.split('id="mine"')[1].split("</section>")[0]
    assert "沈阳的规定：" in card
    assert "男满28年。" in card
    assert "本市（沈阳市）" in card
    assert "2026年1月1日起" in card
    assert "原文第28条" in card
    assert "二手资料" in card
    assert page.index('id="mine"') < page.index("<table")
    assert '<tr class="me">' in page


def test_what_only_comes_is_told_as_that(client, question, shenyang, dalian):
    make_local_answer(dalian, question)
    make_local_answer(shenyang, question, effective_from=datetime.date(2030, 1, 1))

    page = asked(client, "沈阳")

    assert "现在的没有查到。将于2030年1月1日起：" in page
    assert rows(page)[0][2] == "将于 2030年1月1日起"


def test_what_ended_is_not_shown(client, question, liaoning, shenyang):
    make_local_answer(liaoning, question, statement="全省的。")
    make_local_answer(
        shenyang, question, statement="停用的。", ended_on=TODAY - datetime.timedelta(days=1)
    )

    assert "停用的。" not in asked(client, "沈阳")


def test_a_place_that_falls_back_says_whose_rule_it_is(client, question, liaoning, shenyang):
    make_local_answer(liaoning, question, statement="全省的。")

    page = asked(client, "沈阳")

    assert "全省的规定：" in page
    assert "全省的规定，沈阳没有单独查到。" in page
    assert "全省（辽宁省）" in page


@pytest.mark.usefixtures("steps")
def test_nothing_known_is_said_plainly_with_whom_to_ask(client, dalian):
    page = asked(client, "大连")

    assert "大连的没有查到。" in page
    assert "辽宁省统一的规定也没有查到。" in page
    assert 'href="tel:12393"' in page.split('id="mine"')[1].split("</section>")[0]
    assert [row[0] for row in rows(page)] == ["沈阳 辽宁"]


@pytest.mark.usefixtures("steps")
def test_the_table_is_narrowed_to_the_province_and_the_whole_is_a_step_away(client, question):
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    make_local_answer(make_nation(), question, statement="全国的。")
    make_local_answer(gansu, question)

    page = asked(client, "liaoning/shenyang")

    assert [row[0] for row in rows(page)] == ["全国", "沈阳 辽宁"]
    assert f'href="{ASK}#table"' in page
    assert [row[0] for row in rows(client.get(ASK).text)] == ["全国", "沈阳 辽宁", "甘肃"]


@pytest.mark.usefixtures("steps")
def test_a_province_of_which_nothing_is_known_says_so(client):
    make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")

    page = asked(client, "甘肃")

    assert "甘肃的没有查到。" in page
    assert "甘肃各地的都还没有查到。" in page


@pytest.mark.usefixtures("steps")
@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("", "请写省或城市的名字，例如：兰州。"),
        ("没有这个地方", "没找到“没有这个地方”"),
        ("审阳", "您要找的是“沈阳”吗？"),
        ("字" * 300, "写得太长了"),
        ("\x00", "请写省或城市的名字"),
        ("<b>", "没找到“&lt;b&gt;”"),
    ],
    ids=["empty", "unknown", "misspelt", "long", "nul", "markup"],
)
def test_what_is_no_place_is_answered_kindly_and_the_whole_table_stays(client, typed, said):
    page = asked(client, typed)

    assert said in page
    assert page.count('aria-invalid="true"') == 1
    assert page.count("<title>有地方要改：") == 1
    assert len(rows(page)) == 1


@pytest.mark.usefixtures("steps")
def test_a_choice_is_offered_where_several_places_have_the_name(client, liaoning):
    other = make_region(slug="jilin", name="吉林省", short_name="吉林", code="220000")
    for parent in (liaoning, other):
        make_region(slug="chaoyang", name="朝阳市", short_name="朝阳", parent=parent)

    page = asked(client, "朝阳")

    assert 'href="?region=liaoning%2Fchaoyang"' in page
    assert 'href="?region=jilin%2Fchaoyang"' in page


@pytest.mark.usefixtures("steps")
def test_a_county_is_answered_with_the_place_it_belongs_to(client, shenyang):
    make_region(slug="xinmin", name="新民县", short_name="新民", parent=shenyang, has_page=False)

    assert "您找的“新民县”归沈阳市。下面是沈阳的。" in asked(client, "新民县")


@pytest.mark.usefixtures("steps")
def test_only_the_whole_first_page_may_be_indexed(client):
    plain, narrowed = client.get(ASK).text, asked(client, "沈阳")

    assert "noindex" not in plain
    assert '<meta name="robots" content="noindex, follow">' in narrowed
    canonical = re.findall(r'<link rel="canonical" href="[^"]+/faq/years/">', narrowed)
    assert len(canonical) == 1


def test_a_long_table_goes_over_pages_and_stays_light(client, question):
    for number in range(45):
        place = make_region(slug=f"p{number}", code=f"{100000 + number}")
        make_local_answer(place, question, men_years=30, women_years=25, local_years=10)

    first, last = client.get(ASK), client.get(ASK, {"page": "3"})

    assert len(rows(first.text)) == 20
    assert 'href="?page=2"' in first.text
    assert len(first.content) < 32 * 1024
    assert len(rows(last.text)) == 5
    assert "noindex" in last.text
    assert len(rows(client.get(ASK, {"page": "x"}).text)) == 20


def test_the_page_costs_the_same_with_more_places(client, question):
    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            client.get(ASK)
        return len(seen)

    province = make_region(slug="province")
    make_local_answer(province, question)
    few = queries()
    for number in range(15):
        make_local_answer(make_region(slug=f"p{number}", parent=province), question)

    # the revision, the question, its rules' places, claims, places, sources, related questions,
    # and once all places, their answers, the last changes, the places of figures and of claims
    assert queries() == few == 12
    assert queries() == 7


# --- A place's page ---------------------------------------------------------------------------


@pytest.mark.usefixtures("steps")
def test_a_place_shows_its_own_answers_with_start_source_and_check(client):
    page = plain(client.get("/regions/liaoning/shenyang/").text)

    section = page.split('<section id="local-answers"')[1].split("</section>")[0]
    assert "沈阳的规定" in section
    assert 'href="/faq/years/?region=liaoning/shenyang"' in section
    assert "男满28年。" in section
    assert "2026年1月1日起" in section
    assert "将于2027年1月1日起：" in section
    assert "沈阳市医疗保障局" in section
    assert "二手资料" in section
    assert page.index('id="policy"') < page.index('id="local-answers"')


def test_what_the_province_lays_down_is_a_link_to_the_answer_that_says_so(
    client, question, liaoning, shenyang
):
    make_local_answer(liaoning, question, statement="全省满25年。")

    page = client.get("/regions/liaoning/shenyang/").text

    related = page.split('aria-labelledby="h-faq"')[1].split("</section>")[0]
    assert "全省满25年。" not in page
    assert "全省的规定" in related
    address = "/faq/years/?region=liaoning/shenyang"
    assert f'href="{address}"' in related
    assert "全省的规定，沈阳没有单独查到" in client.get(address).text


def test_a_place_without_answers_has_no_such_section(client, question, shenyang, dalian):
    make_local_answer(dalian, question)

    assert "local-answers" not in client.get("/regions/liaoning/shenyang/").text


def test_a_question_answered_on_the_page_is_not_listed_again(client, question, shenyang):
    make_local_answer(shenyang, question)
    make_question("lapse")

    page = client.get("/regions/liaoning/shenyang/").text

    related = page.split('aria-labelledby="h-faq"')[1].split("</section>")[0]
    assert "/faq/lapse/" in related
    assert "/faq/years/" not in related


def test_a_place_s_page_does_not_grow_with_the_answers(client, shenyang):
    for number in range(12):
        make_local_answer(shenyang, make_question(f"q{number}", order=number))

    page = client.get("/regions/liaoning/shenyang/").text

    section = page.split('<section id="local-answers"')[1].split("</section>")[0]
    assert section.count("<h3>") == 3
    assert 'aria-labelledby="h-faq"' not in page


def test_a_place_with_an_answer_of_its_own_may_be_indexed(client, question, shenyang, dalian):
    make_local_answer(shenyang, question)

    assert "noindex" not in client.get("/regions/liaoning/shenyang/").text
    assert "noindex" in client.get("/regions/liaoning/dalian/").text
    listed = client.get("/sitemap-regions.xml").text
    assert "/regions/liaoning/shenyang/" in listed
    assert "/regions/liaoning/dalian/" not in listed


def test_what_holds_for_the_nation_makes_no_page_worth_finding(client, question, shenyang):
    make_local_answer(make_nation(), question, statement="全国的。")

    page = client.get("/regions/liaoning/shenyang/").text

    assert "全国的规定" in page
    assert "noindex" in page


# --- Lists ------------------------------------------------------------------------------------


def last_change(client, sitemap: str, address: str) -> str:
    [entry] = [e for e in client.get(sitemap).text.split("<url>") if f"{address}</loc>" in e]
    return entry.split("<lastmod>")[1].split("<")[0]


@pytest.mark.parametrize(
    ("dates", "day"),
    [
        ({"effective_from": TODAY}, "2026-11-25"),
        ({"effective_from": datetime.date(2026, 12, 1)}, "2026-06-01"),
        ({"ended_on": datetime.date(2026, 10, 31)}, "2026-11-01"),
    ],
    ids=["begins", "comes", "ended"],
)
def test_both_pages_change_when_an_answer_begins_or_has_ended(
    client, question, shenyang, dates, day
):
    long_ago = datetime.datetime(2026, 6, 1, 4, tzinfo=datetime.UTC)
    policy = make_policy(shenyang)
    answer = make_local_answer(shenyang, question, **dates)
    for row in (question, question.sources.get(), answer, answer.source, policy, policy.source):
        type(row).objects.filter(pk=row.pk).update(changed_at=long_ago)

    assert last_change(client, "/sitemap-faq.xml", "/faq/years/") == day
    assert last_change(client, "/sitemap-regions.xml", "/regions/liaoning/shenyang/") == day


def test_a_new_answer_is_told_among_the_changes(question, shenyang):
    make_local_answer(shenyang, question)
    make_local_answer(shenyang, make_question("hidden", status=Publication.DRAFT))

    [day] = change_log.days(TODAY)

    changes = [change for change in day.changes if change.kind == "各地答案"]
    assert [change.about for change in changes] == ["辽宁省沈阳市，退休要交满多少年医保？"]
    assert changes[0].url == "/regions/liaoning/shenyang/#local-answers"


@pytest.mark.usefixtures("steps")
def test_search_answers_with_the_place_that_was_named(client):
    page = plain(client.get("/search/", {"q": "沈阳医保要交多少年"}).text)

    assert 'href="/faq/years/?region=liaoning/shenyang"' in page
    assert "<b>沈阳：</b>男满28年。" in page


@pytest.mark.usefixtures("steps")
def test_search_without_one_place_leads_to_the_question_alone(client, dalian):
    for typed in ("医保要交多少年", "沈阳和大连医保要交多少年"):
        page = client.get("/search/", {"q": typed}).text

        assert 'href="/faq/years/"' in page
        assert "男满28年。" not in page
