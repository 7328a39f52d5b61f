"""Nothing typed at the desk is lost: drafts in the browser, the end of a session, leaving."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .served import Site
from .test_desk import PASSWORD, desk_of, open_draft_of_lanzhou, staffed

__all__ = ["desk_of", "staffed"]

pytestmark = pytest.mark.browser

END_SESSIONS = "from django.contrib.sessions.models import Session; Session.objects.all().delete()"
KEPT = "() => Object.keys(localStorage).filter((key) => key.startsWith('yibao-desk:')).length"


def kept(page: Page) -> int:
    return page.evaluate(KEPT)


def wait_until_kept(page: Page) -> None:
    """Wait until the script has kept the form; the content policy forbids the browser's waiting."""
    for _ in range(200):
        if kept(page):
            return
        page.wait_for_timeout(50)
    raise AssertionError("nothing was kept")


def shoot(page: Page, name: str) -> None:
    """Keep pictures of a state, in the folder that SHOTS names."""
    if folder := os.environ.get("SHOTS"):
        for width in (1280, 360):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=Path(folder) / f"{name}-{width}.png")
        page.set_viewport_size({"width": 1280, "height": 900})


def come_back(page: Page) -> None:
    """Leave the page as if the browser had crashed, and open it again."""
    wait_until_kept(page)
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto(page.url)


def test_what_was_not_saved_is_offered_after_a_return_with_its_added_rows(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=notes]").fill("写了一半。")
    li.locator("#examples-group .add-row a").click()
    rows = li.locator("[name=examples-TOTAL_FORMS]").input_value()
    li.locator(f"[name=examples-{int(rows) - 1}-age]").fill("77")

    come_back(li)
    offer = li.get_by_text("没存的，要接着写吗？")
    expect(offer).to_be_visible()
    expect(li.locator("[name=notes]")).not_to_have_value("写了一半。")
    shoot(li, "offer")
    li.get_by_role("button", name="接着写").click()

    expect(li.locator("[name=notes]")).to_have_value("写了一半。")
    expect(li.locator(f"[name=examples-{int(rows) - 1}-age]")).to_have_value("77")
    expect(offer).to_have_count(0)

    li.locator(f"[name=examples-{int(rows) - 1}-age]").fill("")
    li.get_by_role("button", name="保存并继续编辑").click()
    expect(li.get_by_text("成功")).to_be_visible()
    assert kept(li) == 0


def test_what_is_not_wanted_any_more_is_forgotten(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=notes]").fill("写了一半。")
    come_back(li)

    li.get_by_role("button", name="不要了").click()

    assert kept(li) == 0
    li.goto(li.url)
    expect(li.get_by_role("button", name="接着写")).to_have_count(0)


def test_what_is_typed_while_the_page_still_loads_is_kept(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.route("**/*.svg", lambda route: None)  # they wait until the route is gone
    li.goto(li.url, wait_until="domcontentloaded")
    assert li.evaluate("document.readyState") == "interactive"
    li.locator("[name=notes]").fill("早早写的。")
    li.unroute("**/*.svg")

    wait_until_kept(li)


def test_typing_before_the_answer_does_not_lose_what_is_offered(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=notes]").fill("先写的一半。")
    come_back(li)
    expect(li.get_by_role("button", name="接着写")).to_be_visible()
    li.locator("[name=notes]").fill("没看见就写的。")
    come_back(li)

    li.get_by_role("button", name="接着写更早的").click()
    expect(li.locator("[name=notes]")).to_have_value("先写的一半。")
    come_back(li)
    li.get_by_role("button", name="接着写", exact=True).click()
    expect(li.locator("[name=notes]")).to_have_value("先写的一半。")


def test_what_was_not_saved_of_a_row_that_was_handed_in_is_shown_to_be_copied(
    desk_of, staffed: Site
):
    li, wang = desk_of("li"), desk_of("wang")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=population]").fill("没存的人群")
    wait_until_kept(li)
    open_draft_of_lanzhou(wang, staffed)
    wang.get_by_role("button", name="存并提交审核").click()
    expect(wang.get_by_text("提交了")).to_be_visible()

    come_back(li)

    offer = li.locator("[data-draft]")
    expect(offer).to_contain_text("现在不能直接改")
    expect(offer).to_contain_text("没存的人群")
    expect(li.get_by_role("button", name="接着写")).to_have_count(0)
    shoot(li, "handed-in")


def test_what_was_not_saved_meets_what_a_colleague_saved(desk_of, staffed: Site):
    li, wang = desk_of("li"), desk_of("wang")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=population]").fill("李写的人群")
    wait_until_kept(li)
    open_draft_of_lanzhou(wang, staffed)
    wang.locator("[name=staff_note]").fill("王的备注。")
    wang.get_by_role("button", name="保存并继续编辑").click()
    expect(wang.get_by_text("成功")).to_be_visible()

    come_back(li)
    expect(li.get_by_text("这一条后来有人存过")).to_be_visible()
    li.get_by_role("button", name="接着写").click()
    li.get_by_role("button", name="保存并继续编辑").click()

    expect(li.get_by_text("没有被盖掉：内部备注")).to_be_visible()
    expect(li.locator("[name=population]")).to_have_value("李写的人群")
    expect(li.locator("[name=staff_note]")).to_have_value("王的备注。")


