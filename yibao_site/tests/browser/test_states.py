"""The rarer states of a place's page, as staff may bring them about: seen by axe and in words."""

import pytest
from axe_playwright_python.sync_playwright import Axe

pytestmark = pytest.mark.browser

#: Runs in the shell of the served site; ``place`` is 兰州, which has a rule of its own. Each
#: state is brought about in turn, kept in a file and undone: a shell for each would take longer.
PREPARE = """
import contextlib, datetime, sqlite3
from decimal import Decimal
from django.db import connection
from regions.models import Deduction, Estimate, Publication, RefundPolicy, Region, Source
place = Region.objects.get(path="gansu/lanzhou")
rule = place.policies.get()
def again(**fields):
    source = Source.objects.create(
        title="兰州市新通知", publisher="兰州市医疗保障局", confidence="secondary",
        published_on=datetime.date(2026, 6, 1))
    policy = RefundPolicy.objects.create(region=place, source=source, **fields)
    policy.tiers.create(min_age=0, max_age=69, amount=Decimal("100.00"))
    policy.tiers.create(min_age=70, amount=Decimal("130.00"))
    return policy
def deduct(**fields):
    fields = {"kind": "illness", "name": "大病保险", "from_account": "yes"} | fields
    Deduction.objects.create(region=place, source=rule.source, status="published", **fields)
def worded(**fields):
    rule.tiers.all().delete()
    rule.tiers.create(retired_until=datetime.date(2022, 12, 31), as_of="2022年12月")
    rule.tiers.create(retired_from=datetime.date(2023, 1, 1), own_percent=Decimal("5.4"), **fields)
def keep(state, code):
    exec(code, globals())
    with contextlib.closing(sqlite3.connect(f"{folder}/{state}.sqlite3")) as file:
        connection.connection.backup(file)
    with contextlib.closing(sqlite3.connect(f"{folder}/snapshot.sqlite3")) as snapshot:
        snapshot.backup(connection.connection)
"""
STATES = {
    "coming": (
        "again(status='published', effective_from=datetime.date(2099, 1, 1))",
        "将于 2099年1月1日起改变",
    ),
    "earlier": (
        "again(status='published', effective_from=datetime.date(2026, 1, 1))",
        "已停用",
    ),
    "ended": (
        "RefundPolicy.objects.filter(region__path__in=['gansu', 'gansu/lanzhou']).update("
        "effective_from=datetime.date(2020, 1, 1), ended_on=datetime.date(2024, 12, 31))",
        "兰州的标准已经停用",
    ),
    "ended-fallback": (
        "place.policies.update(effective_from=datetime.date(2020, 1, 1), "
        "ended_on=datetime.date(2024, 12, 31))",
        "现在按甘肃的",
    ),
    "withdrawn": (
        "RefundPolicy.objects.filter(region__path__in=['gansu', 'gansu/lanzhou']).update("
        "status='withdrawn')",
        "兰州的标准已撤下，正在核对",
    ),
    "withheld": (
        "Source.objects.update(published_on=datetime.date(2019, 1, 1))",
        "查到的标准太旧了",
    ),
    "checked": (
        "Source.objects.filter(pk=rule.source_id).update("
        "confidence='original', checked_on=datetime.date(2024, 1, 1))",
        "上次核对是 2024年1月1日，超过一年没核对",
    ),
    "never-checked": (
        "Source.objects.update(published_on=None)",
        "资料没有写日期，从没核对过",
    ),
    "disputed": (
        "deduct(amount=Decimal('5.00'), disputed=True)",
        "说法不一，这里没有扣",
    ),
    "deducted-yearly": (
        "deduct(amount=Decimal('5.00')); place.policies.update(period='year'); "
        "rule.tiers.update(amount=Decimal('1200.00'))",
        "每月到账",
    ),
    "deducted-from-the-own-pension": (
        "deduct(percent=Decimal('0.15'), percent_of='own')",
        "养老金每 1,000 元扣 1.5 元",
    ),
    "used-up": ("deduct(amount=Decimal('950.00'))", "扣掉的比打进来的还多"),
    "own-pension": (
        "rule.tiers.update(amount=None, own_percent=Decimal('5.40'))",
        "您的养老金每 1,000 元，打 54 元",
    ),
    "needs-retired": ("worded()", "看您哪年退休"),
    "as-before": ("worded(floor=Decimal('80'))", "每月不少于 80 元"),
    "uncovered": (
        "worded(retired_until=datetime.date(2023, 12, 31))",
        "看您哪年退休",
    ),
    "example": (
        "rule.tiers.update(amount=None, rate_percent=Decimal('2.80'))",
        "3,700 元只是举例的数，不是兰州的",
    ),
    "own-amount": (
        "RefundPolicy.objects.filter(region__path__in=['gansu', 'gansu/lanzhou']).delete(); "
        "Estimate.objects.create(region=place, source=rule.source, status='published', "
        "reason='照自己从前的数打。', own_amount=True)",
        "这里按您自己以前的数打，查一次到账就知道",
    ),
    "outlived": (
        "place.policies.update(stated_until=datetime.date(2024, 12, 31))",
        "资料只写到 2024年12月31日",
    ),
}
CASE = "?insurance=employee&status=retired&age=68"
#: The outcomes of that case where it is not an amount; a date of retirement where one is asked.
OUTCOMES = {
    "needs-retired": ("", "needs-retired"),
    "as-before": ("&retired=2015", "as-before"),
    "uncovered": ("&retired=2025", "unknown"),
    "own-pension": ("", "needs-own-pension"),
    "example": ("", "needs-average-pension"),
    "own-amount": ("", "unknown"),
}


