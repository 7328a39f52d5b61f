"""From a bureau's page to a draft: read, filled in, looked through, handed in."""

import datetime
import re

import pytest
from playwright.sync_api import Browser, Page, expect

from .served import Site
from .test_desk import LOW

pytestmark = pytest.mark.browser

PASSWORD = "of a test that is over soon"
PEOPLE = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("li", password={PASSWORD!r}, is_staff=True)
user.groups.add(Group.objects.get(name="编辑"))
user = User.objects.create_user("zhao", password={PASSWORD!r}, is_staff=True)
user.groups.add(Group.objects.get(name="审核"))
"""
PAGE = """<html><head><meta charset="gb18030"><title>山西省医疗保障局</title></head><body>
<h1>山西省医疗保障局关于调整退休人员个人账户划入标准的通知</h1>
<p>晋医保发〔2026〕99号</p>
<p>各市医疗保障局：</p>
<p>一、退休人员个人账户由统筹基金按定额划入，70周岁以下的每人每月<span>13</span><span>0</span>元，
70周岁及以上的每人每月140元。</p>
<p>二、本通知自{day}起施行。</p>
<p>山西省医疗保障局</p><p>2026年11月6日</p></body></html>"""


@pytest.fixture
def entered(browser: Browser, site: Site):
    """A page of the admin of somebody, without script: everything works without."""
    site.manage("shell", "--verbosity=0", "--command", PEOPLE)
    opened = []

    def enter(name: str) -> Page:
        context = browser.new_context(locale="zh-CN", java_script_enabled=False)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{site.url}/admin/login/")
        page.get_by_label("用户名").fill(name)
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/admin/")
        return page

    yield enter
    for context in opened:
        context.close()


@pytest.fixture
def li(entered) -> Page:
    return entered("li")


def record(page: Page, name: str) -> None:
    page.get_by_label("给哪里录标准？").fill(name)
    page.keyboard.press("Enter")
    place = page.locator("#result_list tr", has=page.get_by_role("link", name=name, exact=True))
    place.get_by_role("link", name="录入标准").click()


def test_a_page_becomes_a_draft_in_four_clicks(li: Page, site: Site):
    """Four clicks, one Enter, four fields: the search, the file, and the worked example."""
    coming = datetime.date.today() + datetime.timedelta(days=40)
    day = f"{coming.year}年{coming.month}月{coming.day}日"
    li.get_by_label("给哪里录标准？").fill("山西")
    li.keyboard.press("Enter")
    place = li.locator("#result_list tr", has=li.get_by_role("link", name="山西省", exact=True))
    place.get_by_role("link", name="录入标准").click()
    raw = PAGE.format(day=day).encode("gb18030")
    li.get_by_label("选文件").set_input_files(
        {"name": "通知.html", "mimeType": "text/html", "buffer": raw}
    )
    li.get_by_role("button", name="读这份文件").click()

    li.wait_for_url("**/record/*/?reading=*")  # at once, or by the page that waits
    expect(li.locator("[name=document_number]")).to_have_value("晋医保发〔2026〕99号")
    expect(li.locator("[name=tiers-0-amount]")).to_have_value("130")
    expect(li.locator("[name=tiers-1-min_age]")).to_have_value("70")
    expect(li.locator(".part__words").first).to_contain_text("每人每月130元")
    expect(li.locator("mark", has_text="每人每月130元")).to_be_visible()
    li.locator("[name=examples-0-age]").fill("66")
    li.locator("[name=examples-0-amount]").fill("130")
    li.get_by_role("button", name="存并提交审核").click()

    expect(li.get_by_text("提交了，等审核员来看")).to_be_visible()
    expect(li.get_by_role("row", name=re.compile(r"^70岁 85 元 140 元"))).to_be_visible()
    expect(li.locator(".document")).to_contain_text("现在标的是“二手资料”")


def test_a_pdf_becomes_a_published_figure(li: Page, entered, page: Page, site: Site):
    coming = datetime.date.today() + datetime.timedelta(days=40)
    day = f"{coming.year}年{coming.month}月{coming.day}日"
    page.set_content(PAGE.format(day=day))
    printed = page.pdf()
    record(li, "山西省")
    li.get_by_label("选文件").set_input_files(
        {"name": "通知.pdf", "mimeType": "application/pdf", "buffer": printed}
    )
    li.get_by_role("button", name="读这份文件").click()
    li.wait_for_url("**/record/*/?reading=*")
    li.get_by_role("link", name="算例", exact=True).click()
    for number, (age, amount) in enumerate([("66", "130"), ("72", "140")]):  # one of each tier
        li.locator(f"[name=examples-{number}-age]").fill(age)
        li.locator(f"[name=examples-{number}-amount]").fill(amount)
    li.get_by_role("button", name="存并提交审核").click()
    expect(li.get_by_text("提交了，等审核员来看")).to_be_visible()

    zhao = entered("zhao")
    zhao.get_by_role("link", name=re.compile("^划入标准：山西省")).click()
    expect(zhao.get_by_role("link", name="通知.pdf")).to_be_visible()
    expect(zhao.locator("mark", has_text="每人每月130元")).to_be_visible()
    zhao.get_by_label("我打开了扫描件或原文").check()
    zhao.get_by_role("button", name="发布", exact=True).click()
    expect(zhao.get_by_text(f"已发布，将于{day}起生效")).to_be_visible()

    query = f"insurance=employee&status=retired&age=72&on={coming.isoformat()}"
    page.goto(f"{site.url}/regions/shanxi/?{query}")
    expect(page.locator("#answer data.month")).to_have_attribute("value", "140.00")
    expect(page.locator("main")).to_contain_text("依据原文")


def test_pasted_words_that_leave_ages_open_are_led_to_on_a_phone(li: Page):
    li.set_viewport_size({"width": 360, "height": 740})
    record(li, "山西省")
    li.locator(".read__paste > summary").click()
    li.get_by_label("粘贴正文").fill(
        "退休人员个人账户按定额划入，70周岁以下每人每月80元，70周岁以上每人每月90元。"
    )
    li.get_by_role("button", name="读这份文件").click()

    li.wait_for_url("**/record/*/?reading=*")
    li.get_by_role("link", name=re.compile("写着“没有填”的")).click()
    expect(li.locator("[name=tiers-0-max_age]")).to_have_value("")
    expect(li.locator("[name=tiers-0-max_age]")).to_be_in_viewport()
    expect(li.locator("[name=tiers-0-amount]")).to_have_value("80")
    assert li.evaluate("document.documentElement.scrollWidth") <= 360
    assert li.evaluate(LOW) == []
