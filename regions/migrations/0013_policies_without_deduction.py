"""The deduction fields of policies go; ``0012`` moved what they held."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regions", "0012_move_deductions")]

    operations = [
        migrations.RemoveConstraint(
            model_name='refundpolicy',
            name='policy_deduction_complete',
        ),
        migrations.RemoveField(
            model_name='historicalrefundpolicy',
            name='deduction_amount',
        ),
        migrations.RemoveField(
            model_name='historicalrefundpolicy',
            name='deduction_disputed',
        ),
        migrations.RemoveField(
            model_name='historicalrefundpolicy',
            name='deduction_name',
        ),
        migrations.RemoveField(
            model_name='historicalrefundpolicy',
            name='deduction_period',
        ),
        migrations.RemoveField(
            model_name='historicalrefundpolicy',
            name='deduction_taken',
        ),
        migrations.RemoveField(
            model_name='refundpolicy',
            name='deduction_amount',
        ),
        migrations.RemoveField(
            model_name='refundpolicy',
            name='deduction_disputed',
        ),
        migrations.RemoveField(
            model_name='refundpolicy',
            name='deduction_name',
        ),
        migrations.RemoveField(
            model_name='refundpolicy',
            name='deduction_period',
        ),
        migrations.RemoveField(
            model_name='refundpolicy',
            name='deduction_taken',
        ),
    ]
