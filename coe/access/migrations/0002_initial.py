import coe.tenancy.law
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '0001_initial'),
        ('accounts', '__first__'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='accessrequest',
            name='answered_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='accessrequest',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='accessrequest',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='brandright',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.brand'),
        ),
        migrations.AddField(
            model_name='brandright',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='brandright',
            name='permission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission'),
        ),
        migrations.AddField(
            model_name='brandright',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='grant',
            name='ended_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='grant',
            name='granted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='grant',
            name='member',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member'),
        ),
        migrations.AddField(
            model_name='grant',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='brandright',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.grant'),
        ),
        migrations.AddField(
            model_name='marketright',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.market'),
        ),
        migrations.AddField(
            model_name='marketright',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.grant'),
        ),
        migrations.AddField(
            model_name='marketright',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='marketright',
            name='permission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission'),
        ),
        migrations.AddField(
            model_name='marketright',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='organisationright',
            name='content_object',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='organisationright',
            name='grant',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='access.grant'),
        ),
        migrations.AddField(
            model_name='organisationright',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='organisationright',
            name='permission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='auth.permission'),
        ),
        migrations.AddField(
            model_name='organisationright',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='role',
            name='org',
            field=models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation'),
        ),
        migrations.AddField(
            model_name='grant',
            name='role',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='access.role'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=coe.tenancy.law.OrgIsolation(name='access_accessrequest_org'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='access_accessrequest_org_id'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=coe.tenancy.law.SameOrg(fk='member', name='access_accessrequest_member_org'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=coe.tenancy.law.SameOrg(fk='answered_by', name='access_accessrequest_answered_by_org'),
        ),
        migrations.AddConstraint(
            model_name='accessrequest',
            constraint=models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('org', 'member', 'act', 'scope', 'scope_id'), name='access_request_once'),
        ),
        migrations.AddIndex(
            model_name='brandright',
            index=models.Index(fields=['org', 'user'], name='access_brandright_user'),
        ),
        migrations.AddConstraint(
            model_name='brandright',
            constraint=coe.tenancy.law.OrgIsolation(name='access_brandright_org'),
        ),
        migrations.AddConstraint(
            model_name='brandright',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='access_brandright_org_id'),
        ),
        migrations.AddConstraint(
            model_name='brandright',
            constraint=coe.tenancy.law.SameOrg(fk='grant', name='access_brandright_grant_org'),
        ),
        migrations.AddConstraint(
            model_name='brandright',
            constraint=models.UniqueConstraint(fields=('org', 'grant', 'permission', 'content_object'), name='access_brandright_once'),
        ),
        migrations.AddConstraint(
            model_name='brandright',
            constraint=coe.tenancy.law.SameOrg(fk='content_object', name='access_brandright_content_object_org'),
        ),
        migrations.AddIndex(
            model_name='marketright',
            index=models.Index(fields=['org', 'user'], name='access_marketright_user'),
        ),
        migrations.AddConstraint(
            model_name='marketright',
            constraint=coe.tenancy.law.OrgIsolation(name='access_marketright_org'),
        ),
        migrations.AddConstraint(
            model_name='marketright',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='access_marketright_org_id'),
        ),
        migrations.AddConstraint(
            model_name='marketright',
            constraint=coe.tenancy.law.SameOrg(fk='grant', name='access_marketright_grant_org'),
        ),
        migrations.AddConstraint(
            model_name='marketright',
            constraint=models.UniqueConstraint(fields=('org', 'grant', 'permission', 'content_object'), name='access_marketright_once'),
        ),
        migrations.AddConstraint(
            model_name='marketright',
            constraint=coe.tenancy.law.SameOrg(fk='content_object', name='access_marketright_content_object_org'),
        ),
        migrations.AddIndex(
            model_name='organisationright',
            index=models.Index(fields=['org', 'user'], name='access_organisationright_user'),
        ),
        migrations.AddConstraint(
            model_name='organisationright',
            constraint=coe.tenancy.law.OrgIsolation(name='access_organisationright_org'),
        ),
        migrations.AddConstraint(
            model_name='organisationright',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='access_organisationright_org_id'),
        ),
        migrations.AddConstraint(
            model_name='organisationright',
            constraint=coe.tenancy.law.SameOrg(fk='grant', name='access_organisationright_grant_org'),
        ),
        migrations.AddConstraint(
            model_name='organisationright',
            constraint=models.UniqueConstraint(fields=('org', 'grant', 'permission', 'content_object'), name='access_organisationright_once'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=coe.tenancy.law.OrgIsolation(name='access_role_org'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='access_role_org_id'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(fields=('org', 'name'), name='access_role_name'),
        ),
        migrations.AddConstraint(
            model_name='role',
            constraint=models.UniqueConstraint(condition=models.Q(('key', ''), _negated=True), fields=('org', 'key'), name='access_role_key'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=coe.tenancy.law.OrgIsolation(name='access_grant_org'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(fields=('org', 'id'), name='access_grant_org_id'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=coe.tenancy.law.SameOrg(fk='member', name='access_grant_member_org'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=coe.tenancy.law.SameOrg(fk='role', name='access_grant_role_org'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=coe.tenancy.law.SameOrg(fk='granted_by', name='access_grant_granted_by_org'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=coe.tenancy.law.SameOrg(fk='ended_by', name='access_grant_ended_by_org'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.CheckConstraint(condition=models.Q(('granted_by__isnull', True), models.Q(('granted_by', models.F('member')), _negated=True), _connector='OR'), name='access_grant_not_to_self'),
        ),
        migrations.AddConstraint(
            model_name='grant',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('org', 'member', 'role', 'scope', 'scope_id'), name='access_grant_once'),
        ),
    ]
