"""The catalogue of acts: everything the system lets a person do, one line each.

An act that is not here cannot be gated, granted or audited. Labels complete the sentence “may …”.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Act(models.TextChoices):
    POST_SEE = "post.see", _("see posts")
    POST_DRAFT = "post.draft", _("draft posts")
    POST_SUBMIT = "post.submit", _("send posts for approval")
    POST_APPROVE = "post.approve", _("approve posts")
    POST_SCHEDULE = "post.schedule", _("schedule posts")
    POST_WITHDRAW = "post.withdraw", _("withdraw posts")
    DELIVERY_RETRY = "delivery.retry", _("retry deliveries")
    DELIVERY_RESOLVE = "delivery.resolve", _("settle unknown outcomes")
    CHANNEL_SEE = "channel.see", _("see channels")
    CHANNEL_CONNECT = "channel.connect", _("connect channels")
    FREEZE_DECLARE = "freeze.declare", _("stop publishing")
    FREEZE_LIFT = "freeze.lift", _("lift a freeze")
    RULE_SEE = "rule.see", _("see rules")
    RULE_WRITE = "rule.write", _("write rules")
    WORKFLOW_SEE = "workflow.see", _("see workflows")
    WORKFLOW_WRITE = "workflow.write", _("write workflows")
    CAMPAIGN_MANAGE = "campaign.manage", _("manage campaigns and tracked links")
    MENTION_SEE = "mention.see", _("see mentions")
    MENTION_HANDLE = "mention.handle", _("handle mentions")
    SOURCE_MANAGE = "source.manage", _("manage sources")
    REPORT_SEE = "report.see", _("see results")
    METRIC_DEFINE = "metric.define", _("define metrics")
    GOAL_SET = "goal.set", _("set goals")
    COST_ENTER = "cost.enter", _("enter costs")
    CONVERSION_IMPORT = "conversion.import", _("import conversions")
    REPORT_EXPORT = "report.export", _("export results")
    MEMBER_SEE = "member.see", _("see members")
    MEMBER_INVITE = "member.invite", _("invite members")
    MEMBER_REMOVE = "member.remove", _("remove members")
    ROLE_WRITE = "role.write", _("write roles")
    ACCESS_SEE = "access.see", _("see who may do what")
    ACCESS_GRANT = "access.grant", _("grant and end roles")
    ACCESS_GRANT_ANY = "access.grant_any", _("grant rights they do not hold themselves")
    AUDIT_SEE = "audit.see", _("read the audit")
    AUDIT_EXPORT = "audit.export", _("export the audit")
    TOKEN_MANAGE = "token.manage", _("make API tokens for themselves")
    TOKEN_OVERSEE = "token.oversee", _("see and revoke everybody’s API tokens")
    WEBHOOK_MANAGE = "webhook.manage", _("connect other programs and group chats")
    ORG_MANAGE = "org.manage", _("manage brands, markets and the organisation")
    VIEW_SHARE = "view.share", _("share views of lists")
    # What a member does for themselves; needs membership, no grant.
    SELF_ACCOUNT = "self.account", _("change one's own account")
    # What the system does by itself; only tasks hold these.
    SYSTEM_DELIVER = "system.deliver", _("deliver posts")
    SYSTEM_OBSERVE = "system.observe", _("collect mentions and figures")
    SYSTEM_EXPIRE = "system.expire", _("let approvals and grants expire")
    SYSTEM_NOTIFY = "system.notify", _("send notices")
    SYSTEM_MAINTAIN = "system.maintain", _("maintain the organisation's data")
    # What the world does: readers of the newsroom, shops that report orders.
    PUBLIC_CONVERT = "public.convert", _("report a conversion")
    PUBLIC_JOIN = "public.join", _("accept an invitation")

    @property
    def group(self) -> str:
        return self.value.split(".")[0]

    @property
    def grantable(self) -> bool:
        return self.group not in {"self", "system", "public"}


GRANTABLE = frozenset(act for act in Act if act.grantable)

# Acts that concern the whole organisation: a grant on one brand, market or channel does not carry them.
ORG_WIDE = frozenset(
    {
        Act.ORG_MANAGE, Act.ROLE_WRITE, Act.MEMBER_REMOVE, Act.METRIC_DEFINE,
        Act.AUDIT_EXPORT, Act.RULE_WRITE, Act.WORKFLOW_WRITE, Act.CONVERSION_IMPORT,
        Act.ACCESS_GRANT_ANY, Act.TOKEN_OVERSEE, Act.WEBHOOK_MANAGE, Act.VIEW_SHARE,
    }
)  # fmt: skip

# Acts on a post as a whole, whatever its channels: a grant on its brand or on everything carries them, no narrower one.
BRAND_WIDE = frozenset({Act.POST_APPROVE})

GROUP_LABELS = {
    "post": _("Posts"),
    "delivery": _("Deliveries"),
    "channel": _("Channels"),
    "freeze": _("Freezes"),
    "rule": _("Rules"),
    "workflow": _("Workflows"),
    "campaign": _("Campaigns"),
    "mention": _("Listening"),
    "source": _("Listening"),
    "report": _("Results"),
    "metric": _("Results"),
    "goal": _("Results"),
    "cost": _("Results"),
    "conversion": _("Results"),
    "member": _("Members"),
    "role": _("Members"),
    "access": _("Members"),
    "audit": _("Audit"),
    "token": _("API tokens"),
    "webhook": _("Organisation"),
    "org": _("Organisation"),
    "view": _("Organisation"),
}
