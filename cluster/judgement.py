"""What the records of a run say: how stale, how slow, what failed, what was lost.

Pure: lists in, figures out. The musts stand here.
"""

import math
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from unicodedata import east_asian_width

#: A page that is older than this, in seconds after the change was acknowledged, is stale.
STALE_AFTER = 1.0
#: A stored page that takes longer, in seconds, has failed.
TOO_SLOW = 2.0
#: The status of an answer whose worker was killed meanwhile, asked of that worker directly.
GONE = -1


@dataclass(frozen=True)
class Asked:
    """One request of a reader: when, how long, of whom, what came, which change it showed."""

    moment: float
    took: float
    who: str
    status: int
    shown: int | None = None
    path: str = "/"

    @classmethod
    def read(cls, words: Sequence[str]) -> "Asked":
        moment, took, who, status, shown, path = words
        number = None if shown == "-" else int(shown)
        return cls(float(moment), float(took), who, int(status), number, path)

    @property
    def stream(self) -> str:
        return self.who.partition("/")[0]

    def failed(self, also: Collection[int] = ()) -> bool:
        """Whether this was no answer in time.

        ``also`` says what is right beside 200 where nothing is stored; it may then take as long
        as a start does.
        """
        if self.status == GONE:
            return False
        return self.status not in (200, 304, *also) or (self.took > TOO_SLOW and not also)


@dataclass(frozen=True)
class Edit:
    """One edit: its number, when it was answered, whether the answer said that it is kept."""

    number: int
    moment: float
    acknowledged: bool = True


def share(values: Iterable[float], part: float) -> float:
    """Return the value that the given part of all does not exceed; 0 of none.

    >>> share([3, 1, 2, 10], 0.5), share([3, 1, 2, 10], 0.99)
    (2, 10)
    """
    in_order = sorted(values)
    return in_order[max(0, math.ceil(part * len(in_order)) - 1)] if in_order else 0.0


def staleness(asked: Asked, changes: Sequence[Edit]) -> float:
    """Return for how many seconds the page shown had been out of date when it was asked for.

    ``changes`` are those acknowledged, in order. The first change after the shown one tells:
    since then something newer was to be shown.
    """
    if asked.shown is None:
        return 0.0
    after = bisect_right(changes, asked.shown, key=lambda change: change.number)
    if after == len(changes):
        return 0.0
    return max(0.0, asked.moment - changes[after].moment)


def recovery(asked: Iterable[Asked], changes: Sequence[Edit], ended: float) -> float | None:
    """Return after how many seconds every worker showed something published after ``ended``.

    Every worker that is asked then counts. None: it has not come to that.
    """
    first = next((change for change in changes if change.moment > ended), None)
    if first is None:
        return None
    seen: dict[str, float | None] = {}
    for one in asked:
        if one.moment < ended or one.status == GONE or "/" not in one.who:
            continue
        seen.setdefault(one.who, None)
        fresh = one.shown is not None and one.shown >= first.number
        if fresh and seen[one.who] is None:
            seen[one.who] = one.moment + one.took
    times = [moment for moment in seen.values() if moment is not None]
    if not seen or len(times) < len(seen):
        return None
    return max(times) - ended


#: How many columns the names of the table take.
NAME = 44
COLUMNS = ("读者问", "失败", "p50毫秒", "p99毫秒", "最慢", "编辑改", "认了", "丢了", "恢复秒")


def padded(text: str, columns: int) -> str:
    """Return a text with blanks up to so many columns; a Chinese character takes two.

    >>> padded("库a", 5) + "|"
    '库a  |'
    """
    wide = sum(1 + (east_asian_width(letter) in "WF") for letter in text)
    return text + " " * max(0, columns - wide)


def in_columns(name: str, cells: Iterable[object]) -> str:
    """Return a line of the table."""
    return padded(name, NAME) + "".join(padded(str(cell), 9) for cell in cells)


@dataclass
class Row:
    """A line of the table: what was done, and what readers and editors saw of it."""

    name: str
    asked: int = 0
    failed: int = 0
    p50: float = 0.0
    p99: float = 0.0
    slowest: float = 0.0
    tried: int = 0
    acknowledged: int = 0
    lost: int = 0
    recovered: float | None = None
    remarks: list[str] = field(default_factory=list)
    must_recover: bool = True

    @property
    def kept(self) -> bool:
        """Whether every must of this line was kept; a line without readers shows nothing."""
        back = self.recovered is not None or not self.must_recover
        return self.asked > 0 and not self.failed and not self.lost and back

    def __str__(self) -> str:
        waits = [round(wait * 1000) for wait in (self.p50, self.p99, self.slowest)]
        edits = [self.tried, self.acknowledged, self.lost] if self.must_recover else ["", "", ""]
        cells = [self.asked, self.failed, *waits, *edits, self._recovered()]
        verdict = "合格" if self.kept else "不合格"
        return "\n".join(
            [in_columns(self.name, cells) + verdict, *(f"    {one}" for one in self.remarks)]
        )

    def _recovered(self) -> str:
        if not self.must_recover:
            return ""
        return "没有" if self.recovered is None else f"{self.recovered:.1f}"


def row(
    name: str,
    asked: Sequence[Asked],
    also: Mapping[str, Collection[int]] = MappingProxyType({}),
    until: float = math.inf,
) -> Row:
    """Return the line of what readers saw.

    ``also`` names, by worker or stream, what is right beside 200 for requests before ``until``.
    After that pages change and are made anew: their status counts, not how long that takes.

    >>> row("x", [Asked(0, 0.1, "nginx", 200), Asked(0, 0.3, "nginx", 502)]).failed
    1
    """
    waits = [one.took for one in asked if one.status != GONE]

    def right(one: Asked) -> Collection[int]:
        return also.get(one.who, also.get(one.stream, ())) if one.moment < until else (200,)

    failed = [one for one in asked if one.failed(right(one))]
    line = Row(name, len(waits), len(failed), share(waits, 0.5), share(waits, 0.99),
               max(waits, default=0.0))  # fmt: skip
    kinds = Counter((one.stream, one.status) for one in failed)
    for (stream, status), times in kinds.most_common(4):
        first = next(one for one in failed if (one.stream, one.status) == (stream, status))
        line.remarks.append(
            f"{stream} 答 {status}：{times} 次，比如 {first.path}，{first.took:.2f} 秒"
        )
    return line


def table(title: str, rows: Sequence[Row]) -> bool:
    """Print the lines under a head and return whether all musts were kept."""
    print(f"\n{in_columns(title, COLUMNS)}")
    for line in rows:
        print(line)
    sys.stdout.flush()
    return bool(rows) and all(line.kept for line in rows)


def started(before: Iterable[Asked], during: Iterable[Asked]) -> set[str]:
    """Return the workers that were first asked during a fault: they have stored nothing yet."""
    known = {one.who for one in before}
    return {one.who for one in during if "/" in one.who} - known


def lost(edits: Iterable[Edit], kept: set[int]) -> list[int]:
    """Return the numbers of edits that were acknowledged and are not in the database."""
    return sorted(edit.number for edit in edits if edit.acknowledged and edit.number not in kept)


def flat(samples: Sequence[float], within: float = 0.03) -> bool:
    """Whether no sample differs from their middle by more than that part.

    >>> flat([100, 102, 99, 103]), flat([100, 100, 107])
    (True, False)
    """
    middle = share(samples, 0.5)
    return bool(samples) and all(abs(one - middle) <= within * middle for one in samples)
