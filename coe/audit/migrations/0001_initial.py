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
            name='Entry',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('seq', models.PositiveBigIntegerField()),
                ('at', models.DateTimeField()),
                ('actor_kind', models.CharField(max_length=10)),
                ('actor_id', models.CharField(blank=True, max_length=40)),
                ('actor_label', models.CharField(max_length=120)),
                ('act', models.CharField(max_length=30)),
                ('detail', models.CharField(blank=True, max_length=40)),
                ('subject_type', models.CharField(max_length=60)),
                ('subject_id', models.CharField(max_length=40)),
                ('subject_label', models.CharField(max_length=200)),
                ('reason', models.CharField(blank=True, max_length=500)),
                ('request_id', models.CharField(blank=True, max_length=40)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('previous', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['org', 'subject_type', 'subject_id'], name='audit_entry_subject'), models.Index(fields=['org', 'actor_id', '-seq'], name='audit_entry_actor'), models.Index(fields=['org', 'act', '-seq'], name='audit_entry_act')],
                'constraints': [coe.tenancy.law.OrgIsolation(name='audit_entry_org'), models.UniqueConstraint(fields=('org', 'id'), name='audit_entry_org_id'), models.UniqueConstraint(fields=('org', 'seq'), name='audit_entry_seq'), coe.tenancy.law.AppendOnly(name='audit_entry_once')],
            },
        ),
    ]
