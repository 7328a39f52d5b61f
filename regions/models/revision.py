"""One row that counts the changes of what pages show, and the rows whose saving counts."""

from django.db import models, transaction

from caching.revision import bump_revision


class ContentRevision(models.Model):
    """The one row: how often what pages show was changed.

    ``mark`` is drawn with each change, so that a database that was put back and changed again
    is never taken for the one it was before.
    """

    number = models.PositiveBigIntegerField("第几次改动", default=0)
    mark = models.CharField("记号", max_length=16, blank=True)

    class Meta:
        verbose_name = "内容版本"
        verbose_name_plural = "内容版本"

    def __str__(self):
        return str(self.number)


class BumpsRevision(models.Model):
    """A row whose saving counts: both in one transaction, whoever saves it."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            self.before_saving()
            super().save(*args, **kwargs)  # the signal behind it counts

    def before_saving(self) -> None:
        """Fill in what the row works out itself, whether it is saved alone or with many."""


class BumpsRevisionQuerySet(models.QuerySet):
    """Rows that pages show: who changes many at once leaves no signal, and counts here."""

    def update(self, **kwargs):
        with transaction.atomic():
            changed = super().update(**kwargs)
            bump_revision()
        return changed

    update.alters_data = True  # type: ignore[attr-defined]

    def bulk_create(self, objs, *args, **kwargs):
        rows = list(objs)
        with transaction.atomic():
            for row in rows:
                row.before_saving()
            made = super().bulk_create(rows, *args, **kwargs)
            bump_revision()
        return made

    bulk_create.alters_data = True  # type: ignore[attr-defined]
