"""The icons and the card of a forwarded link, drawn from the mark into ``site_root/``.

    python -m yibao_site.tests.browser.icons

Run after the mark or a colour of the brand changes. No figures: the card stands for every page.
"""

import struct

from playwright.sync_api import Browser, sync_playwright

from .served import BASE_DIR, launch_options

TARGET = BASE_DIR / "site_root"
MARK = (TARGET / "mark.svg").read_text(encoding="utf-8")
BRAND, PAPER, INK, LEDGER = "#0c5646", "#f7f3e8", "#1a2320", "#9cbfb0"

#: A browser cuts the corners of these off, so the mark stands on a ground of its own.
SQUARES = {"apple-touch-icon.png": 180, "icon-192.png": 192, "icon-512.png": 512}
FAVICON = (16, 32, 48)

CARD = f"""
<style>
  body {{ margin: 0; background: {PAPER}; color: {INK}; font-family: "Noto Sans CJK SC" }}
  main {{ display: flex; align-items: center; box-sizing: border-box; height: 630px;
    padding: 0 90px; border-bottom: 18px double {LEDGER}; box-shadow: inset 18px 0 {BRAND} }}
  svg {{ width: 250px; height: 250px; margin-right: 60px; flex: none }}
  b {{ display: block; font-size: 112px; line-height: 1.3; color: {BRAND} }}
  p {{ margin: 20px 0 0; font-size: 46px; line-height: 1.5 }}
</style>
<main>{MARK}<div><b>医保明白账</b><p>退休后每月打进医保卡多少钱<br>余额怎么查，都写明出处</p></div></main>
"""


def square(size: int) -> str:
    """The mark on the paper, with room around it."""
    style = f"body{{margin:0;background:{PAPER}}}svg{{display:block;width:72%;margin:14%}}"
    return f"<style>{style}</style>{MARK}"


def small(size: int) -> str:
    """The mark alone, for the tab of a browser."""
    return f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>{MARK}"


def picture(browser: Browser, html: str, width: int, height: int) -> bytes:
    page = browser.new_page(viewport={"width": width, "height": height})
    page.set_content(html)
    try:
        return page.screenshot(omit_background=True)
    finally:
        page.close()


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return an icon file that holds PNG pictures by their size."""
    head = struct.pack("<HHH", 0, 1, len(pictures))
    at, entries = len(head) + 16 * len(pictures), b""
    for size, png in pictures.items():
        entries += struct.pack("<BBBBHHII", size, size, 0, 0, 1, 32, len(png), at)
        at += len(png)
    return head + entries + b"".join(pictures.values())


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        for name, size in SQUARES.items():
            (TARGET / name).write_bytes(picture(browser, square(size), size, size))
        icons = {size: picture(browser, small(size), size, size) for size in FAVICON}
        (TARGET / "favicon.ico").write_bytes(ico(icons))
        (TARGET / "card.png").write_bytes(picture(browser, CARD, 1200, 630))
        browser.close()


if __name__ == "__main__":
    main()
