"""How much clients may take: buckets of processor time, and how many requests are at work at once.

What a request costs is known only when it is done, so it is let in while its bucket holds
anything, and is then charged what it really took; a debt is waited for. That nobody overdraws by
a hundred requests at the same moment, few of a client are at work at once. Each process counts
for itself, in memory, for a fixed number of clients.
"""

import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

#: A full bucket holds what flows in within so many seconds.
BURST = 10
#: How many clients are remembered; the one that asked longest ago is forgotten first.
MOST_CLIENTS = 10_000


@dataclass(slots=True)
class Bucket:
    """Seconds of processor time that are left, as of the moment ``at``."""

    left: float
    at: float


@dataclass(frozen=True, slots=True)
class Share:
    """A name to count under, how many times the usual flow it has, and how many at once."""

    name: str
    times: float = 1
    at_once: int = 3


class Brake:
    """Buckets by name, filled by ``flow`` seconds of processor time a second.

    Moments are those of a clock that never goes back.
    """

    def __init__(self, flow: float, most: int = MOST_CLIENTS):
        self.flow = flow
        self.most = most
        self._buckets: OrderedDict[str, Bucket] = OrderedDict()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._buckets)

    def wait(self, shares: Sequence[Share], now: float) -> int:
        """Return 0 if a request may begin, else in how many seconds all its buckets allow it."""
        with self._lock:
            debts = [-self._filled(share, now).left / (self.flow * share.times) for share in shares]
        longest = max(debts)
        return 0 if longest < 0 else max(1, math.ceil(longest))

    def left(self, share: Share, now: float) -> tuple[float, float, float]:
        """Return the seconds that a name has left, that a full bucket holds, and until it is full.

        A debt is nothing left.
        """
        with self._lock:
            left = max(0.0, self._filled(share, now).left)
        flow = self.flow * share.times
        return left, flow * BURST, (flow * BURST - left) / flow

    def spend(self, shares: Sequence[Share], seconds: float, now: float) -> None:
        """Charge what a request took."""
        with self._lock:
            for share in shares:
                self._filled(share, now).left -= seconds

    def _filled(self, share: Share, now: float) -> Bucket:
        """Return the bucket as it is ``now``; one that is not known is full."""
        flow = self.flow * share.times
        full = flow * BURST
        bucket = self._buckets.get(share.name)
        if bucket is None:
            bucket = self._buckets[share.name] = Bucket(full, now)
            if len(self._buckets) > self.most:
                self._buckets.popitem(last=False)
        bucket.left = min(full, bucket.left + flow * max(0.0, now - bucket.at))
        bucket.at = max(now, bucket.at)
        self._buckets.move_to_end(share.name)
        return bucket


class AtWork:
    """How many requests of each name are at work; it remembers nobody who has none."""

    def __init__(self) -> None:
        self._begun: Counter[str] = Counter()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._begun)

    def begin(self, shares: Sequence[Share]) -> bool:
        """Count a request in if all its names allow one more; who is refused waits for nothing."""
        with self._lock:
            if any(self._begun[share.name] >= share.at_once for share in shares):
                return False
            self._begun.update(share.name for share in shares)
            return True

    def end(self, shares: Sequence[Share]) -> None:
        """Count out a request that was counted in."""
        with self._lock:
            self._begun.subtract(share.name for share in shares)
            for share in shares:
                if not self._begun[share.name]:
                    del self._begun[share.name]
