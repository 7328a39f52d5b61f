"""Reads the parts and links of a fact from the records of its history."""

import datetime
from typing import Any, TypeAlias

from simple_history.utils import get_m2m_reverse_field_name

#: A row's values after one save. Simple-history makes these classes as the site starts.
HistoryRecord: TypeAlias = Any


def standing_parts(
    log: list[HistoryRecord], until: datetime.datetime | None
) -> list[HistoryRecord]:
    """Return the last record of each part that existed just before ``until``, or exists now."""
    last = {record.id: record for record in log if until is None or record.history_date < until}
    return [record for record in last.values() if record.history_type != "-"]


def links(record, link) -> str:
    """Return the name under which a record keeps its links of ``link``; it can be prefetched."""
    return f"{getattr(record, link.name).model._meta.model_name}_set"


def linked(record, link) -> list[int]:
    """Return the ids that a many-to-many field held, including those of rows deleted since."""
    column = get_m2m_reverse_field_name(link)
    return [getattr(kept, f"{column}_id") for kept in getattr(record, links(record, link)).all()]
