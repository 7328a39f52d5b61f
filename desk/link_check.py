"""Check whether the addresses we send readers to still lead where they should.

A command does this, never a request. Several hosts are checked at once, but the addresses of one
host one after another, with a pause between. Redirects are followed by hand, so that each step
can be judged.
"""

import datetime
import http.client
import logging
import socket
import ssl
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

from django.db import DatabaseError, transaction

from fetching import faults
from fetching.addresses import NotPublic
from fetching.connections import connected, in_utf8
from regions import lookalikes
from regions.models import LinkCheck
from regions.terms import LONGEST

logger = logging.getLogger(__name__)

FINE, BY_HAND, BROKEN, DANGEROUS = LinkCheck.Outcome

MAX_REDIRECTS = 8
#: Many sites refuse programs that do not look like a browser.
HEADERS = {
    "User-Agent": "Mozilla/5.0 (compatible; yibao-link-check)",
    "Accept": "text/html,application/xhtml+xml,*/*;q=0.8",
    "Accept-Language": "zh-CN,zh;q=0.9",
    "Connection": "close",
}
LOOK = "请在浏览器里打开看一眼，内容对就不用改。"
REPLACE = "请找新的网址；找不到就撤下或清空这个网址。"
AT_ONCE = "请马上停用这个网址，再找真正的官网。"
LATER = "明天会再查一次；连着几天都这样，请找新的网址。"


@dataclass(frozen=True)
class Finding:
    """The result of checking one address.

    ``answered`` is False where nothing came back from the network: no name, no way, no word;
    None where the address was judged without asking.
    """

    url: str
    outcome: LinkCheck.Outcome
    reason: str
    advice: str = ""
    http_status: int | None = None
    final_url: str = ""
    answered: bool | None = True


@dataclass(frozen=True)
class Checker:
    """Checks addresses; ``official`` are the domains that official links may lead to.

    ``timeout`` is the longest wait for each piece that a server sends, ``deadline`` for its whole
    answer, ``pause`` the wait between two addresses of a host, all in seconds. ``hosts`` are
    checked at once. ``private`` allows machines of private networks, such as this one.
    """

    official: frozenset[str]
    timeout: float = 15
    deadline: float = 60
    private: bool = False
    pause: float = 1
    hosts: int = 8
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def check_all(self, urls: Iterable[str]) -> Iterator[Finding]:
        """Yield a finding for each address, host by host."""
        by_host: dict[str, list[str]] = {}
        for url in dict.fromkeys(urls):
            by_host.setdefault(lookalikes.host_of(url), []).append(url)
        with ThreadPoolExecutor(max_workers=self.hosts) as pool:
            for findings in pool.map(self._check_host, by_host.values()):
                yield from findings

    def _check_host(self, urls: list[str]) -> list[Finding]:
        findings = []
        for number, url in enumerate(urls):
            if number:
                time.sleep(self.pause)
            findings.append(self._check_safely(url))
        return findings

    def _check_safely(self, url: str) -> Finding:
        """Check an address; an unexpected error is logged and becomes a finding for a person."""
        try:
            return self.check(url)
        except Exception:
            logger.exception("The check of %s failed", url)
            return Finding(url, BY_HAND, "检查程序出了意外，没有查成。", LOOK)

    def check(self, url: str) -> Finding:
        """Follow one address to its end and judge it."""
        at, seen = url, list[str]()
        while True:
            if danger := self._danger(url, at):
                asked = True if seen else None
                return Finding(url, DANGEROUS, danger, AT_ONCE, None, _short(at), asked)
            if at in seen or len(seen) > MAX_REDIRECTS:
                reason = "转来转去，转不到头。"
                return Finding(url, BROKEN, reason, REPLACE, final_url=_short(at))
            seen.append(at)
            try:
                status, location = self._ask(at)
            except (OSError, http.client.HTTPException, ValueError) as error:
                outcome, reason, advice = _trouble(error)
                answered = len(seen) > 1 or not faults.is_silence(error)
                return Finding(url, outcome, reason, advice, None, _short(at), answered)
            if location and 300 <= status < 400:
                try:
                    at = urljoin(at, location)
                except ValueError:
                    reason = "被转到了一个写错的网址。"
                    return Finding(url, BROKEN, reason, REPLACE, status, _short(at))
                continue
            outcome, reason, advice = _judged(url, at, status)
            return Finding(url, outcome, reason, advice, status, _short(at))

    def _danger(self, start: str, at: str) -> str:
        """Say why it is dangerous to open ``start`` and get to ``at``; empty if it is not."""
        host = lookalikes.host_of(at)
        if fault := lookalikes.refusal(at, self.official):
            return fault if at == start else f"被转到了可疑的地方：{fault}"
        official = lookalikes.belongs(lookalikes.host_of(start), self.official)
        if official and not lookalikes.belongs(host, self.official):
            return f"官方网址被转到了别的网站（{host}）。"
        return ""

    def _ask(self, url: str) -> tuple[int, str]:
        """Return the status and the redirect target of one address; the page itself is not read."""
        with connected(
            url, wait=self.timeout, seconds=self.deadline, private=self.private, tls=self.tls
        ) as line:
            line.http.request("GET", line.target, headers=HEADERS)
            with line.http.getresponse() as response:
                return response.status, in_utf8(response.getheader("Location", "") or "")


