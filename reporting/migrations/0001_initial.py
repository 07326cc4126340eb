import coe.tenancy.law
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('publishing', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Click',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('at', models.DateTimeField()),
                ('counted', models.BooleanField()),
                ('why', models.CharField(blank=True, max_length=12)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('link', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.trackedlink')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_click_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_click_org_id'), coe.tenancy.law.SameOrg(fk='link', name='reporting_click_link_org'), coe.tenancy.law.SameOrg(fk='brand', name='reporting_click_brand_org'), coe.tenancy.law.AppendOnly(name='reporting_click_once')],
            },
        ),
        migrations.CreateModel(
            name='Conversion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('source', models.CharField(max_length=60)),
                ('external_id', models.CharField(max_length=120)),
                ('kind', models.CharField(choices=[('order', 'Order'), ('lead', 'Lead'), ('booking', 'Booking')], max_length=8)),
                ('value', models.DecimalField(decimal_places=2, max_digits=14)),
                ('currency', models.CharField(max_length=3)),
                ('occurred_at', models.DateTimeField()),
                ('received_at', models.DateTimeField(auto_now_add=True)),
                ('why', models.CharField(blank=True, max_length=12)),
                ('message_id', models.CharField(blank=True, max_length=120)),
                ('body_digest', models.CharField(blank=True, max_length=64)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('click', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reporting.click')),
                ('link', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.trackedlink')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_conversion_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_conversion_org_id'), coe.tenancy.law.SameOrg(fk='click', name='reporting_conversion_click_org'), coe.tenancy.law.SameOrg(fk='link', name='reporting_conversion_link_org'), coe.tenancy.law.SameOrg(fk='brand', name='reporting_conversion_brand_org'), models.UniqueConstraint(fields=('org', 'source', 'external_id'), name='reporting_conversion_once'), models.UniqueConstraint(condition=models.Q(('message_id', ''), _negated=True), fields=('org', 'source', 'message_id'), name='reporting_conversion_message'), models.CheckConstraint(condition=models.Q(models.Q(('brand__isnull', True), ('click__isnull', True), ('link__isnull', True)), models.Q(('brand__isnull', False), ('link__isnull', False)), _connector='OR'), name='reporting_conversion_whole')],
            },
        ),
        migrations.CreateModel(
            name='ConversionKey',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=60)),
                ('source', models.CharField(default='shop', max_length=60)),
                ('secret', models.TextField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('used_at', models.DateTimeField(blank=True, null=True)),
                ('revoked_at', models.DateTimeField(blank=True, null=True)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_conversionkey_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_conversionkey_org_id'), coe.tenancy.law.SameOrg(fk='created_by', name='reporting_conversionkey_created_by_org'), models.UniqueConstraint(fields=('org', 'name'), name='reporting_conversionkey_name')],
            },
        ),
        migrations.CreateModel(
            name='Cost',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('what', models.CharField(max_length=120)),
                ('amount', models.DecimalField(decimal_places=2, max_digits=12)),
                ('currency', models.CharField(max_length=3)),
                ('spent_on', models.DateField()),
                ('entered_at', models.DateTimeField(auto_now_add=True)),
                ('cancelled_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.campaign')),
                ('cancelled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('post', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.post')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_cost_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_cost_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='reporting_cost_brand_org'), coe.tenancy.law.SameOrg(fk='campaign', name='reporting_cost_campaign_org'), coe.tenancy.law.SameOrg(fk='post', name='reporting_cost_post_org'), coe.tenancy.law.SameOrg(fk='entered_by', name='reporting_cost_entered_by_org'), coe.tenancy.law.SameOrg(fk='cancelled_by', name='reporting_cost_cancelled_by_org'), models.CheckConstraint(condition=models.Q(('amount__gt', 0)), name='reporting_cost_positive')],
            },
        ),
        migrations.CreateModel(
            name='Goal',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('metric', models.CharField(max_length=40)),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('target', models.DecimalField(decimal_places=2, max_digits=16)),
                ('set_at', models.DateTimeField(auto_now_add=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('set_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_goal_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_goal_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='reporting_goal_brand_org'), coe.tenancy.law.SameOrg(fk='set_by', name='reporting_goal_set_by_org'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='reporting_goal_order'), models.UniqueConstraint(fields=('org', 'metric', 'brand', 'starts_on'), name='reporting_goal_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Metric',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField(default=1)),
                ('name', models.CharField(max_length=80)),
                ('name_zh', models.CharField(max_length=80)),
                ('definition', models.CharField(max_length=500)),
                ('definition_zh', models.CharField(max_length=500)),
                ('formula', models.CharField(max_length=200)),
                ('unit', models.CharField(max_length=12)),
                ('source', models.CharField(max_length=120)),
                ('better', models.CharField(default='up', max_length=4)),
                ('settings', models.JSONField(default=dict)),
                ('valid_from', models.DateTimeField(auto_now_add=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
            ],
            options={
                'ordering': ['key', '-version'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_metric_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_metric_org_id'), coe.tenancy.law.SameOrg(fk='written_by', name='reporting_metric_written_by_org'), models.UniqueConstraint(fields=('org', 'key', 'version'), name='reporting_metric_version'), coe.tenancy.law.AppendOnly(name='reporting_metric_once')],
            },
        ),
        migrations.CreateModel(
            name='Observation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('metric', models.CharField(max_length=40)),
                ('metric_version', models.PositiveIntegerField(default=1)),
                ('object_type', models.CharField(max_length=12)),
                ('object_id', models.UUIDField()),
                ('period_start', models.DateTimeField()),
                ('period_end', models.DateTimeField()),
                ('value', models.DecimalField(decimal_places=4, max_digits=18)),
                ('source', models.CharField(max_length=40)),
                ('fetched_at', models.DateTimeField()),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_observation_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_observation_org_id'), coe.tenancy.law.AppendOnly(name='reporting_observation_once')],
            },
        ),
        migrations.CreateModel(
            name='Poll',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('age', models.CharField(choices=[('day', 'posts of the last day'), ('week', 'posts of the last week'), ('quarter', 'posts of the last 90 days'), ('channel', 'the channel itself')], max_length=8)),
                ('next_at', models.DateTimeField()),
                ('polled_at', models.DateTimeField(blank=True, null=True)),
                ('failed_at', models.DateTimeField(blank=True, null=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.channel')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='reporting_poll_org'), models.UniqueConstraint(fields=('org', 'id'), name='reporting_poll_org_id'), coe.tenancy.law.SameOrg(fk='channel', name='reporting_poll_channel_org'), models.UniqueConstraint(fields=('org', 'channel', 'age'), name='reporting_poll_once')],
            },
        ),
        migrations.AddIndex(
            model_name='click',
            index=models.Index(fields=['org', 'link', 'at'], name='reporting_click_of'),
        ),
        migrations.AddIndex(
            model_name='click',
            index=models.Index(condition=models.Q(('counted', True)), fields=['org', 'at'], include=('brand',), name='reporting_click_when'),
        ),
        migrations.AddIndex(
            model_name='conversion',
            index=models.Index(fields=['org', 'occurred_at'], name='reporting_conversion_when'),
        ),
        migrations.AddIndex(
            model_name='conversion',
            index=models.Index(fields=['org', 'link'], name='reporting_conversion_of'),
        ),
        migrations.AddIndex(
            model_name='cost',
            index=models.Index(fields=['org', 'spent_on'], name='reporting_cost_when'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['org', 'metric', 'object_id', 'period_end', '-fetched_at'], name='reporting_observation_of'),
        ),
        migrations.AddIndex(
            model_name='observation',
            index=models.Index(fields=['org', 'metric', 'period_end'], name='reporting_observation_when'),
        ),
    ]
