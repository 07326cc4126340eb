import coe.tenancy.law
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('listening', '0001_initial'),
        ('publishing', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='mention',
            name='channel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.channel'),
        ),
        migrations.AddField(
            model_name='mention',
            name='handled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='mention',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='mention',
            name='version',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.version'),
        ),
        migrations.AddField(
            model_name='source',
            name='brand',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand'),
        ),
        migrations.AddField(
            model_name='source',
            name='channel',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='publishing.channel'),
        ),
        migrations.AddField(
            model_name='source',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='mention',
            name='source',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='listening.source'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=coe.tenancy.law.OrgIsolation(name='listening_source_org'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='listening_source_org_id'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=coe.tenancy.law.SameOrg(fk='brand', name='listening_source_brand_org'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=coe.tenancy.law.SameOrg(fk='channel', name='listening_source_channel_org'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(condition=models.Q(('channel__isnull', False)), fields=('org', 'channel'), name='listening_source_channel'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.UniqueConstraint(condition=models.Q(('url', ''), _negated=True), fields=('org', 'url'), name='listening_source_url'),
        ),
        migrations.AddConstraint(
            model_name='source',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('channel__isnull', False), ('kind', 'channel')), models.Q(('kind', 'feed'), models.Q(('url', ''), _negated=True)), _connector='OR'), name='listening_source_whole'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['org', '-published_at'], name='listening_mention_recent'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['org', 'state', '-published_at'], name='listening_mention_state'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(fields=['org', 'version'], name='listening_mention_of'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('version__isnull', True), models.Q(('in_reply_to', ''), _negated=True)), fields=['org', 'source', 'heard_at'], name='listening_mention_unjoined'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.OrgIsolation(name='listening_mention_org'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='listening_mention_org_id'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.SameOrg(fk='source', name='listening_mention_source_org'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.SameOrg(fk='brand', name='listening_mention_brand_org'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.SameOrg(fk='channel', name='listening_mention_channel_org'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.SameOrg(fk='version', name='listening_mention_version_org'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.SameOrg(fk='handled_by', name='listening_mention_handled_by_org'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['aside', 'handled', 'new'])), name='listening_mention_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=coe.tenancy.law.Moves(field='state', first=['new'], moves={'aside': ['new'], 'handled': ['new'], 'new': ['aside', 'handled']}, name='listening_mention_state_moves'),
        ),
        migrations.AddConstraint(
            model_name='mention',
            constraint=models.UniqueConstraint(fields=('org', 'source', 'remote_id'), name='listening_mention_once'),
        ),
    ]
