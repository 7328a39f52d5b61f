"""Both roles see the sums and write what was done about a term that was searched in vain."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VERBS = {"pagevisits": ["view"], "searchterm": ["change", "view"]}


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the roles need theirs now.
    app = apps.get_app_config("visits")
    app.models_module = True
    create_permissions(app, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    names = [f"{verb}_{model}" for model, verbs in VERBS.items() for verb in verbs]
    for name in ("编辑", "审核"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *permissions.filter(content_type__app_label="visits", codename__in=names)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("visits", "0001_sums_of_visits"),
        ("watch", "0003_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
