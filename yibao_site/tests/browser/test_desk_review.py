"""What a reviewer typed beside a draft is not lost by another step on the page."""

import contextlib
import sqlite3

import pytest
from playwright.sync_api import Page, expect

from .served import Site
from .test_desk import desk_of, staffed
from .test_desk_keeping import come_back, kept, shoot

__all__ = ["desk_of", "staffed"]

pytestmark = pytest.mark.browser

#: A draft with twenty times the amounts that are public, which is doubted.
DOUBTFUL = """
from desk import publishing
from regions.models import RefundPolicy
public = RefundPolicy.objects.published().exclude(tiers__amount=None)
sourced = [one for one in public.order_by("pk") if not one.source.lacking]
draft = publishing.copy_of(sourced[0])
draft.quote = ""
draft.other_sources.clear()
for part in [*draft.tiers.all(), *draft.examples.all()]:
    part.amount *= 20
    part.save()
draft.status = "in_review"
draft.save()
faults = publishing.faults(draft)
assert not faults, faults
"""


def open_review(page: Page, site: Site) -> None:
    site.manage("shell", "-v0", "--command", DOUBTFUL)
    with contextlib.closing(sqlite3.connect(site.database)) as database:
        waiting = "SELECT id FROM regions_refundpolicy WHERE status = 'in_review'"
        ((draft,),) = database.execute(waiting).fetchall()
    page.goto(f"{site.url}/admin/regions/refundpolicy/{draft}/review/")
    expect(page.get_by_role("button", name="发布", exact=True)).to_be_visible()


def test_reasons_of_a_reviewer_survive_a_crash_and_ticks_do_not(desk_of, staffed: Site):
    zhao = desk_of("zhao")
    open_review(zhao, staffed)
    reason, tick = zhao.locator("[name^=reason-]").first, zhao.locator("[name^=doubt-]").first
    tick.check()
    reason.fill("文件第三条就是这样写的。")
    come_back(zhao)
    expect(reason).to_have_value("")
    shoot(zhao, "review-offer")

    zhao.get_by_role("button", name="接着写").click()

    expect(reason).to_have_value("文件第三条就是这样写的。")
    expect(tick).not_to_be_checked()


def test_another_step_on_a_review_asks_before_it_loses_what_was_typed(desk_of, staffed: Site):
    zhao = desk_of("zhao")
    open_review(zhao, staffed)
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    zhao.on("dialog", answer)
    reason, comment = zhao.locator("[name^=reason-]").first, zhao.locator("[name=text]")
    reason.fill("文件第三条就是这样写的。")
    comment.fill("第二页看不清。")

    zhao.get_by_role("button", name="留言").click()
    zhao.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    zhao.get_by_role("button", name="发布", exact=True).click()
    zhao.wait_for_timeout(300)
    assert asked == ["beforeunload"] * 2
    expect(reason).to_have_value("文件第三条就是这样写的。")

    comment.fill("")
    zhao.get_by_label("不行的话，为什么退回").fill("再对一遍金额。")
    zhao.get_by_role("button", name="退回修改").click()
    expect(zhao.get_by_text("退回去了")).to_be_visible()
    assert asked == ["beforeunload"] * 2
    assert kept(zhao) == 0
