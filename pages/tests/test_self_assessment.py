"""The page on access says what was measured, and no more."""

import datetime

import pytest

from pages.self_assessment import REPORT, REPORT_ON_APPS, REPRINT, WCAG, criteria, stored
from text.tests.plain import plain

PAGE = "/about/accessibility/"


def row(asked, **changed):
    return next(row for row in criteria(stored() | changed) if asked in row.asked)


@pytest.mark.django_db
def test_the_page_shows_every_value_that_was_stored(client):
    page = plain(client.get(PAGE).text)

    for found in criteria(stored()):
        assert plain(found.asked) in page
        assert plain(found.measured) in page
    day = datetime.date.fromisoformat(stored()["measured_on"])
    assert f"{day.year}年{day.month}月{day.day}日量的：{stored()['pages']} 种页面" in page


def test_what_is_asked_names_where_it_was_read():
    assert {row.origin for row in criteria(stored())} == {REPRINT, REPORT, REPORT_ON_APPS, WCAG}


def test_a_value_decides_what_is_claimed():
    large = stored()["large"]

    assert row("60 × 60", large=large | {"target": 60}).done == "做到"
    assert row("60 × 60", large=large | {"target": 59}).done == "没做到"
    assert row("不许有广告", foreign=1).done == "没做到"
    assert row("验证码", puzzles=1).done == "没做到"
    assert "1 处" in row("键盘", unseen=1).measured
    # What no screen reader has read is nowhere called done.
    assert (row("读屏").done, row("读屏", violations=1).done) == ("照着做", "没做到")
