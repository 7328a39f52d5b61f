"""Sums of how often pages are read, when this site counted, and what is searched in vain.

Nothing here says who read or searched: no address of a reader, no browser, no cookie, and of a
page no time finer than the day.
"""

import datetime
import secrets
from collections.abc import Mapping

from django.conf import settings
from django.db import models, transaction
from django.db.models import Count, F, Q, Sum
from django.utils.crypto import salted_hmac

from caching.revision import bump_revision

from .terms import LONGEST_TERM

#: Characters of an address; the page store keeps no longer one.
LONGEST_PATH = 300
#: Minutes of an hour, as bits.
HOUR = 60


class PageVisitsQuerySet(models.QuerySet):
    def add(self, day: datetime.date, numbers: Mapping[str, int]) -> None:
        """Add ``numbers`` by path to the sums of ``day``; several processes add up.

        Paths with the same number are changed together, so a minute takes few queries.
        """
        rows = [self.model(day=day, path=path, kind=kind_of(path), number=0) for path in numbers]
        self.bulk_create(rows, ignore_conflicts=True)
        alike: dict[int, list[str]] = {}
        for path, number in numbers.items():
            alike.setdefault(number, []).append(path)
        for number, paths in alike.items():
            for start in range(0, len(paths), 500):
                part = self.filter(day=day, path__in=paths[start : start + 500])
                part.update(number=F("number") + number)

    def sums(self, first: datetime.date, last: datetime.date) -> dict[str, int]:
        """Return how often each page was read from ``first`` to ``last``, by path. One query."""
        pages = self.filter(kind=PageVisits.Kind.PAGE, day__range=(first, last)).order_by()
        return dict(pages.values_list("path").annotate(Sum("number")))

    def other_kinds(self, first: datetime.date, last: datetime.date) -> dict[str, int]:
        """Return how often what is no page was read, by kind. One query."""
        others = self.exclude(kind=PageVisits.Kind.PAGE).filter(day__range=(first, last))
        return dict(others.order_by("kind").values_list("kind").annotate(Sum("number")))


class PageVisits(models.Model):
    """How often one address was read on one day."""

    class Kind(models.TextChoices):
        PAGE = "page", "网页"
        TWIN = "twin", "同一页的数据、文字"
        DATA = "data", "整份资料"
        API = "api", "接口"
        FEED = "feed", "订阅"
        EMBED = "embed", "嵌在别的网站里的"
        FILE = "file", "给搜索引擎的文件"

    day = models.DateField("日期")
    path = models.CharField("网址", max_length=LONGEST_PATH)
    kind = models.CharField("哪一类", max_length=5, choices=Kind)
    number = models.PositiveIntegerField("几次")

    objects = PageVisitsQuerySet.as_manager()

    class Meta:
        verbose_name = "每天的访问数"
        verbose_name_plural = "每天的访问数"
        default_permissions = ("view",)
        ordering = ["-day", "-number", "path"]
        constraints = [models.UniqueConstraint(fields=["day", "path"], name="page_visits_once")]

    def __str__(self):
        return f"{self.day} {self.path}：{self.number}次"


def kind_of(path: str) -> str:
    """Return the kind of an address, by its beginning and its end.

    >>> kind_of("/regions/gansu/lanzhou/"), kind_of("/regions/gansu/lanzhou.json")
    ('page', 'twin')
    """
    kinds = PageVisits.Kind
    for start, kind in (("/api/", kinds.API), ("/data/", kinds.DATA), ("/embed/", kinds.EMBED)):
        if path.startswith(start):
            return kind.value
    if path.endswith(("/feed/", "/calendar/", "/reminder/")):
        return kinds.FEED.value
    if path.endswith("/"):
        return kinds.PAGE.value
    if path.endswith(".xml") or path.count("/") == 1 or path.startswith("/.well-known/"):
        return kinds.FILE.value
    return kinds.TWIN.value


