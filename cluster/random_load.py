"""Requests nobody would send, very many, at one bare instance: its memory must have an end.

Each comes from an address of its own (``X-Forwarded-For``, as behind one proxy), or the brake on
what one client costs would answer most of them.
"""

import http.client
import os
import random
import threading
import time
import urllib.parse
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from bench.__main__ import environment

from .run import PAGES
from .stage import say
from .web import FULL_STORE, NAME, Instance, behind_proxy

THREADS = 8
#: Seconds between two samples of memory.
BETWEEN = 2.0
#: After its first part a run may not grow by more than this, in its last third over the middle.
GROWTH = 1.03
NAMES = [
    *("q", "region", "age", "birth", "insurance", "status", "on", "page", "province", "rule"),
    *("tiers", "have", "arrived", "month", "via", "average_pension", "kind", "from", "x"),
]
PLACES = [
    *("/search/", "/calculator/", "/calculator/compare/", "/calculator/check/", "/regions/"),
    *("/report/", "/faq/", "/changes/", "/coverage/"),
]
LETTERS = "兰州上海北京省市县医保余额一二三0123456789abcxyz%&=<>'\"/ .-。，①é\u0301\u200b"


def random_request(dice: random.Random) -> tuple[str, dict[str, str]]:
    """Return an address and headers by chance.

    >>> random_request(random.Random(1)) == random_request(random.Random(1))
    True
    """
    path = dice.choice(
        [
            lambda: f"{dice.choice(PAGES)}?{_query(dice, 3)}",
            lambda: f"{dice.choice(PLACES)}?{_query(dice, 5)}",
            lambda: f"/{_text(dice, 30)}/",
            lambda: f"/regions/{_text(dice, 12)}/{_text(dice, 12)}/",
            lambda: f"/r/{_text(dice, 20)}",
            lambda: f"/faq/{_text(dice, 20)}/?{_query(dice, 1)}",
        ]
    )()
    host = NAME if dice.random() < 0.95 else f"{dice.randrange(10**9)}.test"
    address = ".".join(
        ["198", str(dice.choice([18, 19])), *(str(dice.randrange(256)) for _ in "ab")]
    )
    head = behind_proxy(host, address)
    if dice.random() < 0.2:
        head["Cookie"] = f"type=large; {dice.randrange(10**6)}={dice.randrange(10**6)}"
    head["Accept-Encoding"] = dice.choice(["gzip", "br", "identity", f"x{dice.randrange(10**6)}"])
    return path[:3900], head


def _text(dice: random.Random, longest: int) -> str:
    letters = "".join(dice.choice(LETTERS) for _ in range(dice.randint(1, longest)))
    return urllib.parse.quote(letters, safe="")


def _query(dice: random.Random, most: int) -> str:
    pairs = []
    for _ in range(dice.randint(1, most)):
        name = dice.choice(NAMES) if dice.random() < 0.7 else _text(dice, 8)
        pairs.append(f"{name}={_text(dice, dice.choice([3, 10, 60, 400]))}")
    return "&".join(pairs)


class Load:
    """Threads that ask an instance until so many requests are sent."""

    def __init__(self, port: int, requests: int):
        self.port, self.left = port, requests
        self.statuses: Counter[int] = Counter()
        self.bad: list[str] = []
        self.lock = threading.Lock()

    def ask_on(self, seed: int) -> None:
        dice = random.Random(seed)  # noqa: S311 (the same load each time, no secret)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        while True:
            with self.lock:
                if not self.left:
                    return
                self.left -= 1
            path, head = random_request(dice)
            try:
                connection.request("GET", path, headers=head)
                answer = connection.getresponse()
                answer.read()
                status = answer.status
            except (OSError, http.client.HTTPException) as error:
                connection.close()
                status, path = 0, f"{path} {error!r}"
            with self.lock:
                self.statuses[status] += 1
                if not 0 < status < 500:
                    self.bad.append(f"{status} {path[:200]}")


def bounded(sizes: Sequence[float]) -> bool:
    """Whether memory had stopped growing: the last third is hardly above the middle one.

    >>> bounded([70, 90, 100, 101, 101, 102]), bounded([70, 80, 90, 100, 110, 120])
    (True, False)
    """
    third = len(sizes) // 3
    return bool(third) and max(sizes[-third:]) <= GROWTH * max(sizes[-2 * third : -third])


def measured(folder: Path, requests: int) -> bool:
    """Send so many requests; prints memory over time, returns whether it had an end."""
    say("正在准备一个单独的实例（SQLite，没有 nginx）…")
    env = environment(folder) | {
        "HTTPS": "1", "TRUSTED_PROXIES": "1", "ALLOWED_HOSTS": NAME, "SITE_URL": f"https://{NAME}",
        "EVERYBODY_SECONDS": "1000",  # all of it is to be answered, not braked
        **FULL_STORE,
    }  # fmt: skip
    instance = Instance("bare", folder, env)
    instance.start()
    samples: dict[int, list[float]] = {}
    load = Load(instance.port, requests)
    try:
        instance.wait()
        say(
            f"乱问 {requests} 次，每次从另一个地址来（X-Forwarded-For），"
            "EVERYBODY_SECONDS 调高了，免得都被挡住…"
        )
        threads = [threading.Thread(target=load.ask_on, args=(seed,)) for seed in range(THREADS)]
        for thread in threads:
            thread.start()
        shown = time.monotonic()
        while any(thread.is_alive() for thread in threads):
            time.sleep(BETWEEN)
            for worker, size in instance.memory().items():
                samples.setdefault(worker, []).append(size)
            if time.monotonic() - shown > 60 and os.isatty(1):
                shown = time.monotonic()
                say(f"还有 {load.left} 次")
    finally:
        instance.kill()
    print(
        "答的状态：" + "，".join(f"{s or '没有答'}：{n}" for s, n in sorted(load.statuses.items()))
    )
    for line in load.bad[:5]:
        print(f"    {line}")
    for worker, sizes in samples.items():
        few = "  ".join(f"{size:.0f}" for size in sizes[:: max(1, len(sizes) // 20)])
        verdict = "到顶了" if bounded(sizes) else "还在涨"
        print(f"进程 {worker}，MiB：{few}；最大 {max(sizes):.1f}，{verdict}")
    return not load.bad and all(bounded(sizes) for sizes in samples.values())
