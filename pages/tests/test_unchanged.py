"""Pages say 官网原文未变 where a source has it, ask no more for it, and say nothing elsewhere."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from caching.revision import bump_revision
from faq.tests.make import make_local_answer, make_question
from regions.models import Source
from regions.tests.make import make_policy, make_region, make_source

pytestmark = pytest.mark.django_db

DAY = datetime.date(2026, 11, 30)
BADGE = "官网原文未变（2026年11月30日）"
WORDS = "电脑 2026年11月30日看过，官网原文没有变（资料是 2022年12月1日的），还没有人逐条核对。"
CASE = "insurance=employee&status=retired"
PAGES = {
    "place": ("/regions/gansu/lanzhou/", [BADGE, WORDS]),
    "result": (f"/regions/gansu/lanzhou/?{CASE}", [BADGE, WORDS]),
    "calculator": (f"/calculator/?region=gansu/lanzhou&{CASE}", [BADGE, WORDS]),
    "hand-out": ("/regions/gansu/lanzhou/sheet/", [WORDS]),
    "picture": ("/regions/gansu/lanzhou/picture/", [WORDS]),
    "answer": ("/faq/years/?region=gansu/lanzhou", [BADGE, WORDS]),
    "directory": ("/regions/", ["二手资料，2026年11月30日官网原文未变"]),
    "coverage": ("/coverage/", ["官网原文未变的（电脑看的，不算核对）1 条标准，管 1 个地方"]),
    "sources": ("/about/sources/", [BADGE, "有 1 份标着“官网原文未变”"]),
}


@pytest.fixture(autouse=True)
def _today(time_machine):
    time_machine.move_to("2026-11-30T04:00:00Z", tick=False)


@pytest.fixture
def source():
    """The source of a rule and of an answer to a question."""
    gansu = make_region(slug="gansu", name="甘肃省", short_name="甘肃", code="620000")
    lanzhou = make_region(slug="lanzhou", name="兰州市", short_name="兰州", parent=gansu)
    source = make_source(published_on=datetime.date(2022, 12, 1))
    make_policy(lanzhou, source=source, tiers=[(0, None, "90.00")])
    make_local_answer(lanzhou, make_question("years"), source=source)
    return source


def bare(text: str) -> str:
    """What a page says, without any blank."""
    return "".join(strip_tags(text).split())


def asked(client, path) -> tuple[str, int]:
    """The words of a page after a change, and the number of its queries."""
    bump_revision()
    with CaptureQueriesContext(connection) as seen:
        page = client.get(path)
    assert page.status_code == 200
    return page.text, len(seen)


@pytest.mark.parametrize("kind", PAGES)
def test_a_page_says_it_without_a_query_more_and_nothing_where_nothing_was_seen(
    client, source, kind
):
    path, told = PAGES[kind]
    before, queries = asked(client, path)

    Source.objects.seen_unchanged(source.pk, DAY)

    after, again = asked(client, path)
    assert again == queries
    assert "官网原文" not in before
    for words in told:
        assert bare(words) in bare(after)


def test_it_never_looks_like_what_a_person_compared(client, source):
    Source.objects.seen_unchanged(source.pk, DAY)

    page = client.get("/regions/gansu/lanzhou/").text

    assert "依据原文" not in page
    assert "st--ok" not in page
    assert "#clock" in page


def test_coverage_counts_it_beside_the_grades_and_not_as_checked(client, source):
    Source.objects.seen_unchanged(source.pk, DAY)

    page = bare(client.get("/coverage/").text)

    assert "二手资料1条标准，管1个地方" in page
    assert "从没和原文核对过1个地方" in page


def test_an_amount_past_sixty_months_stays_withheld(client, source):
    Source.objects.filter(pk=source.pk).update(published_on=datetime.date(2021, 1, 1))
    Source.objects.seen_unchanged(source.pk, DAY)

    page = client.get("/regions/gansu/lanzhou/").text

    assert "需核实" in page
    assert "90 元" not in page
