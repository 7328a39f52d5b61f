"""Readers and editors at work on a cluster, and what they have written down so far."""

import json
import os
import re
import signal
import time
from collections.abc import Iterator
from pathlib import Path

from .judgement import Asked, Edit, recovery
from .marks import MARK, PAGE
from .readers import PATIENCE, ask, lines_of
from .stage import Cluster
from .web import Instance, UnixConnection, behind_proxy, workers_at

#: Pages that many read, and that each worker keeps.
PAGES = [
    PAGE,
    "/",
    "/regions/",
    "/regions/gansu/lanzhou/",
    "/regions/shanghai/",
    "/regions/guangxi/",
    "/regions/zhejiang/hangzhou/",
    "/regions/gansu/",
    "/calculator/",
    "/balance/",
    "/balance/phone/",
    "/faq/",
    "/faq/shanghai-74/",
    "/about/",
]


class Run:
    """Who reads and edits; each program writes a file that this reads."""

    def __init__(self, cluster: Cluster):
        self.cluster, self.folder = cluster, cluster.folder
        self.read_log, self.change_log, self.edit_log = (
            self.folder / name for name in ("readers.txt", "changes.txt", "edits.txt")
        )
        self.pause = self.change_log.with_suffix(".pause")

    # Who is at work

    def read(self, streams: list[dict]) -> None:
        spec = self.folder / f"streams-{len(self.cluster.programs)}.json"
        spec.write_text(json.dumps(streams), "utf-8")
        self.cluster.tool("readers", str(spec), str(self.read_log))

    def streams(self) -> list[dict]:
        """Readers by way of nginx, by addresses no cache has seen, and at each worker itself."""
        door = {"door": str(self.cluster.door)}
        direct = [
            {"name": one.name, "sockets": str(one.sockets), "paths": [PAGE], "rate": 8}
            for one in self.cluster.instances
        ]
        through = [
            {"name": "nginx", "paths": PAGES, "rate": 10},
            {"name": "past", "paths": PAGES, "rate": 5, "fresh": True},
        ]
        return [door | stream for stream in through + direct]

    def edit(self, pace: float = 1.0) -> None:
        door = str(self.cluster.door)
        self.cluster.tool("editors", "drafts", door, str(self.edit_log), "--pace", str(pace))

    def publish(self, first: int, count: int, pace: float, by_hand: bool = False):
        """Publish changes, by hand through the admin or by the same steps in a program."""
        numbers = ["--first", str(first), "--count", str(count), "--pace", str(pace)]
        if by_hand:
            door = str(self.cluster.door)
            return self.cluster.tool("editors", "publish", door, str(self.change_log), *numbers)
        env = self.cluster.publishing_environment()
        return self.cluster.tool("publisher", "run", str(self.change_log), *numbers, env=env)

    def warm(self) -> None:
        """Have every worker make every page once: what is stored then is what is meant."""
        for instance in self.cluster.instances:
            for path in PAGES:
                for worker in workers_at(instance.sockets):
                    self.fetch(instance, worker, path)

    def fetch(self, instance: Instance, worker: int, path: str) -> tuple[int, str]:
        """Ask one worker for one page."""
        connection = UnixConnection(instance.sockets / f"{worker}.sock", 20)
        return ask(connection, path, behind_proxy(self.cluster.door.host))[:2]

    def places(self) -> list[str]:
        """Return the addresses of all places, as the sitemap lists them."""
        _, text = self.fetch(self.cluster.b, self.cluster.b.workers_that_answer()[0],
                             "/sitemap-regions.xml")  # fmt: skip
        return re.findall(r"<loc>https://[^/<]+([^<]+)</loc>", text)

    # What they wrote down

    def asked(self, since: float = 0, until: float = float("inf")) -> list[Asked]:
        rows = (Asked.read(words) for words in lines_of(self.read_log))
        return sorted(
            (one for one in rows if since <= one.moment <= until), key=lambda one: one.moment
        )

    def changes(self) -> list[Edit]:
        """Return the changes that were acknowledged, in order."""
        return [edit for edit in self._edits(self.change_log) if edit.acknowledged]

    def edits(self, since: float = 0, until: float = float("inf")) -> list[Edit]:
        return [edit for edit in self._edits(self.edit_log) if since <= edit.moment <= until]

    def refusals(self) -> list[str]:
        """Return why edits were not acknowledged."""
        return [" ".join(words[3:]) for words in lines_of(self.edit_log) if words[2] == "0"]

    def all_written(self) -> None:
        """Wait until every request that was begun has been answered or given up."""
        time.sleep(PATIENCE + 1)

    def recovered(self, ended: float, seconds: float) -> float | None:
        """Wait until every worker shows a change of after ``ended``; None if that lasts longer."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            time.sleep(0.5)
            found = recovery(self.asked(ended), self.changes(), ended)
            if found is not None:
                return found
        return None

    def kept_numbers(self, field: str) -> set[int]:
        """Return the numbers of all marks that the history of a field of the questions holds."""
        import psycopg  # from requirements-scale.txt

        query = f"SELECT DISTINCT substring({field} from %s) FROM faq_historicalquestion"  # noqa: S608
        with psycopg.connect(self.cluster.primary.url()) as connection:
            return {
                int(number) for (number,) in connection.execute(query, [MARK.pattern]) if number
            }

    def _edits(self, log: Path) -> Iterator[Edit]:
        for words in lines_of(log):
            yield Edit(int(words[0]), float(words[1]), words[2] == "1")


def through_nginx(cluster: Cluster, path: str) -> tuple[int, str]:
    """Ask once by way of nginx."""
    return ask(cluster.door.connection(20), path, {"Host": cluster.door.host})[:2]


def kill_worker(instance: Instance) -> None:
    """Kill one worker of an instance as the kernel does when memory is short."""
    os.kill(workers_at(instance.sockets)[0], signal.SIGKILL)
