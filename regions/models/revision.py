"""The row that counts the changes of what pages show, and the base of rows that raise it."""

from django.db import models, transaction

from caching.revision import bump_revision


class ContentRevision(models.Model):
    """The single row that counts how often what pages show was changed.

    ``mark`` is random with each change, so that a database restored and changed again never has
    the revision it had before.
    """

    number = models.PositiveBigIntegerField("第几次改动", default=0)
    mark = models.CharField("记号", max_length=16, blank=True)

    class Meta:
        verbose_name = "内容版本"
        verbose_name_plural = "内容版本"

    def __str__(self):
        return str(self.number)


class LastChange(models.Model):
    """In which revision pages of a subject last changed: a place, a question, or everything.

    One row for each subject that ever changed, so there are never more than places and questions.
    """

    subject = models.CharField("什么", max_length=40, primary_key=True)
    number = models.PositiveBigIntegerField("第几次改动")
    at = models.DateTimeField("什么时候", auto_now=True)

    class Meta:
        verbose_name = "最近一次改动"
        verbose_name_plural = "最近一次改动"
        default_permissions = ()

    def __str__(self):
        return f"{self.subject}：{self.number}"


def place_subject(pk: int) -> str:
    """Return the subject of the place with the id ``pk``, for ``LastChange``."""
    return f"region:{pk}"


class BumpsRevision(models.Model):
    """A row whose save raises the revision in the same transaction."""

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        with transaction.atomic():
            self.before_saving()
            super().save(*args, **kwargs)  # its signal raises the revision

    def before_saving(self) -> None:
        """Set the derived fields of the row, before it is saved alone or with many."""


class BumpsRevisionQuerySet(models.QuerySet):
    """A queryset whose bulk changes raise the revision themselves, as they send no signal."""

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
