"""Addresses of our pages, cached because one page links to dozens of them."""

from functools import lru_cache

from django.urls import reverse


@lru_cache(maxsize=4096)
def address(name: str, *args: str) -> str:
    """Return the address of the view ``name``; the site is served at the root of its host."""
    return reverse(name, args=args)
