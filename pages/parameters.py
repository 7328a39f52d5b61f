"""List the query parameters that pages read; all others are ignored.

WeChat, QQ, Weibo, Alipay and Baidu append theirs when somebody forwards a page. No page reads
them, so a forwarded address is the address itself.
"""

from functools import lru_cache

from django.urls import resolve

from calculator.forms import CalculatorForm

from .directory_filter import RegionFilter
from .forms import BalanceForm, WhereForm
from .mended_address import tidied

#: A reader's own case, whose answer is kept by nobody.
CASE = frozenset(CalculatorForm.base_fields) - {"region"}

#: By the name of the address; what is not named here knows none.
_KNOWN: dict[str, frozenset[str]] = {
    "regions:index": frozenset(RegionFilter.base_filters) | {"page"},
    "regions:detail": CASE | {"via", "open"},
    "regions:handout": CASE,
    "calculator:calculator": CASE | {"region"},
    "calculator:compare": CASE | {"region"},
    "balance": frozenset(BalanceForm.base_fields),
    "balance-kind": frozenset({"region"}),
    "faq:detail": frozenset(WhereForm.base_fields) | {"page"},
    "search": frozenset({"q"}),
    "sources": frozenset({"page"}),
    "report": frozenset({"region", "policy", "kind"}),
    "report-thanks": frozenset({"region"}),
    "display": frozenset({"next"}),
    "sitemap": frozenset({"p"}),
}


@lru_cache(maxsize=2048)
def parameters_at(path: str) -> frozenset[str]:
    """The parameters that the page at ``path`` knows.

    Without its slash, in capitals or with dirt an address leads on with its parameters.
    """
    address = tidied(path)
    return _KNOWN.get(resolve(address).view_name, frozenset()) if address else frozenset()
