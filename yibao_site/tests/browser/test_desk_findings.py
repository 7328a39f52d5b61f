"""A text that changed on an official page, looked at and closed: on a phone, and by keyboard."""

import re

import pytest
from playwright.sync_api import Page, expect

from .served import Site
from .test_desk import LOW, desk_of, staffed

__all__ = ["desk_of", "staffed"]

pytestmark = pytest.mark.browser

CHANGED = """
from django.utils import timezone
from regions.models import RefundPolicy
from watch.models import Finding, WatchedPage
policy = RefundPolicy.objects.published().get(region__slug="lanzhou")
page = WatchedPage.objects.create(
    region=policy.region, kind="document", source=policy.source, name="甘肃省医保局的一页",
    url="https://ybj.gansu.gov.cn/of-a-test.html",
)
clause = {
    "clause": "第六条", "words": "90 → 100 元，自2027年1月1日",
    "before": "第六条　" + "每人每月划入90元，" * 30,
    "after": "第六条　" + "每人每月划入100元，" * 30,
}
Finding.objects.create(
    page=page, kind="changed", key="of a test", found_at=timezone.now(),
    details={"clauses": [clause], "more": 0},
)
"""
SIDEWAYS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def li(desk_of, staffed: Site) -> Page:
    staffed.manage("shell", "-v0", "--command", CHANGED)
    return desk_of("li")


def test_a_changed_text_is_looked_at_and_closed_on_a_phone(li):
    li.set_viewport_size({"width": 360, "height": 740})
    li.reload()
    li.get_by_role("link", name=re.compile("甘肃省医保局的一页：第六条 90 → 100")).click()

    expect(li.get_by_role("heading", level=1)).to_contain_text("官网的文字变了")
    expect(li.locator("del").first).to_have_text("90")
    assert not li.evaluate(SIDEWAYS)
    assert li.evaluate(LOW) == []
    expect(li.get_by_role("link", name="甘肃省兰州市的标准")).to_be_visible()

    li.get_by_label("和我们无关").check()
    li.get_by_label("看到了什么、为什么").fill("是住院的数")
    li.get_by_role("button", name="了结", exact=True).click()

    expect(li.get_by_text("了结的：和我们无关：是住院的数").first).to_be_visible()
    li.get_by_role("button", name="重新打开").click()
    expect(li.get_by_role("button", name="了结", exact=True)).to_be_visible()


def test_a_finding_is_closed_by_keyboard_alone(li):
    li.get_by_role("link", name=re.compile("甘肃省医保局的一页：")).click()
    li.get_by_label("对过了，不用改").focus()
    li.keyboard.press("Space")
    li.keyboard.press("Tab")
    li.keyboard.type("数没有变，只改了标点")
    li.keyboard.press("Enter")

    expect(li.get_by_text("了结的：对过了，不用改：数没有变，只改了标点").first).to_be_visible()
