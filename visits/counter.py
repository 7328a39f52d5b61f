"""Counts in memory how often pages are read and what is searched in vain, until it is written."""

import threading

#: Different addresses and terms between two writes; the site has fewer pages, a flood has more.
MOST_PATHS = 10_000
MOST_TERMS = 500


class Counts:
    """What this process counted since it was last taken; it knows nothing of who asked."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pages: dict[str, int] = {}
        self._terms: dict[str, int] = {}

    def add(self, path: str, term: str = "") -> None:
        """Count one reader's look at ``path``, and the tidied ``term`` not found there."""
        with self._lock:
            pages = self._pages
            if path in pages:
                pages[path] += 1
            elif len(pages) < MOST_PATHS:
                pages[path] = 1
            if term and (term in self._terms or len(self._terms) < MOST_TERMS):
                self._terms[term] = self._terms.get(term, 0) + 1

    def take(self) -> tuple[dict[str, int], dict[str, int]]:
        """Return the numbers by path and by term, and begin anew."""
        with self._lock:
            pages, terms = self._pages, self._terms
            self._pages, self._terms = {}, {}
        return pages, terms
