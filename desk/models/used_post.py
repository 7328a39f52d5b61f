"""The marks of kept posts that were carried out, so that none is carried out twice."""

import datetime

from django.db import IntegrityError, models, transaction


class UsedPostManager(models.Manager["UsedPost"]):
    def use(self, mark: str, now: datetime.datetime, keep_for: datetime.timedelta) -> bool:
        """Note that the post with ``mark`` is carried out; False where it was already.

        Marks older than ``keep_for``, the age at which a kept post expires, are forgotten.
        """
        self.filter(at__lt=now - keep_for).delete()
        try:
            with transaction.atomic():
                self.create(mark=mark, at=now)
        except IntegrityError:
            return False
        return True


class UsedPost(models.Model):
    """A post that was kept over a login and has been carried out."""

    mark = models.CharField("记号", max_length=32, unique=True)
    at = models.DateTimeField("什么时候", db_index=True)

    objects = UsedPostManager()

    class Meta:
        verbose_name = "接着存过的"
        verbose_name_plural = "接着存过的"
        default_permissions = ()

    def __str__(self):
        return self.mark
