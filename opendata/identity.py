"""Names of entries and events that stay for ever, wherever the site and its database move."""

import uuid

#: Drawn once; every name is made from it.
_OURS = uuid.UUID("6f0a2a3e-4a0b-4f2c-9d39-8f6d1f5a7c11")


def lasting(*parts: object) -> str:
    """Return a UUID for stable keys, never for numbers of a database: ASCII, the same each time."""
    return str(uuid.uuid5(_OURS, "/".join(map(str, parts))))
