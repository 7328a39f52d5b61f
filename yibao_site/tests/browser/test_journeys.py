"""The main ways through the site in a real browser: with and without script, by keyboard."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with-script", "without-script"])
def browser_context_args(browser_context_args, request):
    return {**browser_context_args, "java_script_enabled": request.param}


def test_from_home_to_ones_own_case(page, site):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(site.url)
    page.get_by_label("写地方，或者写您的问题").fill("兰州")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page).to_have_url(f"{site.url}/regions/gansu/lanzhou/")
    expect(page.locator("#rule .answer__fig")).to_have_text(re.compile(r"每月\s*90\s*元"))
    page.get_by_text("还有 1 份资料说到兰州").click()
    expect(page.locator(".claim").first).to_contain_text("120")

    page.get_by_text("您有没有这笔钱？").click()
    form = page.locator("#calc form")
    form.get_by_label("职工医保").check()
    form.get_by_label("办好了").check()
    form.get_by_role("button", name="算一算").click()

    answer = page.locator("section#answer")
    expect(answer).to_have_attribute("data-outcome", "credit")
    expect(answer.locator("data.month")).to_have_attribute("value", "90.00")
    expect(page.locator("#calc").get_by_label("职工医保")).to_be_checked()


def test_large_type_switches_and_stays(page, site):
    page.goto(site.url + "/faq/")
    page.get_by_role("link", name="大字版").click()
    expect(page.locator("html")).to_have_attribute("data-type", "large")
    page.goto(site.url + "/balance/")
    expect(page.locator("html")).to_have_attribute("data-type", "large")
    page.get_by_role("link", name="标准版").click()
    expect(page.locator("html")).not_to_have_attribute("data-type", "large")


def test_an_error_leads_to_its_field_and_keeps_what_was_typed(page, site):
    page.goto(site.url + "/calculator/?region=shanghai&insurance=employee&status=retired&age=-1")
    page.locator(".errsum a").first.click()
    expect(page.get_by_label("您今年多大岁数？")).to_have_value("-1")
    expect(page.get_by_label("您今年多大岁数？")).to_have_attribute("aria-invalid", "true")


@pytest.mark.parametrize(
    "address",
    [
        "/calculator/?region=shanghai&age=-1",
        "/regions/shanghai/?age=abc#answer",
        "/calculator/compare/?region=shanghai&age=-1#comparison",
    ],
)
def test_what_is_wrong_gets_the_focus(page, site, address):
    page.goto(site.url + address)

    expect(page.locator(".errsum")).to_be_focused()


def test_what_one_has_at_hand_leads_to_a_way(page, site):
    page.goto(site.url)
    page.get_by_role("navigation").get_by_role("link", name="查余额").click()
    page.get_by_role("link", name="没有智能手机").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("没有智能手机")
    page.get_by_label("在哪里参保？").fill("永州")
    page.get_by_label("在哪里参保？").press("Enter")  # proposals lie over the button

    expect(page.get_by_role("heading", level=1)).to_contain_text("永州参保")
    expect(page.get_by_role("link", name="外地拨 0746-12393")).to_have_attribute(
        "href", "tel:074612393"
    )
    expect(page.locator("details.chan").first).to_contain_text("12393")


def test_one_person_in_several_places(page, site):
    page.goto(site.url + "/calculator/?region=上海&insurance=employee&status=retired&age=76")
    page.get_by_role("link", name="和别处比").click()
    expect(page.get_by_label("第一个地方")).to_have_value("上海市")
    page.get_by_label("第二个地方").fill("杭州")
    page.get_by_label("第三个地方").fill("兰州")
    page.get_by_role("button", name="比一比").click()

    rows = page.locator("#comparison tbody tr")
    expect(rows).to_have_count(3)
    expect(rows.nth(0).locator("data.year")).to_have_attribute("value", "1890.00")
    expect(rows.nth(1)).to_have_attribute("data-outcome", "unknown")
    expect(rows.nth(2).locator("data.month")).to_have_attribute("value", "90.00")


def test_a_case_goes_along_to_the_sheet_and_back(page, site):
    page.goto(site.url + "/regions/shanghai/?insurance=employee&status=retired&birth=1950-03")
    page.get_by_role("link", name="大字打印").first.click()
    expect(page.locator(".sheet data.year")).to_have_attribute("value", "1890.00")
    expect(page.get_by_role("img", name="这一页网址的二维码")).to_be_visible()
    page.get_by_role("link", name="回到上海的网页").click()

    expect(page.locator("#answer data.year")).to_have_attribute("value", "1890.00")


@pytest.mark.parametrize("script", [True, False], ids=["script", "no-script"])
def test_a_resident_goes_from_the_place_to_a_sheet_of_their_own(browser, site, script):
    context = browser.new_context(java_script_enabled=script)
    page = context.new_page()
    page.goto(site.url + "/regions/gansu/lanzhou/")
    page.locator("#calc summary").click()
    page.get_by_role("radio", name="居民医保").check()
    page.get_by_role("button", name="算一算").click()

    answer = page.locator("#answer")
    expect(answer.get_by_role("heading", name="您有的是这些")).to_be_visible()
    expect(answer.get_by_role("link", name="问交费，拨 12366")).to_be_visible()
    expect(page.get_by_text("90 元")).to_have_count(0)

    answer.get_by_role("link", name="大字打印").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("兰州居民医保明白纸")
    expect(page.get_by_text("90 元")).to_have_count(0)
    context.close()


def test_nobody_writes_on_a_phone_but_on_paper(page, site):
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(site.url + "/regions/gansu/lanzhou/sheet/")
    expect(page.locator(".sheet__notes")).to_be_hidden()
    expect(page.get_by_text("打印出来，下面有空格可以写。")).to_be_visible()

    page.emulate_media(media="print")

    expect(page.locator(".sheet__notes")).to_be_visible()
    assert page.locator(".sheet__notes td").count() == 24
    assert (
        page.locator(".answer__fig b").evaluate("e => getComputedStyle(e).fontSize") == "53.3333px"
    )


def test_a_place_of_many_names_is_asked_about(page, site):
    page.goto(site.url)
    page.get_by_label("写地方，或者写您的问题").fill("朝阳")
    page.get_by_role("button", name="查", exact=True).click()

    expect(page.get_by_role("heading", name="您说的是哪一个地方？")).to_be_visible()
    page.get_by_role("link", name="朝阳市").click()
    expect(page).to_have_url(f"{site.url}/regions/liaoning/chaoyang/")


@pytest.mark.parametrize(("kind", "most"), [("normal", 310), ("large", 450)])
def test_what_was_found_begins_in_the_first_screen(page, site, kind, most):
    page.set_viewport_size({"width": 360, "height": 780})
    page.context.add_cookies([{"name": "type", "value": kind, "url": site.url}])
    page.goto(f"{site.url}/search/?q=甘肃兰州职工医保卡每个月返多少钱，余额怎么查？2025年最新")

    box = page.locator(".hits > li").first.bounding_box()

    assert box["y"] <= most


class TestWithScript:
    """What needs scripts to be tested at all."""

    @pytest.fixture(params=[True])
    def browser_context_args(self, browser_context_args):
        return browser_context_args

    def test_by_keyboard_alone(self, page, site):
        page.goto(site.url)
        page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="跳到正文")).to_be_focused()
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        expect(page.get_by_label("写地方，或者写您的问题")).to_be_focused()
        page.keyboard.type("永州")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site.url}/regions/hunan/yongzhou/")

    def test_the_finder_completes_while_one_types(self, page, site):
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(site.url)
        field, options = page.get_by_role("combobox"), page.get_by_role("option")
        assert not any("places.json" in url for url in asked)

        field.press_sequentially("lz")
        expect(options).to_have_text(
            ["柳州市广西壮族自治区", "泸州市四川省", "林芝市西藏自治区", "兰州市甘肃省"]
        )
        expect(field).to_have_attribute("aria-expanded", "true")
        field.press("ArrowUp")
        expect(options.last).to_have_attribute("aria-selected", "true")
        expect(field).to_have_attribute("aria-activedescendant", "q-list-3")
        field.press("Enter")

        expect(page).to_have_url(f"{site.url}/regions/gansu/lanzhou/")
        assert sum("places.json" in url for url in asked) == 1

    @pytest.mark.parametrize(
        ("typed", "option"),
        [
            ("兰州", "兰州市甘肃省"),
            ("甘肃兰州", "兰州市甘肃省"),
            ("lanzhou", "兰州市甘肃省"),
            ("榆中", "榆中归兰州市"),
            ("崇文", "崇文区归北京市"),
            ("蘭州", "兰州市甘肃省"),
            ("lán zhōu", "兰州市甘肃省"),
            ("虎门", "虎门镇归东莞市"),
            ("6201", "兰州市甘肃省"),
        ],
    )
    def test_the_finder_knows_every_way_to_name_a_place(self, page, site, typed, option):
        page.goto(site.url)
        page.get_by_role("combobox").press_sequentially(typed)

        expect(page.get_by_role("option").first).to_have_text(option)

    def test_hits_are_announced_when_typing_rests_also_in_the_same_words(self, page, site):
        page.clock.install()
        page.goto(site.url)
        field, status = page.get_by_role("combobox"), page.locator("[data-live]")
        page.evaluate(
            """() => {
                window.said = [];
                const live = document.querySelector("[data-live]");
                new MutationObserver(() => { if (live.textContent) said.push(live.textContent); })
                    .observe(live, { childList: true });
            }"""
        )

        def typed(keys, options):
            field.press_sequentially(keys)
            expect(page.get_by_role("option")).to_have_count(options)
            page.clock.run_for(1000)
            return page.evaluate("said.splice(0)")

        assert typed("lz", 4) == ["有 4 个地方，可用上下键选"]
        field.press("Backspace")
        assert typed("z", 4) == ["有 4 个地方，可用上下键选"]
        field.fill("")
        assert typed("医保卡", 0) == ["单子里没有，直接点“查”看看"]
        assert typed("余额怎么查", 0) == []
        expect(status).to_have_text("单子里没有，直接点“查”看看")

    def test_escape_closes_the_list_and_keeps_what_was_typed(self, page, site):
        page.goto(site.url)
        field = page.get_by_role("combobox")
        field.press_sequentially("lz")
        expect(page.get_by_role("listbox")).to_be_visible()
        field.press("Escape")

        expect(page.get_by_role("listbox")).to_be_hidden()
        expect(field).to_have_value("lz")
        expect(field).to_have_attribute("aria-expanded", "false")

    def test_without_the_list_the_form_still_searches(self, page, site, console_faults):
        page.route("**/places.json", lambda route: route.abort())
        page.goto(site.url)
        page.get_by_role("combobox").press_sequentially("兰州")
        page.keyboard.press("Enter")

        expect(page).to_have_url(f"{site.url}/regions/gansu/lanzhou/")
        console_faults.clear()  # the browser tells that the list did not come

    def test_the_calculators_place_is_filled_in_and_not_left(self, page, site):
        page.goto(site.url + "/calculator/")
        field = page.get_by_label("交医保的地方（参保地）")
        field.press_sequentially("yongzhou")
        page.get_by_role("option", name="永州市").click()

        expect(field).to_have_value("湖南省永州市")
        expect(page).to_have_url(f"{site.url}/calculator/")

    def test_a_number_and_an_address_are_copied(self, page, site):
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.goto(site.url + "/regions/gansu/lanzhou/")
        page.get_by_role("button", name="复制号码 093112393").click()
        expect(page.get_by_role("status")).to_have_text("已复制")
        assert page.evaluate("navigator.clipboard.readText()") == "093112393"

        page.get_by_role("button", name="复制网址").click()
        page.wait_for_function("navigator.clipboard.readText().then(t => t === location.href)")

    @pytest.mark.parametrize(
        ("path", "most"),
        [
            ("/regions/gansu/lanzhou/sheet/", 1),
            ("/regions/heilongjiang/sheet/", 1),
            ("/regions/shanghai/sheet/?insurance=unsure&status=unsure&age=66", 1),
            ("/regions/xinjiang/hami/sheet/?insurance=unsure&status=unsure", 1),
            ("/regions/zhejiang/hangzhou/sheet/?insurance=employee&status=retired"
             "&average_pension=4321.99", 1),
            ("/regions/guangdong/dongguan/sheet/?insurance=unsure&status=retired", 1),
            ("/regions/hubei/sheet/", 1),
            ("/regions/sichuan/chengdu/sheet/?insurance=unsure&status=unsure"
             "&average_pension=4321.99&own_pension=5432.1", 1),
            ("/regions/fujian/sheet/?insurance=resident", 1),
            ("/regions/hunan/yongzhou/sheet/?insurance=resident", 1),
            ("/regions/gansu/lanzhou/sheet/?insurance=resident", 1),
            ("/regions/sichuan/neijiang/sheet/?insurance=resident", 1),
            ("/regions/shandong/heze/sheet/?insurance=unsure&status=not-yet", 1),
            ("/regions/hainan/dingan/sheet/?insurance=employee&status=working", 1),
            ("/calculator/?region=上海&insurance=employee&status=retired&age=74", 2),
            ("/faq/lapse-money-wasted/", 2),
            ("/regions/gansu/lanzhou/", 5),
        ],
    )  # fmt: skip
    def test_printed_it_takes_few_sheets(self, page, site, path, most):
        page.goto(site.url + path)
        printed = page.pdf(prefer_css_page_size=True)

        assert len(re.findall(rb"/Type\s*/Page\b", printed)) <= most
