"""Files that only their owner may read: what the site keeps is as secret as its passwords."""

import contextlib
import os
import stat
from pathlib import Path

#: What readers of no kind may do: the bits of group and others.
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
#: What SQLite keeps beside a database; new ones get the mode of the database.
_BESIDE = ("", "-wal", "-shm", "-journal")


def private_folder(path: Path) -> Path:
    """Return ``path``, made as a folder of ours alone, or closed to others where it is ours."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    close_to_others(path)
    return path


def private_database(path: Path, make: bool) -> None:
    """Close a database of SQLite to others; ``make``: a new one begins as an empty, closed file.

    One in memory (``:memory:``) has none.
    """
    if path.name == ":memory:":
        return
    with contextlib.suppress(FileExistsError, FileNotFoundError, PermissionError):
        if make:
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    for ending in _BESIDE:
        close_to_others(path.with_name(path.name + ending))


def close_to_others(path: Path) -> None:
    """Take all rights from group and others; what is missing or not ours stays as it is.

    A folder that everybody may write into (``/tmp``) is shared on purpose.
    """
    with contextlib.suppress(FileNotFoundError, PermissionError):
        found = path.lstat()
        if stat.S_ISLNK(found.st_mode) or found.st_mode & stat.S_ISVTX:
            return
        if found.st_uid == os.geteuid() and found.st_mode & _OTHERS:
            path.chmod(stat.S_IMODE(found.st_mode) & ~_OTHERS)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file of mode 0600 aside, see it on the disk, and only then give it its name."""
    aside = path.with_name(f".{path.name}.part")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    aside.rename(path)
    sync_folder(path.parent)


def sync_folder(path: Path) -> None:
    """See the names in a folder on the disk."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
