"""For those who print: the address under an answer, and what is folded in a page open."""

import datetime
import re

from django.http import HttpResponse

from text.formats import day

#: Characters of a query that somebody still types from paper.
_TYPED = 60
_FOLDED = re.compile(rb"<details(?![^>]* open\b)")


def unfolded(request, response: HttpResponse) -> HttpResponse:
    """Open what is folded in a page where ``?open=all`` asks for it."""
    if asks_open(request.GET):
        response.content = _FOLDED.sub(b"<details open", response.content)
    return response


def address_on_paper(path: str, query: str, today: datetime.date) -> str:
    """Return the address under a reader's own answer on paper, from the path on, with the day.

    Who cannot type a long query is led to the home page: the same page without it would show
    somebody else's figure.
    """
    found = f"{path}?{query}" if len(query) <= _TYPED else "/"
    return f"{found} （{day(today)}打印）"


def asks_open(asked) -> bool:
    """Whether an address asks for a page with nothing folded."""
    return asked.get("open") == "all"
