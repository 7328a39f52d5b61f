"""The machine: Python, packages, disk, clock, files and who may read them."""

import datetime
import importlib.metadata
import os
import re
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from .finding import Check, Finding, bad, good, note

OLDEST = (3, 11)
#: Free bytes below which editing will soon stop, and below which somebody should look.
LEAST_FREE, LITTLE_FREE = 200 * 2**20, 2 * 2**30
#: File systems over a network, where SQLite's locks cannot be relied on.
NETWORKED = ("nfs", "cifs", "smb", "9p", "fuse.sshfs", "glusterfs", "ceph", "afs")
_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^ ;\\]+)([^\\\n]*)", re.MULTILINE)


def python(now: datetime.datetime) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST:
        yield bad("Python", f"{version} 太旧", "请装 3.11 或更新的，再运行 make clean 和 make run")
    else:
        yield good("Python", version)


def packages(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether what is installed is what is locked; a line with a condition may be missing."""
    locked = _LOCKED.findall((settings.BASE_DIR / "requirements.txt").read_text(encoding="utf-8"))
    wrong = []
    for name, version, condition in locked:
        try:
            installed = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            if ";" not in condition:
                wrong.append(f"缺 {name}")
            continue
        if installed != version:
            wrong.append(f"{name} 是 {installed}，该是 {version}")
    if wrong:
        advice = "请运行 pip install --require-hashes -r requirements.txt"
        yield bad("程序库", "；".join(wrong[:10]), advice)
    else:
        yield good("程序库", f"{len(locked)} 个都是锁定的版本")


def bytecode(now: datetime.datetime) -> Iterator[Finding]:
    if sys.dont_write_bytecode:
        advice = "请去掉 PYTHONDONTWRITEBYTECODE，不然每次启动都重新编译"
        yield note("字节码", "留不下来", advice)
    else:
        yield good("字节码", "留得下来")


def disk(now: datetime.datetime) -> Iterator[Finding]:
    free = shutil.disk_usage(_existing(settings.VAR_DIR)).free
    words = f"{settings.VAR_DIR} 还剩 {free / 2**30:.1f} GB"
    if free < LEAST_FREE:
        yield bad("硬盘", words, "请马上腾地方：满了编辑存不了，读者来信也收不到")
    elif free < LITTLE_FREE:
        yield note("硬盘", words, "请腾地方，或者加硬盘")
    else:
        yield good("硬盘", words)


def modes(now: datetime.datetime) -> Iterator[Finding]:
    """Yield which of the files with secrets others on this machine may read."""
    secret = [settings.VAR_DIR, settings.VAR_DIR / "secret_key", settings.BASE_DIR / ".env"]
    secret += sorted(settings.VAR_DIR.glob("*.sqlite3*"))
    open_ = [path for path in secret if path.exists() and _is_open(path)]
    for path in open_:
        mode, wanted = stat.S_IMODE(path.stat().st_mode), "700" if path.is_dir() else "600"
        words = f"{path} 的权限是 {mode:o}，这台机器上别的用户也打得开"
        yield bad("文件权限", words, f"请运行 chmod {wanted} {path}")
    if not open_:
        yield good("文件权限", "密钥和数据库只有自己打得开")


def _is_open(path: Path) -> bool:
    return bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


def file_system(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether SQLite lies on a file system of this machine."""
    if connection.vendor != "sqlite":
        return
    kind = kind_of(_existing(settings.VAR_DIR), Path("/proc/mounts"))
    if kind.startswith(NETWORKED):
        advice = "请搬到本机的硬盘上，或者改用 PostgreSQL：网络盘上 SQLite 的锁靠不住，会坏"
        yield bad("数据库的位置", f"{settings.VAR_DIR} 在网络盘上（{kind}）", advice)
    elif kind:
        yield good("数据库的位置", f"本机的硬盘（{kind}）")
    else:
        yield note("数据库的位置", "看不出是哪种文件系统", "请确认不是网络盘")


def kind_of(path: Path, mounts: Path) -> str:
    """Return the kind of the file system that holds ``path``; empty where nobody knows."""
    if not mounts.exists():
        return ""
    found: tuple[int, str] = (-1, "")
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, point, kind, *_ = line.split(" ")
        point = point.replace("\\040", " ")
        if path.resolve().is_relative_to(point) and len(point) >= found[0]:
            found = (len(point), kind)
    return found[1]


def clock(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether the clock is not behind the day on which the program's facts were made."""
    made = max(path.stat().st_mtime for path in (settings.BASE_DIR / "fixtures").glob("*.json"))
    said = now.astimezone(datetime.timezone(datetime.timedelta(hours=8)))
    words = f"{said:%Y-%m-%d %H:%M}（北京时间）"
    if now.timestamp() < made - 3600:
        advice = "请对一下钟（timedatectl）：页面上的日期、登录的验证码都靠它"
        yield bad("时钟", f"{words}，比程序还早", advice)
    elif settings.TIME_ZONE != "Asia/Shanghai":
        yield bad("时钟", f"时区是 {settings.TIME_ZONE}", "请改回 Asia/Shanghai")
    else:
        yield good("时钟", words)


def account(now: datetime.datetime) -> Iterator[Finding]:
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        yield note("用户", "现在是 root", "网站请用一个自己的用户跑，建的文件也归它")
    else:
        yield good("用户", "不是 root")


def _existing(path: Path) -> Path:
    """Return a folder, or the nearest above it that exists."""
    return next(one for one in (path, *path.parents) if one.exists())


CHECKS: tuple[Check, ...] = (
    *(python, packages, bytecode, disk, modes, file_system, clock, account),
)
