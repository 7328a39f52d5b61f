"""Addresses of the web: what else stands in such a column is never read from it."""

import re

from django.db import models

#: What a link of ours may lead to; ``javascript:`` and ``data:`` would run in the page.
_WEB = re.compile(r"https?://[^\s<>\"'\\]", re.IGNORECASE)


def web_address(text: str | None) -> str:
    """Return ``text`` if it is an address of the web, else nothing.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)")
    ('https://example.org/a', '')
    """
    return text if text and _WEB.match(text) else ""


class WebAddressField(models.URLField):
    """A URL whose other schemes are not read, however they came into the database.

    Forms refuse them; this is the one gate for what got past the forms, before any page, sheet
    or feed can print it as a link. For migrations it is a ``URLField``.
    """

    def from_db_value(self, value, expression, connection):
        return value if value is None else web_address(value)

    def deconstruct(self):
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs
