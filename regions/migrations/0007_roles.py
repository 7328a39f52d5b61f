"""The two roles: 编辑 write and submit, 审核 approve, withdraw and change places."""

from django.contrib.auth.management import create_permissions
from django.db import migrations

FACTS = {
    "regions": ["refundpolicy", "lookupchannel", "claim", "statistic", "estimate"],
    "faq": ["question"],
}
PARTS = {"regions": ["policytier", "workedexample"]}
EDITOR = {
    "regions": {
        "source": ["add", "change", "view"],
        "sourcescan": ["add", "delete", "view"],
        "region": ["view"],
        "regionalias": ["view"],
        "correctionreport": ["change", "view"],
        "takedown": ["view"],
        "officialdomain": ["view"],
        "linkcheck": ["view"],
    },
}
REVIEWER = {
    "regions": {
        "source": ["add", "change", "delete", "view"],
        "sourcescan": ["add", "delete", "view"],
        "region": ["add", "change", "view"],
        "regionalias": ["add", "change", "delete", "view"],
        "correctionreport": ["change", "view"],
        "takedown": ["add", "change", "view"],
        "officialdomain": ["add", "change", "delete", "view"],
        "linkcheck": ["view"],
    },
}


def make_roles(apps, schema_editor):
    # Permissions are made after all migrations; the roles need theirs now.
    for label in ["regions", "faq"]:
        app = apps.get_app_config(label)
        app.models_module = True
        create_permissions(app, verbosity=0, apps=apps)
    grant(apps, "编辑", EDITOR, ["add", "change", "delete", "view"])
    grant(apps, "审核", REVIEWER, ["add", "change", "delete", "view", "publish"])


def grant(apps, name, others, verbs):
    """Give the group ``name`` the ``verbs`` on all facts, and what ``others`` lists."""
    group, _ = apps.get_model("auth", "Group").objects.get_or_create(name=name)
    wanted = [
        (label, f"{verb}_{model}")
        for label, models in others.items()
        for model, allowed in models.items()
        for verb in allowed
    ]
    wanted += [(a, f"{verb}_{m}") for a, models in FACTS.items() for m in models for verb in verbs]
    wanted += [
        (a, f"{verb}_{m}")
        for a, models in PARTS.items()
        for m in models
        for verb in ["add", "change", "delete", "view"]
    ]
    permissions = apps.get_model("auth", "Permission").objects
    group.permissions.add(
        *(
            permissions.get(content_type__app_label=label, codename=codename)
            for label, codename in wanted
        )
    )


class Migration(migrations.Migration):
    dependencies = [
        ("regions", "0006_first_states"),
        ("faq", "0005_first_history"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(make_roles, migrations.RunPython.noop)]
