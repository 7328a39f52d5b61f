"""Move this installation from SQLite to an empty PostgreSQL; the file is not touched."""

import argparse
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection

from operation.moving.copying import Moved, Outcome, move
from operation.moving.ends import CannotMove, opened


class Command(BaseCommand):
    help = "把 SQLite 里的全部资料搬到一个空的 PostgreSQL，逐表核对。原来的库只读，不会改。"
    # The database of the settings may be either end, and is not asked.
    requires_system_checks = []

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument(
            "url",
            help="搬到哪里：postgres://用户:密码@主机/库名。不写密码就用 PGPASSFILE 或 ~/.pgpass。",
        )
        parser.add_argument(
            "--from", dest="path", type=Path, help="从哪个文件搬，默认是这里正在用的库。"
        )

    def handle(self, *, url: str, path: Path | None, **options) -> None:
        try:
            with opened(path or self.own_file(), url):
                outcome = move(self.stderr)
        except CannotMove as why:
            raise CommandError(str(why)) from why
        except DatabaseError as error:
            raise CommandError(
                f"连不上，或者读不了：{str(error).strip()}\n"
                "请看 PostgreSQL 开着没有、库建了没有、地址写得对不对，再运行一次。"
            ) from error
        except KeyboardInterrupt as stopped:
            raise CommandError("停下了，还没有搬完。再运行一次，会接着搬。") from stopped
        for table in outcome.tables:
            self.stdout.write(self.line(table))
        self.conclude(outcome)

    def own_file(self) -> Path:
        if connection.vendor != "sqlite":
            raise CannotMove("这里正在用的库不是 SQLite。请用 --from 写明从哪个文件搬。")
        return Path(connection.settings_dict["NAME"])

    @staticmethod
    def line(table: Moved) -> str:
        verdict = "相同" if table.equal else f"不同：PostgreSQL {table.target.rows} {table.target}"
        how = "搬了" if table.copied else "已有"
        return f"{table.table:<48} {table.source.rows:>8} {table.source} {how} {verdict}"

    def conclude(self, outcome: Outcome) -> None:
        many = len(outcome.tables)
        rows = sum(table.source.rows for table in outcome.tables)
        if not outcome.equal:
            differ = "、".join(table.table for table in outcome.tables if not table.equal)
            raise CommandError(
                f"搬完以后不一样的表：{differ}。先不要用 PostgreSQL。请停下写它的程序，再运行一次。"
            )
        if outcome.written_meanwhile:
            raise CommandError(
                "搬的时候有人在改原来的库，后改的没有搬过去。请停下网站和定时任务，再运行一次。"
            )
        self.stdout.write(
            f"{many} 张表、{rows} 行，两边逐表相同。原来的库没有动。"
            "现在把 DATABASE_URL 换成 PostgreSQL 的地址，重启网站。"
        )
