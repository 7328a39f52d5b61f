"""Undo a merge of two places, from what ``desk.succession.merge`` noted.

Only what is still as the merge left it is moved back; the rest stays and is told.
"""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import transaction

from desk.models import Merge
from desk.row_locks import locked, locked_or_none
from regions.models import Region, RegionAlias


@dataclass
class Undone:
    """What went back, and what stays as it is, both as sentences."""

    back: list[str] = field(default_factory=list)
    stays: list[str] = field(default_factory=list)


def merge_of(place: Region) -> Merge | None:
    """Return the merge by which ``place`` lies in another one now, if it was noted."""
    if place.successor_id is None:
        return None
    merges = Merge.objects.filter(place=place, undone_at__isnull=True)
    return merges.select_related("place", "into", "made_by").first()


def undo(made: Merge, by: User, now: datetime.datetime) -> Undone:
    """Move back what ``made`` moved, in one transaction.

    Raises ValidationError where it was undone before, the place has gone elsewhere since, or a
    place cannot be moved back.
    """
    told = Undone()
    with transaction.atomic():
        made = locked(made)
        if made.undone_at is not None:
            raise ValidationError("这次合并已经撤销过了。")
        place, into = locked(made.place), locked(made.into)
        if refused := _refusal(made, place):
            raise ValidationError(refused)
        why = f"撤销合并：不再并入{into.name}"
        made.undone_at, made.undone_by = now, by
        made.save(update_fields=["undone_at", "undone_by"])
        place.ended_on, place.successor = made.undo["ended_on"], None
        # The date comes as text from the note.
        place.ended_on = Region._meta.get_field("ended_on").to_python(place.ended_on)
        _save(place, why)
        told.back.append(f"{place.name}重新是单独的地方，网址 /regions/{place.path}/ 又开得了。")
        _children_back(made, place, why, told)
        _former_back(made, place, why, told)
        _aliases_back(made, into, why, told)
    return told


def preview(made: Merge, by: User, now: datetime.datetime) -> Undone:
    """Return what ``undo`` would do now, without changing anything. Raises as it does."""
    with transaction.atomic():
        told = undo(made, by, now)
        transaction.set_rollback(True)
    return told


def _refusal(made: Merge, place: Region) -> str:
    """Say why the merge cannot be undone; empty if it can."""
    if place.successor is None:
        return f"{place.name}现在是单独的地方，没有可撤销的。"
    if place.successor_id != made.into_id:
        return f"{place.name}后来又归了{place.successor}。请先撤销后来的那次合并，再来撤销这一次。"
    return ""


def _save(place: Region, why: str) -> None:
    """Check and save a place. Raises ValidationError with its name."""
    try:
        place.full_clean()
        place.save_because(why)
    except ValidationError as error:
        raise ValidationError(
            [f"{place.name}回不到原来的样子：{said}" for said in error.messages]
        ) from error


def _children_back(made: Merge, place: Region, why: str, told: Undone) -> None:
    """Hang the places that the merge moved below ``place`` again."""
    names = []
    for child, named in _still_there(made, "children", told):
        if child.parent_id != made.into_id:
            told.stays.append(f"{named}后来又换了上级，留在{_where(child.parent)}下面。")
            continue
        child.parent = place
        _save(child, why)
        names.append(child.name)
    if names:
        told.back.append(f"下级 {len(names)} 个挂回{place.name}下面：{'、'.join(names)}。")


def _former_back(made: Merge, place: Region, why: str, told: Undone) -> None:
    """Let the places that had merged into ``place`` before lead to it again."""
    names = []
    for former, named in _still_there(made, "predecessors", told):
        if former.successor_id != made.into_id:
            told.stays.append(f"{named}后来又归了别处，不动它。")
            continue
        former.successor = place
        _save(former, why)
        names.append(former.name)
    if names:
        told.back.append(f"以前并进来的 {len(names)} 个重新归{place.name}：{'、'.join(names)}。")


def _aliases_back(made: Merge, into: Region, why: str, told: Undone) -> None:
    """Delete the former names that the merge gave to ``into``."""
    names = []
    for noted in made.undo["aliases"]:
        alias = locked_or_none(RegionAlias, noted["pk"])
        if alias is None or alias.region_id != into.pk:
            continue  # nothing leads there by it any more
        if alias.version != noted["version"]:
            told.stays.append(f"别名“{alias.name}”后来改过，留在{into.name}。")
            continue
        alias._change_reason = why
        alias.delete()
        names.append(alias.name)
    if names:
        told.back.append(f"{into.name}不再叫这些旧名：{'、'.join(names)}。")


def _still_there(made: Merge, key: str, told: Undone) -> Iterator[tuple[Region, str]]:
    """Yield the places noted under ``key`` that still exist, with their names."""
    for noted in made.undo[key]:
        row = locked_or_none(Region, noted["pk"])
        if row is None:
            told.stays.append(f"{noted['name']}已经删掉了，不恢复。")
        else:
            yield row, row.name


def _where(place: Region | None) -> str:
    return place.name if place else "别处"
