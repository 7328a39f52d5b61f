"""Remembers outside the database that it once held facts, so that a lost one is never refilled.

The mark lies in ``VAR_DIR`` and says which database was filled and since when. An empty database
with that mark, or with backups at hand, is one that was lost: filling it with the facts of a
release would bury what editors did. Who wants that says so.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from operation.backups.files import all_backups
from operation.backups.making import name_of
from protection.private_files import private_folder, write_whole
from regions.models import Region

#: What is typed to fill an emptied database again.
WORD = "重新装入"


class Vanished(Exception):
    """The database is empty and was not; in words."""


def _mark() -> Path:
    return settings.VAR_DIR / "installed.json"


def remember(since: str) -> None:
    """Note that the site's database holds facts, once they are committed.

    What was noted of the same database stays; one in memory is not worth a note.
    """
    if _noted().get("since") is None and (connection.vendor != "sqlite" or _is_file()):
        transaction.on_commit(lambda: _write({"since": since}))


def agree() -> None:
    """Note that somebody wants the emptied database filled: the next step need not ask again."""
    _write({"agreed": True})


def _write(said: dict[str, Any]) -> None:
    said = {"database": name_of(connection)} | said
    private_folder(settings.VAR_DIR)
    write_whole(_mark(), (json.dumps(said, ensure_ascii=False) + "\n").encode())


def _is_file() -> bool:
    return Path(connection.settings_dict["NAME"]).is_file()


def _noted() -> dict[str, Any]:
    """Return what is noted of the site's database; nothing if that is of another one."""
    try:
        said = json.loads(_mark().read_bytes())
        return said if said["database"] == name_of(connection) else {}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError):
        return {"since": "不知道哪天"}  # half a mark is still one


def is_empty() -> bool:
    """Whether the site's database holds no facts; also where its tables are missing."""
    if Region._meta.db_table not in connection.introspection.table_names():
        return True
    return not Region.objects.exists()


def vanished() -> str:
    """Say in words what was here before an empty database; empty where nothing was."""
    if not is_empty():
        return ""
    noted, backups = _noted(), all_backups(settings.BACKUP_DIR)
    ours = [backup for backup in backups if backup.database == name_of(connection)]
    if noted.get("agreed") or not (noted or ours):
        return ""
    before = f"从前有资料（{noted['since']} 起）" if noted else "有备份"
    lines = [f"这个库{before}，现在却是空的：{name_of(connection)}"]
    if newest := (ours or backups)[:1]:
        lines += [
            f"最新的备份是 {newest[0].made_at:%Y-%m-%d %H:%M} 的。恢复请运行：",
            f"  manage.py restore {newest[0].path}",
        ]
    else:
        lines.append(f"备份文件夹 {settings.BACKUP_DIR} 里没有备份，请到别处找找。")
    lines.append("从头装入的是程序自带的资料，编辑改过的就都没有了。")
    return "\n".join(lines)


def ask_or_refuse(say: Callable[[str], object]) -> None:
    """Ask before an emptied database is filled; Vanished where nobody wants that."""
    words = vanished()
    if not words:
        return
    if not sys.stdin.isatty():
        raise Vanished(
            f"{words}\n没有动它。真要从头装入，请运行 manage.py migrate，"
            "再运行 manage.py load_facts --refill。"
        )
    say(words)
    answer = input(f"真要从头装入，请输入“{WORD}”；输入别的，什么都不动：")
    if answer.strip().strip("“”") != WORD:
        raise Vanished("什么都没有动。")
    agree()
