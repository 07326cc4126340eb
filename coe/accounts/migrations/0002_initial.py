import coe.tenancy.law
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('accounts', '0001_initial'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='invitation',
            name='invited_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='member',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='partner',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.partner'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='role',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.role'),
        ),
        migrations.AddIndex(
            model_name='invitation',
            index=models.Index(fields=['org', 'state', '-created_at'], name='accounts_invitation_list'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=coe.tenancy.law.OrgIsolation(name='accounts_invitation_org'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='accounts_invitation_org_id'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=coe.tenancy.law.SameOrg(fk='partner', name='accounts_invitation_partner_org'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=coe.tenancy.law.SameOrg(fk='role', name='accounts_invitation_role_org'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=coe.tenancy.law.SameOrg(fk='invited_by', name='accounts_invitation_invited_by_org'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=coe.tenancy.law.SameOrg(fk='member', name='accounts_invitation_member_org'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['accepted', 'expired', 'open', 'revoked'])), name='accounts_invitation_state_valid'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=coe.tenancy.law.Moves(field='state', first=['open'], moves={'accepted': [], 'expired': [], 'open': ['accepted', 'expired', 'revoked'], 'revoked': []}, name='accounts_invitation_state_moves'),
        ),
        migrations.AddConstraint(
            model_name='invitation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('org', 'email'), name='accounts_invitation_once'),
        ),
    ]
