from django.db import migrations, models


def start(apps, schema_editor):
    """Count everything as changed in the revision that the database has now."""
    revision = apps.get_model("regions", "ContentRevision").objects.filter(pk=1).first()
    last_change = apps.get_model("regions", "LastChange")
    if revision is not None and revision.number:
        for subject in ("everything", "site"):
            last_change(subject=subject, number=revision.number).save()


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0027_examples_in_one_order"),
    ]

    operations = [
        migrations.CreateModel(
            name="LastChange",
            fields=[
                (
                    "subject",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, verbose_name="什么"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(verbose_name="第几次改动")),
                ("at", models.DateTimeField(auto_now=True, verbose_name="什么时候")),
            ],
            options={
                "verbose_name": "最近一次改动",
                "verbose_name_plural": "最近一次改动",
                "default_permissions": (),
            },
        ),
        migrations.RunPython(start, migrations.RunPython.noop),
    ]
