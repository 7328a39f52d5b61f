"""What is broken, one after the other, while readers read and editors edit."""

import signal
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from .judgement import Row, lost, row, started
from .run import Run, kill_worker, through_nginx
from .stage import Cluster, say

#: How long a cluster may take until every worker shows the next change again.
RECOVERY = 90.0
#: Seconds without a publication before each fault.
QUIET = 3.0
#: Seconds until nginx asks an upstream again that failed: ``fail_timeout`` of deploy/nginx.
NGINX_FORGIVES = 1.0
#: A page that no reader asked for so far, and an address with a reader's own case.
NEVER_ASKED = "/about/privacy/"
OWN_CASE = "/calculator/?region=shanghai&age=74&insurance=employee&status=retired"
Step = Callable[[Cluster], None]


@dataclass(frozen=True)
class Fault:
    """One fault: what breaks, for how many seconds (long, quick), what mends it."""

    name: str
    breaks: Step
    mends: Step
    seconds: tuple[float, float] = (20, 6)
    #: What is right beside 200 where nothing is stored as long as it lasts, by stream.
    also: dict[str, tuple[int, ...]] = field(default_factory=dict)
    #: Looks at something in the middle of it; returns what is wrong, in words.
    looks: Callable[[Cluster], list[str]] = lambda cluster: []


def nothing(cluster: Cluster) -> None:
    """What mends itself."""


def _kill_workers(cluster: Cluster) -> None:
    for instance in cluster.instances:
        kill_worker(instance)


def _kill_a(cluster: Cluster) -> None:
    cluster.a.kill()


def _kill_b(cluster: Cluster) -> None:
    cluster.b.kill()


def _kill_both(cluster: Cluster) -> None:
    _kill_a(cluster)
    _kill_b(cluster)


def _start_again(cluster: Cluster) -> None:
    """Start the instances that are gone, as the service manager does."""
    gone = [one for one in cluster.instances if not one.runs]
    for instance in gone:
        instance.start()
    for instance in gone:
        instance.wait()


def _without_upstreams(cluster: Cluster) -> list[str]:
    """Look at what nginx says by itself: a page nobody asked for, and a reader's own case."""
    wrong = []
    for path, wanted in ((NEVER_ASKED, 200), (OWN_CASE, 503)):
        status, text = through_nginx(cluster, path)
        if status != wanted or "医保" not in text:
            wrong.append(f"没有上游时 {path} 答 {status}，该答 {wanted}")
    return wrong


def _restart_primary(cluster: Cluster) -> None:
    cluster.primary.stop()
    cluster.primary.start()


def _kill_primary(cluster: Cluster) -> None:
    cluster.primary.kill()
    cluster.primary.start()


def _make_room(cluster: Cluster) -> None:
    cluster.disk.clear()
    if not cluster.primary.runs:  # it gives up where it cannot write its log
        cluster.primary.start()


def _cut(name: str) -> Step:
    return lambda cluster: getattr(cluster, name).send(signal.SIGUSR1)


def _join(name: str) -> Step:
    return lambda cluster: getattr(cluster, name).send(signal.SIGUSR2)


FAULTS = [
    Fault("什么都不坏（对照）", nothing, nothing, (15, 6)),
    Fault("kill -9 两台各一个工作进程", _kill_workers, nothing, (10, 5)),
    Fault("kill -9 整个实例 A，10 秒后再启动", _kill_a, _start_again, (10, 5)),
    Fault("kill -9 整个实例 B，10 秒后再启动", _kill_b, _start_again, (10, 5)),
    Fault(
        "两个实例都 kill -9，15 秒后再启动",
        _kill_both,
        _start_again,
        (15, 8),
        {"past": (503,)},
        _without_upstreams,
    ),
    Fault("主库重启（不换主）", _restart_primary, nothing, (5, 3)),
    Fault("主库 kill -9，再启动", _kill_primary, nothing, (5, 3)),
    Fault("主库的磁盘写满 20 秒", lambda cluster: cluster.disk.fill(), _make_room),
    Fault("掐断 A 和主库的网 20 秒", _cut("to_primary"), _join("to_primary")),
    Fault("掐断 B 和备库的网 20 秒", _cut("from_replica"), _join("from_replica")),
    Fault("掐断主库和备库的网 20 秒", _cut("to_replica"), _join("to_replica")),
]


def possible(cluster: Cluster) -> list[Fault]:
    """Return the faults that can be made here; says which cannot."""
    if cluster.disk.mounted:
        return FAULTS
    say("没有 root，做不出一块会写满的小磁盘：“磁盘写满”这一项没有试。")
    return [fault for fault in FAULTS if fault.mends is not _make_room]


@dataclass(frozen=True)
class Broken:
    """A fault that was made and mended: its moments, and what was seen in the middle of it."""

    fault: Fault
    began: float
    ended: float
    over: float
    recovered: float | None
    wrong: list[str]


def broken(run: Run, fault: Fault, quick: bool) -> Broken:
    """Make one fault under load, mend it and wait until all is as before.

    Nothing is published in the seconds before: a page is stored once it was made after the last
    change. Editing goes on.
    """
    run.pause.touch()
    time.sleep(QUIET / 2)
    run.warm()
    time.sleep(QUIET / 2)
    say(f"{fault.name}…")
    began = time.monotonic()
    fault.breaks(run.cluster)
    time.sleep(fault.seconds[quick] / 2)
    wrong = fault.looks(run.cluster)
    time.sleep(fault.seconds[quick] / 2)
    fault.mends(run.cluster)
    ended = time.monotonic()
    run.pause.unlink()
    recovered = run.recovered(ended, RECOVERY)
    return Broken(fault, began, ended, time.monotonic(), recovered, wrong)


def all_of_them(run: Run, quick: bool) -> list[Row]:
    """Make every fault and return the table; what was lost is looked up at the end."""
    made = [broken(run, fault, quick) for fault in possible(run.cluster)]
    run.all_written()
    notes, bodies = run.kept_numbers("staff_note"), run.kept_numbers("body")
    rows, since = [], 0.0
    for one in made:
        line = _readers(run, one)
        # What was edited between two faults counts to the second of them.
        edits = run.edits(since, one.over)
        line.tried = len(edits)
        line.acknowledged = sum(edit.acknowledged for edit in edits)
        changes = [change for change in run.changes() if since <= change.moment <= one.over]
        line.lost = len(lost(edits, notes)) + len(lost(changes, bodies))
        since = one.over
        rows.append(line)
    return rows


def _readers(run: Run, made: Broken) -> Row:
    """Return the line of a fault with what readers saw of it."""
    before, during = run.asked(made.began - QUIET, made.began), run.asked(made.began, made.ended)
    also = made.fault.also | dict.fromkeys(started(before, during), (200,))
    until = made.ended + NGINX_FORGIVES
    line = row(made.fault.name, run.asked(made.began, made.over), also, until=until)
    line.recovered = made.recovered
    line.failed += len(made.wrong)
    line.remarks += made.wrong
    return line
