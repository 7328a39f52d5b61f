"""The tiers of a refund policy (who gets what), and its worked examples."""

import calendar
import datetime
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from simple_history.models import HistoricalRecords

from credit import rule
from text.dates import add_months

from .policy import MOMENT, RefundPolicy
from .publication import Recorded
from .revision import BumpsRevisionQuerySet

#: Nobody is older; a tier with a higher age is a typing error.
OLDEST = 130


#: Before this year nobody retired who has a personal account now.
FIRST_RETIREMENT = datetime.date(1949, 10, 1)
_NEVER = Value(datetime.date(1, 1, 1), output_field=models.DateField())
_NONE = Value(0, output_field=models.DecimalField(max_digits=8, decimal_places=2))


class Employer(models.TextChoices):
    """The former employers that documents tell apart."""

    ENTERPRISE = "enterprise", rule.EMPLOYERS["enterprise"]
    INSTITUTION = "institution", rule.EMPLOYERS["institution"]
    FLEXIBLE = "flexible", rule.EMPLOYERS["flexible"]


def tier_of(row: "PolicyTier") -> rule.Tier:
    """Return a tier, or a record of one in its history, as ``credit`` computes it."""
    return rule.Tier(
        row.min_age,
        row.max_age,
        row.amount,
        row.rate_percent,
        row.own_percent,
        row.at_least_average,
        row.as_of,
        row.floor,
        row.ceiling,
        rule.Cohort(row.retired_from, row.retired_until, row.employer),
    )


def _refuse_too_early(name: str, day: datetime.date | None) -> None:
    """Raise ValidationError on the field ``name`` where nobody with an account retired by then."""
    if day is not None and day < FIRST_RETIREMENT:
        raise ValidationError({name: f"{day.year} 年太早了，请看看年份是不是写错了。"})


def check_tiers(tiers: Iterable["PolicyTier"]) -> None:
    """Refuse tiers that overlap, leave a gap, or mix kinds of figures within a cohort.

    Raises ValidationError with one sentence in Chinese per fault.
    """
    faults = rule.tier_faults(tier_of(tier) for tier in tiers if tier.min_age is not None)
    if faults:
        raise ValidationError(faults)


def check_average(policy: RefundPolicy, tiers: Iterable["PolicyTier"]) -> None:
    """Refuse the year or place of an average pension that none of ``tiers`` uses.

    Raises ValidationError with one sentence in Chinese.
    """
    uses = any(row.rate_percent is not None or row.at_least_average for row in tiers)
    if not uses and (policy.base_year is not None or policy.base_region_id is not None):
        raise ValidationError(
            "填了用哪一年、哪里的平均养老金，可是没有哪一档按人均养老金算。"
            "按金额、按本人养老金或照从前的数的，这两栏空着。"
        )


def check_rule(policy: RefundPolicy, tiers: Iterable["PolicyTier"]) -> None:
    """Refuse a policy with ``tiers`` that do not fit together or do not fit the policy.

    Raises ValidationError as ``check_tiers``.
    """
    rows = list(tiers)
    check_tiers(rows)
    check_average(policy, rows)


class PartManager(models.Manager.from_queryset(BumpsRevisionQuerySet)):
    """Finds a part by the key of its policy and by what tells it apart there."""

    def get_by_natural_key(self, policy: str, *key):
        return self.get(policy__key=policy, **dict(zip(self.model.PART_KEY, key, strict=True)))


