import coe.tenancy.law
import django.contrib.postgres.fields
import django.db.models.deletion
import governance.approvals.laws
import uuid
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('tenancy', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Request',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('subject_label', models.CharField(max_length=200)),
                ('digest', models.CharField(max_length=64)),
                ('workflow_name', models.CharField(max_length=80)),
                ('authors', django.contrib.postgres.fields.ArrayField(base_field=models.UUIDField(), default=list, size=None)),
                ('submitted_at', models.DateTimeField(auto_now_add=True)),
                ('slot', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'In approval'), ('approved', 'Approved'), ('sent_back', 'Changes requested'), ('rejected', 'Rejected'), ('expired', 'Expired'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('step', models.PositiveSmallIntegerField(default=1)),
                ('decide_by', models.DateTimeField()),
                ('closed_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_request_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_request_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='governance_request_brand_org'), coe.tenancy.law.SameOrg(fk='submitted_by', name='governance_request_submitted_by_org'), models.CheckConstraint(condition=models.Q(('state__in', ['approved', 'expired', 'open', 'rejected', 'sent_back', 'withdrawn'])), name='governance_request_state_valid'), coe.tenancy.law.Moves(field='state', first=['open'], moves={'approved': [], 'expired': [], 'open': ['approved', 'expired', 'rejected', 'sent_back', 'withdrawn'], 'rejected': [], 'sent_back': [], 'withdrawn': []}, name='governance_request_state_moves'), models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('org', 'subject_type', 'subject_id'), name='governance_request_one_open'), governance.approvals.laws.Frozen(columns=['authors', 'brand_id', 'digest', 'subject_id', 'subject_type', 'submitted_by_id'], name='governance_request_frozen')],
            },
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('approve', 'approved'), ('changes', 'asked for changes'), ('reject', 'rejected')], max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('voice', 'Brand voice'), ('fact', 'Factual error'), ('claim', 'Legal claim'), ('rights', 'Rights to pictures or words'), ('disclosure', 'Missing disclosure'), ('timing', 'Timing'), ('format', 'Format'), ('duplicate', 'Duplicate')], max_length=12)),
                ('comment', models.CharField(blank=True, max_length=2000)),
                ('digest', models.CharField(max_length=64)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('submitted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='governance.request')),
            ],
            options={
                'ordering': ['at'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_decision_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_decision_org_id'), coe.tenancy.law.SameOrg(fk='request', name='governance_decision_request_org'), coe.tenancy.law.SameOrg(fk='decided_by', name='governance_decision_decided_by_org'), coe.tenancy.law.SameOrg(fk='submitted_by', name='governance_decision_submitted_by_org'), models.CheckConstraint(condition=models.Q(('decided_by', models.F('submitted_by')), _negated=True), name='governance_decision_four_eyes'), models.UniqueConstraint(fields=('org', 'request', 'decided_by'), name='governance_decision_once'), governance.approvals.laws.FourEyes(name='governance_decision_not_by_an_author'), coe.tenancy.law.AppendOnly(name='governance_decision_written_once')],
            },
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('step', models.PositiveSmallIntegerField()),
                ('kind', models.CharField(choices=[('approve', 'approved'), ('changes', 'asked for changes'), ('reject', 'rejected')], max_length=8)),
                ('reason', models.CharField(blank=True, choices=[('voice', 'Brand voice'), ('fact', 'Factual error'), ('claim', 'Legal claim'), ('rights', 'Rights to pictures or words'), ('disclosure', 'Missing disclosure'), ('timing', 'Timing'), ('format', 'Format'), ('duplicate', 'Duplicate')], max_length=12)),
                ('comment', models.CharField(blank=True, max_length=2000)),
                ('digest', models.CharField(max_length=64)),
                ('given_at', models.DateTimeField()),
                ('counts_at', models.DateTimeField()),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='governance.request')),
            ],
            options={
                'ordering': ['counts_at'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_answer_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_answer_org_id'), coe.tenancy.law.SameOrg(fk='request', name='governance_answer_request_org'), coe.tenancy.law.SameOrg(fk='member', name='governance_answer_member_org'), models.UniqueConstraint(fields=('org', 'request', 'member'), name='governance_answer_one_each')],
            },
        ),
        migrations.CreateModel(
            name='RequestItem',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('item_id', models.UUIDField()),
                ('digest', models.CharField(max_length=64)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='items', to='governance.request')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_requestitem_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_requestitem_org_id'), coe.tenancy.law.SameOrg(fk='request', name='governance_requestitem_request_org'), models.UniqueConstraint(fields=('org', 'request', 'item_id'), name='governance_requestitem_once'), coe.tenancy.law.AppendOnly(name='governance_requestitem_frozen')],
            },
        ),
        migrations.CreateModel(
            name='RequestStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('mode', models.CharField(choices=[('any', 'any one of them'), ('all', 'all of them'), ('some', 'a number of them')], max_length=4)),
                ('needed', models.PositiveSmallIntegerField()),
                ('hours', models.PositiveSmallIntegerField()),
                ('opened_at', models.DateTimeField(blank=True, null=True)),
                ('due_at', models.DateTimeField(blank=True, null=True)),
                ('done_at', models.DateTimeField(blank=True, null=True)),
                ('reminded_at', models.DateTimeField(blank=True, null=True)),
                ('escalated_at', models.DateTimeField(blank=True, null=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='governance.request')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_requeststep_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_requeststep_org_id'), coe.tenancy.law.SameOrg(fk='request', name='governance_requeststep_request_org'), models.UniqueConstraint(fields=('org', 'request', 'position'), name='governance_requeststep_place')],
            },
        ),
        migrations.CreateModel(
            name='Rule',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('name_zh', models.CharField(blank=True, max_length=80)),
                ('kind', models.CharField(choices=[('blocked_terms', 'Blocked terms'), ('required_disclosure', 'Required disclosure')], max_length=20)),
                ('severity', models.CharField(choices=[('info', 'For information'), ('warn', 'Warns'), ('reason', 'Passes only with the approver’s reason'), ('block', 'Stops the post')], max_length=8)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('active', 'On'), ('retired', 'Retired')], default='draft', max_length=8)),
                ('version', models.PositiveIntegerField(default=1)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_rule_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_rule_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='governance_rule_brand_org'), models.CheckConstraint(condition=models.Q(('state__in', ['active', 'draft', 'retired'])), name='governance_rule_state_valid'), coe.tenancy.law.Moves(field='state', first=['draft'], moves={'active': ['retired'], 'draft': ['active', 'retired'], 'retired': ['active']}, name='governance_rule_state_moves'), models.UniqueConstraint(fields=('org', 'name'), name='governance_rule_name')],
            },
        ),
        migrations.CreateModel(
            name='RuleVersion',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('number', models.PositiveIntegerField()),
                ('params', models.JSONField()),
                ('message', models.CharField(max_length=200)),
                ('message_zh', models.CharField(blank=True, max_length=200)),
                ('hint', models.CharField(blank=True, max_length=200)),
                ('hint_zh', models.CharField(blank=True, max_length=200)),
                ('written_at', models.DateTimeField(auto_now_add=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('rule', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='governance.rule')),
                ('written_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_ruleversion_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_ruleversion_org_id'), coe.tenancy.law.SameOrg(fk='rule', name='governance_ruleversion_rule_org'), coe.tenancy.law.SameOrg(fk='written_by', name='governance_ruleversion_written_by_org'), models.UniqueConstraint(fields=('org', 'rule', 'number'), name='governance_ruleversion_number'), coe.tenancy.law.AppendOnly(name='governance_ruleversion_once')],
            },
        ),
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_id', models.UUIDField()),
                ('digest', models.CharField(max_length=64)),
                ('before', models.CharField(blank=True, max_length=64)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_seen_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_seen_org_id'), coe.tenancy.law.SameOrg(fk='member', name='governance_seen_member_org'), models.UniqueConstraint(fields=('org', 'member', 'subject_id'), name='governance_seen_once')],
            },
        ),
        migrations.CreateModel(
            name='StepApprover',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='approvers', to='governance.requeststep')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_stepapprover_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_stepapprover_org_id'), coe.tenancy.law.SameOrg(fk='step', name='governance_stepapprover_step_org'), coe.tenancy.law.SameOrg(fk='member', name='governance_stepapprover_member_org'), models.UniqueConstraint(fields=('org', 'step', 'member'), name='governance_stepapprover_once')],
            },
        ),
        migrations.CreateModel(
            name='Workflow',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=80)),
                ('channel_id', models.UUIDField(blank=True, null=True)),
                ('channel_label', models.CharField(blank=True, max_length=120)),
                ('retired_at', models.DateTimeField(blank=True, null=True)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['name'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_workflow_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_workflow_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='governance_workflow_brand_org'), models.UniqueConstraint(condition=models.Q(('retired_at__isnull', True)), fields=('org', 'brand', 'channel_id'), name='governance_workflow_one_each', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='WorkflowStep',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('position', models.PositiveSmallIntegerField()),
                ('name', models.CharField(max_length=60)),
                ('mode', models.CharField(choices=[('any', 'any one of them'), ('all', 'all of them'), ('some', 'a number of them')], default='any', max_length=4)),
                ('needed', models.PositiveSmallIntegerField(default=1)),
                ('hours', models.PositiveSmallIntegerField(default=8)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('workflow', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='governance.workflow')),
            ],
            options={
                'ordering': ['position'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_workflowstep_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_workflowstep_org_id'), coe.tenancy.law.SameOrg(fk='workflow', name='governance_workflowstep_workflow_org'), models.UniqueConstraint(fields=('org', 'workflow', 'position'), name='governance_workflowstep_place'), models.CheckConstraint(condition=models.Q(('position__range', (1, 4))), name='governance_workflowstep_at_most_4')],
            },
        ),
        migrations.CreateModel(
            name='WorkflowApprover',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
                ('step', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='approvers', to='governance.workflowstep')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_workflowapprover_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_workflowapprover_org_id'), coe.tenancy.law.SameOrg(fk='step', name='governance_workflowapprover_step_org'), coe.tenancy.law.SameOrg(fk='member', name='governance_workflowapprover_member_org'), models.UniqueConstraint(fields=('org', 'step', 'member'), name='governance_workflowapprover_once')],
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('text', models.CharField(max_length=2000)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['at'],
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['org', 'subject_id', 'at'], name='governance_comment_of')],
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_comment_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_comment_org_id'), coe.tenancy.law.SameOrg(fk='member', name='governance_comment_member_org')],
            },
        ),
        migrations.CreateModel(
            name='Evaluation',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('moment', models.CharField(choices=[('compose', 'while writing'), ('submit', 'when sent for approval'), ('publish', 'just before publishing')], max_length=8)),
                ('subject_type', models.CharField(max_length=40)),
                ('subject_id', models.UUIDField()),
                ('digest', models.CharField(max_length=64)),
                ('rules_run', models.PositiveIntegerField()),
                ('rules', models.CharField(default='', max_length=64)),
                ('findings', models.JSONField(default=list)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'abstract': False,
                'default_permissions': (),
                'indexes': [models.Index(fields=['org', 'subject_id', '-at'], name='governance_evaluation_of')],
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_evaluation_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_evaluation_org_id'), models.UniqueConstraint(fields=('org', 'subject_id', 'moment', 'digest', 'rules'), name='governance_evaluation_each_once'), coe.tenancy.law.AppendOnly(name='governance_evaluation_once')],
            },
        ),
        migrations.CreateModel(
            name='Freeze',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('channel_id', models.UUIDField(blank=True, null=True)),
                ('channel_label', models.CharField(blank=True, max_length=120)),
                ('reason', models.CharField(max_length=300)),
                ('state', models.CharField(choices=[('on', 'Publishing stopped'), ('lifted', 'Lifted')], default='on', max_length=8)),
                ('declared_at', models.DateTimeField(auto_now_add=True)),
                ('lifted_at', models.DateTimeField(blank=True, null=True)),
                ('lift_reason', models.CharField(blank=True, max_length=300)),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.brand')),
                ('declared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.member')),
                ('org', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.organisation')),
            ],
            options={
                'ordering': ['-declared_at'],
                'abstract': False,
                'default_permissions': (),
                'constraints': [coe.tenancy.law.OrgIsolation(name='governance_freeze_org'), models.UniqueConstraint(fields=('org', 'id'), name='governance_freeze_org_id'), coe.tenancy.law.SameOrg(fk='brand', name='governance_freeze_brand_org'), coe.tenancy.law.SameOrg(fk='declared_by', name='governance_freeze_declared_by_org'), coe.tenancy.law.SameOrg(fk='lifted_by', name='governance_freeze_lifted_by_org'), models.CheckConstraint(condition=models.Q(('state__in', ['lifted', 'on'])), name='governance_freeze_state_valid'), coe.tenancy.law.Moves(field='state', first=['on'], moves={'lifted': [], 'on': ['lifted']}, name='governance_freeze_state_moves'), models.UniqueConstraint(condition=models.Q(('state', 'on')), fields=('org', 'brand', 'channel_id'), name='governance_freeze_one_on', nulls_distinct=False)],
            },
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(fields=['org', 'subject_id', '-submitted_at'], name='governance_request_of'),
        ),
        migrations.AddIndex(
            model_name='request',
            index=models.Index(condition=models.Q(('state', 'open')), fields=['org', 'decide_by'], name='governance_request_queue'),
        ),
        migrations.AddIndex(
            model_name='requestitem',
            index=models.Index(fields=['org', 'item_id', 'digest'], name='governance_requestitem_of'),
        ),
    ]
