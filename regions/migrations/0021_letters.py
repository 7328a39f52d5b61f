"""Statements count letters about one month, not households: those cannot be told apart by day."""

from django.db import migrations, models
from django.utils import timezone

#: Why such a statement is not shown any more, in its history.
WHY = "升级：来信说的不是同一个月，请再看一遍"


def leave_several_months_to_an_editor(apps, editor):
    """Forget a month that not all letters named, and tell no more what told several as one.

    Without letters it waits for an editor as soon as five are about one month.
    """
    statements = apps.get_model("regions", "ReaderStatement").objects
    history = apps.get_model("regions", "HistoricalReaderStatement").objects
    several = models.Q(month_from__lt=models.F("month_to"))
    names = [field.attname for field in statements.model._meta.concrete_fields]
    shown = list(statements.filter(several, state="shown").values_list("pk", flat=True))
    statements.filter(several).update(month_from=None, month_to=None)
    history.filter(several).update(month_from=None, month_to=None)
    statements.filter(pk__in=shown).update(state="hidden", households=0)
    history.bulk_create(
        history.model(
            history_type="~", history_date=timezone.now(), history_change_reason=WHY, **row
        )
        for row in statements.filter(pk__in=shown).values(*names)
    )


def let_the_month_be_the_last_too(apps, editor):
    """Give what is about one month its last month again."""
    for name in ("ReaderStatement", "HistoricalReaderStatement"):
        rows = apps.get_model("regions", name).objects
        rows.filter(month_to=None).update(month_to=models.F("month_from"))


class Migration(migrations.Migration):

    dependencies = [("regions", "0020_roles_for_reader_statements")]

    operations = [
        migrations.RemoveConstraint("readerstatement", "reader_statement_enough"),
        migrations.RunPython(leave_several_months_to_an_editor, let_the_month_be_the_last_too),
        *(
            operation
            for model in ("readerstatement", "historicalreaderstatement")
            for operation in (
                migrations.RenameField(model, "households", "letters"),
                migrations.RenameField(model, "month_from", "month"),
                migrations.RemoveField(model, "month_to"),
                migrations.AlterField(
                    model, "letters", models.PositiveIntegerField(verbose_name="几封")
                ),
                migrations.AlterField(
                    model,
                    "month",
                    models.DateField(blank=True, null=True, verbose_name="哪个月的"),
                ),
            )
        ),
        migrations.AlterModelOptions(
            "readerstatement",
            {
                "default_permissions": ("change", "view"),
                "ordering": ["-letters", "amount"],
                "verbose_name": "读者报来的数",
                "verbose_name_plural": "读者报来的数",
            },
        ),
        migrations.AddConstraint(
            "readerstatement",
            models.CheckConstraint(
                condition=~models.Q(state="shown") | models.Q(letters__gte=5),
                name="reader_statement_enough",
                violation_error_message="满5封才能显示。",
            ),
        ),
        migrations.AlterField(
            "correctionreport",
            "counts",
            models.BooleanField(
                default=False,
                editable=False,
                help_text="同一天、同一户、同一个地方报来的数，只有第一封算。",
                verbose_name="算数",
            ),
        ),
        migrations.AlterField(
            "correctionreport",
            "invalid",
            models.BooleanField(
                default=False,
                help_text="一看就是乱写的、同一个人反复写的。勾上就不算数。",
                verbose_name="无效",
            ),
        ),
    ]
