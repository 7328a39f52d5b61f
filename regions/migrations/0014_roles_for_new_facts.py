"""The two roles may do with deductions and local answers what they may do with other facts."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

FACTS = [("regions", "deduction"), ("faq", "localanswer")]
ROLES = {
    "编辑": ["add", "change", "delete", "view"],
    "审核": ["add", "change", "delete", "view", "publish"],
}


def grant(apps, schema_editor):
    # Permissions are made after all migrations; the roles need theirs now.
    for label in ["regions", "faq"]:
        app = apps.get_app_config(label)
        app.models_module = True
        create_permissions(app, verbosity=0, apps=apps)
    permissions = apps.get_model("auth", "Permission").objects
    for name, verbs in ROLES.items():
        group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
        for label, model in FACTS:
            names = [f"{verb}_{model}" for verb in verbs]
            group.permissions.add(
                *permissions.filter(content_type__app_label=label, codename__in=names)
            )


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0013_policies_without_deduction"),
        ("faq", "0006_local_answers"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
