"""Statements count letters about one month, not households: those cannot be told apart by day."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("regions", "0020_roles_for_reader_statements")]

    operations = [
        migrations.RemoveConstraint("readerstatement", "reader_statement_enough"),
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
