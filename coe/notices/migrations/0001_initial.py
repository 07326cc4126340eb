import coe.tenancy.law
import django.db.models.deletion
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=40)),
                ('url', models.CharField(max_length=300)),
                ('params', models.JSONField(default=dict)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('shown', models.BooleanField(default=True)),
                ('by_mail', models.BooleanField(default=False)),
                ('read_at', models.DateTimeField(blank=True, null=True)),
                ('mailed_at', models.DateTimeField(blank=True, null=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['-created_at'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['org', 'member', '-created_at'], name='notices_notice_list'), models.Index(condition=models.Q(('read_at__isnull', True), ('shown', True)), fields=['org', 'member'], name='notices_notice_unread'), models.Index(condition=models.Q(('by_mail', True), ('mailed_at__isnull', True)), fields=['org', 'created_at'], name='notices_notice_to_mail')],
                'constraints': [coe.tenancy.law.OrgIsolation(name='notices_notice_org'), models.UniqueConstraint(fields=('org', 'id'), name='notices_notice_org_id'), coe.tenancy.law.SameOrg(fk='member', name='notices_notice_member_org')],
            },
        ),
        migrations.CreateModel(
            name='Preference',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=40)),
                ('in_app', models.BooleanField()),
                ('mail', models.BooleanField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='notices_preference_org'), models.UniqueConstraint(fields=('org', 'id'), name='notices_preference_org_id'), coe.tenancy.law.SameOrg(fk='member', name='notices_preference_member_org'), models.UniqueConstraint(fields=('org', 'member', 'kind'), name='notices_preference_once')],
            },
        ),
    ]
