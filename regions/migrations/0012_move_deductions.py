"""The deduction of a policy becomes a fact of its place; examples state the standard."""

import datetime
import re

from django.db import migrations
from django.utils import timezone

REASON = "从划入标准移来"
KINDS = [("care", "长期护理|长护|照护"), ("illness", "大病|大额")]


def move(apps, schema_editor):
    policies = apps.get_model("regions", "RefundPolicy").objects
    # Originals first, so that the draft of a rule finds the moved deduction of its original.
    moved = {}
    for policy in policies.filter(deduction_amount__isnull=False, replaces=None).order_by("pk"):
        moved[policy.pk] = _moved(apps, policy, ended_on=_end(policy, policies))
    for draft in policies.filter(deduction_amount__isnull=False, replaces__isnull=False):
        original = moved.get(draft.replaces_id)
        if original is None or _told(draft) != _told(draft.replaces):
            # One that begins later than its original ended has no end of its own.
            ended = original.ended_on if original else draft.ended_on
            late = ended and draft.effective_from and draft.effective_from > ended
            _moved(apps, draft, original, ended_on=None if late else ended)
    for policy in policies.filter(deduction_amount__isnull=False):
        if _counts(policy):
            for example in policy.examples.all():
                # What arrives becomes the standard.
                example.amount += policy.deduction_amount
                example.save()


def _told(policy):
    return (
        policy.deduction_name,
        policy.deduction_amount,
        policy.deduction_period,
        policy.deduction_taken,
        policy.deduction_disputed,
    )


def _counts(policy):
    monthly = policy.deduction_period == "month"
    return monthly and not policy.deduction_taken and not policy.deduction_disputed


def _end(policy, policies):
    """Return the last day of a rule, which is that of its deduction: the next may have none."""
    later = policies.filter(region=policy.region_id, status=policy.status, replaces=None)
    if policy.effective_from is not None:
        later = later.filter(effective_from__gt=policy.effective_from)
    starts = [start for start in later.values_list("effective_from", flat=True) if start]
    ends = [policy.ended_on] if policy.ended_on else []
    if starts:
        ends.append(min(starts) - datetime.timedelta(days=1))
    return min(ends, default=None)


def _moved(apps, policy, original=None, ended_on=None):
    name = policy.deduction_name
    model = apps.get_model("regions", "Deduction")
    key = f"d-{policy.key}"[:60]
    if model.objects.filter(key=key).exists():  # of two long ones the ends are cut
        key = f"d-{policy.pk}-{policy.key}"[:60]
    row = model(
        key=key,
        region_id=policy.region_id,
        kind=next((kind for kind, words in KINDS if re.search(words, name)), "other"),
        name=name,
        effective_from=policy.effective_from,
        ended_on=ended_on,
        amount=policy.deduction_amount,
        period=policy.deduction_period,
        from_account="unknown" if policy.deduction_disputed else "yes",
        taken=policy.deduction_taken,
        disputed=policy.deduction_disputed,
        source_id=policy.source_id,
        status=policy.status,
        replaces=original,
        version=1,
    )
    row.save()
    record = apps.get_model("regions", "HistoricalDeduction")
    names = {field.attname for field in record._meta.concrete_fields}
    columns = [f.attname for f in row._meta.concrete_fields if f.attname in names]
    record.objects.create(
        **{column: getattr(row, column) for column in columns},
        history_date=timezone.now(),
        history_type="+",
        history_change_reason=REASON,
    )
    return row


class Migration(migrations.Migration):
    dependencies = [("regions", "0011_rules_as_worded")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
