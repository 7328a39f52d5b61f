"""The frame in the page of another origin: with and without script, dark, large, narrow."""

import http.server
import threading
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest

from .measures import ENOUGH, TARGETS, violations

pytestmark = pytest.mark.browser

CASE = "insurance=employee&status=retired"
#: What a webmaster may put into a frame: usual, asked about, wrong.
STATES = [
    "/embed/gansu/lanzhou/",
    f"/embed/shanghai/?age=74&{CASE}",
    f"/embed/gansu/?{CASE}",
    "/embed/zhejiang/hangzhou/",
    f"/embed/zhejiang/hangzhou/?{CASE}",
    "/embed/calculator/",
    f"/embed/calculator/?region=shanghai&age=74&{CASE}",
    "/embed/calculator/?region=朝阳&age=-1",
]
#: The browser itself reports it, before a script can.
OWN_REPORTS = ("status of 404", "frame-ancestors", "X-Frame-Options", "ERR_BLOCKED", "Refused to")


class Host(http.server.BaseHTTPRequestHandler):
    """A page of somebody else around a frame: ``/?src=…&width=…``."""

    def do_GET(self):
        asked = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
        width = asked.get("width", "100%")
        page = (
            "<!doctype html><html lang=zh><title>别人的网页</title>"
            '<meta name=viewport content="width=device-width"><body style="margin:0">'
            f'<iframe src="{asked.get("src", "").replace("&", "&amp;")}" title=x width="{width}"'
            ' height="720" style="border:0"></iframe>'
        ).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(page)

    def log_message(self, *given):
        """Say nothing."""


@pytest.fixture(scope="module")
def host() -> Iterator[str]:
    """The address of a page of another origin."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Host)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def put(page, host, address, width=360):
    """Open the other site's page with our ``address`` in its frame; returns the frame."""
    page.set_viewport_size({"width": width, "height": 760})
    page.goto(f"{host}?src={address.replace('&', '%26')}&width={width}")
    frame = page.frames[1]
    frame.wait_for_load_state()
    return frame


@pytest.mark.parametrize("width", [320, 360])
@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
def test_a_frame_shows_everything_in_its_width(page, site, host, width, large):
    for state in STATES:
        more = ("&" if "?" in state else "?") + "type=large" if large else ""
        frame = put(page, host, f"{site.url}{state}{more}", width)

        assert frame.locator("h1").count() == 1, state
        wide = frame.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, (state, wide)
        size = frame.evaluate("getComputedStyle(document.documentElement).fontSize")
        assert size == ("20px" if large else "16px")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_frame_follows_the_readers_dress_and_everybody_can_read_it(page, site, scheme):
    page.set_viewport_size({"width": 320, "height": 720})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for state in [*STATES[:3], "/embed/calculator/"]:
        page.goto(site.url + state)
        paper = page.evaluate("getComputedStyle(document.body).backgroundColor")

        assert (paper == "rgb(18, 23, 21)") == (scheme == "dark")
        assert violations(page) == "", state
        assert page.evaluate(TARGETS, ENOUGH["standard"]) == [], state


def test_the_page_that_makes_the_code_is_for_everybody(page, site):
    page.set_viewport_size({"width": 360, "height": 780})
    page.goto(f"{site.url}/embed/?region=gansu/lanzhou")

    assert violations(page) == ""
    assert page.evaluate(TARGETS, ENOUGH["standard"]) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.locator("iframe").scroll_into_view_if_needed()
    assert page.frame_locator("iframe").get_by_role("heading", name="兰州医保卡").is_visible()


@pytest.mark.parametrize("scripts", [True, False], ids=["with script", "without"])
def test_a_reader_answers_and_chooses_within_the_frame(browser, site, host, scripts):
    context = browser.new_context(java_script_enabled=scripts)
    page = context.new_page()
    page.goto(f"{host}?src={site.url}/embed/gansu/?type=large")
    frame = page.frame_locator("iframe")

    frame.get_by_label("职工医保").first.check()
    frame.get_by_label("办好了").check()
    frame.get_by_role("button", name="算一算").click()
    frame.get_by_role("link", name="兰州").first.click()

    frame.locator("#answer").get_by_text("90").first.wait_for()
    frame.get_by_role("link", name="改一改").click()
    frame.get_by_role("link", name="换成标准的字").click()
    frame.get_by_role("link", name="换成大字").wait_for()
    assert page.url.startswith(host), "nothing of it leaves the page around"
    assert page.frames[1].url.startswith(f"{site.url}/embed/gansu/lanzhou/?")
    assert context.cookies() == []
    context.close()


def test_what_leads_away_opens_the_full_site_in_the_whole_window(page, site, host):
    frame = put(page, host, f"{site.url}/embed/gansu/lanzhou/?{CASE}")

    frame.get_by_role("link", name="为什么这样写").click()
    page.wait_for_url(f"{site.url}/regions/gansu/lanzhou/**")

    assert page.url == f"{site.url}/regions/gansu/lanzhou/#policy"
    assert len(page.frames) == 1


def test_a_wrong_place_is_told_in_the_frame(page, site, host, console_faults):
    frame = put(page, host, f"{site.url}/embed/gansu/lanzou/", 320)

    assert frame.evaluate("document.documentElement.scrollWidth") <= 320
    frame.get_by_role("link", name="甘肃省兰州市").click()
    frame.get_by_role("heading", name="兰州医保卡").wait_for()
    assert page.url.startswith(host)
    console_faults[:] = [f for f in console_faults if not any(own in f for own in OWN_REPORTS)]


def test_a_frame_in_a_frame_of_others_is_a_frame(page, site, host):
    inner = f"{host}?src={site.url}/embed/gansu/lanzhou/"
    page.goto(f"{host.replace('localhost', '127.0.0.1')}?src={inner}")

    frame = page.frame_locator("iframe").frame_locator("iframe")

    frame.get_by_role("heading", name="兰州医保卡").wait_for()
    frame.get_by_role("link", name="看兰州完整的一页").click()
    page.wait_for_url(f"{site.url}/regions/gansu/lanzhou/")


@pytest.mark.parametrize("path", ["/regions/gansu/lanzhou/", "/calculator/", "/embed/", "/admin/"])
def test_no_other_page_of_ours_stands_in_a_frame(page, site, host, console_faults, path):
    page.goto(f"{host}?src={site.url}{path}")
    for _ in range(100):  # a busy machine tells later
        if page.frames[1].url:
            break
        page.wait_for_timeout(100)

    assert page.frames[1].url.startswith("chrome-error:")
    assert any("frame-ancestors" in fault or "X-Frame" in fault for fault in console_faults)
    console_faults[:] = [f for f in console_faults if not any(own in f for own in OWN_REPORTS)]