class CountedHourQuerySet(models.QuerySet):
    def note(self, day: datetime.date, minute: int) -> None:
        """Note that a process of this site wrote its sums in a ``minute`` of ``day``."""
        hour, bit = divmod(minute, HOUR)
        self.bulk_create([self.model(day=day, hour=hour, minutes=0)], ignore_conflicts=True)
        self.filter(day=day, hour=hour).update(minutes=F("minutes").bitor(1 << bit))

    def minutes(self, first: datetime.date, last: datetime.date) -> dict[datetime.date, int]:
        """Return in how many minutes of each day the sums were written. One query."""
        found: dict[datetime.date, int] = {}
        rows = self.filter(day__range=(first, last)).values_list("day", "minutes")
        for day, minutes in rows:
            found[day] = found.get(day, 0) + minutes.bit_count()
        return found


class CountedHour(models.Model):
    """In which minutes of an hour some process of this site wrote its sums, a bit each."""

    day = models.DateField("日期")
    hour = models.PositiveSmallIntegerField("几点")
    minutes = models.BigIntegerField("哪几分钟")

    objects = CountedHourQuerySet.as_manager()

    class Meta:
        verbose_name = "记数的钟点"
        verbose_name_plural = "记数的钟点"
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["day", "hour"], name="counted_hour_once")]

    def __str__(self):
        return f"{self.day} {self.hour}点"


# --- What is searched in vain --------------------------------------------------------------------

#: On so many different days a term comes before it is kept in plain words.
LEAST_DAYS = 3
#: From so many searches on a term is told to everybody, rounded down to as many.
LEAST_PUBLIC = 10
#: A key serves so many days; then it is forgotten with all hashes made with it.
KEY_DAYS = 30
#: Different hashes of one day; more terms than these are not counted on it.
MOST_HASHES = 5_000


class SearchKey(models.Model):
    """The random key that hashes terms while they are not yet kept in plain words."""

    first_day = models.DateField("从哪天用起", unique=True)
    secret = models.CharField("密钥", max_length=64, default=secrets.token_urlsafe)

    class Meta:
        verbose_name = "搜索词的密钥"
        verbose_name_plural = "搜索词的密钥"
        default_permissions = ()

    def __str__(self):
        return self.first_day.isoformat()

    def digest(self, term: str) -> str:
        """Return a keyed hash of ``term``; the site's own key goes into it too."""
        return salted_hmac(self.secret, term, algorithm="sha256").hexdigest()


def key_of(day: datetime.date) -> SearchKey:
    """Return the key that serves on ``day``, made on its first; former ones are forgotten."""
    first = day - datetime.timedelta(days=day.toordinal() % KEY_DAYS)
    key, is_new = SearchKey.objects.get_or_create(first_day=first)
    if is_new:
        SearchKey.objects.filter(first_day__lt=first).delete()
    return key


class HashedTerm(models.Model):
    """How often a term, known by its hash alone, was searched in vain on one day."""

    key = models.ForeignKey(SearchKey, models.CASCADE, related_name="terms", verbose_name="密钥")
    day = models.DateField("日期")
    digest = models.CharField("摘要", max_length=64)
    number = models.PositiveIntegerField("几次")

    class Meta:
        verbose_name = "没搜到的词的摘要"
        verbose_name_plural = "没搜到的词的摘要"
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["digest", "day"], name="hashed_term_once"),
        ]

    def __str__(self):
        return f"{self.day} {self.digest[:8]}"


