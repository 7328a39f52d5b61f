"""Bring a backup back into an empty database, and compare every table with the backup."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection

from operation import installed
from operation.backups import restoring
from operation.backups.files import Backup, BackupFault
from operation.backups.making import name_of
from text.progress import Progress
from watch.one_run import AnotherRun, one_run, stopped_in_order

STOPPED = (
    "停下了。库要么还是空的，要么已经整个恢复好了，不会只有一半；备份没有动。"
    "再运行一次同样的命令就知道。"
)


class Command(BaseCommand):
    help = "把一份备份恢复到空库里，逐张表和备份时对一遍。库里有内容就不恢复。"
    requires_system_checks = []  # the database is empty as yet

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, help="备份文件（.sqlite3.gz、.pgdump，或加密的）。")
        parser.add_argument(
            "--identity",
            default=settings.BACKUP_IDENTITY,
            help="age 的私钥文件；gpg 的私钥在 gpg 自己的钥匙圈里。",
        )

    def handle(self, *, file: Path, identity: str, verbosity=1, **options):
        self.verbosity = verbosity
        try:
            with one_run(settings.VAR_DIR / "restore.lock"), stopped_in_order():
                self.restore(Backup(file.absolute()), identity)
        except AnotherRun as error:
            raise CommandError("另一次恢复还没有做完。") from error
        except BackupFault as error:
            raise CommandError(f"没有恢复：{error}") from error
        except OSError as error:
            raise CommandError(f"没有恢复，库还是空的：{error}") from error
        except (DatabaseError, InterfaceError) as error:
            raise CommandError(f"没有恢复：数据库连不上或者用不了（{error}）") from error
        except (KeyboardInterrupt, SystemExit) as error:
            raise CommandError(STOPPED) from error

    def restore(self, backup: Backup, identity: str) -> None:
        contents = backup.checked()
        restoring.refuse_other_engine(contents, connection)
        restoring.refuse_newer(contents)
        restoring.refuse_filled(connection)
        with Progress(self.stdout if self.verbosity else None, "恢复") as so_far:
            compared = restoring.restore(backup, contents, identity, so_far.step)
        self.print_table(compared)
        different = [one.name for one in compared if not one.is_equal]
        if different:
            raise CommandError(
                f"{len(different)} 张表和备份时不一样：{'、'.join(different[:5])}。请换一份备份。"
            )
        installed.remember(contents.made_at[:10])
        rows = sum(table.rows for table in contents.tables.values())
        self.say(
            f"恢复好了：{contents.when} 的备份，{len(compared)} 张表，{rows} 行，"
            f"和备份时一样。现在在 {name_of(connection)}。"
        )
        if lacking := restoring.lacking_migrations(contents):
            self.say(f"备份来自早些的程序，还差 {lacking} 个迁移。接着请运行：manage.py migrate")

    def print_table(self, compared: list[restoring.Compared]) -> None:
        self.say(f"{'备份时':>8}{'恢复后':>8}　　　表")
        for one in compared:
            rows = [str(side.rows) if side else "没有" for side in (one.wanted, one.found)]
            said = "一样" if one.is_equal else "不同"
            self.say(f"{rows[0]:>10} {rows[1]:>10}　{said}　{one.name}")

    def say(self, words: str) -> None:
        if self.verbosity:
            self.stdout.write(words)
