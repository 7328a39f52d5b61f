"""Whether a connection comes from this machine or its own network, and not from the internet."""

import ipaddress
from collections.abc import Callable, Mapping
from typing import Any

Peer = ipaddress.IPv4Address | ipaddress.IPv6Address

#: What proxies write into the requests that they pass on.
_PASSED_ON = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")


def is_near(environ: Mapping[str, Any]) -> bool:
    """Whether the machine at the other end is this one or in a private network."""
    return _peer_is(environ, lambda peer: peer.is_loopback or peer.is_private)


def is_from_this_machine(environ: Mapping[str, Any]) -> bool:
    """Whether a program of this machine asks for itself, and does not pass on another's request."""
    passed_on = any(name in environ for name in _PASSED_ON)
    return not passed_on and _peer_is(environ, lambda peer: peer.is_loopback)


def _peer_is(environ: Mapping[str, Any], fitting: Callable[[Peer], bool]) -> bool:
    """Whether the other end's address is ``fitting``; a socket file, which has none, always is."""
    said = str(environ.get("REMOTE_ADDR") or "")
    try:
        return not said or fitting(ipaddress.ip_address(said))
    except ValueError:
        return False
