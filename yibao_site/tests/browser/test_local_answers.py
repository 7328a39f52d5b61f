"""The table of places on a question's page: a table on a desk, a list on a phone."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

#: Runs in the shell of the served site: long words in every column, with a step to come.
PREPARE = """
import datetime
from faq.models import LocalAnswer, Question
from regions.models import Region, Source
source = Source.objects.create(
    title="关于调整城镇职工基本医疗保险最低缴费年限的通知", confidence="seed",
    publisher="沈阳市医疗保障局（中智政策库收录）")
question = Question.objects.get(slug="years-cumulative")
LocalAnswer.objects.all().delete()
def add(path, start, **years):
    LocalAnswer.objects.create(
        question=question, region=Region.objects.get(path=path), source=source,
        status="published", effective_from=start, statement="男的从2024年起每年加1年，女的没有写。",
        **years)
add("liaoning/shenyang", datetime.date(2026, 1, 1), men_years=28)
add("liaoning/shenyang", datetime.date(2099, 12, 31), men_years=30)
add("neimenggu", datetime.date(2099, 12, 31), men_years=25, women_years=25, local_years=10)
"""
ASK = "/faq/years-cumulative/"
#: In how many lines the text of an element stands.
LINES = """e => {
  const text = document.createRange();
  text.selectNodeContents(e);
  return new Set([...text.getClientRects()].map(box => Math.round(box.top))).size;
}"""
WIDTHS = (320, 360, 390, 640, 1024, 1280)


@pytest.fixture(autouse=True, scope="module")
def _answers(_served_site):
    _served_site.manage("shell", "--verbosity=0", "--command=" + PREPARE)
    yield
    _served_site.restore()


@pytest.fixture
def site(_served_site):
    return _served_site


def too_wide(page) -> list[int]:
    """The widths at which one would have to scroll sideways."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 740})
        if page.evaluate("document.documentElement.scrollWidth") > width:
            found.append(width)
    return found


@pytest.mark.parametrize("path", [ASK, f"{ASK}?region=沈阳", "/regions/liaoning/shenyang/"])
@pytest.mark.parametrize(("large", "size"), [(False, 16), (True, 16), (False, 32)])
def test_nothing_is_wider_than_the_screen(page, site, path, large, size):
    page.context.new_cdp_session(page).send("Page.setFontSizes", {"fontSizes": {"standard": size}})
    if large:
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    page.goto(site.url + path)

    assert too_wide(page) == []


@pytest.mark.parametrize(
    ("width", "large", "display"),
    [(360, False, "block"), (1280, False, "table-cell"), (1280, True, "block")],
    ids=["phone", "desk", "large type"],
)
def test_the_table_becomes_a_list_before_its_words_break(page, site, width, large, display):
    page.set_viewport_size({"width": width, "height": 740})
    if large:
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    page.goto(site.url + ASK)

    cell = page.locator("table.list tbody td").last
    assert cell.evaluate("e => getComputedStyle(e).display") == display
    for short in page.locator("table.list tbody th a, table.list tbody .num").all():
        assert short.evaluate(LINES) == 1, short.inner_text()
    assert Axe().run(page).violations_count == 0


def test_a_place_is_found_without_script(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(site.url + ASK)
    page.get_by_label("您在哪里参保？").fill("沈阳")
    page.get_by_role("button", name="看我那里的规定").click()

    assert page.get_by_role("heading", name="沈阳的规定：").is_visible()
    assert page.locator("table.list").count() == 0  # it would hold the same again
    assert page.get_by_role("link", name="看全部地方").is_visible()
    context.close()
