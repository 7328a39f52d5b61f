"""Both roles say where to look and close findings; nobody deletes what was watched."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

VERBS = {
    "watchedpage": ["add", "change", "view"],
    "finding": ["change", "view"],
    "snapshot": ["view"],
}


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the roles need theirs now.
    app = apps.get_app_config("watch")
    app.models_module = True
    create_permissions(app, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    names = [f"{verb}_{model}" for model, verbs in VERBS.items() for verb in verbs]
    for name in ("编辑", "审核"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *permissions.filter(content_type__app_label="watch", codename__in=names)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("watch", "0002_what_was_read"),
        ("regions", "0024_roles_for_sources"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
