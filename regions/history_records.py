"""What the records of a fact's history say of its parts and of what it was linked to."""

import datetime
from typing import Any, TypeAlias

from simple_history.utils import get_m2m_reverse_field_name

#: What a row said after one saving. Simple-history makes these classes as the site starts.
HistoryRecord: TypeAlias = Any


def standing_parts(
    log: list[HistoryRecord], until: datetime.datetime | None
) -> list[HistoryRecord]:
    """Of the records of parts, the last of each that was there just before ``until``."""
    last = {record.id: record for record in log if until is None or record.history_date < until}
    return [record for record in last.values() if record.history_type != "-"]


def links(record, link) -> str:
    """By which name a record knows the links it kept: one that can be loaded for all at once."""
    return f"{getattr(record, link.name).model._meta.model_name}_set"


def linked(record, link) -> list[int]:
    """The ids that a many-to-many field held, of rows since deleted too."""
    column = get_m2m_reverse_field_name(link)
    return [getattr(kept, f"{column}_id") for kept in getattr(record, links(record, link)).all()]
