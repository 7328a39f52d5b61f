"""Why a website gave no answer, in words for an editor."""

import errno
import http.client
import socket
import ssl
from collections.abc import Mapping

from .addresses import NotPublic, OtherPort

#: OpenSSL's numbers for the faults of a certificate.
ANOTHER_NAME, SELF_SIGNED, OUTDATED = 62, 18, 10

#: Errors of a machine that has no way out, not of the website that it asks.
_NO_WAY_OUT = {errno.ENETUNREACH, errno.ENETDOWN, errno.EHOSTUNREACH, errno.EHOSTDOWN}
#: From this share of hosts without any answer on, the network is ours to mend.
_NEARLY_ALL = 0.9
#: Where only one host was asked, it alone may be gone.
_FEWEST_HOSTS = 2

_OF_CERTIFICATES = {
    ANOTHER_NAME: "证书是别的网站的，打开的可能不是它。",
    SELF_SIGNED: "证书是自己签的，分不清是不是真的。",
    OUTDATED: "证书过期了。",
}
_OF_ERRORS: list[tuple[type[Exception], str]] = [
    (ssl.SSLError, "加密连接没有建成。"),
    (TimeoutError, "等了很久没有回音。"),
    (socket.gaierror, "找不到这个网站，域名可能没有了。"),
    (NotPublic, "这个名字指到一台不公开的机器，没有去看。"),
    (OtherPort, "网址里写了端口，本站只看普通网页的端口。"),
    (http.client.IncompleteRead, "没有传完就断了。"),
    (http.client.RemoteDisconnected, "对方网站没有回答就断了。"),
    (http.client.HTTPException, "对方网站的回答不合规矩，读不出。"),
    (ValueError, "网址写得不对，或者转到了不是网页的地方。"),  # no port, no such name
]


def in_words(error: Exception) -> str:
    """Say in a Chinese sentence why nothing came of asking a website."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return _OF_CERTIFICATES.get(error.verify_code, "证书不完整，机器认不出来。")
    return next(
        (words for kind, words in _OF_ERRORS if isinstance(error, kind)), "连不上对方网站。"
    )


def is_silence(error: Exception) -> bool:
    """Whether nothing came back from the network: no name, no way out, no word in time."""
    if isinstance(error, socket.gaierror | TimeoutError):
        return True
    return isinstance(error, OSError) and error.errno in _NO_WAY_OUT


def network_is_down(answered: Mapping[str, bool]) -> bool:
    """Whether so many hosts gave no answer that our own network must be down.

    ``answered`` says of each host whether anything came back: hosts count, not addresses,
    because one website that is gone may have many of them.
    """
    silent = sum(not heard for heard in answered.values())
    return len(answered) >= _FEWEST_HOSTS and silent >= _NEARLY_ALL * len(answered)
