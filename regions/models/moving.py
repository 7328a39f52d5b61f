"""Moves a place: the places in it move along, and their old addresses redirect."""

from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from simple_history.utils import bulk_create_with_history, bulk_update_with_history

from .alias import RegionAlias

if TYPE_CHECKING:
    from .region import Region


def check(place: "Region", left: str) -> None:
    """Raise ValidationError if ``place`` cannot move from the address ``left`` to its new one."""
    _moves(place, left)


def follow(place: "Region", left: str) -> None:
    """Move the places in ``place`` after it from the address ``left``; all leave a redirect.

    Raises ValidationError as ``check`` does. A few queries per level, however many places lie
    there.
    """
    moved = _moves(place, left)
    why = getattr(place, "_change_reason", None) or f"{place.name}换了上级或网址，这里的网址跟着换"
    below = [inner for inner in moved if inner is not place]
    for inner in below:
        inner.before_saving()
    bulk_update_with_history(below, type(place), ["path", "version"], default_change_reason=why)
    _leave_addresses(moved, why)


def _moves(place: "Region", left: str) -> dict["Region", str]:
    """Return the places that move, with their new paths set, and the path each leaves.

    One query per level.
    """
    _check_above(place)
    moved = {place: left} if place.path != left else {}
    above = {place.pk: place}
    while above:
        below = list(type(place).objects.filter(parent__in=above))
        for inner in below:
            _check_level(place, inner)
            inner.parent = above[inner.parent_id]
            before = inner.path
            inner.derive()
            if inner.path != before:
                moved[inner] = before
        above = {inner.pk: inner for inner in below}
    _check_addresses(place, moved)
    return moved


def _check_above(place: "Region") -> None:
    """Refuse a place that would lie in itself."""
    parent = place.parent
    if parent is not None and any(above.pk == place.pk for above in parent.lineage()):
        raise ValidationError(
            f"{parent.name}就在{place.name}下面，不能当{place.name}的上级。请另选一个上级。"
        )


def _check_level(place: "Region", inner: "Region") -> None:
    """Refuse a place whose level is not above that of ``inner``, which lies in it."""
    if inner.parent_id == place.pk and inner.level <= place.level:
        raise ValidationError(
            f"{place.name}的级别要比下级高，可是{inner.name}是{inner.get_level_display()}。"
            f"请选更高的级别，或者先给{inner.name}选好别的上级。"
        )


def _check_addresses(place: "Region", moved: dict["Region", str]) -> None:
    """Refuse the move if a page below ``place`` gets a taken address; its own has a constraint."""
    pages = {inner.path: inner for inner in reversed(moved) if inner.has_page}
    others = type(place).objects.filter(path__in=pages, has_page=True).with_lineage()
    taken = {other.path: other for other in others if other not in moved}
    faults = []
    for inner in moved:
        other = taken.get(inner.path) or pages.get(inner.path, inner)
        if inner.has_page and inner is not place and other is not inner:
            faults.append(
                f"这样一改，{inner.full_title}和{other.full_title}的网址都是 "
                f"/regions/{inner.path}/。请先打开其中一个，用“合并或改名”换个网址用名，再来存。"
            )
    if faults:
        raise ValidationError(faults)


def _leave_addresses(moved: dict["Region", str], why: str) -> None:
    """Save each old address as an alias; an alias that is the new address is reused or deleted."""
    rows = RegionAlias.objects.filter(region__in=moved)
    held = {(alias.region_id, alias.name): alias for alias in rows}
    left_now = []
    for place, left in moved.items():
        back = held.get((place.pk, place.path))
        if back is not None and back.kind != RegionAlias.Kind.ADDRESS:
            back = None
        alias = held.get((place.pk, left)) or back or RegionAlias(region=place)
        if back is not None and back is not alias:
            back.delete()
        alias.name, alias.kind = left, RegionAlias.Kind.ADDRESS
        left_now.append(alias)
    new = [alias for alias in left_now if alias.pk is None]
    known = [alias for alias in left_now if alias.pk is not None]
    for alias in known:  # creating prepares the new ones
        alias.before_saving()
    fields = ["name", "kind", "stem", "reading", "version"]
    bulk_create_with_history(new, RegionAlias, default_change_reason=why)
    bulk_update_with_history(known, RegionAlias, fields, default_change_reason=why)
