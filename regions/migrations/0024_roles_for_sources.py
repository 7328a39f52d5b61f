"""Reviewers publish sources, editors delete their own drafts of them; scans are named only once."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

ROLES = {"编辑": ["delete"], "审核": ["publish"]}


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the roles need theirs now.
    app = apps.get_app_config("regions")
    app.models_module = True
    create_permissions(app, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    for name, verbs in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        names = [f"{verb}_source" for verb in verbs]
        group.permissions.add(
            *permissions.filter(content_type__app_label="regions", codename__in=names)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0023_sources_as_drafts"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RemoveField(model_name="sourcescan", name="source"),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
