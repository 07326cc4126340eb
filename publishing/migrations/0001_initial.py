import coe.tenancy.law
import django.contrib.postgres.fields
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0002_initial'),
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCode',
            fields=[
                ('code', models.CharField(max_length=12, primary_key=True, serialize=False)),
                ('org_id', models.UUIDField(default=uuid.uuid4)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Asset',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('sha256', models.CharField(max_length=64)),
                ('mime', models.CharField(max_length=20)),
                ('size', models.PositiveIntegerField()),
                ('width', models.PositiveIntegerField()),
                ('height', models.PositiveIntegerField()),
                ('name', models.CharField(max_length=120)),
                ('alt', models.CharField(blank=True, max_length=1000)),
                ('added_at', models.DateTimeField(auto_now_add=True)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['-added_at'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_asset_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_asset_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='publishing_asset_brand_org'), coe.tenancy.law.SameOrg(fk='added_by', name='publishing_asset_added_by_org'), models.UniqueConstraint(fields=('org', 'sha256'), name='publishing_asset_once')],
            },
        ),
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('slug', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens.')])),
                ('starts_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['-starts_on'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_campaign_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_campaign_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='publishing_campaign_brand_org'), models.UniqueConstraint(fields=('org', 'slug'), name='publishing_campaign_slug'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='publishing_campaign_order')],
            },
        ),
        migrations.CreateModel(
            name='Channel',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('network', models.CharField(max_length=20)),
                ('handle', models.CharField(max_length=120)),
                ('name', models.CharField(blank=True, max_length=80)),
                ('language', models.CharField(default='en', max_length=10)),
                ('state', models.CharField(choices=[('unconnected', 'Not connected'), ('connected', 'Connected'), ('attention', 'Needs reconnecting'), ('off', 'Switched off')], default='unconnected', max_length=12)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('market', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.market')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['network', 'handle'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_channel_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_channel_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='publishing_channel_brand_org'), coe.tenancy.law.SameOrg(fk='market', name='publishing_channel_market_org'), models.CheckConstraint(condition=models.Q(('state__in', ['attention', 'connected', 'off', 'unconnected'])), name='publishing_channel_state_valid'), coe.tenancy.law.Moves(field='state', first=['unconnected'], moves={'attention': ['connected', 'off', 'unconnected'], 'connected': ['attention', 'off', 'unconnected'], 'off': ['connected', 'unconnected'], 'unconnected': ['connected', 'off']}, name='publishing_channel_state_moves'), models.UniqueConstraint(fields=('org', 'network', 'handle'), name='publishing_channel_handle')],
            },
        ),
        migrations.CreateModel(
            name='ChannelRight',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('content_object', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.channel')),
                ('grant', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.grant')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('permission', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_channelright_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_channelright_org_id'), coe.tenancy.law.SameOrg(fk='grant', name='publishing_channelright_grant_org'), models.UniqueConstraint(fields=('org', 'grant', 'permission', 'content_object'), name='publishing_channelright_once'), coe.tenancy.law.SameOrg(fk='content_object', name='publishing_channelright_content_object_org')],
            },
        ),
        migrations.CreateModel(
            name='Connection',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('credentials', models.TextField()),
                ('session', models.TextField(blank=True)),
                ('facts', models.JSONField(default=dict)),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.channel')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_connection_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_connection_org_id'), coe.tenancy.law.SameOrg(fk='channel', name='publishing_connection_channel_org')],
            },
        ),
        migrations.CreateModel(
            name='Delivery',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('digest', models.CharField(max_length=64)),
                ('idempotency_key', models.UUIDField(default=uuid.uuid4)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('sending', 'Sending'), ('sent', 'Sent'), ('refused', 'Refused'), ('unknown', 'Outcome unknown'), ('held', 'Held by a freeze'), ('expired', 'Slot passed'), ('withdrawn', 'Withdrawn')], default='waiting', max_length=10)),
                ('slot', models.DateTimeField()),
                ('not_before', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('fixed_at', models.DateTimeField(auto_now_add=True)),
                ('attempt', models.PositiveSmallIntegerField(default=0)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('lookups', models.PositiveSmallIntegerField(default=0)),
                ('claim_token', models.UUIDField(blank=True, null=True)),
                ('claimed_until', models.DateTimeField(blank=True, null=True)),
                ('handles', models.JSONField(default=dict)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('remote_id', models.CharField(blank=True, max_length=300)),
                ('remote_url', models.URLField(blank=True, max_length=500)),
                ('sent_at', models.DateTimeField(blank=True, null=True)),
                ('alarmed_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.channel')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('settled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_delivery_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_delivery_org_id'), coe.tenancy.law.SameOrg(fk='channel', name='publishing_delivery_channel_org'), coe.tenancy.law.SameOrg(fk='settled_by', name='publishing_delivery_settled_by_org'), models.CheckConstraint(condition=models.Q(('state__in', ['expired', 'held', 'refused', 'sending', 'sent', 'unknown', 'waiting', 'withdrawn'])), name='publishing_delivery_state_valid'), coe.tenancy.law.Moves(field='state', first=['waiting'], moves={'expired': [], 'held': ['expired', 'waiting', 'withdrawn'], 'refused': ['waiting', 'withdrawn'], 'sending': ['refused', 'sent', 'unknown', 'waiting'], 'sent': [], 'unknown': ['refused', 'sent', 'waiting'], 'waiting': ['expired', 'held', 'refused', 'sending', 'withdrawn'], 'withdrawn': []}, name='publishing_delivery_state_moves'), models.UniqueConstraint(fields=('org', 'idempotency_key'), name='publishing_delivery_key'), models.UniqueConstraint(condition=models.Q(('state', 'sending')), fields=('org', 'channel'), name='publishing_delivery_one_in_flight')],
            },
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveSmallIntegerField()),
                ('started_at', models.DateTimeField(auto_now_add=True)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
                ('outcome', models.CharField(blank=True, max_length=10)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('detail', models.CharField(blank=True, max_length=500)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('delivery', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='publishing.delivery')),
            ],
            options={
                'ordering': ['number'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_attempt_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_attempt_org_id'), coe.tenancy.law.SameOrg(fk='delivery', name='publishing_attempt_delivery_org'), models.UniqueConstraint(fields=('org', 'delivery', 'number'), name='publishing_attempt_number')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.UUIDField()),
                ('slug', models.CharField(max_length=80)),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('link', models.URLField(blank=True, max_length=1000)),
                ('language', models.CharField(max_length=10)),
                ('images', models.JSONField(default=list)),
                ('published_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(blank=True, null=True)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.channel')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['-published_at'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_entry_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_entry_org_id'), coe.tenancy.law.SameOrg(fk='channel', name='publishing_entry_channel_org'), models.UniqueConstraint(fields=('org', 'key'), name='publishing_entry_key'), models.UniqueConstraint(fields=('org', 'channel', 'slug'), name='publishing_entry_slug')],
            },
        ),
        migrations.CreateModel(
            name='Post',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('title', models.CharField(blank=True, max_length=200)),
                ('text', models.TextField(blank=True)),
                ('link_url', models.URLField(blank=True, max_length=1000)),
                ('utm_medium', models.CharField(blank=True, max_length=60)),
                ('utm_content', models.CharField(blank=True, max_length=60)),
                ('language', models.CharField(default='en', max_length=10)),
                ('slot', models.DateTimeField(blank=True, null=True)),
                ('zone', models.CharField(max_length=64)),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('updated_at', models.DateTimeField(auto_now_add=True)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.campaign')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_post_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_post_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='publishing_post_brand_org'), coe.tenancy.law.SameOrg(fk='campaign', name='publishing_post_campaign_org'), coe.tenancy.law.SameOrg(fk='author', name='publishing_post_author_org')],
            },
        ),
        migrations.CreateModel(
            name='PostImage',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('alt', models.CharField(blank=True, max_length=1000)),
                ('asset', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.asset')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='images', to='publishing.post')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_postimage_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_postimage_org_id'), coe.tenancy.law.SameOrg(fk='post', name='publishing_postimage_post_org'), coe.tenancy.law.SameOrg(fk='asset', name='publishing_postimage_asset_org'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('org', 'post', 'position'), name='publishing_postimage_place')],
            },
        ),
        migrations.CreateModel(
            name='Revision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('content', models.JSONField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.post')),
            ],
            options={
                'ordering': ['-number'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_revision_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_revision_org_id'), coe.tenancy.law.SameOrg(fk='post', name='publishing_revision_post_org'), coe.tenancy.law.SameOrg(fk='member', name='publishing_revision_member_org'), models.UniqueConstraint(fields=('org', 'post', 'number'), name='publishing_revision_number'), coe.tenancy.law.AppendOnly(name='publishing_revision_once')],
            },
        ),
        migrations.CreateModel(
            name='UtmValue',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('field', models.CharField(choices=[('utm_source', 'Source'), ('utm_medium', 'Medium'), ('utm_content', 'Content')], max_length=12)),
                ('value', models.CharField(max_length=60, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens.')])),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['field', 'value'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_utmvalue_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_utmvalue_org_id'), models.UniqueConstraint(fields=('org', 'field', 'value'), name='publishing_utm_once')],
            },
        ),
        migrations.CreateModel(
            name='Version',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('own_text', models.TextField(blank=True, null=True)),
                ('own_title', models.CharField(blank=True, max_length=200, null=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_approval', 'In approval'), ('sent_back', 'Sent back'), ('rejected', 'Rejected'), ('scheduled', 'Scheduled'), ('held', 'Held by a freeze'), ('published', 'Published'), ('unknown', 'Outcome unknown'), ('refused', 'Refused'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='draft', max_length=12)),
                ('channel', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.channel')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('post', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='publishing.post')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_version_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_version_org_id'), coe.tenancy.law.SameOrg(fk='post', name='publishing_version_post_org'), coe.tenancy.law.SameOrg(fk='channel', name='publishing_version_channel_org'), models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'expired', 'held', 'in_approval', 'published', 'refused', 'rejected', 'scheduled', 'sent_back', 'unknown', 'withdrawn'])), name='publishing_version_state_valid'), coe.tenancy.law.Moves(field='state', first=['draft'], moves={'draft': ['in_approval', 'withdrawn'], 'expired': ['draft', 'withdrawn'], 'held': ['draft', 'expired', 'scheduled', 'withdrawn'], 'in_approval': ['draft', 'expired', 'rejected', 'scheduled', 'sent_back', 'withdrawn'], 'published': [], 'refused': ['draft', 'scheduled', 'withdrawn'], 'rejected': ['draft'], 'scheduled': ['draft', 'expired', 'held', 'published', 'refused', 'unknown', 'withdrawn'], 'sent_back': ['draft', 'in_approval', 'withdrawn'], 'unknown': ['published', 'refused', 'scheduled'], 'withdrawn': ['draft']}, name='publishing_version_state_moves'), models.UniqueConstraint(fields=('org', 'post', 'channel'), name='publishing_version_once')],
            },
        ),
        migrations.CreateModel(
            name='TrackedLink',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12)),
                ('url', models.URLField(max_length=1000)),
                ('utm_source', models.CharField(max_length=60)),
                ('utm_medium', models.CharField(max_length=60)),
                ('utm_campaign', models.CharField(blank=True, max_length=60)),
                ('utm_content', models.CharField(blank=True, max_length=60)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.campaign')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('version', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.version')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_trackedlink_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_trackedlink_org_id'), coe.tenancy.law.SameOrg(fk='version', name='publishing_trackedlink_version_org'), coe.tenancy.law.SameOrg(fk='brand', name='publishing_trackedlink_brand_org'), coe.tenancy.law.SameOrg(fk='campaign', name='publishing_trackedlink_campaign_org'), models.UniqueConstraint(fields=('org', 'code'), name='publishing_trackedlink_code'), models.UniqueConstraint(condition=models.Q(('version__isnull', False)), fields=('org', 'version'), name='publishing_trackedlink_version')],
            },
        ),
        migrations.AddField(
            model_name='delivery',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.version'),
        ),
        migrations.CreateModel(
            name='ViewCount',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('views', models.PositiveIntegerField(default=0)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='publishing.entry')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='publishing_viewcount_org'), models.UniqueConstraint(fields=('org', 'id'), name='publishing_viewcount_org_id'), coe.tenancy.law.SameOrg(fk='entry', name='publishing_viewcount_entry_org'), models.UniqueConstraint(fields=('org', 'entry', 'day'), name='publishing_viewcount_day')],
            },
        ),
        migrations.AddIndex(
            model_name='channelright',
            index=models.Index(fields=['org', 'user'], name='publishing_channelright_user'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['org', 'slot'], name='publishing_post_slot'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(fields=['org', '-updated_at'], name='publishing_post_recent'),
        ),
        migrations.AddIndex(
            model_name='version',
            index=models.Index(fields=['org', 'state'], name='publishing_version_state'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(condition=models.Q(('state', 'waiting')), fields=['org', 'channel', 'not_before'], name='publishing_delivery_due'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['org', 'state', 'slot'], name='publishing_delivery_state'),
        ),
        migrations.AddIndex(
            model_name='delivery',
            index=models.Index(fields=['org', 'channel', 'remote_id'], name='publishing_delivery_remote'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=coe.tenancy.law.SameOrg(fk='version', name='publishing_delivery_version_org'),
        ),
        migrations.AddConstraint(
            model_name='delivery',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['held', 'refused', 'sending', 'sent', 'unknown', 'waiting'])), fields=('org', 'version'), name='publishing_delivery_one_live'),
        ),
    ]
