"""Which new facts of a release must not be published at once, because of what staff did.

A new rule that begins later takes the place of the one before it; where staff entered, changed or
withdrew that one, a person decides. The same goes for a new deduction beside a rule of theirs, for
what staff deleted, and for what a constraint of the database refuses beside what is there.
"""

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import DateField, Model, UniqueConstraint

from desk.publishing import name_of
from regions.fact_files import Fact
from regions.fact_files import name_of as name_of_fact
from regions.models import Deduction, Publication, RefundPolicy
from regions.models.publication import Publishable
from regions.natural_keys import Key

from .standing import SYSTEM, changed_by_staff

Deleted = tuple[Publishable, User]


class NewFacts:
    """Says what speaks against a new fact of a release."""

    def __init__(self) -> None:
        self._deleted: dict[type[Publishable], dict[Key, Deleted]] = {}

    def against(self, fact: Fact) -> str:
        """Say why ``fact`` must not be added just so; empty if nothing speaks against it."""
        if not isinstance(fact, Publishable):
            return ""
        if found := self.deleted(fact):
            return f"{name_of(found[1])}删掉过"
        try:
            for constraint in fact._meta.constraints:
                if isinstance(constraint, UniqueConstraint):
                    constraint.validate(type(fact), fact)
        except ValidationError as error:
            return "".join(error.messages).removesuffix("。")
        if fact.status != Publication.PUBLISHED:
            return ""
        return self._displaced(fact) or self._lowered(fact)

    def deleted(self, fact: Fact) -> Deleted | None:
        """Return the row with the key of ``fact`` that a person deleted, and who it was."""
        model = type(fact)
        if model not in self._deleted:
            found: dict[Key, Deleted] = {}
            gone = model.history.filter(history_type="-", replaces=None, history_user__isnull=False)
            gone = gone.exclude(history_user__username=SYSTEM).select_related("history_user")
            for record in gone.order_by("history_date", "history_id"):
                row = record.instance
                try:
                    found[row.natural_key()] = row, record.history_user
                except ObjectDoesNotExist:  # its place is gone too
                    continue
            self._deleted[model] = found
        return self._deleted[model].get(fact.natural_key())

    def _displaced(self, fact: Fact) -> str:
        """Say which row of staff's the new ``fact`` would push aside."""
        shared = succession_fields(type(fact))
        if not shared or any(_is_new(fact, name) for name in shared):
            return ""
        same = {name: getattr(fact, name) for name in shared}
        for row in type(fact)._default_manager.filter(**same):
            if why := changed_by_staff(row):
                return f"同一个地方的{name_of_fact(row)}，{why}"
        return ""

    def _lowered(self, fact: Fact) -> str:
        """Say which rule of staff's a new deduction would be subtracted from.

        They may have entered what arrives, from which it would be taken a second time.
        """
        if not isinstance(fact, Deduction) or _is_new(fact, "region"):
            return ""
        places = [place.pk for place in fact.region.rule_lineage()]
        for rule in RefundPolicy.objects.published().filter(region__in=places):
            if why := changed_by_staff(rule):
                return f"会从{name_of_fact(rule)}里减，那一条{why}"
        return ""


def succession_fields(model: type[Publishable]) -> tuple[str, ...]:
    """Return the fields that two rows share of which the later takes the place of the earlier.

    These are kinds with one published row for each start: the constraint that says so names them.
    """
    for constraint in model._meta.constraints:
        if not isinstance(constraint, UniqueConstraint) or constraint.condition is None:
            continue
        if ("status", Publication.PUBLISHED) not in constraint.condition.children:
            continue
        columns = [model._meta.get_field(name) for name in constraint.fields]
        return tuple(c.name for c in columns if not isinstance(c, DateField))
    return ()


def _is_new(fact: Publishable, name: str) -> bool:
    """Whether a field names a row that comes with the same release."""
    value = getattr(fact, name)
    return isinstance(value, Model) and value.pk is None
