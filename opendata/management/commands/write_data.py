"""``manage.py write_data``: write the files below ``/data/`` where the content changed."""

import time

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from caching import revision
from opendata.files import folder, package
from opendata.files.edition_file import NotWhole
from opendata.files.writing import write_set

#: How often it begins anew where an editor publishes meanwhile.
TRIES = 3


class Command(BaseCommand):
    help = "资料改过，或者过了一天，就把 /data/ 下面的数据文件重新写一遍；没有变的不动"

    def add_arguments(self, parser):
        parser.add_argument("--force", action="store_true", help="没有变也重新写")

    def handle(self, *, force, verbosity, **options):
        if settings.READERS_ONLY and connection.vendor == "sqlite":
            raise CommandError(
                "这台机器只有整版文件，没有改动的历史，写出来的不全。"
                "请把主站 DATA_DIR 里的整个文件夹抄过来。"
            )
        began = time.monotonic()
        try:
            for _ in range(TRIES):
                state = _state()
                former = folder.current(settings.DATA_DIR)
                if former and package.is_of(former.package, state) and not force:
                    if verbosity:
                        self.stdout.write("资料没有变，数据文件没有动。")
                    return
                name = f"edition-{state.number}-{state.day.isoformat()}"
                with folder.new_set(settings.DATA_DIR, name) as into:
                    write_set(into, state)
                if _state() == state:
                    break
        except (DatabaseError, InterfaceError, NotWhole, OSError) as error:
            raise CommandError(f"数据文件没有写成，旧的还在：{error}") from error
        if not verbosity:
            return
        made = folder.current(settings.DATA_DIR)
        size = sum(one["bytes"] for one in made.package["resources"]) if made else 0
        self.stdout.write(
            f"数据文件写好了：第 {state.number} 版，{size / 1e6:.1f} MB，"
            f"用了 {time.monotonic() - began:.1f} 秒。"
        )


def _state() -> package.State:
    """The state of the content now."""
    now = revision.current()
    return package.State(now.number, now.mark, timezone.localdate())