def without_network(findings: Iterable[Finding]) -> bool:
    """Whether so many hosts gave no answer that our own network must be down.

    Hosts count, not addresses: one website that is gone may have many of them.
    """
    answered: dict[str, bool] = {}
    for found in findings:
        if found.answered is not None:
            host = lookalikes.host_of(found.url)
            answered[host] = answered.get(host, False) or found.answered
    return faults.network_is_down(answered)


def note(findings: Iterable[Finding], now: datetime.datetime) -> None:
    """Save findings, one row per address; a finding that the database refuses is logged."""
    for found in findings:
        try:
            with transaction.atomic():
                _keep(found, now)
        except (DatabaseError, ValueError):
            logger.exception("The finding on %s was not kept", found.url)


def _keep(found: Finding, now: datetime.datetime) -> None:
    LinkCheck.objects.update_or_create(
        url=found.url,
        defaults={
            "outcome": found.outcome,
            "reason": found.reason[:200],
            "advice": found.advice,
            "http_status": found.http_status,
            "final_url": "" if found.final_url == found.url else found.final_url,
            "checked_at": now,
        },
    )


def forget_unused(urls: Iterable[str]) -> int:
    """Delete the findings on addresses that are not among ``urls``; return how many."""
    known = LinkCheck.objects.values_list("url", flat=True)
    gone = set(known) - set(urls)
    return sum(LinkCheck.objects.filter(url=url).delete()[0] for url in gone)


def _judged(url: str, at: str, status: int) -> tuple[LinkCheck.Outcome, str, str]:
    """Return outcome, reason and advice for ``url``, which ended at ``at`` with ``status``."""
    if status in (404, 410):
        return BROKEN, f"网页没有了（{status}）。", REPLACE
    if status in (502, 503, 504):
        return BY_HAND, f"对方网站一时忙不过来（{status}）。", LATER
    if status >= 500:
        return BROKEN, f"对方网站出错（{status}）。", LATER
    if status >= 300 or status == 202:
        return BY_HAND, f"对方不让机器看（{status}），多半人能打开。", LOOK
    if at == url:
        return FINE, "打得开。", ""
    start, end = urlsplit(url), urlsplit(at)
    if start.scheme == "https" and end.scheme == "http":
        return BY_HAND, "被转到不加密的 http 网址。", LOOK
    if len(start.path) > 1 and end.path in ("", "/") and not end.query:
        return BY_HAND, "被转到了首页，原来那一页可能没有了。", LOOK
    if start.hostname != end.hostname:
        return FINE, "打得开，搬到了新网址。", "有空的时候请换成新网址。"
    return FINE, "打得开，转了一下。", ""


def _trouble(error: Exception) -> tuple[LinkCheck.Outcome, str, str]:
    """Return outcome, reason and advice for an address that gave no answer."""
    reason = faults.in_words(error)
    if isinstance(error, ssl.SSLCertVerificationError):
        if error.verify_code in (faults.ANOTHER_NAME, faults.SELF_SIGNED):
            return DANGEROUS, reason, AT_ONCE
        return BY_HAND, reason, LOOK
    if isinstance(error, ssl.SSLError | NotPublic):
        return BY_HAND, reason, LOOK
    if isinstance(error, socket.gaierror):
        return BROKEN, reason, REPLACE
    if isinstance(error, ValueError):  # no port, no such name: whatever cannot be asked
        return BROKEN, reason, REPLACE
    return BROKEN, reason, LATER


def _short(url: str) -> str:
    return url.replace("\0", "")[:LONGEST]  # no database keeps a NUL