@pytest.fixture(scope="module")
def states(_served_site):
    """Databases in each of the states, beside the one that is served."""
    lines = [f"folder = {str(_served_site.folder)!r}"]
    lines += [f"keep({state!r}, {code!r})" for state, (code, _) in STATES.items()]
    _served_site.manage("shell", "--verbosity=0", "--command=" + PREPARE + "\n".join(lines))


@pytest.mark.usefixtures("states")
@pytest.mark.parametrize("state", STATES)
def test_a_state_is_said_and_axe_finds_nothing(page, site, state):
    site.restore(state)
    page.set_viewport_size({"width": 360, "height": 740})

    retired, outcome = OUTCOMES.get(state, ("", ""))
    for path in (f"/regions/gansu/lanzhou/{CASE}{retired}", "/regions/gansu/lanzhou/"):
        page.goto(site.url + path)
        if outcome and retired in path and CASE in path:
            assert page.locator("#answer").get_attribute("data-outcome") == outcome
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") <= 360

    assert STATES[state][1] in page.locator("main").inner_text()


def test_in_forced_colours_everything_keeps_its_edges(page, site):
    page.emulate_media(forced_colors="active")
    page.goto(site.url + "/regions/gansu/lanzhou/")
    edges = page.evaluate(
        """() => ['.btn', '.answer', '.choice', '.jump a', '.answer__top'].map(name => {
          const style = getComputedStyle(document.querySelector(name));
          return parseFloat(style.borderTopWidth) + parseFloat(style.borderBottomWidth);
        })"""
    )

    assert all(edge > 0 for edge in edges), edges
    figure = page.locator("#rule .answer__fig b")
    assert figure.evaluate("e => getComputedStyle(e).color") == figure.evaluate(
        "e => getComputedStyle(document.body).color"
    )


def test_without_script_no_button_is_dead(browser, site):
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    for path in ("/regions/gansu/lanzhou/", f"/regions/gansu/lanzhou/{CASE}", "/balance/"):
        page.goto(site.url + path)
        buttons = page.locator("button:visible")
        kinds = {buttons.nth(n).get_attribute("type") for n in range(buttons.count())}
        assert kinds <= {"submit"}
    context.close()


@pytest.mark.parametrize("path", ["/regions/gansu/lanzhou/", "/coverage/"])
def test_what_is_folded_opens_on_paper(page, site, path):
    page.goto(site.url + path)
    folded = page.locator("details:not([open])")
    before = folded.count()
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert folded.count() == 0

    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert folded.count() == before > 0
