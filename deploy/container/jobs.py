"""Run the scheduled commands in a container, where no systemd does.

When is read from the timers of ``deploy/systemd/``, so that it stands in one place. Missed
moments are not made up for; one job runs at a time.
"""

import datetime
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
UNITS = ROOT / "deploy/systemd"
DAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
_WHEN = re.compile(
    r"(?:(?P<day>[A-Z][a-z]{2}) )?\*-\*-\* "
    r"(?P<hours>\*|\d\d(?:\.\.\d\d)?):(?P<minute>\d\d) (?P<zone>[\w/]+)"
)


@dataclass(frozen=True)
class Job:
    """A command line and the hours of a day at whose ``minute`` it runs; ``day`` None: any."""

    command: list[str]
    day: int | None
    hours: range
    minute: int
    zone: ZoneInfo

    def is_due(self, moment: datetime.datetime) -> bool:
        local = moment.astimezone(self.zone)
        return (
            self.day in (None, local.weekday())
            and local.hour in self.hours
            and local.minute == self.minute
        )


def jobs(folder: Path = UNITS) -> list[Job]:
    """Return the jobs of all timers; raises ValueError where one says when in a way of its own."""
    return [_job(path) for path in sorted(folder.glob("*.timer"))]


def _job(path: Path) -> Job:
    said = dict(
        line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line
    )
    found = _WHEN.fullmatch(said["OnCalendar"])
    if found is None:
        raise ValueError(f"{path.name}: {said['OnCalendar']}")
    first, _, last = found["hours"].partition("..")
    hours = range(24) if first == "*" else range(int(first), int(last or first) + 1)
    return Job(
        _command(path.parent, said["Unit"]),
        DAYS.index(found["day"]) if found["day"] else None,
        hours,
        int(found["minute"]),
        ZoneInfo(found["zone"]),
    )


def _command(folder: Path, unit: str) -> list[str]:
    """Return what a service runs behind ``manage.py``: its own drop-in's word, or its name."""
    own = folder / f"{unit}.d/folder.conf"
    if own.exists():
        return own.read_text(encoding="utf-8").rpartition("manage.py ")[2].splitlines()[0].split()
    return [unit.removesuffix(".service").partition("@")[2]]


def _stop(signum, frame) -> None:
    """Leave at once, and end the job at work: the first process of a container hears no signal
    that it does not listen to.
    """
    raise SystemExit


def main() -> None:
    signal.signal(signal.SIGTERM, _stop)
    known = jobs()
    print(f"定时任务 {len(known)} 个，等时间到。", flush=True)
    minute = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
    while True:
        minute += datetime.timedelta(minutes=1)
        time.sleep(max(0.0, (minute - datetime.datetime.now(datetime.UTC)).total_seconds()))
        for job in known:
            if job.is_due(minute):
                done = subprocess.run(  # noqa: S603 (our own commands)
                    [sys.executable, "manage.py", *job.command], cwd=ROOT, check=False
                )
                print(f"{' '.join(job.command)}：退出码 {done.returncode}", flush=True)
        behind = datetime.datetime.now(datetime.UTC).replace(second=0, microsecond=0)
        minute = max(minute, behind)


if __name__ == "__main__":
    main()
