"""Write what a sheet does, all of it or nothing, while others wait less than a second.

Whatever takes long is done before: SQLite has one writer at a time. A few rows are saved one by
one; many are put together as statements first (``bulk``), and only those run under the lock.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from caching.revision import one_bump
from desk import publishing
from desk.row_locks import locked
from regions.models.publication import Publishable
from regions.parts import replace_parts

from . import bulk
from .plans import Plan, typed

if TYPE_CHECKING:
    from .importing import Sheet

REASON = "从表格导入"
#: As many rows are saved one by one; each takes some ten milliseconds.
FEW = 40
#: As many rows may change where they can only be saved one by one.
MOST_ONE_BY_ONE = 100


class MovedOn(ValidationError):
    """Somebody has changed rows of the sheet since it was looked at."""


def takes_many(model: Any) -> bool:
    """Whether many rows of ``model`` can be written at once: drafts without links to each other."""
    links = model._meta.many_to_many
    return issubclass(model, Publishable) and not any(link.related_model is model for link in links)


def write(sheet: "Sheet", plans: list[Plan], first: Callable[[], None] = lambda: None) -> None:
    """Write ``plans`` in one transaction, which ``first`` begins.

    Raises MovedOn, and writes nothing, where a row is not as it was when it was looked at.
    """
    in_bulk = len(plans) > FEW and takes_many(sheet.model)
    statements = bulk.prepared(sheet.model, plans, REASON) if in_bulk else None
    if in_bulk and statements is None:
        raise MovedOn("有几条刚被删掉了。")
    try:
        with transaction.atomic(), one_bump():
            first()
            _refuse_what_moved_on(sheet.model, plans)
            if statements is not None:
                statements.run()
            else:
                for plan in plans:
                    _write_one(sheet, plan)
    except IntegrityError as error:
        raise MovedOn("有几条用到的地区或来源刚被改过、删掉了。") from error


def _write_one(sheet: "Sheet", plan: Plan) -> None:
    model = sheet.model
    if plan.copies is not None:
        row = publishing.copy_of(model._default_manager.get(pk=plan.copies))
        row = locked(row)
    else:
        row = model() if plan.pk is None else locked(model(pk=plan.pk))
    for name, value in typed(model, plan.values).items():
        setattr(row, name, value)
    row.save_because(REASON)
    for name, pks in plan.links.items():
        getattr(row, name).set(pks)
    for name, parts in plan.parts.items():
        part = getattr(row, name).model
        replace_parts(row, name, [part(**typed(part, one)) for one in parts])
    sheet.saved(row)


def _refuse_what_moved_on(model: Any, plans: list[Plan]) -> None:
    """Raise MovedOn unless the rows of ``model`` are as they were; a few queries.

    The rows stay locked until the transaction ends.
    """
    seen = {pk: (version, status) for plan in plans for pk, version, status in plan.stood}
    rows = model._default_manager.order_by()
    names = ["pk", "version"] + ["status"] * issubclass(model, Publishable)
    held = rows.filter(pk__in=list(seen)).select_for_update().values_list(*names)
    now = {pk: (*version_and_status, "")[:2] for pk, *version_and_status in held}
    copies = [plan.copies for plan in plans if plan.copies is not None]
    begun = bool(copies) and rows.filter(replaces__in=copies).exists()
    if begun or any(now.get(pk) != stood for pk, stood in seen.items()):
        raise MovedOn("有几条刚有人改过。")
    claims = [plan.claims for plan in plans if plan.claims]
    if not claims:
        return
    names = list(claims[0])
    wanted = {tuple(typed(model, claim).values()) for claim in claims}
    changed = {plan.pk for plan in plans}
    if issubclass(model, Publishable):
        rows = rows.filter(replaces__isnull=True)
    for pk, *values in rows.values_list("pk", *names):
        if tuple(values) in wanted and pk not in changed:
            raise MovedOn("刚有人另写了一样的一条。")
