"""Faults are sent to where ``SENTRY_DSN`` says, without anything of readers in them."""

import importlib
import logging
from typing import Any

from .logs import words_of

logger = logging.getLogger(__name__)

#: What an event may keep; of the request only the method and the path, of the log nothing.
_KEPT = (
    *("event_id", "timestamp", "platform", "level", "logger", "exception", "transaction"),
    *("release", "environment", "sdk", "type"),
)


def start(dsn: str) -> bool:
    """Begin to send faults; False, and a line in the log, where the package is missing."""
    try:
        sdk = importlib.import_module("sentry_sdk")
    except ImportError:
        logger.error("SENTRY_DSN is set, but sentry-sdk is not installed: faults stay here.")
        return False
    sdk.init(
        dsn=dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        server_name="yibao",
        traces_sample_rate=None,
        auto_session_tracking=False,
        before_send=without_readers,
    )
    return True


def without_readers(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any] | None:
    """Return an event with what is kept of it; None where there is no exception in it.

    The words of an exception may repeat what a reader typed: they are shortened as in the log.
    """
    fault = (hint.get("exc_info") or (None, None, None))[1]
    if fault is None:
        return None
    kept = {name: event[name] for name in _KEPT if name in event}
    request = event.get("request", {})
    kept["request"] = {
        "method": request.get("method", ""),
        "url": str(request.get("url", "")).partition("?")[0][:200],
    }
    for one in kept.get("exception", {}).get("values", []):
        one["value"] = ""
        for frame in one.get("stacktrace", {}).get("frames", []):
            frame.pop("vars", None)
    values = kept.get("exception", {}).get("values", [])
    if values:
        values[-1]["value"] = words_of(fault).partition(": ")[2]
    return kept
