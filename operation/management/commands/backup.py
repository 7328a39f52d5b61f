"""Back up the database, prove it, and delete what is old; a timer runs this every night."""

import datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError
from django.utils import timezone

from operation.backups.files import BackupFault, all_backups, in_words
from operation.backups.keeping import Retention, too_old
from operation.backups.making import Order, make_backup
from operation.models import OperationRun
from operation.noting import note
from text.progress import Progress
from watch.one_run import AnotherRun, one_run, stopped_in_order


class Command(BaseCommand):
    help = "备份数据库：抄下来，查完整，压缩，校验，删掉太旧的。给定时任务用。"

    def handle(self, *, verbosity=1, **options):
        self.verbosity = verbosity
        started = timezone.now()
        try:
            with one_run(settings.VAR_DIR / "backup.lock"), stopped_in_order():
                self.back_up(started)
        except AnotherRun as error:
            raise CommandError("另一次备份还没有做完，这次没有备份。") from error
        except BackupFault as error:
            self.note(started, ok=False, summary=f"没有备份成：{error}")
            raise CommandError(f"没有备份成：{error}") from error
        except (KeyboardInterrupt, SystemExit) as error:
            raise CommandError("停下了，没有备份成，旧的备份都在。") from error
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"没有备份成：数据库连不上或者用不了（{error}）") from error

    def back_up(self, started: datetime.datetime) -> None:
        order = Order(settings.BACKUP_DIR, settings.BACKUP_RECIPIENT, settings.VAR_DIR)
        with Progress(self.stdout if self.verbosity else None, "备份") as so_far:
            backup, contents = make_backup(order, started, so_far.step)
        rows = sum(table.rows for table in contents.tables.values())
        size = backup.path.stat().st_size
        seconds = (timezone.now() - started).total_seconds()
        locked = f"，加密给 {settings.BACKUP_RECIPIENT[:12]}…" if backup.is_encrypted else ""
        self.say(
            f"备份好了：{backup.path}\n"
            f"{len(contents.tables)} 张表，{rows} 行，{in_words(size)}，"
            f"用了 {seconds:.1f} 秒{locked}"
        )
        old = too_old(all_backups(settings.BACKUP_DIR), self.retention())
        for one in old:
            one.delete()
        kept = len(all_backups(settings.BACKUP_DIR))
        self.say(f"留着 {kept} 份，删了 {len(old)} 份旧的。")
        self.note(
            started,
            ok=True,
            summary=f"备份好了，{rows} 行，{in_words(size)}，查过是完整的；一共留着 {kept} 份。",
            figures={"rows": rows, "bytes": size, "seconds": round(seconds, 1), "kept": kept},
        )

    @staticmethod
    def retention() -> Retention:
        return Retention(settings.BACKUP_DAYS, settings.BACKUP_WEEKS, settings.BACKUP_MONTHS)

    def note(self, started: datetime.datetime, **what: Any) -> None:
        note(OperationRun.Kind.BACKUP, started, timezone.now(), **what, faults=self.stderr)

    def say(self, words: str) -> None:
        if self.verbosity:
            self.stdout.write(words)
