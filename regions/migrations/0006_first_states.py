"""Channels get a state instead of a switch; every row that is there gets its first history."""

from django.db import migrations
from django.utils import timezone

MODELS = [
    "Region",
    "RegionAlias",
    "Source",
    "RefundPolicy",
    "PolicyTier",
    "WorkedExample",
    "Claim",
    "Estimate",
    "Statistic",
    "LookupChannel",
]


def shown_channels_are_published(apps, schema_editor):
    channels = apps.get_model("regions", "LookupChannel").objects.filter(active=True)
    channels.update(status="published")


def hidden_channels_are_not_shown(apps, schema_editor):
    channels = apps.get_model("regions", "LookupChannel").objects
    channels.exclude(status="published").update(active=False)


def first_history(apps, schema_editor):
    for name in MODELS:
        note_rows(apps, "regions", name)
    note_links(apps, "regions", "RefundPolicy", "other_sources")


def note_rows(apps, app, name):
    """A history record of each row as it is now."""
    rows = apps.get_model(app, name).objects
    records = apps.get_model(app, f"Historical{name}")
    kept = {field.attname for field in records._meta.concrete_fields}
    fields = [f.attname for f in rows.model._meta.concrete_fields if f.attname in kept]
    now = timezone.now()
    records.objects.bulk_create(
        (
            records(**row, history_date=now, history_type="+", history_change_reason="最初的资料")
            for row in rows.order_by("pk").values(*fields)
        ),
        batch_size=500,
    )


def note_links(apps, app, name, field):
    """The links of a many-to-many field, as part of the first history of each row."""
    through = apps.get_model(app, name)._meta.get_field(field).remote_field.through
    links = apps.get_model(app, f"Historical{name}_{field}")
    records = apps.get_model(app, f"Historical{name}")
    first = dict(records.objects.values_list("id", "history_id"))
    columns = [f.attname for f in through._meta.concrete_fields if not f.primary_key]
    owner = through._meta.concrete_fields[1].attname
    links.objects.bulk_create(
        (
            links(**row, history_id=first[row[owner]])
            for row in through.objects.order_by("pk").values(*columns)
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [("regions", "0005_desk")]

    operations = [
        migrations.RunPython(shown_channels_are_published, hidden_channels_are_not_shown),
        migrations.RemoveField(model_name="lookupchannel", name="active"),
        migrations.RunPython(first_history, migrations.RunPython.noop),
    ]
