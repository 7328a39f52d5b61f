"""From draft to published: the states of a fact, the steps between them, and its versions.

A published fact is not edited in place: 修改 makes a draft copy that ``replaces`` it. Once
approved, the values of the copy go into the original row (``desk.publishing``), so that its key,
the reports on it and its history stay in one place.
"""

import secrets
from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.functional import classproperty

from caching.revision import EVERYTHING
from text.line_ends import unix_lines

from .freshness import Checkable, CheckableQuerySet
from .revision import BumpsRevision, place_subject


class Publication(models.TextChoices):
    """The states of a fact; only published facts are shown or counted."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"

    @classproperty
    def UNPUBLISHED(cls) -> tuple["Publication", ...]:
        """The states of facts still being written or reviewed, which are changed themselves."""
        return cls.DRAFT, cls.IN_REVIEW

    @classproperty
    def SETTLED(cls) -> tuple["Publication", ...]:
        """The states of facts approved once, which are changed through a draft copy."""
        return cls.PUBLISHED, cls.WITHDRAWN


#: The names of the allowed steps, by (from, to).
MOVES: dict[tuple[str, str], str] = {
    (Publication.DRAFT, Publication.IN_REVIEW): "提交审核",
    (Publication.IN_REVIEW, Publication.DRAFT): "退回修改",
    (Publication.IN_REVIEW, Publication.PUBLISHED): "发布",
    (Publication.PUBLISHED, Publication.WITHDRAWN): "撤下",
    (Publication.WITHDRAWN, Publication.PUBLISHED): "恢复发布",
}


#: What the reasons of ``desk.takedown`` in the history begin with.
TAKEDOWN_REASONS = TAKEN_DOWN, PUT_BACK = "停用", "恢复"
#: What the reason in the history of a source begins with that was compared with its document.
COMPARED_REASON = "和原文核对过"


class MoveRefused(ValidationError):
    """The step is not in ``MOVES``."""


class PublishableQuerySet(CheckableQuerySet):
    def published(self):
        return self.filter(status=Publication.PUBLISHED)

    def originals(self):
        """Select rows that stand for themselves, not the draft copies of others."""
        return self.filter(replaces__isnull=True)


def new_key() -> str:
    """Return a short random key for a row typed in the admin."""
    return secrets.token_hex(6)


class KeyedManager(models.Manager):
    """Finds a row by the key that fixtures name it with."""

    def get_by_natural_key(self, key: str):
        return self.get(key=key)


class Recorded(BumpsRevision):
    """A row whose every save leaves a record in its history.

    ``PART_KEY`` names the fields by which a part of a fact is known within it. ``LISTED`` names
    the fields and parts that pages of other subjects show too (``listed_on``),
    ``SHOWN_BY_LINKED`` the links whose other side shows them as well.
    """

    PART_KEY: tuple[str, ...] = ()
    LISTED: tuple[str, ...] = ()
    SHOWN_BY_LINKED: tuple[str, ...] = ()

    history: Any  # each model's own; simple-history knows no types
    _change_reason: str
    _history_user: User

    class Meta:
        abstract = True

    def before_saving(self) -> None:
        """Let all lines end alike, or a text that nobody changed would look changed."""
        super().before_saving()
        for column in self._meta.concrete_fields:
            text = self.__dict__.get(column.attname)  # one that is deferred is not loaded
            if isinstance(column, models.TextField) and isinstance(text, str) and "\r" in text:
                setattr(self, column.attname, unix_lines(text))

    def touches(self) -> set[str]:
        """Return the subjects whose pages show this row (``caching.revision.bump_revision``)."""
        return {EVERYTHING}

    def listed_on(self) -> set[str]:
        """Return the further subjects whose pages show what ``LISTED`` names of it."""
        return set()

    def save_because(self, reason: str) -> None:
        """Save with ``reason`` in the history of this one change."""
        self._change_reason = reason
        try:
            self.save()
        finally:
            del self._change_reason


class Versioned(Recorded):
    """A row that counts its saves, so that the second of two editors is warned.

    ``DERIVED`` names the columns that ``before_saving`` computes.
    """

    DERIVED: tuple[str, ...] = ()

    version = models.PositiveIntegerField("第几版", default=0, editable=False)

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if kwargs.get("update_fields") is not None:
            # before_saving changes these columns too.
            kwargs["update_fields"] = {*kwargs["update_fields"], "version", *self.DERIVED}
        super().save(*args, **kwargs)

    def before_saving(self) -> None:
        super().before_saving()
        self.version += 1


class Changing(Versioned):
    """A fact with the time of its last save, for sitemaps and the page of changes."""

    changed_at = models.DateTimeField("最近改动", auto_now=True)

    class Meta:
        abstract = True


class Keyed(Changing):
    """A fact with a stable key of its own, so that fixtures and documents can name it."""

    key = models.SlugField("编号", max_length=60, unique=True, default=new_key, editable=False)

    class Meta:
        abstract = True

    def natural_key(self) -> tuple[str]:
        return (self.key,)


class Publishable(Changing, Checkable):
    """A fact that a second person approves before it is shown.

    ``PARTS`` names the rows that belong to it and are copied and changed with it (tiers, worked
    examples). ``FIGURE_FREE`` names the texts in which money and rates have no place.
    """

    PARTS: tuple[str, ...] = ()
    FIGURE_FREE: tuple[str, ...] = ()

    status = models.CharField("状态", max_length=10, choices=Publication, default=Publication.DRAFT)
    replaces = models.OneToOneField(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="draft",
        verbose_name="要改的那一条",
    )
    replaces_id: int | None

    class Meta:
        abstract = True
        default_permissions = ("add", "change", "delete", "view", "publish")
        constraints = [
            models.CheckConstraint(
                condition=Q(replaces__isnull=True) | Q(status__in=Publication.UNPUBLISHED),
                name="%(app_label)s_%(class)s_copy_unpublished",
                violation_error_message="修改稿发布以后就并入原来那一条，不会单独发布。",
            ),
        ]

    def touches(self) -> set[str]:
        """Return the subject of its place; a kind without one says itself what it touches."""
        place: int | None = getattr(self, "region_id", None)
        return super().touches() if place is None else {place_subject(place)}

    @classmethod
    def parts(cls) -> dict[type[Recorded], models.ForeignKey]:
        """Return the models of ``PARTS``, each with the field that refers to its fact."""
        links = [getattr(cls, name) for name in cls.PARTS]
        return {link.rel.related_model: link.field for link in links}

    @classmethod
    def content_fields(cls) -> list[models.Field]:
        """Return the columns with content: editable ones, without the key and the status."""
        return [
            field
            for field in cls._meta.concrete_fields
            if field.editable and not field.primary_key and field.name != "status"
        ]

    def move(self, to: str, reason: str = "") -> None:
        """Save the state ``to``; the name of the step and ``reason`` go into the history.

        Raises MoveRefused if there is no such step.
        """
        step = MOVES.get((self.status, to))
        if step is None:
            raise MoveRefused(
                f"现在是“{self.get_status_display()}”，不能直接变成“{Publication(to).label}”。"
            )
        self.status = to
        self.save_because(f"{step}：{reason}" if reason else step)

    def writers(self) -> set[int]:
        """Return the ids of the users who created the row or saved it without changing its state.

        Saves by a take-down, by its undoing, or because a fact was compared with its document do
        not count.
        """
        writers, before = set(), None
        records = self.history.order_by("history_date", "history_id")
        for reason in (*(f"{one} " for one in TAKEDOWN_REASONS), f"{COMPARED_REASON}："):
            records = records.exclude(history_change_reason__startswith=reason)
        for kind, status, user in records.values_list("history_type", "status", "history_user_id"):
            if user is not None and (kind == "+" or status == before):
                writers.add(user)
            before = status
        return writers
