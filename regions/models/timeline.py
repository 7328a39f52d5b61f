"""Chooses what holds in a place on a day, what comes and what was, from the facts found."""

import datetime
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Protocol, TypeVar

if TYPE_CHECKING:
    from .policy import RefundPolicy


@dataclass(frozen=True)
class Timeline:
    """The policy that holds for a place on a day, with the next one and earlier ones.

    ``earlier`` are older rules of the same place as ``current``, newest first. ``ended`` is a
    nearer place's rule that ended without a successor, so that ``current`` is only a farther
    one or None. ``withdrawn``: a nearer place had a rule on this site that was taken back.
    """

    current: "RefundPolicy | None"
    coming: "RefundPolicy | None"
    earlier: "tuple[RefundPolicy, ...]" = ()
    ended: "RefundPolicy | None" = None
    withdrawn: bool = False

    @classmethod
    def of(
        cls,
        chain: Sequence[int],
        on: datetime.date,
        begun: dict[int, "list[RefundPolicy]"],
        coming: dict[int, "RefundPolicy"],
        withdrawn: set[int],
    ) -> "Timeline":
        """Choose along ``chain``, region ids near to far; ``begun`` lists are newest first."""

        def holds(place: int) -> bool:
            if place not in begun:
                return False
            end = begun[place][0].ended_on
            return end is None or end >= on

        at = next((i for i, place in enumerate(chain) if holds(place)), len(chain))
        rules = begun[chain[at]] if at < len(chain) else []
        return cls(
            current=rules[0] if rules else None,
            coming=min(
                (coming[place] for place in chain[: at + 1] if place in coming),
                key=lambda policy: policy.effective_from or datetime.date.max,
                default=None,
            ),
            earlier=tuple(rules[1:]),
            ended=next((begun[place][0] for place in chain[:at] if place in begun), None),
            withdrawn=any(place in withdrawn for place in chain[:at]),
        )


class Dated(Protocol):
    """A fact of a place from a day on, until it has ended."""

    pk: int
    region_id: int
    effective_from: datetime.date | None
    ended_on: datetime.date | None


Fact = TypeVar("Fact", bound=Dated)


def nearest_by_topic(
    rows: Iterable[Fact],
    chains: Mapping[int, list[int]],
    on: datetime.date,
    topic: Callable[[Fact], Hashable],
) -> dict[int, list[Fact]]:
    """Return what holds on the day ``on``, and what comes next, for each of ``chains``, by id.

    ``chains`` are lists of region ids, near to far. Of each topic the nearest place with a fact
    counts: its newest that has begun, and none once that has ended (an older one does not come
    back). Behind it stands the next one of that place or a nearer one. Places may share a list.
    """
    begun: dict[tuple[int, Hashable], Fact] = {}
    coming: dict[tuple[int, Hashable], Fact] = {}
    first, last = datetime.date.min, datetime.date.max
    for row in sorted(rows, key=lambda r: (r.effective_from or first, r.pk)):
        key = row.region_id, topic(row)
        if row.effective_from is not None and row.effective_from > on:
            coming.setdefault(key, row)
        else:
            begun[key] = row
    topics = list(dict.fromkeys(about for _, about in [*begun, *coming]))
    known = {place for place, _ in [*begun, *coming]}

    @cache
    def told(chain: tuple[int, ...]) -> list[Fact]:
        facts: list[Fact] = []
        for about in topics:
            rows = [begun.get((place, about)) for place in chain]
            at = next(
                (i for i, row in enumerate(rows) if row and (row.ended_on or last) >= on),
                len(chain),
            )
            following = [coming[p, about] for p in chain[: at + 1] if (p, about) in coming]
            facts += [row for row in rows[at : at + 1] if row]
            facts += sorted(following, key=lambda r: r.effective_from or last)[:1]
        return facts

    # Most places have no fact of their own, so the choice is made once per chain of those that do.
    return {pk: told(tuple(p for p in chain if p in known)) for pk, chain in chains.items()}
