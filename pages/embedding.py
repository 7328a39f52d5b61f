"""Pages in frames on other sites: which may stand there, and what of them stays in the frame.

Everything below ``/embed/`` may be framed by anybody, refusals as well; the rest of the site
nowhere. Such a page shows the parts that the full pages show. What those parts link to opens in
the whole window, since our other pages refuse to stand in a frame; forms, and links within the
page, stay. A frame on another site has no cookie of ours: large type is a parameter there.
"""

import re
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape

from caching.addresses import address
from regions.models import Region
from regions.place_search import Candidate

from .embed_form import LARGE

#: Below it; at it stands a page of ours that tells how.
ROOT = "/embed/"
#: A link or a form with its address; what has a target already is left as it is.
_LED = re.compile(
    r'<(a|form)\b((?:(?! target=)[^>])*? (?:href|action)=")([^"]*)("(?:(?! target=)[^>])*>)'
)
_IDS = re.compile(r'\bid="([^"]+)"')


def may_be_framed(path: str) -> bool:
    """Whether pages of other sites may show what is at ``path``."""
    return path.startswith(ROOT) and path != ROOT


def address_of(region: Region | None) -> str:
    """Return the address of a place's frame; without a place, that of the calculator's."""
    if region is None:
        return address("embed:calculator")
    return address("embed:place", *region.path.split("/"))


def framed(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    full: str,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    """Render a page for a frame; ``full`` is the address of the whole page of the same."""
    large = request.GET.get("type") == LARGE
    given = context | {"large_type": large, "full": full}
    response = render(request, template, given, status=status)
    response.content = kept_in_frame(response.content.decode(), full, large=large).encode()
    return response


def not_found_in_frame(request: HttpRequest, places: Sequence[Candidate]) -> HttpResponse:
    """Say in a frame that its address is wrong, with the ``places`` that it may mean."""
    found = [{"title": one.title, "url": address_of(one.place)} for one in places]
    return framed(
        request,
        "pages/embed/not_found.html",
        {"found": found},
        full="/",
        status=HTTPStatus.NOT_FOUND,
    )


def kept_in_frame(html: str, full: str, *, large: bool) -> str:
    """Mark the links and forms of ``html`` that stay in the frame.

    The page says ``<base target="_top">``: what is not marked leaves the frame. A link to a part
    that only the page at ``full`` has leads there. In ``large`` type what stays stays large.
    Nothing takes the focus as it opens: browsers keep that from frames, and complain.
    """
    ids = set(_IDS.findall(html))

    def led(found: re.Match[str]) -> str:
        tag, before, to, after = found.groups()
        if to.startswith("#") and to[1:] not in ids:
            return f"<{tag}{before}{escape(full)}{to}{after}"
        if not (to.startswith(("#", "?")) or may_be_framed(to)):
            return found[0]
        more = ""
        if large and tag == "form":
            more = f'<input type="hidden" name="type" value="{LARGE}">'
        elif large and not to.startswith("#"):
            to = _with_type(to)
        return f'<{tag} target="_self"{before}{to}{after}{more}'

    return _LED.sub(led, html).replace(" autofocus>", ">")


def _with_type(to: str) -> str:
    """Add the parameter of large type to an address as HTML writes it."""
    before, mark, fragment = to.partition("#")
    joint = "&amp;" if "?" in before else "?"
    return f"{before}{joint}type={LARGE}{mark}{fragment}"
