"""List the query parameters that pages read; all others are ignored.

WeChat, QQ, Weibo, Alipay and Baidu append theirs when somebody forwards a page. No page reads
them, so a forwarded address is the address itself. What people copy behind an address ends up in
the value of its last parameter: age=74。 means 74.
"""

import re
from functools import lru_cache
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import resolve

from calculator.arrivals.form import ArrivalForm
from calculator.forms import CalculatorForm

from .directory_filter import RegionFilter
from .embed_form import EmbedForm
from .forms import BalanceForm, WhereForm
from .mended_address import tidied

#: A reader's own case, whose answer is kept by nobody.
CASE = frozenset(CalculatorForm.base_fields) - {"region"}

#: By the name of the address; what is not named here knows none.
_KNOWN: dict[str, frozenset[str]] = {
    "regions:index": frozenset(RegionFilter.base_filters) | {"page"},
    "regions:detail": CASE | {"via", "open"},
    "regions:handout": CASE,
    "regions:picture": CASE,
    "place-reminder": CASE,
    "calculator:calculator": CASE | {"region"},
    "embed:calculator": CASE | {"region", "type"},
    "embed:place": CASE | {"type"},
    "embed:snippet": frozenset(EmbedForm.base_fields),
    "calculator:check": frozenset(ArrivalForm.base_fields),
    "calculator:compare": CASE | {"region"},
    "coverage": frozenset({"open"}),
    "balance": frozenset(BalanceForm.base_fields) | {"open"},
    "balance-kind": frozenset({"region"}),
    "faq:detail": frozenset(WhereForm.base_fields) | {"page"},
    "search": frozenset({"q"}),
    "sources": frozenset({"page"}),
    "report": frozenset({"region", "policy", "kind", "amount", "month", "age"}),
    "report-thanks": frozenset({"region", "kind"}),
    "display": frozenset({"next"}),
    "sitemap": frozenset({"p"}),
    "edition": frozenset({"since", "page"}),
    "edition-json": frozenset({"since", "page"}),
    "api:places": frozenset(RegionFilter.base_filters) | {"page"},
    "api:place": frozenset({"on"}),
    "api:policies": frozenset({"region", "on"}),
    "api:deductions": frozenset({"region", "on"}),
    "api:channels": frozenset({"region"}),
    "api:local-answers": frozenset({"region", "on"}),
    "api:questions": frozenset({"page"}),
    "api:question": frozenset({"on"}),
    "api:calculate": CASE | {"region"},
    "api:compare": CASE | {"region"},
}

#: Characters of a value that is looked at; a longer one is as it was typed.
LONGEST_VALUE = 100
#: Words and names in the reader's own way of writing.
_FREE = frozenset({"q", "via", "next"})
#: What people type in digits, with words of their own: 3,700元, 1952年3月.
_TYPED = frozenset({"age", "birth", "average_pension", "own_pension", "retired", "on"}) | {
    "arrived",
    "amount",
    "month",
}

#: Of each kind, what is meant of a value, and no more behind it if it is clean.
_CODE = re.compile(r"[\w-]+(?: [\w-]+)*", re.ASCII)
#: Dirt behind a number: marks, and what people send along with a link or an app appends. Any other
#: words there say what the number is (虚岁, 农历, 税前, 一年): then it is the form's to ask.
_MARK = r"[\s。，、；：！？…（）【】《》「」『』“”‘’()\[\]<>\"'.,;:!?&#\ufffd]"
_SENT = r"(?:你|您|爸|妈|大家|帮我|帮忙|快|请)*(?:看看|看一看|看一下|看下|瞧瞧|转发|分享|收藏)吧?"
_DIRT = rf"(?:{_MARK}(?:{_SENT}|[a-z][a-z\d_=-]*)?)+$"
#: What a bracket opens is not cut in two.
_NUMBER = re.compile(rf"(?:(?!{_DIRT})[^（(【\[《「『“‘<])*(?={_DIRT}|$)", re.IGNORECASE)
_PATH = re.compile(
    r"[a-z][a-z\d-]*/[a-z][a-z\d-]*(?=/?[^a-z\d/-])|[a-z][a-z\d-]*(?=/?[^\w\s/-]+$)", re.IGNORECASE
)


def mended_query(view_name: str, query: QueryDict) -> str:
    """Return the parameters of a page without dirt behind their values; empty if there is none.

    A program that appends dirt is told so by the API.

    >>> mended_query("calculator:compare", QueryDict("region=gansu/lanzhou。&age=74，看看"))
    'region=gansu/lanzhou&age=74'
    """
    if view_name.startswith("api:"):
        return ""
    known = _KNOWN.get(view_name, frozenset()) - _FREE
    given = [(name, value) for name, values in query.lists() for value in values]
    meant = [(name, _meant(name, value) if name in known else value) for name, value in given]
    return "" if meant == given else urlencode(meant, safe="/")


def _meant(name: str, value: str) -> str:
    kind = _PATH if name == "region" else _NUMBER if name in _TYPED else _CODE
    found = kind.match(value) if len(value) <= LONGEST_VALUE else None
    meant = found[0].rstrip() if found else ""
    return meant or value  # nothing but dirt is the form's to answer


@lru_cache(maxsize=2048)
def parameters_at(path: str) -> frozenset[str]:
    """The parameters that the page at ``path`` knows.

    Without its slash, in capitals or with dirt an address leads on with its parameters.
    """
    address = tidied(path)
    return _KNOWN.get(resolve(address).view_name, frozenset()) if address else frozenset()
