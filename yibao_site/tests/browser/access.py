"""Measure the site by what is asked of pages for the old, and write down what was found.

    python -m yibao_site.tests.browser.access

One page of every kind in Chromium, as a phone and as a desk: the values go into
``pages/self_assessment.json``, from which the page on access is printed, and the table is shown.
"""

import datetime
import json
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize, sync_playwright

from pages.self_assessment import STORED, criteria

from .measures import (
    ENOUGH,
    FOCUS,
    PHONE,
    SIZES,
    SMALLEST,
    STOPS,
    too_wide,
    unfold,
)
from .pages import ALIKE, PAGES
from .served import Site, chromium, launch_options, serve

DESK: ViewportSize = {"width": 1280, "height": 740}
KINDS = {name: path for name, path in PAGES.items() if name not in ALIKE}

#: What is counted over all pages.
SUMS = ["violations", "sideways", "unseen", "foreign", "pushing", "puzzles", "downloads"]
SUMS += ["aloud", "without_switch"]

#: Height of lines by that of letters; gaps by the height of lines; the smallest of a page.
LINES = """() => {
  const shown = [...document.querySelectorAll('main p, main li')]
    .filter(e => e.checkVisibility() && !e.closest('.vh') && e.textContent.trim().length > 40);
  const style = e => getComputedStyle(e);
  const high = e => parseFloat(style(e).lineHeight);
  const line = Math.min(99, ...shown.map(e => high(e) / parseFloat(style(e).fontSize)));
  const gap = Math.min(99, ...shown.filter(e => e.matches('p + p')).map(e => {
    const between = e.getBoundingClientRect().top
      - e.previousElementSibling.getBoundingClientRect().bottom;
    return (between + high(e)) / high(e);
  }).filter(gap => gap > 1));
  return [line, gap];
}"""
COUNTS = """() => Object.entries({
  pushing: 'iframe, object, embed, video, audio, dialog, [aria-modal], meta[http-equiv=refresh i]',
  puzzles: 'form img, form canvas, form svg:not(.i)',
  downloads: 'a[download], a[href$=".apk"], a[href*="itunes.apple.com"]',
  aloud: '[data-aloud]', switches: '[data-large-toggle]',
}).reduce((all, [name, found]) =>
  ({ ...all, [name]: document.querySelectorAll(found).length }), {})"""


@dataclass
class Found:
    """What the pages have shown so far; each value is the worst of all."""

    values: dict[str, Any] = field(
        default_factory=lambda: {"standard": {}, "large": {}, "dark": {}} | dict.fromkeys(SUMS, 0)
    )

    def least(self, dress: str, **measured: float) -> None:
        kept = self.values[dress]
        for name, value in measured.items():
            kept[name] = min(kept.get(name, value), value)

    def count(self, **measured: int) -> None:
        for name, value in measured.items():
            self.values[name] += value


def contrasts(page: Page, found: Found, dress: str, **options: Any) -> None:
    """Let axe look: its complaints are counted, the lowest contrast of what passes is kept."""
    told = Axe().run(page, options={"resultTypes": ["violations", "passes"], **options}).response
    found.count(violations=sum(len(rule["nodes"]) for rule in told["violations"]))
    ratios = [
        check["data"]["contrastRatio"]
        for rule in told["passes"]
        if rule["id"] == "color-contrast"
        for node in rule["nodes"]
        for check in node["any"]
        if check["data"] and check["data"].get("contrastRatio")
    ]
    if ratios:
        found.least(dress, contrast=min(ratios))


def opened(page: Page, site: Site, path: str, dress: str) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="light", reduced_motion="reduce")
    page.context.clear_cookies()
    if dress == "large":
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    page.goto(site.url + path)


def measure_sizes(page: Page, found: Found, dress: str) -> None:
    for size in (PHONE, DESK) if dress == "standard" else (PHONE,):
        page.set_viewport_size(size)
        texts = {float(px): count for px, count in page.evaluate(SIZES).items()}
        comfortable = sum(count for px, count in texts.items() if px >= 18)
        line, gap = page.evaluate(LINES)
        found.least(
            dress,
            text=min(texts),
            comfortable=int(100 * comfortable / sum(texts.values())),
            target=page.evaluate(SMALLEST, ENOUGH[dress][1]),
            line=round(line, 2),
            gap=round(gap, 2),
        )


def measure(page: Page, site: Site, path: str, found: Found) -> None:
    """Measure one page, as it is, in large type and in the dark."""
    foreign: list[str] = []
    page.on("request", lambda request: _keep_foreign(request.url, site, foreign))
    opened(page, site, path, "standard")
    counts = page.evaluate(COUNTS)
    # Of a page that reads itself aloud the kind counts, not how many buttons it has.
    found.count(without_switch=not counts.pop("switches"), aloud=bool(counts.pop("aloud")))
    found.count(**counts)
    contrasts(page, found, "standard")
    measure_sizes(page, found, "standard")
    _tab_through(page, found)
    page.emulate_media(color_scheme="dark")
    contrasts(page, found, "dark", runOnly=["color-contrast"])
    unfold(page)
    narrow = bool(too_wide(page, [320]))
    opened(page, site, path, "large")
    contrasts(page, found, "large")
    measure_sizes(page, found, "large")
    unfold(page)
    found.count(sideways=narrow or bool(too_wide(page, [320])), foreign=len(foreign))


def _keep_foreign(url: str, site: Site, foreign: list[str]) -> None:
    if not url.startswith((site.url, "data:")):
        foreign.append(url)


def _tab_through(page: Page, found: Found) -> None:
    page.set_viewport_size(PHONE)
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    for _ in range(STOPS):
        page.keyboard.press("Tab")
        found.count(unseen=not page.evaluate(FOCUS)[1])


def assess(site: Site, paths: Iterable[str]) -> dict[str, Any]:
    """Return the worst of what the pages at ``paths`` show."""
    found = Found()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for path in paths:
            context = browser.new_context(locale="zh-CN", timezone_id="Asia/Shanghai")
            measure(context.new_page(), site, path, found)
            print(path, file=sys.stderr, flush=True)
            context.close()
        browser.close()
    return found.values


def main() -> int:
    if chromium() is None:
        print("没有找到 Chromium：请装上，或者用 CHROMIUM 指明。", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory(prefix="yibao-access-") as folder, serve(Path(folder)) as site:
        found = assess(site, KINDS.values())
    today = datetime.date.today().isoformat()
    found |= {"measured_on": today, "pages": len(KINDS), "stops": STOPS}
    STORED.write_text(json.dumps(found, indent=2, ensure_ascii=False) + "\n", "utf-8")
    for row in criteria(found):
        print(f"{row.done}\t{row.asked}\t{row.measured}（{row.how}；{row.origin}）")
    return 0


if __name__ == "__main__":
    sys.exit(main())
