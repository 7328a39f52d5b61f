"""Addresses that look like an official one and are not: g0v.cn, nhsa-gov.cn, gov.cn.example.com."""

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

#: The two letters of each province below .cn.
_PROVINCES = "ahbjcqfjgdgsgxgzhahbhehihkhlhnjljsjxlnmonmnxqhscsdshsnsxtjtwxjxzynzj"

#: Suffixes below which anybody can register a name.
SUFFIXES = frozenset(
    ["cn", "com", "net", "org", "info", "xyz", "top", "vip", "hk", "mo", "tw"]
    + [f"{kind}.cn" for kind in ("ac", "com", "edu", "gov", "mil", "net", "org")]
    + [f"{two}.cn" for two in re.findall("..", _PROVINCES)]
)

#: Words in a host that only official addresses should have.
_NAMES = {"gov", "govcn", "nhsa"}


def host_of(url: str) -> str:
    """Return the host of a URL in lower case; empty if it has none."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def belongs(host: str, domains: Iterable[str]) -> bool:
    """Whether a host is one of ``domains`` or lies below one."""
    return any(host == domain or host.endswith(f".{domain}") for domain in domains)


def refusal(url: str, official: Iterable[str]) -> str:
    """Return why readers must not be sent to ``url``, in Chinese; empty if nothing is odd.

    ``official`` are the domains that official links lead to.
    """
    host, official = host_of(url), set(official)
    if not host:
        return ""
    if "@" in urlsplit(url).netloc:
        return "网址里有“@”，真正的网站是“@”后面那一段，容易骗人。请换成普通的网址。"
    if _is_number(host):
        return "网址是一串数字，看不出是谁的网站。请填有名字的网址。"
    if not host.isascii() or any(label.startswith("xn--") for label in host.split(".")):
        return "网址里有不是英文的字，有的字看着像英文字母。请填全英文的网址。"
    if belongs(host, official):
        return ""
    for domain in sorted(official):
        if f".{domain}." in f".{host}":
            return f"“{host}”只是中间有 {domain}，不是以它结尾，不是官方网站。请看清网址。"
        tail = ".".join(host.split(".")[-domain.count(".") - 1 :])
        if _nearly(tail, domain):
            return f"“{tail}”和官方的 {domain} 只差一点，像是冒充的。请看清网址。"
    for label in host.split(".")[:-1]:
        parts = set(label.split("-"))
        if parts & _NAMES and (label != "gov" or host.endswith(".cn")):
            return f"“{host}”看着像政府网站，其实不是以 .gov.cn 结尾。请看清网址。"
    return ""


def _is_number(host: str) -> bool:
    """Whether a host is an IP address in any spelling."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        last = host.rpartition(".")[2]
        return last.isdigit() or last.startswith("0x")
    return True


def _nearly(name: str, domain: str) -> bool:
    """Whether two names differ by one slip: a letter changed, added, left out, or two swapped."""
    if name == domain or abs(len(name) - len(domain)) > 1:
        return False
    start = 0
    while start < min(len(name), len(domain)) and name[start] == domain[start]:
        start += 1
    one, other = name[start:], domain[start:]
    return (
        one[1:] == other[1:]
        or one[1:] == other
        or one == other[1:]
        or (one[:2] == other[:2][::-1] and one[2:] == other[2:])
    )