class SearchTermQuerySet(models.QuerySet):
    def add(self, day: datetime.date, numbers: Mapping[str, int]) -> None:
        """Add how often each tidied term was searched in vain on ``day``.

        A term that is not kept yet is only hashed; from its third day on it is kept in plain
        words. Past ``MOST_HASHES`` of a day new ones are not counted.
        """
        known = set(self.filter(term__in=list(numbers)).values_list("term", flat=True))
        for term in known:
            sums = {"number": F("number") + numbers[term], "last_day": day}
            self.filter(term=term).update(**sums)
        if new := {term: number for term, number in numbers.items() if term not in known}:
            self._add_hashed(day, new)

    def _add_hashed(self, day: datetime.date, numbers: Mapping[str, int]) -> None:
        key = key_of(day)
        digests = {key.digest(term): term for term in numbers}
        of_day = HashedTerm.objects.filter(day=day)
        here = set(of_day.filter(digest__in=list(digests)).values_list("digest", flat=True))
        room = MOST_HASHES - of_day.count()
        more = [digest for digest in digests if digest not in here][: max(room, 0)]
        HashedTerm.objects.bulk_create(
            [HashedTerm(key=key, day=day, digest=digest, number=0) for digest in more],
            ignore_conflicts=True,
        )
        counted = [*here, *more]
        for digest in counted:
            number = numbers[digests[digest]]
            of_day.filter(digest=digest).update(number=F("number") + number)
        often = (
            HashedTerm.objects.filter(digest__in=counted)
            .values("digest")
            .annotate(days=Count("day"), sum=Sum("number"))
            .filter(days__gte=LEAST_DAYS)
        )
        for row in often:
            term, sums = digests[row["digest"]], {"number": row["sum"], "last_day": day}
            self.get_or_create(term=term, defaults={"first_day": day, **sums})
            HashedTerm.objects.filter(digest=row["digest"]).delete()

    def public(self):
        """Select what everybody may see, the most wanted first.

        Anybody can search for a name or an insult often enough, so words are shown only once
        staff have read them and said what was done.
        """
        return self._wanted().exclude(note="").order_by("-number", "term")

    def unread(self) -> int:
        """Count what would be public but for the note of staff."""
        return self._wanted().filter(note="").count()

    def _wanted(self):
        return self.filter(blocked=False, number__gte=LEAST_PUBLIC)


class SearchTerm(models.Model):
    """Words that were searched in vain on three different days or more, and what was done."""

    term = models.CharField("搜的词", max_length=LONGEST_TERM, unique=True)
    number = models.PositiveIntegerField("几次", help_text="头三天的也算在内。")
    first_day = models.DateField("第三天是哪天", help_text="从这天起才留下字。")
    last_day = models.DateField("最近一次", db_index=True)
    note = models.CharField(
        "怎么办的",
        max_length=200,
        blank=True,
        db_default="",
        help_text="写给大家看的一句话，比如“已经加了别名”。写了，满10次的才公开在“访问和使用情况”上。",
    )
    blocked = models.BooleanField(
        "不公开",
        default=False,
        db_default=False,
        help_text="像人名、骂人的话、和医保没关系的，勾上。",
    )

    objects = SearchTermQuerySet.as_manager()

    class Meta:
        verbose_name = "没搜到的词"
        verbose_name_plural = "没搜到的词"
        default_permissions = ("change", "view")
        ordering = ["-number", "term"]

    def __str__(self):
        return self.term

    def save(self, *args, **kwargs):
        """As Django's; what staff write or block stands on a public page."""
        with transaction.atomic():
            super().save(*args, **kwargs)
            bump_revision()

    @property
    def is_public(self) -> bool:
        """Whether everybody may see it, as ``public`` selects."""
        return bool(self.note) and not self.blocked and self.number >= LEAST_PUBLIC

    @property
    def rounded(self) -> int:
        """How often it was searched in vain, rounded down to tens."""
        return self.number // LEAST_PUBLIC * LEAST_PUBLIC


def forget(today: datetime.date) -> int:
    """Delete what is older than it is kept, as of ``today``, and return how many rows.

    Terms that nobody searched for as long go too, unless staff wrote a note or blocked them.
    """
    limit = today - datetime.timedelta(days=settings.VISIT_DAYS)
    first = today - datetime.timedelta(days=today.toordinal() % KEY_DAYS)
    silent = Q(last_day__lt=limit, note="", blocked=False)
    gone = SearchKey.objects.filter(first_day__lt=first).delete()[0]
    gone += SearchTerm.objects.filter(silent).delete()[0]
    for rows in (PageVisits.objects, CountedHour.objects):
        gone += rows.filter(day__lt=limit).delete()[0]
    return gone
