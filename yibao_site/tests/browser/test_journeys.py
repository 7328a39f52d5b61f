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
    page.get_by_label("您在哪里参保？").fill("兰州")
    page.get_by_role("button", name="查", exact=True).click()
    expect(page).to_have_url(f"{site.url}/regions/gansu/lanzhou/")
    expect(page.locator("#rule .answer__fig")).to_have_text(re.compile(r"每月\s*90\s*元"))
    expect(page.locator(".claim").first).to_contain_text("120")

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
        expect(page.get_by_label("您在哪里参保？")).to_be_focused()
        page.keyboard.type("永州")
        page.keyboard.press("Enter")
        expect(page).to_have_url(f"{site.url}/regions/hunan/yongzhou/")
