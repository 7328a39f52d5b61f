"""Tiers for whom they are, of what they are a percentage; deductions and kinds of claims."""

import datetime
import django.db.models.deletion
import django.db.models.functions.comparison
import regions.models.publication
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("regions", "0010_alias_years"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='claim',
            options={'default_permissions': ('add', 'change', 'delete', 'view', 'publish'), 'ordering': ['region', 'key'], 'verbose_name': '资料里的说法', 'verbose_name_plural': '资料里的说法'},
        ),
        migrations.AlterModelOptions(
            name='historicalclaim',
            options={'get_latest_by': ('history_date', 'history_id'), 'ordering': ('-history_date', '-history_id'), 'verbose_name': '资料里的说法的历史', 'verbose_name_plural': 'historical 资料里的说法'},
        ),
        migrations.CreateModel(
            name='Deduction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='第几版')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='最近改动')),
                ('key', models.SlugField(default=regions.models.publication.new_key, editable=False, max_length=60, unique=True, verbose_name='编号')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('in_review', '待审核'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('kind', models.CharField(choices=[('care', '长期护理保险'), ('illness', '大病、大额医疗'), ('other', '别的')], max_length=8, verbose_name='种类')),
                ('name', models.CharField(help_text='照资料写，如“长期护理保险费”。', max_length=60, verbose_name='叫什么')),
                ('effective_from', models.DateField(blank=True, help_text='资料没有写就空着。', null=True, verbose_name='从哪天起')),
                ('ended_on', models.DateField(blank=True, help_text='只在停收而没有新规定时填。', null=True, verbose_name='到哪天为止')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='金额（元）')),
                ('period', models.CharField(choices=[('month', '每月'), ('year', '每年')], default='month', max_length=5, verbose_name='按')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, help_text='如 0.15。', max_digits=5, null=True, verbose_name='比例（%）')),
                ('percent_of', models.CharField(blank=True, choices=[('own', '本人养老金'), ('base', '共同的基数'), ('credit', '划入的钱')], max_length=6, verbose_name='什么的比例')),
                ('base_name', models.CharField(blank=True, help_text='如“全市在职职工平均缴费基数”；就是划入标准自己的基数，空着。', max_length=60, verbose_name='基数是什么')),
                ('from_account', models.CharField(choices=[('yes', '从个人账户扣'), ('no', '不从个人账户扣'), ('consent', '本人同意才从个人账户扣'), ('unknown', '从哪里扣没有写')], default='unknown', max_length=8, verbose_name='从哪里扣')),
                ('taken', models.BooleanField(default=False, help_text='划入标准写的是扣后的数就勾上，不会再扣一次。', verbose_name='标准里已经扣过')),
                ('disputed', models.BooleanField(default=False, help_text='勾上以后只在页面上说明，计算时不扣。', verbose_name='扣不扣说法不一')),
                ('for_whom', models.CharField(blank=True, help_text='只扣一部分人的写清楚，就只在页面上说明，不从大家的数里减；都扣的空着。', max_length=120, verbose_name='扣谁的')),
                ('as_of', models.CharField(blank=True, help_text='如 2023年2月；一直有效的空着。', max_length=12, verbose_name='是哪时的数')),
                ('notes', models.TextField(blank=True, help_text='每行一条，给市民看。', verbose_name='要说明的')),
                ('wording', models.TextField(blank=True, help_text='资料里的那一句，照抄。', verbose_name='原话')),
                ('staff_note', models.TextField(blank=True, help_text='只给编辑看，不上页面。', verbose_name='内部备注')),
            ],
            options={
                'verbose_name': '代扣',
                'verbose_name_plural': '代扣',
                'ordering': ['region', 'kind', models.OrderBy(models.F('effective_from'), descending=True, nulls_last=True)],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalDeduction',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='第几版')),
                ('key', models.SlugField(default=regions.models.publication.new_key, editable=False, max_length=60, verbose_name='编号')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('in_review', '待审核'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('kind', models.CharField(choices=[('care', '长期护理保险'), ('illness', '大病、大额医疗'), ('other', '别的')], max_length=8, verbose_name='种类')),
                ('name', models.CharField(help_text='照资料写，如“长期护理保险费”。', max_length=60, verbose_name='叫什么')),
                ('effective_from', models.DateField(blank=True, help_text='资料没有写就空着。', null=True, verbose_name='从哪天起')),
                ('ended_on', models.DateField(blank=True, help_text='只在停收而没有新规定时填。', null=True, verbose_name='到哪天为止')),
                ('amount', models.DecimalField(blank=True, decimal_places=2, max_digits=8, null=True, verbose_name='金额（元）')),
                ('period', models.CharField(choices=[('month', '每月'), ('year', '每年')], default='month', max_length=5, verbose_name='按')),
                ('percent', models.DecimalField(blank=True, decimal_places=2, help_text='如 0.15。', max_digits=5, null=True, verbose_name='比例（%）')),
                ('percent_of', models.CharField(blank=True, choices=[('own', '本人养老金'), ('base', '共同的基数'), ('credit', '划入的钱')], max_length=6, verbose_name='什么的比例')),
                ('base_name', models.CharField(blank=True, help_text='如“全市在职职工平均缴费基数”；就是划入标准自己的基数，空着。', max_length=60, verbose_name='基数是什么')),
                ('from_account', models.CharField(choices=[('yes', '从个人账户扣'), ('no', '不从个人账户扣'), ('consent', '本人同意才从个人账户扣'), ('unknown', '从哪里扣没有写')], default='unknown', max_length=8, verbose_name='从哪里扣')),
                ('taken', models.BooleanField(default=False, help_text='划入标准写的是扣后的数就勾上，不会再扣一次。', verbose_name='标准里已经扣过')),
                ('disputed', models.BooleanField(default=False, help_text='勾上以后只在页面上说明，计算时不扣。', verbose_name='扣不扣说法不一')),
                ('for_whom', models.CharField(blank=True, help_text='只扣一部分人的写清楚，就只在页面上说明，不从大家的数里减；都扣的空着。', max_length=120, verbose_name='扣谁的')),
                ('as_of', models.CharField(blank=True, help_text='如 2023年2月；一直有效的空着。', max_length=12, verbose_name='是哪时的数')),
                ('notes', models.TextField(blank=True, help_text='每行一条，给市民看。', verbose_name='要说明的')),
                ('wording', models.TextField(blank=True, help_text='资料里的那一句，照抄。', verbose_name='原话')),
                ('staff_note', models.TextField(blank=True, help_text='只给编辑看，不上页面。', verbose_name='内部备注')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
            ],
            options={
                'verbose_name': '代扣的历史',
                'verbose_name_plural': 'historical 代扣',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AlterModelOptions(
            name='policytier',
            options={'ordering': ['policy', models.OrderBy(models.F('retired_from'), nulls_first=True), 'employer', 'min_age'], 'verbose_name': '年龄档', 'verbose_name_plural': '年龄档'},
        ),
        migrations.AlterModelOptions(
            name='workedexample',
            options={'ordering': ['policy', 'age', 'average_pension', 'own_pension', 'retired', 'employer'], 'verbose_name': '算例', 'verbose_name_plural': '算例'},
        ),
        migrations.RemoveConstraint(
            model_name='estimate',
            name='estimate_range_in_order',
        ),
        migrations.RemoveConstraint(
            model_name='estimate',
            name='estimate_example_positive',
        ),
        migrations.RemoveConstraint(
            model_name='policytier',
            name='tier_unique_start',
        ),
        migrations.RemoveConstraint(
            model_name='policytier',
            name='tier_amount_or_rate',
        ),
        migrations.RemoveConstraint(
            model_name='policytier',
            name='tier_rate_possible',
        ),
        migrations.RemoveConstraint(
            model_name='workedexample',
            name='example_unique',
        ),
        migrations.RemoveConstraint(
            model_name='workedexample',
            name='example_unique_without_pension',
        ),
        migrations.AddField(
            model_name='claim',
            name='kind',
            field=models.CharField(choices=[('document', '文件怎么说'), ('example', '举个例子'), ('disputed', '说法不一')], default='disputed', help_text='和本站用的数不一样的才选“说法不一”，页面上是黄的。', max_length=8, verbose_name='哪一种'),
        ),
        migrations.AddField(
            model_name='estimate',
            name='own_amount',
            field=models.BooleanField(default=False, help_text='不能估的地方才勾：勾上，页面上就说“这里按您自己以前的数打”。', verbose_name='这里按本人以前的数打'),
        ),
        migrations.AddField(
            model_name='historicalestimate',
            name='own_amount',
            field=models.BooleanField(default=False, help_text='不能估的地方才勾：勾上，页面上就说“这里按您自己以前的数打”。', verbose_name='这里按本人以前的数打'),
        ),
        migrations.AddField(
            model_name='estimate',
            name='reason',
            field=models.CharField(blank=True, help_text='这里按本人从前的数打、估不出来的，写一句原因，上面三个数空着。给市民看。', max_length=200, verbose_name='为什么这里不能估'),
        ),
        migrations.AddField(
            model_name='historicalclaim',
            name='kind',
            field=models.CharField(choices=[('document', '文件怎么说'), ('example', '举个例子'), ('disputed', '说法不一')], default='disputed', help_text='和本站用的数不一样的才选“说法不一”，页面上是黄的。', max_length=8, verbose_name='哪一种'),
        ),
        migrations.AddField(
            model_name='historicalestimate',
            name='reason',
            field=models.CharField(blank=True, help_text='这里按本人从前的数打、估不出来的，写一句原因，上面三个数空着。给市民看。', max_length=200, verbose_name='为什么这里不能估'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='as_of',
            field=models.CharField(blank=True, help_text='“老人不变”：写照搬哪年或哪月的数，如 2022年12月、2023年。', max_length=12, verbose_name='照哪时的数不变'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='at_least_average',
            field=models.BooleanField(default=False, help_text='只用于本人养老金的比例。', verbose_name='本人低于人均的按人均'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='ceiling',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只用于比例；每月还是每年，随这条标准。', max_digits=8, null=True, verbose_name='封顶（元）'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='employer',
            field=models.CharField(blank=True, choices=[('enterprise', '企业'), ('institution', '机关事业'), ('flexible', '灵活就业')], help_text='不分单位的空着。', max_length=12, verbose_name='原来的单位'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='floor',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只用于比例；每月还是每年，随这条标准。', max_digits=8, null=True, verbose_name='保底（元）'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='own_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='本人养老金的（%）'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='retired_from',
            field=models.DateField(blank=True, help_text='某月1日；不分退休早晚的空着。', null=True, verbose_name='哪天起退休的'),
        ),
        migrations.AddField(
            model_name='historicalpolicytier',
            name='retired_until',
            field=models.DateField(blank=True, help_text='某月最后一天；不分退休早晚的空着。', null=True, verbose_name='到哪天退休的'),
        ),
        migrations.AddField(
            model_name='historicalworkedexample',
            name='employer',
            field=models.CharField(blank=True, choices=[('enterprise', '企业'), ('institution', '机关事业'), ('flexible', '灵活就业')], help_text='不分单位的空着。', max_length=12, verbose_name='原来的单位'),
        ),
        migrations.AddField(
            model_name='historicalworkedexample',
            name='own_pension',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只有按本人养老金比例的才填，可以是假设的数。', max_digits=8, null=True, verbose_name='本人养老金（元/月）'),
        ),
        migrations.AddField(
            model_name='historicalworkedexample',
            name='retired',
            field=models.DateField(blank=True, help_text='只有分退休早晚的才填，填当月1日。', null=True, verbose_name='退休年月'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='as_of',
            field=models.CharField(blank=True, help_text='“老人不变”：写照搬哪年或哪月的数，如 2022年12月、2023年。', max_length=12, verbose_name='照哪时的数不变'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='at_least_average',
            field=models.BooleanField(default=False, help_text='只用于本人养老金的比例。', verbose_name='本人低于人均的按人均'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='ceiling',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只用于比例；每月还是每年，随这条标准。', max_digits=8, null=True, verbose_name='封顶（元）'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='employer',
            field=models.CharField(blank=True, choices=[('enterprise', '企业'), ('institution', '机关事业'), ('flexible', '灵活就业')], help_text='不分单位的空着。', max_length=12, verbose_name='原来的单位'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='floor',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只用于比例；每月还是每年，随这条标准。', max_digits=8, null=True, verbose_name='保底（元）'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='own_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='本人养老金的（%）'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='retired_from',
            field=models.DateField(blank=True, help_text='某月1日；不分退休早晚的空着。', null=True, verbose_name='哪天起退休的'),
        ),
        migrations.AddField(
            model_name='policytier',
            name='retired_until',
            field=models.DateField(blank=True, help_text='某月最后一天；不分退休早晚的空着。', null=True, verbose_name='到哪天退休的'),
        ),
        migrations.AddField(
            model_name='workedexample',
            name='employer',
            field=models.CharField(blank=True, choices=[('enterprise', '企业'), ('institution', '机关事业'), ('flexible', '灵活就业')], help_text='不分单位的空着。', max_length=12, verbose_name='原来的单位'),
        ),
        migrations.AddField(
            model_name='workedexample',
            name='own_pension',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只有按本人养老金比例的才填，可以是假设的数。', max_digits=8, null=True, verbose_name='本人养老金（元/月）'),
        ),
        migrations.AddField(
            model_name='workedexample',
            name='retired',
            field=models.DateField(blank=True, help_text='只有分退休早晚的才填，填当月1日。', null=True, verbose_name='退休年月'),
        ),
        migrations.AlterField(
            model_name='estimate',
            name='example_pension',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='资料里举例用的数，不是任何地方的平均养老金。', max_digits=8, null=True, verbose_name='举例的平均养老金（元/月）'),
        ),
        migrations.AlterField(
            model_name='estimate',
            name='high_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='最高比例（%）'),
        ),
        migrations.AlterField(
            model_name='estimate',
            name='low_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='最低比例（%）'),
        ),
        migrations.AlterField(
            model_name='historicalestimate',
            name='example_pension',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='资料里举例用的数，不是任何地方的平均养老金。', max_digits=8, null=True, verbose_name='举例的平均养老金（元/月）'),
        ),
        migrations.AlterField(
            model_name='historicalestimate',
            name='high_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='最高比例（%）'),
        ),
        migrations.AlterField(
            model_name='historicalestimate',
            name='low_percent',
            field=models.DecimalField(blank=True, decimal_places=2, max_digits=5, null=True, verbose_name='最低比例（%）'),
        ),
        migrations.AlterField(
            model_name='historicalpolicytier',
            name='rate_percent',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='如 2.8。', max_digits=5, null=True, verbose_name='人均养老金的（%）'),
        ),
        migrations.AlterField(
            model_name='historicalworkedexample',
            name='amount',
            field=models.DecimalField(decimal_places=2, help_text='不减代扣，计算器该算出的数。', max_digits=8, verbose_name='每月标准（元）'),
        ),
        migrations.AlterField(
            model_name='historicalworkedexample',
            name='average_pension',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只有按人均养老金比例的才填，可以是假设的数。', max_digits=8, null=True, verbose_name='平均养老金（元/月）'),
        ),
        migrations.AlterField(
            model_name='policytier',
            name='rate_percent',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='如 2.8。', max_digits=5, null=True, verbose_name='人均养老金的（%）'),
        ),
        migrations.AlterField(
            model_name='workedexample',
            name='amount',
            field=models.DecimalField(decimal_places=2, help_text='不减代扣，计算器该算出的数。', max_digits=8, verbose_name='每月标准（元）'),
        ),
        migrations.AlterField(
            model_name='workedexample',
            name='average_pension',
            field=models.DecimalField(blank=True, decimal_places=2, help_text='只有按人均养老金比例的才填，可以是假设的数。', max_digits=8, null=True, verbose_name='平均养老金（元/月）'),
        ),
        migrations.AddConstraint(
            model_name='estimate',
            constraint=models.CheckConstraint(condition=models.Q(('low_percent__isnull', True), models.Q(('low_percent__gt', 0), ('high_percent__gte', models.F('low_percent')), ('high_percent__lte', 100)), _connector='OR'), name='estimate_range_in_order', violation_error_message='最低比例要大于 0，不超过最高比例；最高比例不超过 100。'),
        ),
        migrations.AddConstraint(
            model_name='estimate',
            constraint=models.CheckConstraint(condition=models.Q(('example_pension__isnull', True), ('example_pension__gt', 0), _connector='OR'), name='estimate_example_positive', violation_error_message='举例的平均养老金要大于 0。'),
        ),
        migrations.AddConstraint(
            model_name='estimate',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('example_pension__isnull', False), ('high_percent__isnull', False), ('low_percent__isnull', False), ('own_amount', False), ('reason', '')), models.Q(('example_pension__isnull', True), ('high_percent__isnull', True), ('low_percent__isnull', True), models.Q(('reason', ''), _negated=True)), _connector='OR'), name='estimate_range_or_reason', violation_error_message='三个数都填，或者都空着而写明为什么不能估。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.UniqueConstraint(models.F('policy'), models.F('min_age'), models.F('employer'), django.db.models.functions.comparison.Coalesce('retired_from', models.Value(datetime.date(1, 1, 1), output_field=models.DateField())), django.db.models.functions.comparison.Coalesce('retired_until', models.Value(datetime.date(1, 1, 1), output_field=models.DateField())), name='tier_unique_start', violation_error_message='同一群人有两档从同一岁数开始。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount__isnull', False), ('as_of', ''), ('own_percent__isnull', True), ('rate_percent__isnull', True)), models.Q(('amount__isnull', True), ('as_of', ''), ('own_percent__isnull', True), ('rate_percent__isnull', False)), models.Q(('amount__isnull', True), ('as_of', ''), ('own_percent__isnull', False), ('rate_percent__isnull', True)), models.Q(('amount__isnull', True), ('own_percent__isnull', True), ('rate_percent__isnull', True), models.Q(('as_of', ''), _negated=True)), _connector='OR'), name='tier_one_figure', violation_error_message='每一档只填一样：金额、人均养老金的比例、本人养老金的比例，或者照哪时的数不变。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('rate_percent__isnull', True), models.Q(('rate_percent__gt', 0), ('rate_percent__lte', 100)), _connector='OR'), models.Q(('own_percent__isnull', True), models.Q(('own_percent__gt', 0), ('own_percent__lte', 100)), _connector='OR')), name='tier_rate_possible', violation_error_message='比例要大于 0，不超过 100。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(('at_least_average', False), ('own_percent__isnull', False), _connector='OR'), name='tier_at_least_average_of_own', violation_error_message='“本人低于人均的按人均”只用于本人养老金的比例。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('ceiling__isnull', True), ('floor__isnull', True)), ('rate_percent__isnull', False), ('own_percent__isnull', False), _connector='OR'), name='tier_limits_of_rates', violation_error_message='保底和封顶只用于比例，金额和不变的数没有保底封顶。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('floor__isnull', True), ('floor__gt', 0), _connector='OR'), models.Q(('ceiling__isnull', True), ('ceiling__gt', 0), _connector='OR')), name='tier_limits_positive', violation_error_message='保底和封顶要大于 0；没有的空着。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(('floor__isnull', True), ('ceiling__isnull', True), ('floor__lte', models.F('ceiling')), _connector='OR'), name='tier_floor_below_ceiling', violation_error_message='保底比封顶还高，请看看是不是填反了。'),
        ),
        migrations.AddConstraint(
            model_name='policytier',
            constraint=models.CheckConstraint(condition=models.Q(('retired_from__isnull', True), ('retired_until__isnull', True), ('retired_from__lte', models.F('retired_until')), _connector='OR'), name='tier_retirement_in_order', violation_error_message='“到哪天退休的”不能早于“哪天起退休的”。'),
        ),
        migrations.AddConstraint(
            model_name='workedexample',
            constraint=models.UniqueConstraint(models.F('policy'), models.F('age'), models.F('employer'), django.db.models.functions.comparison.Coalesce('average_pension', models.Value(0, output_field=models.DecimalField(decimal_places=2, max_digits=8))), django.db.models.functions.comparison.Coalesce('own_pension', models.Value(0, output_field=models.DecimalField(decimal_places=2, max_digits=8))), django.db.models.functions.comparison.Coalesce('retired', models.Value(datetime.date(1, 1, 1), output_field=models.DateField())), name='example_unique', violation_error_message='这个算例已经有了。'),
        ),
        migrations.AddField(
            model_name='deduction',
            name='region',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deductions', to='regions.region', verbose_name='地区'),
        ),
        migrations.AddField(
            model_name='deduction',
            name='replaces',
            field=models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='regions.deduction', verbose_name='要改的那一条'),
        ),
        migrations.AddField(
            model_name='deduction',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='deductions', to='regions.source', verbose_name='来源'),
        ),
        migrations.AddField(
            model_name='historicaldeduction',
            name='history_user',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='historicaldeduction',
            name='region',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='regions.region', verbose_name='地区'),
        ),
        migrations.AddField(
            model_name='historicaldeduction',
            name='replaces',
            field=models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='regions.deduction', verbose_name='要改的那一条'),
        ),
        migrations.AddField(
            model_name='historicaldeduction',
            name='source',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='regions.source', verbose_name='来源'),
        ),
        migrations.AddIndex(
            model_name='deduction',
            index=models.Index(fields=['region', 'status'], name='regions_ded_region__f0fd86_idx'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), ('status__in', ('draft', 'in_review')), _connector='OR'), name='regions_deduction_copy_unpublished', violation_error_message='修改稿发布以后就并入原来那一条，不会单独发布。'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.UniqueConstraint(condition=models.Q(('effective_from__isnull', False), ('status', 'published')), fields=('region', 'kind', 'effective_from'), name='deduction_one_published_per_start', violation_error_message='这个地区已经有一条同一种、同一天开始、已发布的代扣。'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.UniqueConstraint(condition=models.Q(('effective_from__isnull', True), ('status', 'published')), fields=('region', 'kind'), name='deduction_one_published_without_start', violation_error_message='这个地区已经有一条同一种、没写开始日期、已发布的代扣。'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('effective_from__isnull', True), ('ended_on__gte', models.F('effective_from')), _connector='OR'), name='deduction_ends_after_start', violation_error_message='“到哪天为止”不能早于“从哪天起”。'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('percent__isnull', True), _connector='OR'), name='deduction_amount_or_percent', violation_error_message='金额和比例只填一样；都不知道的都空着。'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.CheckConstraint(condition=models.Q(('amount__isnull', True), ('amount__gt', 0), _connector='OR'), name='deduction_amount_positive', violation_error_message='代扣的金额要大于 0；不知道就空着，不要填 0。'),
        ),
        migrations.AddConstraint(
            model_name='deduction',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('percent__isnull', True), ('percent_of', '')), models.Q(('percent__gt', 0), ('percent__isnull', False), ('percent__lte', 100), models.Q(('percent_of', ''), _negated=True)), _connector='OR'), name='deduction_percent_complete', violation_error_message='比例要大于 0、不超过 100，并选好是什么的比例。'),
        ),
    ]
