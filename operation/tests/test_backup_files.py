import datetime
import hashlib
import subprocess

import pytest

from operation.backups import programs
from operation.backups.files import (
    Backup,
    BackupFault,
    Contents,
    Table,
    all_backups,
    backup_of,
)
from operation.backups.keeping import Retention, too_old

NOON = datetime.datetime(2026, 11, 30, 4, tzinfo=datetime.UTC)  # noon in China
CONTENTS = Contents(
    made_at="2026-11-30T12:00:00+08:00",
    engine="sqlite",
    database="/srv/var/yibao.sqlite3",
    revision=(7, "ab"),
    migrations=("regions.0001_initial",),
    tables={"regions_region": Table(3, "ff")},
)


def written(folder, at=NOON, ending="") -> Backup:
    """A backup whose files fit together; what the database would be is of no matter."""
    backup = backup_of(folder, at, "sqlite", ending)
    backup.path.write_bytes(b"rows")
    backup.contents_path.write_bytes(CONTENTS.as_json())
    lines = [
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        for path in (backup.path, backup.contents_path)
    ]
    backup.sums_path.write_text("".join(lines))
    return backup


def test_a_name_tells_the_time_in_china_and_what_is_in_it(tmp_path):
    assert written(tmp_path).path.name == "yibao-20261130-120000.sqlite3.gz"
    assert written(tmp_path, ending=".age").path.name == "yibao-20261130-120000.sqlite3.gz.age"
    assert backup_of(tmp_path, NOON, "postgresql", "").path.name == "yibao-20261130-120000.pgdump"
    assert written(tmp_path).made_at == NOON


@pytest.mark.parametrize("ending", ["", ".age", ".gpg"])
def test_what_was_written_is_read_again_and_sha256sum_agrees(tmp_path, ending):
    backup = written(tmp_path, ending=ending)

    assert backup.checked() == CONTENTS
    command = ["sha256sum", "--check", "--strict", backup.sums_path.name]
    assert subprocess.run(command, cwd=tmp_path, check=False).returncode == 0


def test_each_way_to_be_broken_is_told(tmp_path):
    def told() -> str:
        with pytest.raises(BackupFault) as fault:
            backup.checked()
        return str(fault.value)

    backup = written(tmp_path)
    backup.path.write_bytes(b"row")
    assert "坏了或者没有拷全" in told()
    backup = written(tmp_path)
    backup.contents_path.write_text("{}")
    assert "坏了，没法核对行数" in told()
    backup.contents_path.unlink()
    assert "三个文件要一起拷来" in told()
    backup = written(tmp_path)
    backup.sums_path.unlink()
    assert "三个文件要一起拷来" in told()
    backup.path.unlink()
    assert "没有这个文件" in told()


def test_only_whole_backups_count_and_the_newest_is_first(tmp_path):
    older = written(tmp_path, NOON - datetime.timedelta(days=1))
    newer = written(tmp_path)
    half = written(tmp_path, NOON + datetime.timedelta(days=1))
    half.sums_path.unlink()
    (tmp_path / "yibao.sqlite3.old").write_bytes(b"of somebody")

    assert all_backups(tmp_path) == [newer, older]
    assert all_backups(tmp_path / "none") == []
    older.delete()
    assert all_backups(tmp_path) == [newer]
    assert not older.contents_path.exists()


def nightly(folder, days: int) -> list[Backup]:
    """Backups of so many nights, the last one on 30 November 2026."""
    nights = (NOON - datetime.timedelta(days=n) for n in range(days))
    return [backup_of(folder, at, "sqlite", "") for at in nights]


def kept(backups: list[Backup], retention: Retention) -> list[str]:
    gone = too_old(backups, retention)
    return [f"{one.made_at:%m-%d}" for one in backups if one not in gone]


def test_the_newest_of_days_weeks_and_months_is_kept(tmp_path):
    backups = nightly(tmp_path, 100)

    assert kept(backups, Retention(3, 0, 0)) == ["11-30", "11-29", "11-28"]
    # Weeks end on Sunday: 29 and 22 November 2026 are Sundays, 30 is the Monday after.
    assert kept(backups, Retention(0, 3, 0)) == ["11-30", "11-29", "11-22"]
    assert kept(backups, Retention(0, 0, 3)) == ["11-30", "10-31", "09-30"]
    assert kept(backups, Retention(2, 3, 2)) == ["11-30", "11-29", "11-22", "10-31"]


def test_the_newest_stays_whatever_is_set(tmp_path):
    assert kept(nightly(tmp_path, 5), Retention(0, 0, 0)) == ["11-30"]
    assert too_old([], Retention(14, 8, 12)) == []


def test_a_pause_of_a_year_deletes_nothing(tmp_path):
    backups = nightly(tmp_path, 1) + nightly(tmp_path, 400)[380:383]

    assert too_old(backups, Retention(14, 8, 12)) == []


def test_of_two_on_one_day_the_later_is_kept(tmp_path):
    evening = backup_of(tmp_path, NOON + datetime.timedelta(hours=8), "sqlite", "")
    noon = backup_of(tmp_path, NOON, "sqlite", "")

    assert too_old([noon, evening], Retention(14, 8, 12)) == [noon]


def test_who_reads_too_little_is_told_why_by_the_program_that_failed():
    failing = ["sh", "-c", "printf half; echo no key >&2; exit 3"]

    def read():
        with programs.piped(failing, {}) as parts:
            if b"".join(parts) == b"half":
                raise BackupFault("后面少了一截")

    with pytest.raises(BackupFault, match=r"sh 没有成：no key"):
        read()


def test_what_the_reader_finds_wrong_is_told_where_the_program_did_well():
    def read():
        with programs.piped(["sh", "-c", "printf half"], {}) as parts:
            b"".join(parts)
            raise BackupFault("后面少了一截")

    with pytest.raises(BackupFault, match="后面少了一截"):
        read()
