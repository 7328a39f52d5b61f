"""Who works on what, so that two people do not look for the same document."""

import datetime
from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models, transaction

from regions.models import Region
from regions.models.publication import Publishable
from watch.models import Finding

#: After so many days without a word nobody is waited for.
KEPT = datetime.timedelta(days=14)


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def current(self, now: datetime.datetime) -> Self:
        """Select the assignments that are not forgotten by ``now``."""
        return self.filter(since__gt=now - KEPT)

    def of(self, row: models.Model) -> Self:
        """Select who works on ``row``: one assignment, or none."""
        return self.filter(model=row._meta.label_lower, row=row.pk)

    def take(
        self, row: models.Model, by: User, now: datetime.datetime, taken_from: int | None, word: str
    ) -> "Assignment | None":
        """Give ``row`` to ``by``; return the assignment of somebody else that is in the way.

        It is out of the way where it is that of the user ``taken_from``, who is told ``word``.
        """
        with transaction.atomic():
            held, new = self.select_for_update().get_or_create(
                model=row._meta.label_lower, row=row.pk, defaults={"by": by, "since": now}
            )
            forgotten = held.since <= now - KEPT
            if not new and not forgotten and held.by_id not in (by.pk, taken_from):
                return held
            if forgotten or held.by_id != by.pk:
                held.taken_from_id, held.word = (None, "") if forgotten else (held.by_id, word)
                held.by, held.since = by, now
                held.save()
        return None

    def hand_over(self, row: models.Model, target: models.Model) -> None:
        """Let who worked on ``row``, which has no page any more, work on ``target``.

        Who works on ``target`` already goes on with it alone.
        """
        if self.of(target).exists():
            self.of(row).delete()
        self.of(row).update(row=target.pk)

    def done(self, row: models.Model) -> None:
        """Forget who worked on ``row``: it was published, given back or deleted."""
        self.of(row).delete()


class Assignment(models.Model):
    """A person who works on a place without a standard, a draft or a finding (``model``, ``row``).

    ``taken_from`` had it before, and was told ``word`` when it was taken over.
    """

    model = models.CharField("哪一种资料", max_length=60)
    row = models.PositiveBigIntegerField("哪一条")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="谁在做"
    )
    since = models.DateTimeField("从什么时候起")
    taken_from = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="从谁那里接过来",
    )
    word = models.CharField("接过来时说的话", max_length=200, blank=True)

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        verbose_name = "谁在做"
        verbose_name_plural = "谁在做"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["model", "row"], name="desk_assignment_once"),
        ]

    def __str__(self):
        return f"{self.by}在做 {self.model} {self.row}"


def forget_assignment(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    """Forget who worked on a row that was deleted (receiver of ``post_delete``)."""
    if isinstance(instance, Publishable | Region | Finding):
        Assignment.objects.done(instance)
