"""Chooses what holds in a place on a day, what comes and what was, from the policies found."""

import datetime
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
        chain: list[int],
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
