"""What a place's rule gives at the usual ages to each group it tells apart, before and after."""

import datetime
from dataclasses import dataclass, field, replace
from decimal import Decimal

from calculator.rules import RuleView
from credit.credit import OwnPensionNeeded, Unchanged, credit_for
from credit.rule import (
    EVERYBODY,
    Case,
    Cohort,
    EmployerNeeded,
    NotCovered,
    Retirement,
    RetirementNeeded,
)
from text.dates import add_months
from text.formats import tier_figure, tier_limits, yuan

#: The ages at which the usual tiers begin or end.
AGES = (60, 69, 70, 74, 75, 80)
NOTHING = "没有数"


@dataclass(frozen=True)
class AgeEffect:
    """The monthly credit in yuan at one age, before and after; None where no amount is known.

    ``age`` is None where no age makes a difference to ``who``, the group; ``""`` is everybody.
    What is said where there is no amount stands in ``old_words`` and ``new_words``.
    """

    age: int | None
    old: Decimal | None
    new: Decimal | None
    who: str = ""
    old_words: str = field(default=NOTHING, compare=False)
    new_words: str = field(default=NOTHING, compare=False)

    @property
    def whom(self) -> str:
        """60岁; 2022年底前退休，60岁; 2022年底前退休."""
        age = "" if self.age is None else f"{self.age}岁"
        return "，".join(filter(None, (self.who, age))) or "各岁数"

    @property
    def before(self) -> str:
        return self.old_words if self.old is None else yuan(self.old)

    @property
    def after(self) -> str:
        return self.new_words if self.new is None else yuan(self.new)


def age_effects(
    old: RuleView | None, old_case: Case, new: RuleView | None, new_case: Case
) -> list[AgeEffect]:
    """Return what both rules give; the cases hold the pensions that are reckoned with."""
    told = []
    for cohort in _cohorts(old, new):
        person = Case(retired=retirement_in(cohort), employer=cohort.employer)
        ages = AGES if cohort.is_everybody or _tells_ages_apart(cohort, old, new) else (None,)
        for age in ages:
            before, old_words = _amount(old, _in(old_case, person, age))
            after, new_words = _amount(new, _in(new_case, person, age))
            told.append(AgeEffect(age, before, after, cohort.in_words, old_words, new_words))
    return told


def _in(pensions: Case, person: Case, age: int | None) -> Case:
    return replace(pensions, age=age, retired=person.retired, employer=person.employer)


def _cohorts(*views: RuleView | None) -> list[Cohort]:
    """Return the groups that one of the rules tells apart, or everybody if none does."""
    found = [cohort for view in views if view is not None for cohort in view.rule.cohorts]
    apart = [cohort for cohort in dict.fromkeys(found) if not cohort.is_everybody]
    return apart or [EVERYBODY]


def _tells_ages_apart(cohort: Cohort, *views: RuleView | None) -> bool:
    """Whether one of the rules tells ages apart among ``cohort`` or a group that it is part of."""
    rules = [view.rule for view in views if view is not None]
    return any(
        len(rule.of_cohort(other)) > 1
        for rule in rules
        for other in rule.cohorts
        if other.meets(cohort)
    )


def retirement_in(cohort: Cohort) -> Retirement | None:
    """Return a month in which somebody of ``cohort`` retired."""
    last = cohort.retired_until
    if last is not None:
        return Retirement(last.replace(day=1), last)
    first = cohort.retired_from
    if first is None:
        return None
    return Retirement(first, add_months(first, 1) - datetime.timedelta(days=1))


def _amount(view: RuleView | None, case: Case) -> tuple[Decimal | None, str]:
    """Return the monthly credit by a rule, or None and what is said instead."""
    if view is None or view.withheld:
        return None, NOTHING
    try:
        taken = [deduction.as_computed for deduction in view.deductions]
        return credit_for(view.rule, case, taken).month, ""
    except (Unchanged, OwnPensionNeeded):
        tier = view.rule.tier_for(case)
        return None, f"{tier_figure(tier)}{tier_limits(tier)}"
    except RetirementNeeded:
        return None, "看哪年退休"
    except EmployerNeeded:
        return None, "看原来的单位"
    except NotCovered:
        return None, "没有写这种人"
    except (ValueError, LookupError):
        return None, NOTHING
