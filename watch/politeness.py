"""How a website is asked: one request at a time, slowly, by its robots.txt, and not where unwanted.

No database here: the hosts are asked in threads. A ``Host`` belongs to one run.
"""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from protego import Protego

from fetching.fetch import ROBOT, Answer, Limits, NotFetched, fetch
from regions.lookalikes import host_of

#: A website may ask for a longer pause; beyond this it is not waited for.
LONGEST_PAUSE = 60.0
#: A redirect into a website that is being asked waits this long for its turn.
_LONGEST_TURN = 10.0
_MOST_STARS = 3
_ROBOTS_LIMITS = Limits(most_bytes=500_000, seconds=20, wait=10, redirects=3)


class Forbidden(NotFetched):
    """The website's robots.txt keeps us out."""


@dataclass(frozen=True)
class Rules:
    """A robots.txt: its text, or that nobody is to enter because it could not be said."""

    text: str = ""
    closed: bool = False


def _bounded(text: str) -> str:
    """Return a robots.txt without patterns that take for ever to compare.

    A longer one is cut, which forbids more; one that allows is left out.
    """
    lines = []
    for line in text.splitlines():
        parts = line.split("*")
        if len(parts) <= _MOST_STARS + 1:
            lines.append(line)
        elif not line.lstrip().lower().startswith("allow"):
            lines.append("*".join(parts[: _MOST_STARS + 1]))
    return "\n".join(lines)


@dataclass
class Host:
    """One website during one run: what it allows, how often it was asked, when it was done."""

    name: str
    rules: Rules | None = None
    fresh: bool = False  # whether the rules were asked for in this run
    answered: bool | None = None
    requests: int = 0
    done_at: float = 0.0
    turn: threading.RLock = field(default_factory=threading.RLock)
    fault: NotFetched | None = None
    _parsed: Protego | None = None

    @property
    def robots(self) -> Protego:
        if self._parsed is None:
            self._parsed = Protego.parse(_bounded(self.rules.text if self.rules else ""))
        return self._parsed

    def pause(self, shortest: float) -> float:
        """Return how long to wait between two requests, in seconds."""
        wanted = self.robots.crawl_delay(ROBOT) or 0
        return max(shortest, min(wanted, LONGEST_PAUSE))


@dataclass
class Asker:
    """Asks websites politely; every request of a run goes through here.

    ``refusal`` says why an address is not asked at all. ``pause`` is the shortest time between
    two requests of a website, in seconds.
    """

    refusal: Callable[[str], str]
    agent: str
    rules: dict[str, Rules] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    pause: float = 1.0
    private: bool = False
    hosts: dict[str, Host] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def host(self, url: str) -> Host:
        name = host_of(url)
        with self._lock:
            if name not in self.hosts:
                self.hosts[name] = Host(name, self.rules.get(name))
            return self.hosts[name]

    def ask(self, url: str, *, etag: str = "", last_modified: str = "") -> Answer:
        """Ask for a page; Forbidden or NotFetched where there is no answer."""
        held: list[Host] = []
        first = self.host(url)
        try:
            answer = self._fetch(
                url,
                lambda at: self._enter(at, held),
                self.limits,
                etag=etag,
                last_modified=last_modified,
            )
        except NotFetched as error:
            if not error.refused and not isinstance(error, Forbidden):
                first.answered = bool(first.answered) or error.answered
            raise
        else:
            first.answered = True
            return answer
        finally:
            for host in held:
                host.done_at = time.monotonic()
                host.turn.release()

    def _enter(self, url: str, held: list[Host]) -> str:
        """Take our turn at a website; return why ``url`` is not asked, or ""."""
        for earlier in held:  # this is a redirect: its answer came just now
            earlier.done_at = time.monotonic()
        if why := self.refusal(url):
            return why
        host = self.host(url)
        if not host.turn.acquire(timeout=_LONGEST_TURN):
            return "那个网站正在看别的页，下次再看。"
        held.append(host)
        if host.fault is not None:
            raise host.fault  # it gave no answer a moment ago
        if host.rules is None:
            self._learn(host, url)
        if host.rules is None or host.rules.closed:
            raise NotFetched("对方网站的 robots.txt 出错，今天不进。", address=url, refused=True)
        if not host.robots.can_fetch(url, ROBOT):
            raise Forbidden("对方网站的 robots.txt 写着不让机器看这一页。", address=url)
        self._wait(host)
        return ""

    def _learn(self, host: Host, url: str) -> None:
        """Ask a website what it allows: nothing said is all allowed, a fault keeps us out."""
        parts = urlsplit(url)
        address = f"{parts.scheme}://{parts.netloc}/robots.txt"

        def enter(at: str) -> str:
            host.done_at = time.monotonic()
            why = self.refusal(at)
            if not why and host_of(at) != host.name:
                why = "robots.txt 转到了别的网站。"
            if not why:
                self._wait(host)
            return why

        try:
            answer = self._fetch(address, enter, _ROBOTS_LIMITS)
        except NotFetched as error:
            if not error.refused:
                host.fault = error
                raise
            host.rules = Rules()  # a redirect to elsewhere says nothing
        else:
            closed = answer.status >= 500 or answer.status == 429
            text = answer.raw.decode("utf-8", "replace") if answer.status == 200 else ""
            host.rules = Rules(text.replace("\0", ""), closed)
        host.fresh = True
        host.done_at = time.monotonic()

    def _fetch(
        self,
        url: str,
        enter: Callable[[str], str],
        limits: Limits,
        *,
        etag: str = "",
        last_modified: str = "",
    ) -> Answer:
        return fetch(
            url,
            refusal=enter,
            etag=etag,
            last_modified=last_modified,
            limits=limits,
            private=self.private,
            agent=self.agent,
        )

    def _wait(self, host: Host) -> None:
        """Let the pause of a website pass since its last answer, and count the next request."""
        if host.requests:
            time.sleep(max(0.0, host.done_at + host.pause(self.pause) - time.monotonic()))
        host.requests += 1
