"""Our stylesheets as engines of 2014 to 2017 read them, to be served to a browser of today.

WeChat's own engine was Chromium 53 to 77 for years, and some Android telephones never got another
one than they came with. What such an engine does not know it drops: a declaration, or the whole
rule where a selector is unknown to it. ``as_read_by`` does the same; a browser of today shows
what is left.
"""

import re

from playwright.sync_api import BrowserContext, Route

from yibao_site.tests.browser.served import BASE_DIR

#: Declarations that an engine drops: Chromium 57; 53, without grids; 37, without variables.
#: Each lacks what those before it lack.
LACKS = {
    "2017": re.compile(
        r"[\s:(,](?:min|max|clamp|env)\(|^(?:gap|row-gap|inset[a-z-]*|aspect-ratio|text-wrap"
        r"|appearance|accent-color|text-spacing-trim|text-autospace|text-underline-offset"
        r"|text-decoration-(?:thickness|color)|forced-color-adjust|content-visibility|color-scheme)"
        r":|^overflow-wrap: *anywhere"
    ),
    "2016": re.compile(r"^display: *(?:inline-)?grid|^grid-|^position: *sticky"),
    "2014": re.compile(r"var\(|^--"),
}
#: A selector that none of them knows takes its whole list along.
UNKNOWN_SELECTOR = re.compile(
    r":(?:is|where|has|focus-visible|focus-within)\b|::(?:details-content|marker)|:not\([^()]*,"
)
UNKNOWN_CONDITION = re.compile(r"prefers-|forced-colors|[<>]|@(?:container|layer|property)")

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
#: A rule, or a condition with rules in it.
_BLOCK = re.compile(r"([^{}]+)\{((?:[^{}]|\{[^{}]*\})*)\}")


def as_read_by(engine: str, sheet: str) -> str:
    """What is left of a stylesheet for an engine of ``LACKS``."""
    kept = []
    for head, body in _BLOCK.findall(_COMMENT.sub("", sheet)):
        if head.strip().startswith("@media"):
            if not UNKNOWN_CONDITION.search(head):
                kept.append(f"{head}{{{as_read_by(engine, body)}}}")
        elif not UNKNOWN_SELECTOR.search(head):
            kept.append(f"{head}{{{_declarations(engine, body)}}}")
    return "".join(kept)


def _declarations(engine: str, body: str) -> str:
    names = list(LACKS)
    lacks = [LACKS[name] for name in names[: names.index(engine) + 1]]
    known = [
        one
        for one in map(str.strip, body.split(";"))
        if one and not any(lack.search(one) for lack in lacks)
    ]
    # Today's browsers take the gaps of grids and of columns for flex containers too.
    if any(re.match(r"display: *(?:inline-)?flex", one) for one in known):
        known = [one for one in known if not one.startswith(("grid-gap", "column-gap"))]
    return ";".join(known)


def serve_as_to(engine: str, context: BrowserContext) -> None:
    """Let all pages of ``context`` get the stylesheets as ``engine`` reads them."""

    def answer(route: Route) -> None:
        name = route.request.url.rsplit("/", 1)[1].split(".")[0]
        sheet = (BASE_DIR / f"static/css/{name}.css").read_text(encoding="utf-8")
        route.fulfill(body=as_read_by(engine, sheet), content_type="text/css; charset=utf-8")

    context.route("**/static/css/*.css", answer)
