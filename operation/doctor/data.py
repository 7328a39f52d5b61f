"""The database, and whether the jobs that should run by themselves do."""

import datetime
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from opendata.files import folder
from operation.jobs import State, jobs
from operation.models import OperationRun
from regions.models import DaySecret, Region

from .finding import Check, Finding, bad, good, note

#: Leavings of so many days say that a nightly job does not run.
LEFT_OVER = datetime.timedelta(days=2)


def database(now: datetime.datetime) -> Iterator[Finding]:
    """Yield whether the database answers and what it is."""
    try:
        connection.ensure_connection()
        version = ".".join(map(str, connection.get_database_version()))
    except (DatabaseError, InterfaceError) as error:
        said = str(error).partition("\n")[0][:150]
        yield bad("数据库", f"连不上（{said}）", "请看数据库开着没有、DATABASE_URL 写得对不对")
        return
    yield good("数据库", f"{connection.display_name} {version}{_size()}")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA quick_check(1)")
            said = cursor.fetchone()[0]
        if said == "ok":
            yield good("数据库", "文件没有坏")
        else:
            yield bad("数据库", f"文件坏了（{said[:100]}）", "请停下网站，用最近的备份恢复")


def _size() -> str:
    if connection.vendor != "sqlite":
        return ""
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    return f"，{file.stat().st_size / 2**20:.0f} MB" if file.is_file() else ""


def _tables() -> set[str] | None:
    """Return the tables of the database; None where it does not answer, as ``database`` says."""
    try:
        return set(connection.introspection.table_names())
    except (DatabaseError, InterfaceError):
        return None


def migrations(now: datetime.datetime) -> Iterator[Finding]:
    tables = _tables()
    if tables is None:
        return
    if "django_migrations" not in tables:
        yield bad("数据表", "还没有建", "请运行 manage.py migrate")
        return
    known = MigrationLoader(None).disk_migrations.keys()
    applied = MigrationRecorder(connection).applied_migrations().keys()
    pending, ahead = sorted(known - applied), sorted(applied - known)
    if pending:
        first = ".".join(pending[0])
        words = f"有 {len(pending)} 个迁移没有跑，第一个是 {first}"
        yield bad("数据表", words, "请先备份，再运行 manage.py migrate")
    elif ahead:
        words = f"库比程序新：{'.'.join(ahead[0])}"
        yield note("数据表", words, "退回过旧程序的，请看“退回上一版”")
    else:
        yield good("数据表", "和程序一样新")


def facts(now: datetime.datetime) -> Iterator[Finding]:
    if Region._meta.db_table not in (_tables() or ()):
        return
    number = Region.objects.pages().count()
    if number:
        yield good("资料", f"{number} 个地方有页面")
    else:
        advice = "新装的请运行 manage.py load_facts；原来有资料的，不要装，请用备份恢复"
        yield bad("资料", "一个地方也没有", advice)


def timers(now: datetime.datetime) -> Iterator[Finding]:
    """Yield when each job was last done, and the leavings of those that leave no record."""
    if OperationRun._meta.db_table not in (_tables() or ()):
        return
    for job in jobs(now):
        if job.state is State.WELL:
            yield good("定时任务", job.words)
        else:
            yield note("定时任务", job.words, f"请看“定时任务”里的 {job.name} 配了没有、成了没有")
    if DaySecret.objects.filter(day__lt=(now - LEFT_OVER).date()).exists():
        advice = "请配上 forget_addresses：隐私说明答应了过了当天就删"
        yield bad("定时任务", "前几天来信用的摘要还在", advice)
    if Session.objects.filter(expire_date__lt=now - LEFT_OVER).exists():
        yield note("定时任务", "过期的登录状态没有删", "请配上 clearsessions")


def data_files(now: datetime.datetime) -> Iterator[Finding]:
    """Yield of which day the files below ``/data/`` are; they are written each day at least."""
    if Region._meta.db_table not in (_tables() or ()):
        return  # first the database, of which they are written
    files = folder.current(settings.DATA_DIR)
    advice = "请运行 manage.py write_data，再看“定时任务”里的它在这台机器上配了没有"
    if files is None:
        yield note("数据文件", "还没有做过", advice)
        return
    made = datetime.date.fromisoformat(files.package["day"])
    words = f"是 {made.isoformat()} 的"
    if timezone.localdate(now) - made > LEFT_OVER:
        yield note("数据文件", words, advice)
    else:
        yield good("数据文件", words)


CHECKS: tuple[Check, ...] = (database, migrations, facts, timers, data_files)
