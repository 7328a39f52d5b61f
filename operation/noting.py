"""Notes what a job of the operator came to; a database that takes no note does not hide the job."""

import datetime
from typing import Any

from django.db import DatabaseError, InterfaceError

from operation.models import OperationRun


def note(
    kind: str,
    started_at: datetime.datetime,
    ended_at: datetime.datetime,
    *,
    ok: bool,
    summary: str,
    figures: dict[str, Any] | None = None,
    faults: Any,
) -> None:
    """Tell the desk; what cannot be noted is written to ``faults``."""
    try:
        OperationRun.objects.note(
            kind,
            started_at=started_at,
            ended_at=ended_at,
            ok=ok,
            summary=summary,
            figures=figures,
        )
    except (DatabaseError, InterfaceError) as error:
        faults.write(f"没能记进“运维记录”：{error}")
