"""Whose request it is: the address of a client, and the networks that it lies in.

Our own proxies write whom they were asked by at the right end of ``X-Forwarded-For``; what
stands further left anybody may have made up. ``settings.TRUSTED_PROXIES`` says how many there are.
"""

import ipaddress
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

#: Characters of ``X-Forwarded-For``, from its right end; what stands further left is not read.
LONGEST = 1_000
FORWARDED_FOR = "HTTP_X_FORWARDED_FOR"
#: What proxies write into the requests that they pass on, ours or others'.
_PASSED_ON = (FORWARDED_FOR, "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")
#: What counts for requests whose address is none.
UNKNOWN = "unknown"
#: 1.2.3.4:5678 and [2001:db8::1]:443, as some proxies write an address.
_WITH_PORT = re.compile(r"^(?:(\d+(?:\.\d+){3}):\d+|\[([^\]]+)\](?::\d+)?)$")
#: The length of the prefix of a client by IP version: a household has a /64.
_OWN = {4: 32, 6: 64}


def address_of(request) -> Address | None:
    """Return the address a request comes from; None where it is not an IP address."""
    return read_address(_written(request.META))


def _written(meta: Mapping[str, Any]) -> str:
    """Return the address as it is written by the outermost proxy of ours, or by the server.

    A list that is shorter than our row of proxies came in behind the outer ones. Only its last
    entry is then surely ours: the others may have been sent along.
    """
    if not came_through_proxy(meta):
        return meta.get("REMOTE_ADDR", "")
    proxies = settings.TRUSTED_PROXIES
    entries = meta[FORWARDED_FOR][-LONGEST:].rsplit(",", proxies)
    return entries[-proxies] if len(entries) >= proxies else entries[-1]


def came_through_proxy(meta: Mapping[str, Any]) -> bool:
    """Whether one of our proxies passed a request on; what it wrote may be believed."""
    return bool(settings.TRUSTED_PROXIES) and bool(meta.get(FORWARDED_FOR))


def is_from_inside(meta: Mapping[str, Any]) -> bool:
    """Whether a request went past our proxies: only our own probes and machines can send one."""
    return bool(settings.TRUSTED_PROXIES) and not meta.get(FORWARDED_FOR)


def is_from_this_machine(meta: Mapping[str, Any]) -> bool:
    """Whether a program of this machine asks for itself, and does not pass on another's request.

    Through a socket file, whose other end has no address, only this machine asks.
    """
    if any(name in meta for name in _PASSED_ON):
        return False
    peer = meta.get("REMOTE_ADDR") or ""
    address = read_address(peer)
    return not peer or (address is not None and address.is_loopback)


@lru_cache(1_000)
def read_address(written: str) -> Address | None:
    """Read an address with or without its port; None where it is none.

    >>> read_address("[2001:db8::1]:443"), read_address("::ffff:1.2.3.4")
    (IPv6Address('2001:db8::1'), IPv4Address('1.2.3.4'))
    """
    written = _WITH_PORT.sub(lambda match: match[1] or match[2], written.strip())
    try:
        address = ipaddress.ip_address(written)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def network(address: Address, prefix: int) -> str:
    """Return the network of so many leading bits that an address lies in.

    >>> network(ipaddress.ip_address("203.0.113.9"), 24)
    '203.0.113.0/24'
    """
    return f"{_first(address, prefix)}/{prefix}"


def _first(address: Address, prefix: int) -> Address:
    gap = address.max_prefixlen - prefix
    return type(address)(int(address) >> gap << gap)


def networks_of(
    request, *, wider_4: tuple[int, ...] = (), wider_6: tuple[int, ...] = ()
) -> list[str]:
    """Return the network a request counts for, and the wider ones of these prefixes around it.

    It counts for an IPv4 address, or for the /64 of an IPv6 address. All requests without a valid
    address count together, as ``UNKNOWN``.
    """
    return networks_around(address_of(request), wider_4=wider_4, wider_6=wider_6)


def networks_around(
    address: Address | None, *, wider_4: tuple[int, ...] = (), wider_6: tuple[int, ...] = ()
) -> list[str]:
    """The same for the address of a request."""
    if address is None:
        return [UNKNOWN]
    wider = wider_4 if address.version == 4 else wider_6
    return [network(address, prefix) for prefix in (_OWN[address.version], *wider)]


def household_of(request) -> str | None:
    """Return the network as an address, for django-axes: the first of an IPv6 /64, else None."""
    address = address_of(request)
    return None if address is None else str(_first(address, _OWN[address.version]))
