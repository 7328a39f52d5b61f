"""Hashers of passwords that bound what logins take: memory by a hash, hashes at a time.

Argon2 as OWASP advises it: 19 MiB, two passes, one lane. Django's own takes 100 MiB a hash, which
a few logins at once turn into more than a worker has.
"""

import contextlib
import threading
from collections.abc import Iterator

from django.contrib.auth.hashers import Argon2PasswordHasher, PBKDF2PasswordHasher

#: How many passwords a process hashes at once, how many more wait, and how long for. Two processes
#: share two cores: a second hash makes logins no faster, and kept pages wait for it.
AT_ONCE, MOST_WAITING = 1, 3
PATIENCE = 2.0  # seconds
_turns = threading.BoundedSemaphore(AT_ONCE)
_places = threading.BoundedSemaphore(AT_ONCE + MOST_WAITING)


class TooManyHashesError(Exception):
    """Others hash passwords; this request did not get its turn."""


@contextlib.contextmanager
def turn() -> Iterator[None]:
    """Wait for a turn to hash. Raises TooManyHashesError if none comes, or too many wait."""
    if not _places.acquire(blocking=False):
        raise TooManyHashesError
    try:
        if not _turns.acquire(timeout=PATIENCE):
            raise TooManyHashesError
        try:
            yield
        finally:
            _turns.release()
    finally:
        _places.release()


class Argon2(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane."""

    time_cost = 2
    memory_cost = 19 * 1024  # KiB
    parallelism = 1

    def encode(self, password, salt):
        with turn():
            return super().encode(password, salt)

    def verify(self, password, encoded):
        with turn():
            return super().verify(password, encoded)


class PBKDF2(PBKDF2PasswordHasher):
    """Django's, for passwords of before Argon2; a login with one stores it anew."""

    def encode(self, password, salt, iterations=None):
        with turn():
            return super().encode(password, salt, iterations)
