"""Who runs a channel may not have been seen."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('regions', '0014_roles_for_new_facts'),
    ]

    operations = [
        migrations.AlterField(
            model_name='historicallookupchannel',
            name='operator',
            field=models.CharField(choices=[('official', '官方'), ('third_party', '第三方平台'), ('unseen', '谁办的没看到')], default='official', max_length=12, verbose_name='谁办的'),
        ),
        migrations.AlterField(
            model_name='lookupchannel',
            name='operator',
            field=models.CharField(choices=[('official', '官方'), ('third_party', '第三方平台'), ('unseen', '谁办的没看到')], default='official', max_length=12, verbose_name='谁办的'),
        ),
    ]
