"""Every question that is there gets its first history."""

from importlib import import_module

from django.db import migrations

first_states = import_module("regions.migrations.0006_first_states")


def first_history(apps, schema_editor):
    first_states.note_rows(apps, "faq", "Question")
    for field in ["regions", "rule_regions", "claims", "sources", "related"]:
        first_states.note_links(apps, "faq", "Question", field)


class Migration(migrations.Migration):
    dependencies = [("faq", "0004_desk"), ("regions", "0006_first_states")]

    operations = [migrations.RunPython(first_history, migrations.RunPython.noop)]