def test_a_session_that_ends_in_the_middle_logs_in_and_goes_on(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=notes]").fill("写了半小时。")
    staffed.manage("shell", "--verbosity=0", "--command", END_SESSIONS)

    li.get_by_role("button", name="保存并继续编辑").click()
    expect(li.get_by_text("您填的一个字都不会丢")).to_be_visible()
    shoot(li, "login")
    li.get_by_label("用户名").fill("li")
    li.get_by_label("密码").fill(PASSWORD)
    li.get_by_role("button", name="登录").click()

    expect(li.get_by_text("接着办您刚才那一步")).to_be_visible()
    expect(li.locator("[name=notes]")).to_have_value("写了半小时。")
    assert kept(li) == 0


def test_leaving_a_changed_form_asks_first_and_saving_does_not(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    asked: list[str] = []

    def answer(dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    li.on("dialog", answer)

    li.reload()
    assert asked == []
    li.locator("[name=notes]").fill("改了。")
    li.reload()
    assert asked == ["beforeunload"]

    li.locator("[name=notes]").fill("又改了。")
    li.get_by_role("button", name="保存并继续编辑").click()
    expect(li.get_by_text("成功")).to_be_visible()
    assert asked == ["beforeunload"]


def test_ten_minutes_before_its_end_the_session_says_what_to_do(desk_of, staffed: Site):
    li = desk_of("li")
    li.clock.install()
    open_draft_of_lanzhou(li, staffed)
    notice = li.locator("[data-left]")
    expect(notice).to_have_text("")

    li.clock.fast_forward("07:50:30")
    expect(notice).to_contain_text("再过 10 分钟")
    li.clock.fast_forward("10:00")
    expect(notice).to_contain_text("保存的时候先问密码")


def test_logging_out_forgets_what_was_kept(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=notes]").fill("写了一半。")
    wait_until_kept(li)
    li.once("dialog", lambda dialog: dialog.accept())

    li.locator(".menu > summary").last.click()
    li.get_by_role("button", name="注销").click()

    li.wait_for_url("**/logout/")
    assert kept(li) == 0


def test_two_at_one_row_are_shown_what_both_changed(desk_of, staffed: Site):
    li, wang = desk_of("li"), desk_of("wang")
    open_draft_of_lanzhou(li, staffed)
    open_draft_of_lanzhou(wang, staffed)
    expect(wang.locator("[data-beat]")).to_contain_text("正在改这一条")
    shoot(wang, "presence")
    li.locator("[name=notes]").fill("李写的第一行。\n李写的第二行。")
    li.locator("[name=tiers-0-amount]").fill("101")
    li.get_by_role("button", name="保存并继续编辑").click()
    expect(li.get_by_text("成功")).to_be_visible()
    wang.locator("[name=notes]").fill("王写的。")
    wang.locator("[name=tiers-0-amount]").fill("95")
    wang.get_by_role("button", name="保存并继续编辑").click()

    expect(wang.get_by_role("heading", name="您和对方都改了")).to_be_visible()
    shoot(wang, "both")
    for one in wang.get_by_label("用我填的").all():
        one.check()
    wang.get_by_role("button", name="保存并继续编辑").click()
    expect(wang.get_by_text("成功")).to_be_visible()


IN_REVIEW = (
    "from regions.models import RefundPolicy as P; "
    "p = P.objects.get(pk={}); p.status = 'in_review'; p.save()"
)


def test_what_was_typed_is_shown_where_the_row_can_no_longer_be_changed(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    li.locator("[name=notes]").fill("写了一半。")
    li.locator("[name=tiers-0-amount]").fill("101")
    wait_until_kept(li)
    staffed.manage("shell", "-v0", "--command", IN_REVIEW.format(li.url.split("/")[-3]))
    come_back(li)

    expect(li.get_by_text("这一条现在不能直接改")).to_be_visible()
    expect(li.locator(".draft dd")).to_have_text(["写了一半。", "101"])
    expect(li.get_by_role("button", name="接着写")).to_have_count(0)
    shoot(li, "to-copy")

    li.goto(f"{staffed.url}/admin/")
    li.locator(".draft summary").click()
    expect(li.locator(".draft dd")).to_have_text(["写了一半。", "101"])
    shoot(li, "unsaved")
    li.get_by_role("button", name="不要了").click()
    assert kept(li) == 0


def test_a_save_forgets_no_draft_of_somebody_else(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)
    path = li.evaluate("location.pathname")
    li.evaluate(
        f"localStorage.setItem('yibao-desk:9999:{path}', JSON.stringify({{at: Date.now()}}))"
    )
    li.locator("[name=notes]").fill("改了。")
    li.get_by_role("button", name="保存并继续编辑").click()
    expect(li.get_by_text("成功")).to_be_visible()

    assert kept(li) == 1
    li.goto(f"{staffed.url}/admin/")
    expect(li.locator(".draft summary")).to_have_count(0)


def test_what_the_browser_cannot_keep_is_told(desk_of, staffed: Site):
    li = desk_of("li")
    open_draft_of_lanzhou(li, staffed)

    li.locator("[name=staff_note]").fill("字" * 300_000)

    expect(li.get_by_text("浏览器存不下了")).to_be_visible()
    assert kept(li) == 0
