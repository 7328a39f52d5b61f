"""Staff at their desks: two editors at one row; from a document to a published figure."""

import datetime
import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from .served import Site

pytestmark = pytest.mark.browser

PASSWORD = "of a test that is over soon"
SCAN = b"%PDF-1.7\n%%EOF"
PEOPLE = f"""
from django.contrib.auth.models import Group, User
for name, role in [("li", "编辑"), ("wang", "编辑"), ("zhao", "审核")]:
    user = User.objects.create_user(name, password={PASSWORD!r}, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
"""


#: What is pressed and is too low for a finger.
LOW = """() => [...document.querySelectorAll(
    '#container :is(button, summary, select, .button, input:not([type=checkbox], [type=radio]))')]
  .filter(e => e.type !== 'hidden' && e.checkVisibility())
  .filter(e => e.getBoundingClientRect().height < 43.5)
  .map(e => e.outerHTML.slice(0, 120))"""


@pytest.fixture
def staffed(site) -> Site:
    """The site with two editors, li and wang, and the reviewer zhao."""
    site.manage("shell", "--verbosity=0", "--command", PEOPLE)
    return site


@pytest.fixture
def desk_of(browser: Browser, staffed: Site):
    """A page of the admin in a browser of somebody's own, logged in."""
    opened: list[BrowserContext] = []

    def enter(name: str) -> Page:
        context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
        opened.append(context)
        page = context.new_page()
        page.goto(f"{staffed.url}/admin/login/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        return page

    yield enter
    for context in opened:
        context.close()


def open_draft_of_lanzhou(page: Page, site: Site) -> None:
    """Follow the way to the draft copy of 兰州's rule, begun here or by somebody else."""
    page.goto(f"{site.url}/admin/regions/refundpolicy/?q=兰州")
    page.locator("#result_list tr", has_text="已发布").get_by_role("link").first.click()
    expect(page.locator(".desk__state")).to_be_visible()  # the page is there, with its links
    if page.get_by_role("link", name="去看修改稿").count():
        page.get_by_role("link", name="去看修改稿").click()
    else:
        page.get_by_role("button", name="修改（另起修改稿）").click()
    expect(page.get_by_text("草稿（修改稿）")).to_be_visible()


def test_two_browsers_at_one_policy_lose_nothing(desk_of, staffed):
    li, wang = desk_of("li"), desk_of("wang")
    open_draft_of_lanzhou(li, staffed)
    open_draft_of_lanzhou(wang, staffed)
    expect(wang.get_by_text("li从")).to_contain_text("正在改这一条")

    li.locator("[name=notes]").fill("李写的一句。")
    li.locator("[name=staff_note]").fill("李的备注。")
    li.get_by_role("button", name="保存并继续编辑").click()
    expect(li.get_by_text("成功")).to_be_visible()
    wang.locator("[name=notes]").fill("王写的一句。")
    wang.locator("[name=population]").fill("王写的人群")
    wang.locator("[name=tiers-0-amount]").fill("95")
    wang.get_by_role("button", name="保存并继续编辑").click()

    asked = wang.get_by_role("group", name="要说明的")
    expect(asked).to_contain_text("李写的一句。")
    expect(asked).to_contain_text("王写的一句。")
    expect(wang.get_by_text("请更正")).to_have_count(0)
    expect(wang.locator("[name=population]")).to_have_value("王写的人群")
    expect(wang.locator("[name=staff_note]")).to_have_value("李的备注。")

    asked.get_by_label("用对方存的").check()
    wang.get_by_role("button", name="保存并继续编辑").click()

    expect(wang.get_by_text("成功")).to_be_visible()
    expect(wang.locator("[name=notes]")).to_have_value("李写的一句。")
    expect(wang.locator("[name=staff_note]")).to_have_value("李的备注。")
    expect(wang.locator("[name=population]")).to_have_value("王写的人群")
    expect(wang.locator("[name=tiers-0-amount]")).to_have_value(re.compile(r"95(\.00)?"))
    public = wang.context.new_page()
    public.goto(f"{staffed.url}/regions/gansu/lanzhou/")
    expect(public.locator("main")).not_to_contain_text("李写的一句。")


def test_from_a_document_to_the_figure_on_its_day(desk_of, staffed, page):
    """山西 gets 130 元 from a coming day: drafted by one, approved by another, shown at once.

    Four clicks and one Enter for the editor, four clicks for the reviewer.
    """
    li, zhao = desk_of("li"), desk_of("zhao")
    coming = datetime.date.today() + datetime.timedelta(days=40)
    day = f"{coming.year}年{coming.month}月{coming.day}日"
    page.goto(f"{staffed.url}/regions/shanxi/")
    expect(page.locator("main")).not_to_contain_text(re.compile(rf"将于\s*{day}"))

    li.get_by_label("给哪里录标准？").fill("山西")
    li.keyboard.press("Enter")
    place = li.locator("#result_list tr", has=li.get_by_role("link", name="山西省", exact=True))
    place.get_by_role("link", name="录入标准").click()
    li.get_by_label("标题").fill("关于调整退休人员个人账户划入标准的通知")
    li.get_by_label("文号").fill("晋医保发〔2026〕99号")
    li.get_by_label("发布者").fill("山西省医疗保障局")
    li.get_by_label("发布日期").fill(datetime.date.today().isoformat())
    li.get_by_label("扫描件").set_input_files(
        {"name": "通知.pdf", "mimeType": "application/pdf", "buffer": SCAN}
    )
    li.get_by_label("原话").fill("退休人员每人每月划入130元。")
    li.get_by_label("从哪天起执行").fill(coming.isoformat())
    li.locator("[name=tiers-0-amount]").fill("130")
    li.locator("[name=examples-0-age]").fill("66")
    li.locator("[name=examples-0-amount]").fill("130")
    li.get_by_role("button", name="存并提交审核").click()
    expect(li.get_by_text("提交了，等审核员来看")).to_be_visible()
    expect(li.get_by_role("row", name="70岁 85 元 130 元")).to_be_visible()
    expect(li.get_by_role("button", name="发布")).to_have_count(0)

    zhao.reload()
    zhao.get_by_role("link", name=re.compile("^划入标准：山西省")).click()
    expect(zhao.get_by_role("row", name="70岁 85 元 130 元")).to_be_visible()
    scan = zhao.get_by_role("link", name="通知.pdf").get_attribute("href")
    assert zhao.request.get(f"{staffed.url}{scan}").body() == SCAN
    zhao.get_by_label("我打开了扫描件或原文").check()
    zhao.get_by_role("button", name="发布", exact=True).click()
    expect(zhao.get_by_text(f"已发布，将于{day}起生效")).to_be_visible()

    page.reload()
    expect(page.locator("main")).to_contain_text(re.compile(rf"将于\s*{day}"))
    page.goto(
        f"{staffed.url}/regions/shanxi/?insurance=employee&status=retired&on={coming.isoformat()}"
    )
    expect(page.locator("#answer data.month")).to_have_attribute("value", "130.00")
    expect(page.locator("main")).to_contain_text("依据原文")


def test_on_a_phone_what_is_pressed_is_large_and_recording_is_in_sight(desk_of, staffed):
    li = desk_of("li")
    li.set_viewport_size({"width": 360, "height": 740})

    li.get_by_label("给哪里录标准？").fill("杭州")
    assert li.evaluate(LOW) == []
    li.keyboard.press("Enter")
    recording = li.get_by_role("link", name="录入标准")
    box = recording.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 360
    assert li.evaluate(LOW) == []
    recording.click()
    expect(li.get_by_role("button", name="存并提交审核")).to_be_visible()
    assert li.evaluate(LOW) == []
    assert li.evaluate("document.documentElement.scrollWidth") <= 360
