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
            name='Source',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('kind', models.CharField(choices=[('channel', 'Channel'), ('feed', 'Feed')], max_length=8)),
                ('name', models.CharField(max_length=120)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('cursor', models.CharField(blank=True, max_length=2000)),
                ('polled_at', models.DateTimeField(blank=True, null=True)),
                ('next_poll_at', models.DateTimeField(auto_now_add=True)),
                ('failures', models.PositiveSmallIntegerField(default=0)),
                ('problem', models.CharField(blank=True, max_length=40)),
                ('paused_at', models.DateTimeField(blank=True, null=True)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='Mention',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('in_reply_to', models.CharField(blank=True, max_length=300)),
                ('kind', models.CharField(choices=[('mention', 'Mention'), ('reply', 'Reply'), ('quote', 'Quote'), ('news', 'News')], max_length=8)),
                ('remote_id', models.CharField(max_length=300)),
                ('author_name', models.CharField(blank=True, max_length=120)),
                ('author_handle', models.CharField(blank=True, max_length=120)),
                ('author_url', models.URLField(blank=True, max_length=500)),
                ('title', models.CharField(blank=True, max_length=300)),
                ('text', models.TextField(blank=True)),
                ('language', models.CharField(blank=True, max_length=10)),
                ('url', models.URLField(blank=True, max_length=500)),
                ('published_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField(auto_now_add=True)),
                ('state', models.CharField(choices=[('new', 'New'), ('handled', 'Handled'), ('aside', 'Set aside')], default='new', max_length=8)),
                ('handled_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
            },
        ),
    ]
