"""The content policy of an answer, as its header says it."""

from django.conf import settings


def content_policy(**changes: str) -> str:
    """Return ``settings.SECURE_CSP`` as one line, with ``changes``: ``frame_src="'self'"``.

    >>> content_policy(frame_src="'self'").rpartition("; ")[2]
    "frame-src 'self'"
    """
    named = {name.replace("_", "-"): [value] for name, value in changes.items()}
    policy = settings.SECURE_CSP | named
    return "; ".join(f"{name} {' '.join(values)}" for name, values in policy.items())
