"""Reads documents beside the requests, so that nobody's page waits for it.

A thread of the process that was asked does the work, two at once at most; the reading itself runs
in a child process with limits (``documents.limited``). The database knows how far each one is, so
any process can tell, and a reading whose process was stopped can be begun once more.
"""

import logging
import threading
from http import HTTPStatus
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from desk.models import DocumentReading
from desk.models.reading import NAME_LENGTH
from documents import reading as documents
from documents.contents import REFUSALS
from fetching.fetch import NotFetched, agent_of, fetch
from regions.models.link import refusal_of

AT_ONCE = 2
#: How long the request waits for a short document, in seconds.
PATIENCE = 2.0
GONE = (HTTPStatus.NOT_FOUND, HTTPStatus.GONE)
NOT_READ = "读的时候出了错，没有读完。请再读一次，或者照着文件录。"

logger = logging.getLogger(__name__)
_turns = threading.BoundedSemaphore(AT_ONCE)


def start(reading: DocumentReading) -> None:
    """Begin to read in a thread, and wait a moment for it, so that a short one is done at once.

    In a transaction nothing is waited for: the thread begins once the row is there for it.
    """
    if connection.in_atomic_block:
        transaction.on_commit(lambda: _thread(reading.pk).start())
        return
    thread = _thread(reading.pk)
    thread.start()
    thread.join(PATIENCE)


def _thread(pk: int) -> threading.Thread:
    return threading.Thread(target=_in_turn, args=[pk], name=f"reading {pk}", daemon=True)


def _in_turn(pk: int) -> None:
    with _turns:
        try:
            carry_out(pk)
        except DatabaseError:
            logger.exception("Reading %s was not kept", pk)
        finally:
            connection.close()


def carry_out(pk: int) -> None:
    """Fetch what has to be fetched, read it, and note what came of it."""
    reading = DocumentReading.objects.filter(pk=pk).first()
    if reading is None or not reading.is_being_read():
        return
    try:
        if reading.kind == DocumentReading.Kind.ADDRESS and not reading.raw:
            _fetch(reading)
        raw = reading.content
        _leave_database()  # reading takes seconds
        result = _read(reading, raw)
    except NotFetched as fault:
        reading.was_not_fetched(f"没有拿到这一页：{fault}")
    except Exception:
        logger.exception("Reading %s failed", pk)
        reading.was_not_fetched(NOT_READ)
    else:
        reading.was_read(result)


def _read(reading: DocumentReading, raw: bytes) -> documents.Reading:
    if reading.kind == DocumentReading.Kind.TEXT:
        return documents.read_text(raw.decode("utf-8", "replace"))
    return documents.read(
        raw,
        name=reading.name,
        content_type=reading.content_type,
        address=reading.address,
        keep=reading.keep,
        drop=reading.drop,
    )


def _fetch(reading: DocumentReading) -> None:
    """Ask the website, which takes up to half a minute, and keep its answer."""
    address = reading.address
    _leave_database()
    answer = fetch(address, refusal=refusal_of, agent=agent_of(settings.SITE_URL))
    if answer.status in GONE:
        raise NotFetched("对方网站说没有这一页。请看看网址是不是抄全了。")
    if answer.status != HTTPStatus.OK:
        raise NotFetched(f"{REFUSALS['blocked-page']}（答的是 {answer.status}）")
    if not reading.name:
        reading.name = name_in(answer.address)
        DocumentReading.objects.filter(pk=reading.pk).update(name=reading.name)
    reading.was_fetched(answer.raw, answer.address, answer.content_type)


def _leave_database() -> None:
    """Close the connection of this thread while nothing is asked of it."""
    if not connection.in_atomic_block:
        connection.close()


def name_in(address: str) -> str:
    """Return the name of the file at an address: the last part of its path."""
    last = unquote(urlsplit(address).path).rstrip("/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[-NAME_LENGTH:]
