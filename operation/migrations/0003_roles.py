"""Both roles see what the operator's jobs came to and what search engines were told."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

MODELS = ("operationrun", "submittedaddress")


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the roles need theirs now.
    app = apps.get_app_config("operation")
    app.models_module = True
    create_permissions(app, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    names = [f"view_{model}" for model in MODELS]
    for name in ("编辑", "审核"):
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        group.permissions.add(
            *permissions.filter(content_type__app_label="operation", codename__in=names)
        )


class Migration(migrations.Migration):
    dependencies = [
        ("operation", "0002_submitted_addresses"),
        ("visits", "0002_roles"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
