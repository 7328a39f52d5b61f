"""How this process writes its log: one line a record, with zone and request, without readers.

The settings and ``gunicorn.conf.py`` configure logging with ``config``. Gunicorn's master runs
this file by its path, so that a reload never mixes two versions of the module: it imports nothing
but the standard library.
"""

import datetime
import ipaddress
import json
import logging
import re
import threading
import time
import traceback
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from hashlib import blake2b
from typing import Any

#: The id of the request that this thread answers, empty between requests.
REQUEST_ID: ContextVar[str] = ContextVar("request_id", default="")

#: The formats that ``LOG_FORMAT`` may name.
FORMATS = ("line", "json")
#: Characters of a message, and of the words of an exception.
LONGEST, LONGEST_FAULT = 2_000, 300
#: Frames of one exception, and exceptions of a chain, that are printed.
MOST_FRAMES, MOST_CAUSES = 30, 4
#: A fault is printed whole once in so many seconds; so many faults are counted at a time.
WHOLE_EVERY, MOST_FAULTS = 60.0, 200

#: Our own packages, which know what they may log; what others log of a request is shortened.
OURS = frozenset(
    {
        *("caching", "calculator", "credit", "desk", "documents", "faq", "fetching", "operation"),
        *("opendata", "pages", "protection", "regions", "text", "visits", "watch", "yibao_site"),
    }
)