class PolicyTier(Recorded):
    """One age band of a policy for all its retirees or some of them, and what it gives.

    Ages are whole years, both ends included. It states one of an amount, a percentage of an
    average pension, a percentage of one's own pension, or that one's earlier amount goes on.
    Amounts, floor and ceiling are yuan per ``period`` of the policy.
    """

    PART_KEY = ("min_age", "retired_from", "retired_until", "employer")

    policy = models.ForeignKey(
        RefundPolicy, models.CASCADE, related_name="tiers", verbose_name="划入标准"
    )
    min_age = models.PositiveSmallIntegerField(
        "从几岁", default=0, help_text="周岁，包括这一岁。最小的一档填 0。"
    )
    max_age = models.PositiveSmallIntegerField(
        "到几岁", null=True, blank=True, help_text="周岁，包括这一岁。最大的一档空着。"
    )
    retired_from = models.DateField(
        "哪天起退休的", null=True, blank=True, help_text="某月1日；不分退休早晚的空着。"
    )
    retired_until = models.DateField(
        "到哪天退休的", null=True, blank=True, help_text="某月最后一天；不分退休早晚的空着。"
    )
    employer = models.CharField(
        "原来的单位", max_length=12, choices=Employer, blank=True, help_text="不分单位的空着。"
    )
    amount = models.DecimalField(
        "金额（元）", max_digits=8, decimal_places=2, null=True, blank=True
    )
    rate_percent = models.DecimalField(
        "人均养老金的（%）",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="如 2.8。",
    )
    own_percent = models.DecimalField(
        "本人养老金的（%）", max_digits=5, decimal_places=2, null=True, blank=True
    )
    at_least_average = models.BooleanField(
        "本人低于人均的按人均", default=False, help_text="只用于本人养老金的比例。"
    )
    as_of = models.CharField(
        "照哪时的数不变",
        max_length=12,
        blank=True,
        help_text="“老人不变”：写照搬哪年或哪月的数，如 2022年12月、2023年。",
    )
    floor = models.DecimalField(
        "保底（元）",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="只用于比例；每月还是每年，随这条标准。",
    )
    ceiling = models.DecimalField(
        "封顶（元）",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="只用于比例；每月还是每年，随这条标准。",
    )

    objects = PartManager()
    history = HistoricalRecords(verbose_name="年龄档的历史")

    class Meta:
        verbose_name = "年龄档"
        verbose_name_plural = "年龄档"
        ordering = ["policy", F("retired_from").asc(nulls_first=True), "employer", "min_age"]
        constraints = [
            models.UniqueConstraint(
                "policy",
                "min_age",
                "employer",
                Coalesce("retired_from", _NEVER),
                Coalesce("retired_until", _NEVER),
                name="tier_unique_start",
                violation_error_message="同一群人有两档从同一岁数开始。",
            ),
            models.CheckConstraint(
                condition=Q(
                    amount__isnull=False,
                    rate_percent__isnull=True,
                    own_percent__isnull=True,
                    as_of="",
                )
                | Q(
                    amount__isnull=True,
                    rate_percent__isnull=False,
                    own_percent__isnull=True,
                    as_of="",
                )
                | Q(
                    amount__isnull=True,
                    rate_percent__isnull=True,
                    own_percent__isnull=False,
                    as_of="",
                )
                | Q(amount__isnull=True, rate_percent__isnull=True, own_percent__isnull=True)
                & ~Q(as_of=""),
                name="tier_one_figure",
                violation_error_message=(
                    "每一档只填一样：金额、人均养老金的比例、本人养老金的比例，或者照哪时的数不变。"
                ),
            ),
            models.CheckConstraint(
                condition=Q(max_age__isnull=True) | Q(max_age__gte=F("min_age")),
                name="tier_ages_in_order",
                violation_error_message="“到几岁”不能小于“从几岁”。",
            ),
            models.CheckConstraint(
                condition=Q(min_age__lte=OLDEST)
                & (Q(max_age__isnull=True) | Q(max_age__lte=OLDEST)),
                name="tier_ages_possible",
                violation_error_message=f"年龄不超过 {OLDEST} 岁，请看看是不是多打了一位。",
            ),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gt=0),
                name="tier_amount_positive",
                violation_error_message="金额要大于 0。",
            ),
            models.CheckConstraint(
                condition=(
                    Q(rate_percent__isnull=True) | Q(rate_percent__gt=0, rate_percent__lte=100)
                )
                & (Q(own_percent__isnull=True) | Q(own_percent__gt=0, own_percent__lte=100)),
                name="tier_rate_possible",
                violation_error_message="比例要大于 0，不超过 100。",
            ),
            models.CheckConstraint(
                condition=Q(at_least_average=False) | Q(own_percent__isnull=False),
                name="tier_at_least_average_of_own",
                violation_error_message="“本人低于人均的按人均”只用于本人养老金的比例。",
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True, ceiling__isnull=True)
                | Q(rate_percent__isnull=False)
                | Q(own_percent__isnull=False),
                name="tier_limits_of_rates",
                violation_error_message="保底和封顶只用于比例，金额和不变的数没有保底封顶。",
            ),
            models.CheckConstraint(
                condition=(Q(floor__isnull=True) | Q(floor__gt=0))
                & (Q(ceiling__isnull=True) | Q(ceiling__gt=0)),
                name="tier_limits_positive",
                violation_error_message="保底和封顶要大于 0；没有的空着。",
            ),
            models.CheckConstraint(
                condition=Q(floor__isnull=True)
                | Q(ceiling__isnull=True)
                | Q(floor__lte=F("ceiling")),
                name="tier_floor_below_ceiling",
                violation_error_message="保底比封顶还高，请看看是不是填反了。",
            ),
            models.CheckConstraint(
                condition=Q(retired_from__isnull=True)
                | Q(retired_until__isnull=True)
                | Q(retired_from__lte=F("retired_until")),
                name="tier_retirement_in_order",
                violation_error_message="“到哪天退休的”不能早于“哪天起退休的”。",
            ),
        ]

    def __str__(self):
        return self.who

    def clean(self):
        first, last = self.retired_from, self.retired_until
        if first is not None and first.day != 1:
            raise ValidationError({"retired_from": "填某月1日，比如 2023-01-01。"})
        if last is not None and last.day != calendar.monthrange(last.year, last.month)[1]:
            raise ValidationError({"retired_until": "填某月的最后一天，比如 2022-12-31。"})
        for name in ("retired_from", "retired_until"):
            _refuse_too_early(name, getattr(self, name))
        if self.as_of and not MOMENT.fullmatch(self.as_of):
            raise ValidationError({"as_of": "写哪年或哪年哪月，比如 2023年、2022年12月。"})

    def natural_key(self) -> tuple[str | int | None, ...]:
        days = (self.retired_from, self.retired_until)
        first, last = (None if day is None else str(day) for day in days)
        return (*self.policy.natural_key(), self.min_age, first, last, self.employer)

    @property
    def ages(self) -> str:
        """The band in words: 不分年龄, 不满70岁, 70岁及以上, 70岁到79岁."""
        return rule.ages_in_words(self.min_age, self.max_age)

    @property
    def who(self) -> str:
        """Whom it is for: 不满70岁, 2022年底前退休."""
        return tier_of(self).who


