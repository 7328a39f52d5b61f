"""Take the character out of posted texts that PostgreSQL cannot hold."""

from django.http import QueryDict

NUL = "\x00"


def without_nul(data: QueryDict) -> QueryDict:
    """Return ``data`` with no NUL in its values; nobody types one, and a text may hold none."""
    if not any(NUL in value for _, values in data.lists() for value in values):
        return data
    cleaned = data.copy()
    for name, values in data.lists():
        cleaned.setlist(name, [value.replace(NUL, "") for value in values])
    cleaned._mutable = False  # as that of any request
    return cleaned
