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
from .standing import standing

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
    refuse = _what_moved_on(sheet.model, plans)
    if in_bulk and statements is None:
        raise MovedOn("有几条刚被删掉了。")
    try:
        with transaction.atomic(), one_bump():
            first()
            refuse()
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


def _what_moved_on(model: Any, plans: list[Plan]) -> Callable[[], None]:
    """Return a function that raises MovedOn unless the rows of ``model`` are as they were.

    It asks a few queries; the rows that it looks at stay locked until the transaction ends.
    """
    seen = {pk: stood for plan in plans for pk, *stood in plan.stood}
    copies = {plan.copies for plan in plans if plan.copies is not None}
    claims = [plan.claims for plan in plans if plan.claims]
    wanted = {tuple(typed(model, claim).values()) for claim in claims}
    changed = {plan.pk for plan in plans}
    rows = model._default_manager.order_by()
    drafts = issubclass(model, Publishable)

    def refuse() -> None:
        if seen and standing(model, list(seen), lock=True) != seen:
            raise MovedOn("有几条刚有人改过。")
        if copies and not copies.isdisjoint(rows.values_list("replaces", flat=True)):
            raise MovedOn("有几条刚有人另起了修改稿。")
        originals = rows.filter(replaces__isnull=True) if drafts else rows
        for pk, *values in originals.values_list("pk", *claims[0]) if claims else ():
            if tuple(values) in wanted and pk not in changed:
                raise MovedOn("刚有人另写了一样的一条。")

    return refuse