class WorkedExample(Recorded):
    """A test case of a policy: the monthly credit of a person, before deductions.

    ``retired`` is the first day of the month of retirement.
    """

    PART_KEY = ("age", "average_pension", "own_pension", "retired", "employer")

    policy = models.ForeignKey(
        RefundPolicy, models.CASCADE, related_name="examples", verbose_name="划入标准"
    )
    age = models.PositiveSmallIntegerField("年龄")
    average_pension = models.DecimalField(
        "平均养老金（元/月）",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="只有按人均养老金比例的才填，可以是假设的数。",
    )
    own_pension = models.DecimalField(
        "本人养老金（元/月）",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text="只有按本人养老金比例的才填，可以是假设的数。",
    )
    retired = models.DateField(
        "退休年月", null=True, blank=True, help_text="只有分退休早晚的才填，填当月1日。"
    )
    employer = models.CharField(
        "原来的单位", max_length=12, choices=Employer, blank=True, help_text="不分单位的空着。"
    )
    amount = models.DecimalField(
        "每月标准（元）",
        max_digits=8,
        decimal_places=2,
        help_text="不减代扣，计算器该算出的数。",
    )
    note = models.CharField("说明", max_length=120, blank=True)

    objects = PartManager()
    history = HistoricalRecords(verbose_name="算例的历史")

    class Meta:
        verbose_name = "算例"
        verbose_name_plural = "算例"
        # Empty ones first on every database, as SQLite has them.
        ordering = [
            "policy",
            "age",
            F("average_pension").asc(nulls_first=True),
            F("own_pension").asc(nulls_first=True),
            F("retired").asc(nulls_first=True),
            "employer",
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(age__lte=OLDEST),
                name="example_age_possible",
                violation_error_message=f"年龄不超过 {OLDEST} 岁，请看看是不是多打了一位。",
            ),
            models.CheckConstraint(
                condition=Q(amount__gt=0),
                name="example_amount_positive",
                violation_error_message="算例的金额要大于 0。",
            ),
            models.UniqueConstraint(
                "policy",
                "age",
                "employer",
                Coalesce("average_pension", _NONE),
                Coalesce("own_pension", _NONE),
                Coalesce("retired", _NEVER),
                name="example_unique",
                violation_error_message="这个算例已经有了。",
            ),
        ]

    def __str__(self):
        return f"{self.age}岁 → {self.amount} 元"

    def clean(self):
        for name in ("average_pension", "own_pension"):
            if (pension := getattr(self, name)) is not None and pension <= 0:
                raise ValidationError({name: "养老金要大于 0；用不到的空着，不要填 0。"})
        if self.retired is not None and self.retired.day != 1:
            raise ValidationError({"retired": "填退休那个月的1日，比如 2024-01-01。"})
        _refuse_too_early("retired", self.retired)

    def natural_key(self) -> tuple[str | int | None, ...]:
        given = (self.average_pension, self.own_pension, self.retired)
        average, own, retired = (None if value is None else str(value) for value in given)
        return (*self.policy.natural_key(), self.age, average, own, retired, self.employer)

    @property
    def case(self) -> rule.Case:
        """The person it tells of."""
        retired = None
        if self.retired is not None:
            last = add_months(self.retired, 1) - datetime.timedelta(days=1)
            retired = rule.Retirement(self.retired, last)
        return rule.Case(self.age, self.average_pension, self.own_pension, retired, self.employer)
