"""From draft to published: the state of a fact, and the key it is known by in the fixtures."""

import secrets

from django.db import models


class Publication(models.TextChoices):
    """Only published facts are shown or counted."""

    DRAFT = "draft", "草稿"
    IN_REVIEW = "in_review", "待审核"
    PUBLISHED = "published", "已发布"
    WITHDRAWN = "withdrawn", "已撤下"


class PublishableQuerySet(models.QuerySet):
    def published(self):
        return self.filter(status=Publication.PUBLISHED)


def new_key() -> str:
    """A short random key for a row typed in the admin."""
    return secrets.token_hex(6)


class KeyedManager(models.Manager):
    """Finds a row by the key that fixtures name it with."""

    def get_by_natural_key(self, key: str):
        return self.get(key=key)


class Changing(models.Model):
    """A fact that remembers when it was last saved: for sitemaps and the page of changes."""

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
