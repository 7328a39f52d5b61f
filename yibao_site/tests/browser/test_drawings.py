"""The drawn steps as a browser lays them out: letters large enough, and within their frames."""

import pytest
from django.template.loader import render_to_string

from pages.step_drawings import frames_of
from regions.models import LookupChannel

from .served import BASE_DIR

pytestmark = pytest.mark.browser

KINDS = ["wechat", "phone", "platform", "kiosk", "counter"]
PATHS = [f"/balance/{kind}/" for kind in KINDS]
LONG = "个人账户收支明细查询打印"
MENUS = {
    "wechat": f"{LONG}\n{LONG}",
    "website": f"ylbzj.guizhou.gov.cn\n{LONG * 2}",
    "phone": f"拨 0931-12393\n按{LONG}\n听{LONG * 2}",
    "kiosk": f"插{LONG}\n看{LONG * 2}",
    "counter": f"{LONG}\n说{LONG}\n交{LONG * 2}\n告诉您{LONG}",
    "app": f"{LONG * 2}\n{LONG}",
}

#: How high the letters of drawings are in pixels, the least of all.
LEAST = """() => Math.min(...[...document.querySelectorAll('svg.dr text')]
  .map(e => parseFloat(getComputedStyle(e).fontSize) * e.getScreenCTM().a))"""

#: The marked words that leave their box, and the boxes that leave their drawing.
OUTSIDE = """() => [...document.querySelectorAll('svg.dr')].flatMap(drawing => {
  const [, , wide] = drawing.getAttribute('viewBox').split(' ').map(Number);
  const letters = [...drawing.querySelectorAll('text')].filter(text => {
    const at = text.getBBox();
    return at.x < 0 || at.x + at.width > wide;
  });
  if (letters.length) return [drawing.getAttribute('aria-label')];
  return [...drawing.querySelectorAll('rect.dr-m + text')].flatMap(beside => {
    const box = beside.previousElementSibling.getBBox();
    const text = beside.getBBox();
    const held = text.x >= box.x && text.x + text.width <= box.x + box.width
      && text.y >= box.y && text.y + text.height <= box.y + box.height;
    const inside = box.x >= 0 && box.x + box.width <= wide;
    return held && inside ? [] : [drawing.getAttribute('aria-label')];
  });
})"""


@pytest.mark.parametrize("large", [False, True], ids=["standard", "large"])
@pytest.mark.parametrize("path", PATHS)
def test_no_letter_of_a_drawing_is_small(page, site, path, large):
    if large:
        page.context.add_cookies([{"name": "type", "value": "large", "url": site.url}])
    page.goto(site.url + path)

    for width in (320, 360, 393, 414, 640, 768, 1280):
        page.set_viewport_size({"width": width, "height": 740})
        assert page.evaluate(LEAST) >= 16, width
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("width", [320, 360])
def test_long_words_stay_in_their_frames(page, width):
    styles = "".join(
        (BASE_DIR / f"static/css/{name}.css").read_text() for name in ("tokens", "site", "drawings")
    )
    drawings = [
        render_to_string(
            "components/drawings/steps.html",
            {"frames": frames_of(LookupChannel(kind=kind, menu=menu, steps=f"打开“{menu}”"))},
        )
        for kind, menu in MENUS.items()
    ]
    page.set_viewport_size({"width": width, "height": 740})
    page.set_content(f"<style>{styles}</style><div class=wrap>{''.join(drawings)}</div>")

    assert page.locator("svg.dr").count() == 15
    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
