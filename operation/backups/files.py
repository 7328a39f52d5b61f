"""The files of backups in their folder: names, checksums, what each one says of itself.

A backup is three files: the database (``yibao-20261130-033000.sqlite3.gz``, on PostgreSQL
``.pgdump``; encrypted it ends in ``.age`` or ``.gpg``), beside it ``.json`` with what is in it,
and ``.sha256``, which ``sha256sum -c`` reads. The time in the name is China's.
"""

import datetime
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

CHINA = datetime.timezone(datetime.timedelta(hours=8))
_NAME = re.compile(r"yibao-(\d{8}-\d{6})\.(sqlite3\.gz|pgdump)(\.age|\.gpg)?")
#: What a backup of each engine is called.
SUFFIXES = {"sqlite": ".sqlite3.gz", "postgresql": ".pgdump"}
PIECE = 1 << 20  # bytes


class BackupFault(Exception):
    """Why a backup cannot be made, read or brought back, in words for the operator."""


@dataclass(frozen=True)
class Table:
    """How many rows a table has, and a checksum of all that they say."""

    rows: int
    digest: str


@dataclass(frozen=True)
class Contents:
    """What is in a backup, as it was read when the backup was made."""

    made_at: str
    engine: str
    database: str
    revision: tuple[int, str]
    migrations: tuple[str, ...]
    tables: dict[str, Table]

    @property
    def when(self) -> str:
        """When it was made, for people: 2026-11-30 03:20."""
        return self.made_at[:16].replace("T", " ")

    def as_json(self) -> bytes:
        return (json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n").encode()

    @classmethod
    def read(cls, path: Path) -> "Contents":
        """Read what ``as_json`` wrote; BackupFault where it is missing or something else."""
        try:
            found: dict[str, Any] = json.loads(path.read_bytes())
            return cls(
                made_at=str(found["made_at"]),
                engine=str(found["engine"]),
                database=str(found["database"]),
                revision=(int(found["revision"][0]), str(found["revision"][1])),
                migrations=tuple(map(str, found["migrations"])),
                tables={name: Table(**one) for name, one in found["tables"].items()},
            )
        except FileNotFoundError as error:
            raise BackupFault(
                f"备份旁边没有 {path.name}，没法核对行数。三个文件要一起拷来。"
            ) from error
        except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
            raise BackupFault(f"{path.name} 坏了，没法核对行数。") from error


@dataclass(frozen=True, order=True)
class Backup:
    """One backup in its folder."""

    path: Path

    @property
    def made_at(self) -> datetime.datetime:
        """When it was made, by its name."""
        match = _NAME.fullmatch(self.path.name)
        if match is None:
            raise BackupFault(f"{self.path.name} 不像备份的文件名，请不要改名。")
        return datetime.datetime.strptime(match[1], "%Y%m%d-%H%M%S").replace(tzinfo=CHINA)

    @property
    def bare(self) -> Path:
        """Its path without what encryption adds: the same for the files beside it."""
        path = self.path
        return path.with_suffix("") if path.suffix in {".age", ".gpg"} else path

    @property
    def contents_path(self) -> Path:
        return self.bare.with_name(self.bare.name + ".json")

    @property
    def sums_path(self) -> Path:
        return self.bare.with_name(self.bare.name + ".sha256")

    @property
    def is_encrypted(self) -> bool:
        return self.bare != self.path

    @property
    def database(self) -> str:
        """Which database it was made of, as far as it says so."""
        try:
            return Contents.read(self.contents_path).database
        except BackupFault:
            return ""

    @property
    def files(self) -> list[Path]:
        return [self.path, self.contents_path, self.sums_path]

    @property
    def is_complete(self) -> bool:
        return all(path.is_file() for path in self.files)

    def checked(self) -> Contents:
        """Return what is in it; BackupFault if it is not as it was when it was made."""
        if not self.path.is_file():
            raise BackupFault(f"没有这个文件：{self.path}")
        try:
            lines = self.sums_path.read_text(encoding="utf-8").splitlines()
        except (FileNotFoundError, UnicodeDecodeError) as error:
            raise BackupFault(
                f"备份旁边没有能读的 {self.sums_path.name}，没法核对。三个文件要一起拷来。"
            ) from error
        sums = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
        contents = Contents.read(self.contents_path)
        for path in (self.path, self.contents_path):
            if sha256_of(path) != sums.get(path.name):
                raise BackupFault(f"{path.name} 坏了或者没有拷全：和校验值对不上。请换一份备份。")
        return contents

    def delete(self) -> None:
        """Delete its files, the checksums first: what is half deleted is no backup."""
        for path in reversed(self.files):
            path.unlink(missing_ok=True)


def backup_of(folder: Path, at: datetime.datetime, engine: str, ending: str) -> Backup:
    """Return the backup that is to be made, by its name."""
    moment = at.astimezone(CHINA)
    return Backup(folder / f"yibao-{moment:%Y%m%d-%H%M%S}{SUFFIXES[engine]}{ending}")


def all_backups(folder: Path) -> list[Backup]:
    """Return the complete backups in a folder, the newest first; other files are none of ours."""
    if not folder.is_dir():
        return []
    found = [Backup(path) for path in folder.iterdir() if _NAME.fullmatch(path.name)]
    return sorted(
        (backup for backup in found if backup.is_complete),
        key=lambda backup: (backup.made_at, backup.path.name),
        reverse=True,
    )


def sha256_of(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            found.update(piece)
    return found.hexdigest()


def in_words(size: int) -> str:
    """Say a size in bytes as people do."""
    return f"{size / 1e6:.1f} MB" if size < 1e9 else f"{size / 1e9:.1f} GB"
