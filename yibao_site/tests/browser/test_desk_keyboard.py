"""How far the first field of each form of the desk is for who goes by keyboard alone."""

import pytest
from playwright.sync_api import Browser, Page

from .served import Site

pytestmark = pytest.mark.browser

PASSWORD = "of a test that is over soon"
PEOPLE = f"""
from django.contrib.auth.models import Group, User
user = User.objects.create_user("li", password={PASSWORD!r}, is_staff=True)
user.groups.add(*Group.objects.filter(name__in=["编辑", "审核"]))
"""
FORMS = [
    *(f"regions/{name}/add/" for name in ("refundpolicy", "deduction", "estimate", "statistic")),
    *(f"regions/{name}/add/" for name in ("claim", "lookupchannel", "source", "officialdomain")),
    "watch/watchedpage/add/",
    *(f"faq/{name}/add/" for name in ("question", "localanswer")),
]
#: Whether the focus is in a field of the form that the page is for.
IN_FIELD = """() => {
    const at = document.activeElement;
    const form = at.closest("form.record, #content-main form");
    return form !== null && !at.closest(".notes, .taken") && at.matches(
        "input:not([type=hidden]):not([type=submit]), select, textarea, .select2-selection");
}"""
NAMED = """name => document.activeElement.name === name"""
#: A place with a rule of its own, one that follows its province, one without a rule.
PLACES = ["gansu/lanzhou", "hunan/yongzhou", "zhejiang/hangzhou"]
NEAR, AMOUNT_NEAR = 10, 45


@pytest.fixture
def desk(browser: Browser, site: Site):
    """A page of the admin, logged in."""
    site.manage("shell", "--verbosity=0", "--command", PEOPLE)
    context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.goto(f"{site.url}/admin/login/")
    page.get_by_label("用户名").fill("li")
    page.get_by_label("密码").fill(PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/admin/")
    yield page
    context.close()


def tabs_until(page: Page, found: str, name: str = "", most: int = 60) -> int:
    """How often Tab is pressed after loading until ``found`` holds; ``most`` + 1 if never."""
    page.evaluate("document.activeElement.blur()")
    for pressed in range(1, most + 1):
        page.keyboard.press("Tab")
        if page.evaluate(found, name):
            return pressed
    return most + 1


def test_the_first_field_of_every_form_is_near(desk, site):
    pages = {form: f"{site.url}/admin/{form}" for form in FORMS}
    desk.goto(f"{site.url}/admin/worklist/missing/")
    gaps = desk.locator(".work--all a[href*='/record/']").first.get_attribute("href")
    pages["from the list of gaps"] = f"{site.url}{gaps}"
    for place in PLACES:
        desk.goto(f"{site.url}/admin/regions/region/?q={place.split('/')[1]}")
        record = desk.get_by_role("link", name="录入标准").first.get_attribute("href")
        pages[place] = f"{site.url}{record}"

    pressed = {}
    for name, address in pages.items():
        desk.goto(address)
        pressed[name] = tabs_until(desk, IN_FIELD)

    assert {name: n for name, n in pressed.items() if n > NEAR} == {}, pressed


def test_the_amount_is_not_at_the_end_of_the_world(desk, site):
    desk.goto(f"{site.url}/admin/regions/region/?q=hangzhou")
    desk.get_by_role("link", name="录入标准").first.click()
    desk.wait_for_url("**/record/**")

    assert tabs_until(desk, NAMED, "tiers-0-amount") <= AMOUNT_NEAR


def test_every_list_and_own_thing_is_in_the_two_menus(desk, site):
    lists, own = desk.locator("#user-tools details").all()

    lists.locator("summary").click()
    names = lists.get_by_role("link").all_inner_texts()
    own.locator("summary").click()

    assert {"划入标准", "来源", "地区", "读者来信"} <= {name.strip() for name in names}
    for name in ("我的第二道锁", "查看站点", "改密码"):
        assert own.get_by_role("link", name=name).is_visible()
    own.get_by_role("button", name="注销").click()
    desk.wait_for_url("**/logout/")
