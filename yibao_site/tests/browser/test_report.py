"""From a place's page to the thanks, in a real browser, with and without script."""

import re
import sqlite3

import pytest
from playwright.sync_api import expect

from pages.report_guard import MIN_AGE

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": request.param}


def test_a_reader_reports_what_really_arrived(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{site.url}/regions/gansu/lanzhou/")
    page.get_by_role("link", name="告诉我们").click()
    expect(page.locator("main .note")).to_contain_text(
        re.compile(r"甘肃省兰州市，现在页面上写的：\s*每月 90 元")
    )
    expect(page.get_by_label("在哪里参保？")).to_have_value("甘肃省兰州市")
    expect(page.get_by_label("我实际到账不是这个数")).to_be_checked()

    page.get_by_label("实际到账多少？").fill("几十")
    page.get_by_label("说明").fill("看的是短信。")
    page.wait_for_timeout((MIN_AGE + 1) * 1000)
    page.get_by_role("button", name="提交").click()
    page.locator(".errsum a").click()
    expect(page.get_by_label("实际到账多少？")).to_have_value("几十")
    expect(page.get_by_label("说明")).to_have_value("看的是短信。")

    page.get_by_label("实际到账多少？").fill("８０ 元")
    page.get_by_label("是哪个月的？").fill("2026年3月")
    page.get_by_role("button", name="提交").click()

    expect(page).to_have_url(f"{site.url}/report/thanks/?region=gansu/lanzhou")
    expect(page.get_by_role("heading", level=1)).to_have_text("收到了，谢谢您")
    assert page.context.cookies() == []
    with sqlite3.connect(site.database) as database:
        rows = database.execute(
            "select kind, amount_seen, month_seen, text from regions_correctionreport"
        )
        assert rows.fetchall() == [("amount", 80, "2026-03-01", "看的是短信。")]
