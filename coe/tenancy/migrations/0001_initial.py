import coe.tenancy.law
import coe.tenancy.zones
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=40, unique=True, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens.')])),
                ('name', models.CharField(max_length=80)),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[coe.tenancy.zones.check_zone])),
                ('currency', models.CharField(default='EUR', max_length=3)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Partner',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('contract_ends', models.DateField(blank=True, null=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='tenancy_partner_org'), models.UniqueConstraint(fields=('org', 'id'), name='tenancy_partner_org_id'), models.UniqueConstraint(fields=('org', 'name'), name='tenancy_partner_name')],
            },
        ),
        migrations.CreateModel(
            name='Member',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('title', models.CharField(blank=True, max_length=80)),
                ('joined_at', models.DateTimeField(auto_now_add=True)),
                ('last_seen_at', models.DateTimeField(blank=True, null=True)),
                ('left_at', models.DateTimeField(blank=True, null=True)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('partner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.partner')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='tenancy_member_org', own_rows=True), models.UniqueConstraint(fields=('org', 'id'), name='tenancy_member_org_id'), models.UniqueConstraint(fields=('org', 'user'), name='tenancy_member_once'), coe.tenancy.law.SameOrg(fk='partner', name='tenancy_member_partner_org')],
            },
        ),
        migrations.CreateModel(
            name='Market',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('code', models.CharField(max_length=12, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens.')])),
                ('name', models.CharField(max_length=60)),
                ('name_zh', models.CharField(blank=True, max_length=60)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='tenancy_market_org'), models.UniqueConstraint(fields=('org', 'id'), name='tenancy_market_org_id'), models.UniqueConstraint(fields=('org', 'code'), name='tenancy_market_code')],
            },
        ),
        migrations.CreateModel(
            name='Brand',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('slug', models.CharField(max_length=40, validators=[django.core.validators.RegexValidator('^[a-z0-9]+(-[a-z0-9]+)*$', 'Use small letters, digits and single hyphens.')])),
                ('name', models.CharField(max_length=60)),
                ('name_zh', models.CharField(blank=True, max_length=60)),
                ('mark', models.CharField(blank=True, max_length=20)),
                ('accent', models.CharField(blank=True, max_length=7, validators=[django.core.validators.RegexValidator('^#[0-9a-f]{6}$')])),
                ('zone', models.CharField(default='UTC', max_length=64, validators=[coe.tenancy.zones.check_zone])),
                ('website', models.URLField(blank=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='tenancy_brand_org'), models.UniqueConstraint(fields=('org', 'id'), name='tenancy_brand_org_id'), models.UniqueConstraint(fields=('org', 'slug'), name='tenancy_brand_slug')],
            },
        ),
    ]
