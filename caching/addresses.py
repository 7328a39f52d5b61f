"""Addresses of our pages: one page names dozens, so each is worked out once."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name: str, *args: str) -> str:
    """The address of the view ``name``; the site stands at the root of its host."""
    return reverse(name, args=args)
