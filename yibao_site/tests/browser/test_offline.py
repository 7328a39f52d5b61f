"""没网也能看: the pages a phone keeps for who asked for it, read with the network cut."""

import datetime
import re
import urllib.request
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser

PRIVACY = "/about/privacy/"
LANZHOU = "/regions/gansu/lanzhou/"
KEPT = "caches.open('yibao-pages').then((all) => all.keys()).then((k) => k.map((r) => r.url))"
WORKERS = "navigator.serviceWorker.getRegistrations().then((all) => all.length)"
FILES = "caches.open('yibao-files').then((all) => all.keys()).then((k) => k.length)"


def wait_until_kept(page, *paths):
    """Wait until the phone holds pages: it keeps them after they are shown."""
    for _ in range(100):
        kept = {urlsplit(url).path for url in page.evaluate(KEPT)}
        if kept >= set(paths):
            return
        page.wait_for_timeout(100)
    pytest.fail(f"{paths} are not all kept: {kept}")


def turn_on(page, site):
    """Ask for it, and wait until what is kept at once is there."""
    page.goto(site.url + PRIVACY)
    page.get_by_role("button", name="没网也能看").click()
    expect(page.locator("[data-live]")).to_have_text("看过的页会存下")
    wait_until_kept(page, "/", PRIVACY)


def visit(page, site, path):
    """Read a page, and wait until it is kept."""
    page.goto(site.url + path)
    wait_until_kept(page, path)


def today_in_words() -> str:
    now = datetime.datetime.now(datetime.UTC) + datetime.timedelta(hours=8)
    return f"{now.year}年{now.month}月{now.day}日"


def test_a_page_that_was_read_is_there_without_network_with_its_day(page, context, site):
    turn_on(page, site)
    visit(page, site, LANZHOU)
    expect(page.locator("main > .note")).to_have_count(0)

    context.set_offline(True)
    page.reload()

    expect(page.locator("main > .note")).to_have_text(
        f"您没有连上网，这是{today_in_words()}存下的。"
    )
    assert "90 元" in page.locator("#money").inner_text()
    assert page.locator("h1").evaluate("h => getComputedStyle(h).fontFamily") != "serif"
    assert page.evaluate("document.styleSheets.length") == 3
    page.goto(site.url + "/")
    expect(page.locator("main > .note")).to_contain_text("您没有连上网")
    context.set_offline(False)
    page.reload()
    expect(page.locator("main > .note")).to_have_count(0)


def test_what_is_remembered_is_kept_at_once(page, context, site):
    page.goto(site.url + LANZHOU)
    page.get_by_role("button", name="记住这个地方").click()
    page.goto(site.url + "/")
    page.get_by_role("button", name="没网也能看").click()
    wait_until_kept(page, "/", LANZHOU)

    context.set_offline(True)
    page.get_by_role("link", name="兰州", exact=True).first.click()

    expect(page.locator("main > .note")).to_contain_text("您没有连上网")


def test_a_figure_is_hidden_after_its_last_day(page, context, site):
    turn_on(page, site)
    visit(page, site, LANZHOU)
    until = page.locator("main").get_attribute("data-until")
    page.evaluate(
        """async () => {
          const store = await caches.open('yibao-pages');
          const page = await store.match(location.href);
          const text = (await page.text()).replace(/data-until="[^"]+/, 'data-until="2026-01-31');
          await store.put(location.href, new Response(text, { headers: page.headers }));
        }"""
    )

    context.set_offline(True)
    page.reload()

    assert re.fullmatch(r"20\d\d-\d\d-\d\d", until)
    assert page.title() == "需核实"
    expect(page.locator("h1")).to_have_text("需核实")
    expect(page.locator("main")).to_contain_text("这一页的数只管到2026年1月31日")
    expect(page.locator("main a[href='tel:12393']")).to_be_visible()
    assert not re.search(r"\d 元", page.locator("body").inner_text())


def test_a_page_with_parameters_is_never_kept(page, context, site, console_faults):
    turn_on(page, site)
    page.goto(f"{site.url}{LANZHOU}?insurance=employee&status=retired&age=74")
    page.goto(f"{site.url}/search/?q=沈阳要交多少年医保")
    page.goto(f"{site.url}/report/")
    page.goto(f"{site.url}{LANZHOU}sheet/")
    visit(page, site, "/about/")

    kept = {url.removeprefix(site.url) for url in page.evaluate(KEPT)}
    assert kept == {"/", PRIVACY, "/about/"}
    context.set_offline(True)
    with pytest.raises(Exception, match=r"ERR_(INTERNET_DISCONNECTED|FAILED)"):
        page.goto(f"{site.url}{LANZHOU}?age=74")
    console_faults.clear()


def test_at_most_twenty_pages_are_kept_the_last_ones(page, site):
    turn_on(page, site)
    page.evaluate(
        """async () => {
          const store = await caches.open('yibao-pages');
          const one = await store.match('/');
          for (let n = 0; n < 25; n += 1) await store.put(`/old-${n}/`, one.clone());
        }"""
    )
    visit(page, site, "/about/")
    visit(page, site, LANZHOU)

    kept = page.evaluate(KEPT)
    assert len(kept) == 20
    assert [url.removeprefix(site.url) for url in kept[-3:]] == ["/old-24/", "/about/", LANZHOU]
    files = page.evaluate(
        "caches.open('yibao-files').then((all) => all.keys()).then((k) => k.length)"
    )
    assert 5 < files <= 60


def test_all_goes_when_asked(page, context, site, console_faults):
    turn_on(page, site)
    visit(page, site, LANZHOU)
    page.goto(site.url + PRIVACY)
    page.get_by_role("button", name="不再存网页").click()
    expect(page.locator("[data-live]")).to_have_text("已经删掉")

    assert page.evaluate("caches.keys()") == []
    assert page.evaluate(WORKERS) == 0
    page.goto(site.url + LANZHOU)
    assert page.evaluate("caches.keys()") == []
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED"):
        page.goto(site.url + LANZHOU)
    console_faults.clear()


@pytest.mark.parametrize("path", ["/", PRIVACY, LANZHOU])
def test_who_did_not_ask_has_no_worker(page, site, path):
    page.goto(site.url + path)

    assert page.evaluate(WORKERS) == 0
    assert page.evaluate("caches.keys()") == []


REFUSED = "ServiceWorkerContainer.prototype.register = () => Promise.reject(new Error('no'));"
ABSENT = "delete Navigator.prototype.serviceWorker;"
FORBIDDEN = (
    "ServiceWorkerContainer.prototype.getRegistration = () => Promise.reject(new Error('no'));"
)


@pytest.mark.parametrize("script", [ABSENT, FORBIDDEN], ids=["absent", "forbidden"])
def test_where_there_is_no_worker_nothing_is_offered(page, site, script):
    page.add_init_script(script)
    page.goto(site.url + PRIVACY)

    expect(page.locator("[data-offline]")).to_be_hidden()


def test_a_phone_that_refuses_says_so_on_the_button(page, site):
    page.add_init_script(REFUSED)
    page.goto(site.url + PRIVACY)
    page.get_by_role("button", name="没网也能看").click()

    expect(page.locator("[data-offline]")).to_have_text("手机不让存")


def test_without_script_nothing_is_offered(browser, site):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site.url + PRIVACY)

    expect(page.locator("[data-offline]")).to_be_hidden()
    context.close()


def test_the_worker_is_small_and_asked_for_anew(site):
    asked = urllib.request.Request(site.url + "/offline.js", headers={"Accept-Encoding": "gzip"})  # noqa: S310
    with urllib.request.urlopen(asked) as answer:  # noqa: S310
        sent, headers = answer.read(), answer.headers

    assert len(sent) < 1500
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Content-Type"] == "text/javascript; charset=utf-8"
    assert "max-age=0" in headers["Cache-Control"]
    assert "worker-src 'self'" in headers["Content-Security-Policy"]
