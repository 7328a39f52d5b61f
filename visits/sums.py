"""Sums of visits for those who ask what is read most."""

from collections import Counter
from collections.abc import Mapping

#: Over so many whole days visits are summed, up to yesterday.
DAYS = 90
_PLACES = "/regions/"


def by_place(sums: Mapping[str, int]) -> Counter[str]:
    """Return the visits of places and all that lies below them, by their path.

    >>> by_place({"/regions/gansu/lanzhou/sheet/": 2, "/regions/gansu/": 1})["gansu"]
    3
    """
    found: Counter[str] = Counter()
    for path, number in sums.items():
        if not path.startswith(_PLACES):
            continue
        names = path.removeprefix(_PLACES).strip("/").split("/")
        for length in range(1, len(names) + 1):
            found["/".join(names[:length])] += number
    return found
