"""How sizes, targets, widths and the focus of a page are measured, for tests and the assessment."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import ViewportSize

PHONE: ViewportSize = {"width": 360, "height": 740}
#: Narrow phone, phone, desk.
WIDTHS = (320, 390, 1280)
#: How often Tab is pressed: past the frame and into the page.
STOPS = 25

#: Targets that stand in a line of text may be as small as the words (WCAG 2.5.8, inline).
_STANDING = """[...document.querySelectorAll(selector)]
  .filter(e => e.checkVisibility() && !e.closest('.vh, .skip'))
  .filter(e => {
    const holder = e.closest('p, li, dd, td, th, figcaption, caption, small, span.source__meta');
    return !holder || holder.textContent.trim() === e.textContent.trim();
  })
  .map(e => [e, e.getBoundingClientRect()])
  .map(([e, box]) => [e, Math.round(Math.min(box.width, box.height))])"""
TARGETS = f"""([least, selector]) => {_STANDING}
  .filter(([, size]) => size < least).map(([e]) => e.outerHTML.slice(0, 110))"""
#: How small the smallest of them is.
SMALLEST = f"(selector) => Math.min(999, ...{_STANDING}.map(([, size]) => size))"
ALL_TARGETS = "a, button, select, textarea, summary, label.choice"
ALL_TARGETS += ", input:not([type=hidden]):not([type=radio]):not([type=checkbox])"
MAIN_TARGETS = ".btn, .nav a, .finder input, form input[type=text], select, label.choice, .jump a"
MAIN_TARGETS += ", .task, .pills a, .links a, summary"

SIZES = """() => {
  const sizes = {};
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const text = walker.currentNode.data.replace(/\\s+/g, '');
    const holder = walker.currentNode.parentElement;
    if (!text || !holder.checkVisibility() || holder.closest('.vh, .skip, script, svg')) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    sizes[size] = (sizes[size] || 0) + text.length;
  }
  return sizes;
}"""


FOCUS = """() => {
  const e = document.activeElement;
  const box = e.getBoundingClientRect();
  const style = getComputedStyle(e);
  const at = document.elementFromPoint(
    box.left + Math.min(box.width / 2, 20),
    Math.min(box.top + box.height / 2, innerHeight - 5));
  const ringed = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
  const clear = at && (e.contains(at) || at.contains(e));
  return [e.outerHTML.slice(0, 110), e === document.body || Boolean(ringed && clear)];
}"""

#: At least so many pixels high and wide, and what has to be.
ENOUGH = {"standard": (44, ALL_TARGETS), "large": (60, MAIN_TARGETS)}


def unfold(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")


def too_wide(page, widths) -> dict[int, int]:
    """The widths at which one would have to scroll sideways, with what the page needs there."""
    found = {}
    for width in widths:
        page.set_viewport_size({"width": width, "height": 740})
        if (needed := page.evaluate("document.documentElement.scrollWidth")) > width:
            found[width] = needed
    return found


def violations(page, **options) -> str:
    """What axe complains about, empty if nothing."""
    found = Axe().run(page, options={"resultTypes": ["violations"], **options})
    return found.generate_report() if found.violations_count else ""
