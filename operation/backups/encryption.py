"""Encrypting a backup for a public key, so that who finds it reads nothing: age or gpg."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from operation.backups.files import Backup, BackupFault
from operation.backups.programs import fed, pieces, piped, program

_AGE, _GPG = ".age", ".gpg"


def ending_for(recipient: str) -> str:
    """Return what the name of a backup for this recipient ends in; empty: not encrypted."""
    if not recipient:
        return ""
    return _AGE if recipient.startswith("age1") else _GPG


def _encrypting(recipient: str) -> list[str]:
    if ending_for(recipient) == _AGE:
        return [program("age", "age"), "--encrypt", "--recipient", recipient]
    whose = "--recipient-file" if Path(recipient).is_file() else "--recipient"
    # The key stands in the settings of this machine: nobody is there to be asked about trust.
    return [
        program("gpg", "gnupg"), "--batch", "--yes", "--quiet", "--trust-model", "always",
        "--compress-algo", "none", "--encrypt", whose, recipient,
    ]  # fmt: skip


def _decrypting(backup: Backup, identity: str) -> list[str]:
    if backup.path.suffix == _GPG:
        return [program("gpg", "gnupg"), "--batch", "--quiet", "--decrypt"]
    if not identity:
        raise BackupFault(
            "这份备份是用 age 加密的。请用 --identity 指出私钥文件（或者设 BACKUP_IDENTITY）。"
        )
    if not Path(identity).is_file():
        raise BackupFault(f"没有这个私钥文件：{identity}")
    return [program("age", "age"), "--decrypt", "--identity", identity]


@contextmanager
def plain_parts(backup: Backup, identity: str) -> Iterator[Iterable[bytes]]:
    """Read a backup piece by piece, decrypted where it is encrypted, never on the disk."""
    with backup.path.open("rb") as file:
        if not backup.is_encrypted:
            yield pieces(file)
            return
        with piped(_decrypting(backup, identity), {}, feed=file) as parts:
            yield parts


def write_parts(parts: Iterable[bytes], recipient: str, target: IO[bytes]) -> None:
    """Write ``parts`` into a file, encrypted for ``recipient`` on the way if there is one."""
    if not recipient:
        for part in parts:
            target.write(part)
        return
    fed(_encrypting(recipient), {}, parts, target)
