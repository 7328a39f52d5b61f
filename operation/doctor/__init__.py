"""What is wrong with an installation and what to do about it: small checks, each for itself.

A check is a function that takes the moment and yields findings. It reads settings, files and the
database; where it fails by itself, that is a finding too.
"""

import datetime
from collections.abc import Iterator

from . import data, machine, setup
from .finding import Check, Finding, bad

CHECKS: tuple[Check, ...] = (*machine.CHECKS, *setup.CHECKS, *data.CHECKS)


def examine(now: datetime.datetime, checks: tuple[Check, ...] = CHECKS) -> Iterator[Finding]:
    """Yield what each check finds; one that breaks says so, and the others go on."""
    for check in checks:
        try:
            yield from check(now)
        except Exception as error:
            said = f"{type(error).__name__}: {error}"[:200].replace("\n", " ")
            yield bad(check.__name__, f"这一项没有查成（{said}）", "请把这一行告诉写程序的人")
