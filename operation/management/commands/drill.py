"""Restore the newest backup into a temporary place and compare 50 pages; a timer runs it weekly."""

import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from operation.backups.drilling import Drill, drill
from operation.backups.files import Backup, BackupFault, all_backups
from operation.backups.workshop import workshop
from operation.models import OperationRun
from operation.noting import note
from text.progress import Progress
from watch.one_run import AnotherRun, one_run, stopped_in_order

WORKSHOP = ".drill-"


class Command(BaseCommand):
    help = (
        "演练：把最新的备份恢复到临时的地方，在上面启动网站，和现在的网站比 50 页。给定时任务用。"
    )

    def add_arguments(self, parser):
        parser.add_argument("--file", type=Path, help="试这一份，不试最新的。")
        parser.add_argument("--identity", default=settings.BACKUP_IDENTITY, help="age 的私钥文件。")

    def handle(self, *, file: Path | None, identity: str, verbosity=1, **options):
        self.verbosity = verbosity
        started = timezone.now()
        try:
            with one_run(settings.VAR_DIR / "drill.lock"), stopped_in_order():
                self.drill(self.backup(file), identity, started)
        except AnotherRun as error:
            raise CommandError("另一次演练还没有做完，这次没有做。") from error
        except (BackupFault, OSError) as error:
            self.note(started, ok=False, summary=f"演练没有成，备份可能恢复不了：{error}")
            raise CommandError(f"演练没有成：{error}") from error
        except (KeyboardInterrupt, SystemExit) as error:
            raise CommandError("停下了，演练没有做完；备份和现在的库都没有动。") from error
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"演练没有成：数据库连不上或者用不了（{error}）") from error

    def backup(self, file: Path | None) -> Backup:
        if file is not None:
            return Backup(file.absolute())
        found = all_backups(settings.BACKUP_DIR)
        if not found:
            raise BackupFault(f"{settings.BACKUP_DIR} 里一份备份也没有。请先运行 manage.py backup")
        return found[0]

    def drill(self, backup: Backup, identity: str, started: datetime.datetime) -> None:
        self.say(f"演练：{backup.path}")
        with (
            workshop(settings.VAR_DIR, WORKSHOP) as folder,
            Progress(self.stdout if self.verbosity else None, "演练") as so_far,
        ):
            done = drill(backup, identity, folder, so_far.step)
        self.print_table(done)
        seconds = (timezone.now() - started).total_seconds()
        said = in_a_sentence(done)
        self.note(
            started,
            ok=not done.broken,
            summary=said,
            figures={
                "backup": done.contents.made_at,
                "tables": len(done.tables),
                "pages": len(done.seen),
                "different": len(done.unequal),
                "seconds": round(seconds, 1),
            },
        )
        if done.broken:
            raise CommandError(said)
        self.say(f"{said}用了 {seconds:.0f} 秒。")

    def print_table(self, done: Drill) -> None:
        for one in done.seen:
            same = "一样" if one.is_equal else "备份以后改过" if done.changed_since else "不同"
            self.say(f"{one.status}　{same}　{one.path}")
        for table in done.tables:
            if not table.is_equal:
                self.say(f"表　不同　{table.name}")

    def note(self, started: datetime.datetime, **what: Any) -> None:
        note(OperationRun.Kind.DRILL, started, timezone.now(), **what, faults=self.stderr)

    def say(self, words: str) -> None:
        if self.verbosity:
            self.stdout.write(words)


def in_a_sentence(done: Drill) -> str:
    """Say for editors what a drill came to."""
    rows = sum(one.found.rows for one in done.tables if one.found)
    if done.broken:
        more = f"等 {len(done.broken)} 处" if len(done.broken) > 3 else ""
        faults = "；".join(done.broken[:3])
        return f"{done.contents.when} 的备份恢复出来不对：{faults}{more}。请告诉管服务器的人。"
    equal = sum(one.is_equal for one in done.seen)
    differ = f"，{len(done.unequal)} 页备份以后改过" if done.unequal else ""
    return (
        f"{done.contents.when} 的备份恢复得出来：{len(done.tables)} 张表、{rows} 行和备份时一样；"
        f"打开 {len(done.seen)} 页，{equal} 页和现在的网站一样{differ}。"
    )
