"""Settings that are read strictly: a wrong one stops the start and says in Chinese how to mend it.

Read by ``settings.py``, before Django is there.
"""

import ipaddress
import re
from collections.abc import Iterable

from django.core.exceptions import ImproperlyConfigured

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

#: Where the editors' pages are if nobody says otherwise.
ADMIN_PATH = "admin/"
_PATH = re.compile(r"[a-z\d][a-z\d_-]{0,59}(?:/[a-z\d][a-z\d_-]{0,59}){0,3}/")
#: The first pieces of readers' addresses, which stand before the editors'.
TAKEN = frozenset(
    {"regions", "r", "calculator", "balance", "faq", "search", "about", "coverage", "changes"}
    | {"report", "display", "static", "healthz", "readyz", "metrics", "embed", "statistics"}
    | {"data", "edition", "api"}
)


def admin_path(typed: str) -> str:
    """Return the path of the editors' pages without its first slash and with its last.

    >>> admin_path("/bianji-7f3a")
    'bianji-7f3a/'
    """
    path = f"{typed.strip().strip('/')}/"
    if not _PATH.fullmatch(path) or path.partition("/")[0] in TAKEN:
        raise ImproperlyConfigured(
            f"ADMIN_PATH 不能是“{typed}”：只用小写字母、数字、- 和 _，"
            "不能和读者的网址开头一样，比如 ADMIN_PATH=bianji-7f3a/"
        )
    return path


def networks(typed: Iterable[str]) -> list[Network]:
    """Return networks as typed, ``10.0.0.0/8`` or one address.

    >>> networks(["192.0.2.7"])
    [IPv4Network('192.0.2.7/32')]
    """
    found = []
    for one in typed:
        try:
            found.append(ipaddress.ip_network(one.strip()))
        except ValueError as error:
            raise ImproperlyConfigured(
                f"ADMIN_NETWORKS 里的“{one}”不是网段：写成 203.0.113.0/24 或者一个地址，用逗号隔开"
            ) from error
    return found


def proxies(typed: str) -> int:
    """Return a number of proxies; one below zero would have us believe anybody.

    >>> proxies("2")
    2
    """
    if not re.fullmatch(r"\d", typed.strip(), re.ASCII):
        raise ImproperlyConfigured(
            f"TRUSTED_PROXIES 不能是“{typed}”：前面有几层自己的代理就写几，没有写0"
        )
    return int(typed)
