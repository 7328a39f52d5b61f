"""``python -m bench.flood``: one client asks five times a second for what is dear; a reader reads.

Two workers under gunicorn, behind one proxy that says who asks, started anew for each kind. How
long a reader of another address waited for kept pages and for own calculations, first without
the flood and then with it, and what the flood was answered. In the end: reports from 279 made-up
addresses, and then an honest one. Kinds may be named by their beginning: ``bench.flood search``.
"""

import http.client
import statistics
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, urlencode

from .served import Server, serving

SITE = "yibao_site.wsgi"
SECONDS, RATE = 15, 5
#: Addresses of a botnet, each of which asks once in a while.
BOTS = 500
FLOOD, READER = "198.51.100.7", "203.0.113.9"
KEPT = "/regions/gansu/lanzhou/"
OWN = "/calculator/?region=gansu/lanzhou&insurance=employee&status=retired&age={n}"
SECRET = "c" * 32
#: What the flood asks: a path, and what it posts there; ``{n}`` is another number each time.
KINDS: dict[str, tuple[str, dict[str, str] | None]] = {
    "login, a new name each time": ("/admin/login/", {"username": "n{n}", "password": "cai-de"}),
    "report of 2.4 MB": ("/report/", {"kind": "amount", "text": "９" * 260_000}),
    "report of 31 KB": ("/report/", {"kind": "amount", "text": "９" * 3400}),
    "changes": ("/changes/?x={n}", None),
    "comparison of four unknown": (
        "/calculator/compare/?" + "&".join(f"region={quote('某某')}{{n}}{i}" for i in range(4)),
        None,
    ),
    "directory searched": (f"/regions/?q={quote('县')}{{n}}", None),
    "search": (f"/search/?q={quote('医保断交了怎么办')}{{n}}", None),
    "health": ("/healthz", None),
}
#: What a botnet asks in turn: nothing of it is kept, each time by another address.
BY_BOTS = f"{BOTS} addresses together"


@dataclass
class Seen:
    """Statuses by how often they came, and the seconds waited for each."""

    statuses: Counter[int] = field(default_factory=Counter)
    waits: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        waits = sorted(self.waits)
        told = " ".join(f"{status}×{times}" for status, times in sorted(self.statuses.items()))
        p99 = waits[int(len(waits) * 0.99)]
        return f"{statistics.median(waits) * 1000:6.0f} ms, p99 {p99 * 1000:6.0f} ms ({told})"


#: Who sees the answer, whose address asks, where, and what is posted there.
Asked = tuple[Seen, str, str, dict[str, str] | None]


def ask(server: Server, seen: Seen, address: str, path: str, fields: dict[str, str] | None) -> None:
    """One request of ``address`` over a connection of its own."""
    headers = {"X-Forwarded-For": address, "Accept-Encoding": "gzip"}
    body = None
    if fields is not None:
        body = urlencode(fields | {"csrfmiddlewaretoken": SECRET})
        headers |= {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": f"csrftoken={SECRET}",
        }
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=60)
    began = time.perf_counter()
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        status = connection.getresponse().status
    except OSError:  # refused while a long body was still being sent
        status = 0
    finally:
        connection.close()
    seen.waits.append(time.perf_counter() - began)
    seen.statuses[status] += 1


def steadily(end: float, gap: float) -> Iterable[int]:
    """Numbers, one each ``gap`` seconds, until ``end``."""
    number = 0
    while (now := time.perf_counter()) < end:
        yield number
        number += 1
        time.sleep(max(0.0, gap - (time.perf_counter() - now)))


def of_kind(kind: str, seen: Seen) -> Iterator[Asked]:
    """What a flood asks: one kind from one address, or all kinds in turn from many."""
    number = 0
    while True:
        chosen = list(KINDS)[number % len(KINDS)] if kind == BY_BOTS else kind
        path, fields = KINDS[chosen]
        bot = number % BOTS
        address = f"198.{18 + bot // 250}.{bot % 250}.7" if kind == BY_BOTS else FLOOD
        typed = fields and {name: text.format(n=number) for name, text in fields.items()}
        yield seen, address, path.format(n=number), typed
        number += 1


def under(server: Server, kind: str) -> tuple[Seen, Seen, Seen]:
    """What the flood, if any, the reader of kept pages and the one who calculates saw."""
    flood, kept, own = Seen(), Seen(), Seen()
    flooding = of_kind(kind, flood)
    end = time.perf_counter() + SECONDS
    threads = []
    for number in steadily(end, 1 / RATE):
        own_case = OWN.format(n=60 + number % 40)
        asked: list[Asked] = [(kept, READER, KEPT, None), (own, READER, own_case, None)]
        if kind:
            asked.append(next(flooding))
        for one in asked:
            thread = threading.Thread(target=ask, args=(server, *one))
            thread.start()
            threads.append(thread)
    for thread in threads:
        thread.join()
    return flood, kept, own


def reports(server: Server, token: str) -> tuple[Seen, Seen]:
    """Reports of 279 made-up addresses and 100 of one /48, then an honest one."""
    flood, honest = Seen(), Seen()
    form = {"kind": "other", "text": "一样的话。", "token": token, "website": ""}
    made_up = [f"{n % 200 + 1}.{n}.7.9" if n < 256 else f"9.{n - 200}.8.1" for n in range(279)]
    for address in [*made_up, *(f"2001:db8:1:{n:x}::1" for n in range(100))]:
        ask(server, flood, address, "/report/", form)
    ask(server, honest, READER, "/report/", form)
    return flood, honest


def main() -> None:
    from .__main__ import environment

    with tempfile.TemporaryDirectory(prefix="flood-") as folder:
        shown(environment(Path(folder)), tuple(sys.argv[1:]) or ("",))


def shown(env: dict[str, str], kinds: tuple[str, ...]) -> None:
    """Print what came of each kind, on a server of its own with the limits of production."""
    usual = {name: value for name, value in env.items() if not name.endswith("_SECONDS")}
    usual["TRUSTED_PROXIES"] = "1"
    for kind in [*KINDS, BY_BOTS]:
        if not kind.startswith(kinds):
            continue
        with serving(SITE, usual) as server:
            for _ in range(8):
                ask(server, Seen(), READER, KEPT, None)
            _, quiet_kept, quiet_own = under(server, "")
            flood, kept, own = under(server, kind)
        print(f"{kind}\n  kept page, quiet    {quiet_kept}\n  kept page           {kept}")
        print(f"  calculation, quiet  {quiet_own}\n  calculation         {own}")
        print(f"  the flood           {flood}", flush=True)
    if "reports".startswith(kinds):
        shown_reports(usual)


def shown_reports(usual: dict[str, str]) -> None:
    """Print whether an honest report is taken after those of a flood."""
    with serving(SITE, usual) as server:
        page = server.read("/report/", {"X-Forwarded-For": READER})[1].decode()
        token = page.split('name="token" value="')[1].split('"')[0]
        time.sleep(3)  # no form is taken sooner
        flood, honest = reports(server, token)
    print(f"reports\n  379 of a flood  {flood}\n  an honest one   {honest}")


if __name__ == "__main__":
    main()
