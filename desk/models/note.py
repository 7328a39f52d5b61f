"""What people say to each other beside a fact: comments, and reasons why a doubt is none."""

from typing import Self

from django.conf import settings
from django.contrib.auth.models import User
from django.db import models

from regions.models.publication import Publishable


class NoteQuerySet(models.QuerySet["Note"]):
    def beside(self, row: Publishable) -> Self:
        """Select the notes beside ``row``, the oldest first."""
        return self.filter(model=row._meta.label_lower, row=row.pk).order_by("at", "pk")

    def write(self, row: Publishable, kind: str, by: User, text: str, about: str = "") -> "Note":
        """Keep a note beside ``row``; ``about`` is the sentence that it answers."""
        return self.create(
            model=row._meta.label_lower, row=row.pk, kind=kind, by=by, text=text, about=about
        )

    def hand_over(self, row: Publishable, target: Publishable) -> None:
        """Put the notes beside ``row``, a draft copy that is published, beside ``target``."""
        self.beside(row).order_by().update(row=target.pk)


class Note(models.Model):
    """Some words that a person wrote beside a fact. Staff read them; no page shows them."""

    class Kind(models.TextChoices):
        COMMENT = "comment", "留言"
        DOUBT = "doubt", "拿不准的，看过了"

    model = models.CharField("哪一种资料", max_length=60)
    row = models.PositiveBigIntegerField("哪一条")
    kind = models.CharField("哪一种话", max_length=8, choices=Kind, default=Kind.COMMENT)
    about = models.TextField("说的是哪一句", blank=True)
    text = models.CharField("话", max_length=500)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name="谁写的",
    )
    at = models.DateTimeField("什么时候", auto_now_add=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "资料旁边的话"
        verbose_name_plural = "资料旁边的话"
        default_permissions = ()
        ordering = ["at", "pk"]
        indexes = [models.Index(fields=["model", "row"], name="desk_note_row")]

    def __str__(self):
        return self.text


def forget_notes(sender: type[models.Model], instance: models.Model, **_: object) -> None:
    """Delete the notes beside a fact that was deleted (receiver of ``post_delete``)."""
    if isinstance(instance, Publishable):
        Note.objects.beside(instance).delete()
