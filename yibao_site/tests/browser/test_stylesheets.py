"""The stylesheets as browsers read them: served without blanks."""

import pytest

from .served import BASE_DIR

pytestmark = pytest.mark.browser

RULES = """text => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  const written = rule => [...rule.style].map(name =>
    `${name}:${rule.style.getPropertyValue(name).replace(/\\s*,\\s*/g, ',').trim()}`).join(';');
  const flat = rules => [...rules].flatMap(rule => rule.cssRules && rule.conditionText
    ? [rule.conditionText, ...flat(rule.cssRules)]
    : [(rule.selectorText || rule.name || '') + '{' + (rule.style ? written(rule) : '') + '}']);
  return flat(sheet.cssRules);
}"""


SHEETS = sorted(file.stem for file in (BASE_DIR / "static/css").glob("*.css"))


@pytest.mark.parametrize("name", SHEETS)
def test_what_is_served_says_what_was_written(page, site, name):
    source = (BASE_DIR / f"static/css/{name}.css").read_text()
    [served] = (site.folder / "static/css").glob(f"{name}.*.css")

    rules = page.evaluate(RULES, source)

    assert rules
    assert page.evaluate(RULES, served.read_text()) == rules
    assert len(served.read_text()) < len(source)
