"""The guide, the coverage and the words of the search on the real facts."""

import pytest

from faq.search import search
from pages.views.search import COMMON_WORDS
from regions.models import LookupChannel, RefundPolicy, Region

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("facts")]

MAX_BYTES = 32 * 1024


def head_of(page):
    title = page.split("<title>")[1].split("</title>")[0]
    return title, page.split('name="description" content="')[1].split('"')[0]


@pytest.mark.parametrize("kind", LookupChannel.Kind.values)
def test_every_kind_has_a_way_for_the_whole_nation(client, kind):
    page = client.get(f"/balance/{kind}/").text
    title, description = head_of(page)

    assert "一步一步来" in page
    assert 4 <= len(title) <= 40
    assert 20 <= len(description) <= 160


def test_every_province_has_a_site_of_its_own(client):
    page = client.get("/balance/website/").text

    assert "31 个地方有自己的" in page
    assert "ybj.beijing.gov.cn" in page


@pytest.mark.parametrize(
    "path",
    ["/balance/", "/balance/?have=for-parents", "/balance/website/", "/coverage/", "/changes/"],
)
def test_the_pages_stay_small(client, path):
    assert len(client.get(path).content) <= MAX_BYTES


def test_coverage_counts_every_page(client):
    page = client.get("/coverage/").text

    assert f"{Region.objects.pages().count()} 个地方</dd>" in page
    assert "依据原文</dt><dd>0 条标准，管 0 个地方" in page


def test_loading_is_told_in_numbers(client):
    policies = client.get("/changes/").text.split("划入标准 ")[1].split(" 条")[0]

    assert int(policies) == RefundPolicy.objects.published().count()


def test_each_word_that_the_search_proposes_finds_an_answer():
    for word in COMMON_WORDS:
        assert search(word), word
