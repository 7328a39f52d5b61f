"""What the answer to a question is in one place."""

import django.db.models.deletion
import regions.models.publication
import simple_history.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('faq', '0005_first_history'),
        ('regions', '0011_rules_as_worded'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='LocalAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='第几版')),
                ('changed_at', models.DateTimeField(auto_now=True, verbose_name='最近改动')),
                ('key', models.SlugField(default=regions.models.publication.new_key, editable=False, max_length=60, unique=True, verbose_name='编号')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('in_review', '待审核'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('statement', models.CharField(help_text='一两句话，可以有数字，照资料写。', max_length=200, verbose_name='这里怎么规定')),
                ('men_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='男要交满（年）')),
                ('women_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='女要交满（年）')),
                ('local_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='其中当地实际缴费（年）')),
                ('effective_from', models.DateField(blank=True, help_text='资料没有写就空着。', null=True, verbose_name='从哪天起')),
                ('ended_on', models.DateField(blank=True, help_text='只在停用而没有新规定时填。', null=True, verbose_name='到哪天为止')),
                ('wording', models.TextField(blank=True, help_text='资料里的那一句，照抄。', verbose_name='原话')),
                ('staff_note', models.TextField(blank=True, help_text='只给编辑看，不上页面。', verbose_name='内部备注')),
                ('question', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='local_answers', to='faq.question', verbose_name='问题')),
                ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_answers', to='regions.region', verbose_name='地区')),
                ('replaces', models.OneToOneField(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='faq.localanswer', verbose_name='要改的那一条')),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='local_answers', to='regions.source', verbose_name='来源')),
            ],
            options={
                'verbose_name': '各地答案',
                'verbose_name_plural': '各地答案',
                'ordering': ['question', 'region', models.OrderBy(models.F('effective_from'), descending=True, nulls_last=True)],
                'abstract': False,
                'default_permissions': ('add', 'change', 'delete', 'view', 'publish'),
            },
        ),
        migrations.CreateModel(
            name='HistoricalLocalAnswer',
            fields=[
                ('id', models.BigIntegerField(auto_created=True, blank=True, db_index=True, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False, verbose_name='第几版')),
                ('key', models.SlugField(default=regions.models.publication.new_key, editable=False, max_length=60, verbose_name='编号')),
                ('status', models.CharField(choices=[('draft', '草稿'), ('in_review', '待审核'), ('published', '已发布'), ('withdrawn', '已撤下')], default='draft', max_length=10, verbose_name='状态')),
                ('statement', models.CharField(help_text='一两句话，可以有数字，照资料写。', max_length=200, verbose_name='这里怎么规定')),
                ('men_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='男要交满（年）')),
                ('women_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='女要交满（年）')),
                ('local_years', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='其中当地实际缴费（年）')),
                ('effective_from', models.DateField(blank=True, help_text='资料没有写就空着。', null=True, verbose_name='从哪天起')),
                ('ended_on', models.DateField(blank=True, help_text='只在停用而没有新规定时填。', null=True, verbose_name='到哪天为止')),
                ('wording', models.TextField(blank=True, help_text='资料里的那一句，照抄。', verbose_name='原话')),
                ('staff_note', models.TextField(blank=True, help_text='只给编辑看，不上页面。', verbose_name='内部备注')),
                ('history_id', models.AutoField(primary_key=True, serialize=False)),
                ('history_date', models.DateTimeField(db_index=True)),
                ('history_change_reason', models.TextField(null=True)),
                ('history_type', models.CharField(choices=[('+', 'Created'), ('~', 'Changed'), ('-', 'Deleted')], max_length=1)),
                ('history_user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('question', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='faq.question', verbose_name='问题')),
                ('region', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='regions.region', verbose_name='地区')),
                ('source', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='regions.source', verbose_name='来源')),
                ('replaces', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='faq.localanswer', verbose_name='要改的那一条')),
            ],
            options={
                'verbose_name': '各地答案的历史',
                'verbose_name_plural': 'historical 各地答案',
                'ordering': ('-history_date', '-history_id'),
                'get_latest_by': ('history_date', 'history_id'),
            },
            bases=(simple_history.models.HistoricalChanges, models.Model),
        ),
        migrations.AddConstraint(
            model_name='localanswer',
            constraint=models.CheckConstraint(condition=models.Q(('replaces__isnull', True), ('status__in', ('draft', 'in_review')), _connector='OR'), name='faq_localanswer_copy_unpublished', violation_error_message='修改稿发布以后就并入原来那一条，不会单独发布。'),
        ),
        migrations.AddConstraint(
            model_name='localanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('effective_from__isnull', False), ('status', 'published')), fields=('question', 'region', 'effective_from'), name='local_answer_one_published_per_start', violation_error_message='这个地区对这个问题已经有一条同一天开始、已发布的答案。'),
        ),
        migrations.AddConstraint(
            model_name='localanswer',
            constraint=models.UniqueConstraint(condition=models.Q(('effective_from__isnull', True), ('status', 'published')), fields=('question', 'region'), name='local_answer_one_published_without_start', violation_error_message='这个地区对这个问题已经有一条没写开始日期、已发布的答案。'),
        ),
        migrations.AddConstraint(
            model_name='localanswer',
            constraint=models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('effective_from__isnull', True), ('ended_on__gte', models.F('effective_from')), _connector='OR'), name='local_answer_ends_after_start', violation_error_message='“到哪天为止”不能早于“从哪天起”。'),
        ),
        migrations.AddConstraint(
            model_name='localanswer',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('men_years__isnull', True), ('men_years__lte', 50), _connector='OR'), models.Q(('women_years__isnull', True), ('women_years__lte', 50), _connector='OR'), models.Q(('local_years__isnull', True), ('local_years__lte', 50), _connector='OR')), name='local_answer_years_possible', violation_error_message='年数不超过 50，请看看是不是多打了一位。'),
        ),
    ]
