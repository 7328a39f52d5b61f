"""How rows stood when a sheet was looked at, to notice that one has moved on since."""

import hashlib
from collections.abc import Collection
from typing import Any

from simple_history.utils import get_m2m_field_name, get_m2m_reverse_field_name

from regions.models.publication import Publishable


def standing(model: Any, ids: Collection[int], lock: bool = False) -> dict[int, list]:
    """Return version, state and a digest of parts and links of rows, by id; a few queries.

    ``lock`` keeps others from changing the rows until the transaction ends.
    """
    rows = model._default_manager.filter(pk__in=ids).order_by()
    if lock:
        rows = rows.select_for_update()
    if not issubclass(model, Publishable):
        return {pk: [version, "", ""] for pk, version in rows.values_list("pk", "version")}
    found = list(rows.values_list("pk", "version", "status"))
    belonging: dict[int, list[str]] = {pk: [] for pk in ids}
    for part, owner in model.parts().items():
        names = [one.attname for one in part._meta.concrete_fields]
        parts = part._default_manager.filter(**{f"{owner.name}__in": ids}).order_by("pk")
        for pk, *values in parts.values_list(owner.attname, *names):
            belonging[pk].append(repr(values))
    for link in model._meta.many_to_many:
        one, other = get_m2m_field_name(link), get_m2m_reverse_field_name(link)
        links = link.remote_field.through._default_manager.filter(**{f"{one}__in": ids})
        for pk, linked in links.order_by("pk").values_list(f"{one}_id", f"{other}_id"):
            belonging[pk].append(f"{link.name} {linked}")
    return {pk: [version, status, _digest(belonging[pk])] for pk, version, status in found}


def _digest(told: list[str]) -> str:
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16] if told else ""