_ZONE = datetime.timezone(datetime.timedelta(hours=8))
_V4 = re.compile(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_V6 = re.compile(r"(?<![\w:.])[0-9A-Fa-f]{0,4}:[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(?![\w:])")
_QUERY = re.compile(r"\?[^\s'\"]+")
_QUOTED = re.compile(r"'[^'\n]*'|\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’")
_NAME = re.compile(r"[A-Za-z_][A-Za-z_.]{0,59}")
#: What would start a new line, redraw a terminal or turn the direction of writing.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_BAD_REQUEST = re.compile(r"Invalid request from ip=\S*: (?P<kind>[A-Za-z /]{0,60})")


def on_one_line(text: str, longest: int = LONGEST) -> str:
    """Cut a text, and escape whatever could forge or hide a line.

    >>> on_one_line("/a\\n2026-11-30 ERROR")
    '/a\\\\n2026-11-30 ERROR'
    """
    cut = text if len(text) <= longest else f"{text[:longest]}…"
    return _CONTROL.sub(lambda found: ascii(found[0])[1:-1], cut)


def without_addresses(text: str) -> str:
    """Replace addresses of machines by “<ip>”, except those that mean this machine.

    >>> without_addresses("ip=203.0.113.9 and 2001:db8::7, at 10:15:02 on 127.0.0.1")
    'ip=<ip> and <ip>, at 10:15:02 on 127.0.0.1'
    """
    return _V6.sub(_hidden, _V4.sub(_hidden, text))


def _hidden(found: re.Match[str]) -> str:
    try:
        address = ipaddress.ip_address(found[0].rstrip("."))
    except ValueError:
        return found[0]
    return found[0] if address.is_loopback or address.is_unspecified else "<ip>"


def words_of(fault: BaseException) -> str:
    """Return what an exception says, without what somebody may have typed.

    That is what stands in quotes and is no name of the program, and PostgreSQL's further lines.

    >>> words_of(ValueError("invalid literal for int(): '13800000000'"))
    "ValueError: invalid literal for int(): '…'"
    """
    said = str(fault)[: LONGEST_FAULT * 4].partition("\n")[0]
    plain = _QUOTED.sub(lambda q: q[0] if _NAME.fullmatch(q[0][1:-1]) else "'…'", said)
    line = on_one_line(without_addresses(plain), LONGEST_FAULT)
    return f"{type(fault).__name__}: {line}" if line else type(fault).__name__


def _chain(fault: BaseException) -> Iterator[BaseException]:
    """Yield an exception and what caused it, the outermost first."""
    at: BaseException | None = fault
    for _ in range(MOST_CAUSES):
        if at is None:
            return
        yield at
        at = at.__cause__ or (None if at.__suppress_context__ else at.__context__)


def traceback_of(fault: BaseException) -> str:
    """Return the traceback, the cause first, each line set in so that none looks like a record."""
    parts = []
    for one in reversed(list(_chain(fault))):
        frames = traceback.format_tb(one.__traceback__)[-MOST_FRAMES:]
        parts += [line for frame in frames for line in frame.splitlines()] + [words_of(one)]
    return "\n".join(f"  | {line}" for line in parts)


def digest_of(fault: BaseException) -> str:
    """Return a short name of a fault: the same for the same exception at the same place."""
    frames = traceback.extract_tb(fault.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return blake2b(f"{type(fault).__qualname__} {place}".encode(), digest_size=4).hexdigest()


class Faults(logging.Filter):
    """Counts records with an exception by digest; only the first of a minute is printed whole."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self.clock = clock
        self.seen: OrderedDict[str, tuple[float, int]] = OrderedDict()
        self.lock = threading.Lock()

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
        if fault is not None:
            digest = digest_of(fault)
            vars(record).update(digest=digest, times=self._count(digest))
        return True

    def _count(self, digest: str) -> int:
        """Return the number of times that this fault was seen since it was printed whole."""
        now = self.clock()
        with self.lock:
            since, times = self.seen.pop(digest, (now, 0))
            if now - since >= WHOLE_EVERY:
                since, times = now, 0
            self.seen[digest] = (since, times + 1)
            while len(self.seen) > MOST_FAULTS:
                self.seen.popitem(last=False)
        return times + 1


def message_of(record: logging.LogRecord) -> str:
    """Return what a record says on one line, without addresses, and of others without queries."""
    said = record.getMessage()[: LONGEST * 4]
    if found := _BAD_REQUEST.match(said):  # gunicorn's; behind the kind stands what was sent
        return f"Invalid request: {found['kind'].strip() or 'not readable'}"
    if record.name.partition(".")[0] not in OURS:
        said = _QUERY.sub("?…", said)
    return on_one_line(without_addresses(said))


def _told(record: logging.LogRecord) -> dict[str, Any]:
    """Return what is written of a record, by name; what is not known is left out."""
    at = datetime.datetime.fromtimestamp(record.created, _ZONE)
    told = {
        "time": at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{int(record.msecs):03d}+0800",
        "level": record.levelname,
        "process": record.process,
        "request": REQUEST_ID.get(),
        "logger": record.name,
        "message": message_of(record),
    }
    fault = record.exc_info[1] if isinstance(record.exc_info, tuple) else None
    if fault is not None:
        times = getattr(record, "times", 1)
        told |= {"digest": getattr(record, "digest", digest_of(fault)), "times": times}
        told["fault"] = traceback_of(fault) if times == 1 else words_of(fault)
    return told


class LineFormatter(logging.Formatter):
    """A record as one line for people; the traceback of a fault stands set in below."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        line = (
            f"{told['time']} {told['level']} {told['process']} [{told['request'] or '-'}]"
            f" {told['logger']}: {told['message']}"
        )
        if "fault" not in told:
            return line
        if told["times"] == 1:
            return f"{line} (fault {told['digest']})\n{told['fault']}"
        return f"{line} (fault {told['digest']}, {told['times']} times: {told['fault']})"


class JsonFormatter(logging.Formatter):
    """A record as one JSON object on one line, for programs that gather logs."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_told(record), ensure_ascii=False)


def config(form: str) -> dict[str, Any]:
    """Return the configuration of logging with one of ``FORMATS``; anything else means lines."""
    formatter = JsonFormatter if form == "json" else LineFormatter
    console = {"handlers": ["console"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"faults": {"()": Faults}},
        "formatters": {"ours": {"()": formatter}},
        "handlers": {
            "console": {
                "class": "logging.StreamHandler",
                "formatter": "ours",
                "filters": ["faults"],
            }
        },
        "root": {"handlers": ["console"], "level": "INFO"},
        "loggers": {
            "axes": {"level": "WARNING"},
            "environ": {"level": "WARNING"},  # it says where there is no .env
            "django": {"level": "INFO", "handlers": [], "propagate": True},
            "django.server": {"level": "INFO", "handlers": [], "propagate": True},
            "gunicorn.error": {"level": "WARNING", **console},
            "gunicorn.access": {"level": "CRITICAL", **console},
        },
    }
