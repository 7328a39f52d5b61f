"""Full-page pictures of the pages worth looking at, into ``shots/``.

    python -m yibao_site.tests.browser.shots [name …]

Names are those of ``SHOTS`` below; without any, all are taken.
"""

import argparse
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from yibao_site.tests.engines.old_engine import serve_as_to

from .served import BASE_DIR, Site, chromium, launch_options, serve

TARGET = BASE_DIR / "shots"
PHONE, DESK = 360, 1280
USER = "shots"


@dataclass(frozen=True)
class Shot:
    """One picture. ``click`` is the first link to follow from there, as a CSS selector.

    ``old`` shows it as an engine of 2017 does.
    """

    name: str
    path: str
    widths: tuple[int, ...] = (PHONE, DESK)
    status: int = 200
    large: bool = False
    dark: bool = False
    old: bool = False
    staff: bool = False
    click: str = ""


SHOTS = [
    Shot("home", "/"),
    Shot("regions", "/regions/"),
    Shot("lanzhou", "/regions/gansu/lanzhou/"),
    Shot("yongzhou", "/regions/hunan/yongzhou/"),
    Shot("hangzhou", "/regions/zhejiang/hangzhou/"),
    Shot("shanghai", "/regions/shanghai/"),
    Shot("shenzhen", "/regions/guangdong/shenzhen/"),
    Shot("shanghai-reminder", "/regions/shanghai/?insurance=employee&status=retired&birth=1958-03"),
    Shot("shanghai-74", "/regions/shanghai/?insurance=employee&status=retired&age=74"),
    Shot("lanzhou-answer", "/regions/gansu/lanzhou/?insurance=employee&status=retired"),
    Shot("huhehaote", "/regions/neimenggu/huhehaote/"),
    Shot("calculator", "/calculator/"),
    Shot("embed", "/embed/?region=gansu/lanzhou"),
    Shot("embed-lanzhou", "/embed/gansu/lanzhou/", widths=(320,)),
    Shot("embed-calculator", "/embed/calculator/", widths=(320,)),
    Shot("embed-404", "/embed/gansu/lanzhouu/", widths=(320,), status=404),
    Shot(
        "compare",
        "/calculator/compare/?region=shanghai&region=gansu/lanzhou&age=74&insurance=employee&status=retired",
    ),
    Shot("calculator-wrong", "/calculator/?region=shanghai&age=-1"),
    Shot("calculator-doubt", "/regions/tianjin/?insurance=employee&status=retired&age=7"),
    Shot("balance", "/balance/"),
    Shot("balance-away", "/balance/?have=away&region=永州"),
    Shot("balance-which-place", "/balance/?have=id-card&region=朝阳"),
    Shot("balance-phone", "/balance/phone/"),
    Shot("balance-here", "/balance/website/?region=gansu/lanzhou"),
    Shot("balance-website", "/balance/website/"),
    Shot("coverage", "/coverage/"),
    Shot("changes", "/changes/"),
    Shot("edition", "/edition/"),
    Shot("edition-wrong", "/edition/?since=abc", status=400),
    Shot("data", "/data/"),
    Shot("api", "/api/v1/"),
    Shot("statistics", "/statistics/"),
    Shot("statistics-large", "/statistics/", large=True),
    Shot("faq", "/faq/"),
    Shot("faq-lapse", "/faq/lapse-money-wasted/"),
    Shot("search", "/search/?q=吉林"),
    Shot("search-question", "/search/?q=沈阳要交多少年医保"),
    Shot("search-nothing", "/search/?q=asdf"),
    Shot("report", "/report/"),
    Shot("report-amount", "/report/?region=gansu/lanzhou&policy=R-LZ&kind=amount"),
    Shot("report-wrong", "/report/?region=gansu/lanzhou", click="main form.card .btn"),
    Shot("report-thanks", "/report/thanks/?region=gansu/lanzhou"),
    Shot("about", "/about/"),
    Shot("sources", "/about/sources/"),
    Shot("accessibility", "/about/accessibility/"),
    Shot("privacy", "/about/privacy/"),
    Shot("404", "/regions/no-such-place/", status=404),
    Shot("lanzhou-large", "/regions/gansu/lanzhou/", large=True),
    Shot("lanzhou-dark", "/regions/gansu/lanzhou/", widths=(PHONE,), dark=True),
    *(
        Shot(f"{name}-2017", path, widths=(PHONE,), old=True)
        for name, path in {
            "home": "/",
            "lanzhou": "/regions/gansu/lanzhou/",
            "shanghai-74": "/regions/shanghai/?insurance=employee&status=retired&age=74",
            "faq": "/faq/lapse-money-wasted/",
            "search": "/search/?q=吉林",
            "sheet": "/regions/gansu/lanzhou/sheet/",
            "report": "/report/?region=gansu/lanzhou",
        }.items()
    ),
    Shot("admin-runs", "/admin/operation/operationrun/", staff=True),
    Shot("admin-submitted", "/admin/operation/submittedaddress/", staff=True),
    Shot("admin-terms", "/admin/visits/searchterm/", staff=True),
    Shot("admin-list", "/admin/regions/refundpolicy/", staff=True),
    Shot("admin-form", "/admin/regions/refundpolicy/", staff=True, click="#result_list tbody th a"),
]


def take(browser: Browser, site: Site, shot: Shot, width: int, password: str) -> str | None:
    """Take one picture; returns what was wrong with the page, None if nothing."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if shot.dark else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
    )
    try:
        if shot.large:
            context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
        if shot.old:
            serve_as_to("2017", context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        if shot.staff:
            page.goto(f"{site.url}/admin/login/")
            page.fill("#id_username", USER)
            page.fill("#id_password", password)
            page.press("#id_password", "Enter")
            page.wait_for_selector("#content-main")
        answer = page.goto(site.url + shot.path)
        if shot.click:
            page.click(shot.click)
            page.wait_for_load_state()
        page.screenshot(path=TARGET / f"{width}-{shot.name}.png", full_page=True)
        if answer is None or answer.status != shot.status:
            return f"answered {answer and answer.status}, not {shot.status}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width and not shot.staff:
            return f"is {wide} px wide, wider than the screen"
    finally:
        context.close()
    return None


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    known = {shot.name: shot for shot in SHOTS}
    parser.add_argument("names", nargs="*", metavar="name", help=" ".join(known))
    wanted = parser.parse_args().names or list(known)
    if unknown := [name for name in wanted if name not in known]:
        parser.error(f"no such picture: {' '.join(unknown)}; there are {' '.join(known)}")
    if chromium() is None:
        parser.error("no Chromium: set CHROMIUM or install chromium")

    TARGET.mkdir(exist_ok=True)
    password = secrets.token_urlsafe(16)
    faults = 0
    with (
        tempfile.TemporaryDirectory(prefix="yibao-shots-") as folder,
        serve(Path(folder)) as site,
        sync_playwright() as playwright,
    ):
        if any(known[name].staff for name in wanted):
            site.manage(
                "createsuperuser",
                "--noinput",
                f"--username={USER}",
                "--email=",
                DJANGO_SUPERUSER_PASSWORD=password,
            )
        browser = playwright.chromium.launch(**launch_options())
        for shot in (known[name] for name in wanted):
            for width in shot.widths:
                try:
                    fault = take(browser, site, shot, width, password)
                except Exception as error:  # the other pictures are still wanted
                    fault = str(error).splitlines()[0]
                faults += fault is not None
                print(f"shots/{width}-{shot.name}.png", fault or "", flush=True)
        browser.close()
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
