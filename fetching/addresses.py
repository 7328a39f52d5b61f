"""Which machine a web address leads to: found once, judged, and then the very one that is asked.

A name may lead into a private network, and may lead elsewhere a moment after it was judged. So
the address that was judged is the one that is connected to, and the name is not looked up again.
"""

import ipaddress
import socket
import threading
import time
from urllib.parse import quote, urlsplit

#: The ports of public websites.
PORTS = frozenset({80, 443})


class NotPublic(ValueError):
    """A host name leads into a private network, where no public website can answer."""


class OtherPort(ValueError):
    """An address names a port on which no public website is to be asked."""


def parted(url: str) -> tuple[str, str, int, str]:
    """Return scheme, host, port and what to ask for of a web address; ValueError if it is none."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"no web address: {url[:200]}")
    port = parts.port if parts.port is not None else 443 if parts.scheme == "https" else 80
    target = quote(parts.path or "/", safe="/%:;,+~@!$&'()*=")
    if parts.query:
        target += "?" + quote(parts.query, safe="/%:;,+~@!$&'()*=?")
    return parts.scheme, parts.hostname, port, target


def is_public(machine: str) -> bool:
    """Whether an IP address belongs to the public network, also one that is wrapped in another.

    >>> is_public("203.107.0.9"), is_public("127.0.0.1"), is_public("::ffff:10.0.0.1")
    (True, False, False)
    """
    at = ipaddress.ip_address(machine.partition("%")[0])
    wrapped = [at]
    if isinstance(at, ipaddress.IPv6Address):
        wrapped += [inner for inner in (at.ipv4_mapped, at.sixtofour, *(at.teredo or ())) if inner]
        if at in _NAT64:
            wrapped.append(ipaddress.IPv4Address(int(at) & 0xFFFFFFFF))
        elif not at.ipv4_mapped and at not in _UNICAST:
            return False
        if at.ipv4_mapped:
            wrapped.remove(at)  # a mapped address is never global itself
    return all(each.is_global and not each.is_multicast for each in wrapped)


_NAT64 = ipaddress.ip_network("64:ff9b::/96")
#: All public IPv6 addresses lie here; beside it are other ways to wrap a private one.
_UNICAST = ipaddress.ip_network("2000::/3")


def machines(host: str, port: int, *, private: bool, wait: float) -> list[str]:
    """Return the machines of a host name that may be asked; NotPublic where there is none."""
    found = _looked_up(host, port, wait)
    allowed = [machine for machine in found if private or is_public(machine)]
    if not allowed:
        raise NotPublic(host)
    return allowed


def connect(
    host: str, port: int, *, private: bool, wait: float, seconds: float = 60
) -> socket.socket:
    """Connect to the first machine of a host that answers, among those that may be asked.

    ``wait`` is the longest wait for each of them, ``seconds`` for all.
    """
    until = time.monotonic() + seconds
    trouble: OSError | None = None
    for machine in machines(host, port, private=private, wait=min(wait, seconds)):
        left = until - time.monotonic()
        if left <= 0:
            raise TimeoutError
        try:
            return socket.create_connection((machine, port), timeout=min(wait, left))
        except OSError as error:
            trouble = error
    raise trouble or OSError(host)


def _looked_up(host: str, port: int, wait: float) -> list[str]:
    """Look a name up, for ``wait`` seconds at most: the system's own patience is longer."""
    found: list[str] = []
    faults: list[Exception] = []

    def look() -> None:
        try:
            known = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            found.extend(str(at[0]) for _, _, _, _, at in known)
        except Exception as error:  # handed to the one who waits
            faults.append(error)

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    looking.join(wait)
    if looking.is_alive():
        raise TimeoutError
    if faults:
        raise faults[0]
    return found
