"""这一笔怎么看: each way has its own drawing and words, and none has a figure."""

import re

import pytest
from django.template.loader import render_to_string

from faq.tests.make import make_question
from pages.statement_words import statement_of
from regions.models import LookupChannel
from regions.tests.make import make_channel, make_nation

LIMIT = 4 * 1024
SHAPES = {
    "wechat": "list",
    "alipay": "list",
    "app": "list",
    "website": "table",
    "platform": "table",
    "kiosk": "kiosk",
    "counter": "slip",
    "phone": "heard",
}


def statement(kind):
    return statement_of(LookupChannel(kind=kind))


@pytest.mark.parametrize(("kind", "shape"), SHAPES.items())
def test_entries_are_explained_without_a_figure_in_the_shape_of_the_way(kind, shape):
    found = statement(kind)
    drawing = render_to_string(found.template, {"seen": found.seen})
    said = " ".join([found.lead, found.ask, *(words for _, words in found.entries)])
    words = re.findall(r">([^<>]+)</text>", drawing)

    assert found.shape == shape
    assert len(drawing.encode()) < LIMIT
    assert f'role="img" aria-label="{found.seen}"' in drawing
    assert sorted(word for word in words if word.isdigit()) == ["1", "2", "3"]
    assert {"划入", "扣款"} <= {word[:2] for word in words}
    assert len(found.entries) == 3
    assert not re.search(r"\d", said)


def test_each_shape_has_words_of_its_own():
    found = [statement(kind) for kind in ("wechat", "website", "kiosk", "counter", "phone")]

    for at in range(3):
        assert len({entries.entries[at] for entries in found}) == len(found)
    assert len({entries.seen for entries in found}) == len(found)


@pytest.mark.django_db
class TestOnThePageOfAKind:
    def test_where_one_only_asks_for_the_balance_nothing_is_drawn_and_that_is_said(self, client):
        make_channel(make_nation(), kind="hospital", menu="")

        page = client.get("/balance/hospital/").text

        assert "资料只写能问到余额" in page
        assert "<figure" not in page
        assert "没看到扣款：" not in page

    def test_the_entries_lead_on_to_a_question_where_it_is_published(self, client):
        make_channel(make_nation(), kind="wechat")
        assert "这一笔怎么看" in client.get("/balance/wechat/").text

        make_question(slug="refund-not-match", question="数不一样怎么办？", category="refund")

        assert client.get("/balance/wechat/").text.count("/faq/refund-not-match/") == 1
