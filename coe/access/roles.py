"""The default roles: eleven rows that every organisation begins with. Custom roles stand beside them.

The ten working roles follow the usual matrix of a Center of Excellence; `admin` is the IT administrator, who hands
out rights and holds none over content.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from coe.access.acts import GRANTABLE, Act

READ = frozenset({Act.POST_SEE, Act.CHANNEL_SEE, Act.RULE_SEE, Act.WORKFLOW_SEE, Act.REPORT_SEE, Act.MENTION_SEE})
WRITE = READ | {Act.POST_DRAFT, Act.POST_SUBMIT, Act.POST_WITHDRAW, Act.CAMPAIGN_MANAGE}


@dataclass(frozen=True)
class Default:
    key: str
    name: Any
    about: Any
    acts: frozenset[Act]


DEFAULTS = (
    Default(
        "admin",
        _("Administrator"),
        _("Invites people, hands out roles and connects channels. Touches no content."),
        frozenset(
            act
            for act in GRANTABLE
            if act.group in {"member", "role", "access", "audit", "org", "channel", "token", "webhook"}
        )
        | {Act.RULE_SEE, Act.WORKFLOW_SEE},
    ),
    Default(
        "coe-lead",
        _("CoE lead"),
        _("Steers: approves, writes rules and workflows, stops publishing, reads every figure."),
        GRANTABLE - {Act.POST_DRAFT, Act.POST_SUBMIT, Act.AUDIT_EXPORT, Act.ORG_MANAGE},
    ),
    Default(
        "brand-lead",
        _("Brand lead"),
        _("Runs a brand: drafts, approves others’ posts, schedules, stops publishing, grants on the brand."),
        WRITE
        | {
            Act.POST_APPROVE,
            Act.POST_SCHEDULE,
            Act.DELIVERY_RETRY,
            Act.DELIVERY_RESOLVE,
            Act.FREEZE_DECLARE,
            Act.MENTION_HANDLE,
            Act.GOAL_SET,
            Act.COST_ENTER,
            Act.REPORT_EXPORT,
            Act.MEMBER_SEE,
            Act.MEMBER_INVITE,
            Act.ACCESS_SEE,
            Act.ACCESS_GRANT,
            Act.AUDIT_SEE,
            Act.CHANNEL_CONNECT,
            Act.TOKEN_MANAGE,
        },
    ),  # fmt: skip
    Default("creator", _("Creator"), _("Drafts and sends for approval."), WRITE | {Act.TOKEN_MANAGE}),
    Default(
        "publisher",
        _("Publisher"),
        _("Schedules what was approved and looks after deliveries."),
        READ | {Act.POST_SCHEDULE, Act.POST_WITHDRAW, Act.DELIVERY_RETRY, Act.DELIVERY_RESOLVE, Act.TOKEN_MANAGE},
    ),
    Default(
        "legal",
        _("Legal and compliance"),
        _("Approves, writes rules, reads the audit."),
        READ | {Act.POST_APPROVE, Act.RULE_WRITE, Act.FREEZE_DECLARE, Act.AUDIT_SEE, Act.AUDIT_EXPORT, Act.ACCESS_SEE},
    ),
    Default(
        "agent",
        _("Community agent"),
        _("Answers people and looks after mentions."),
        READ | {Act.MENTION_HANDLE, Act.POST_DRAFT, Act.POST_SUBMIT},
    ),
    Default(
        "analyst",
        _("Analyst"),
        _("Defines metrics, sets goals, enters costs, manages sources."),
        READ
        | {
            Act.METRIC_DEFINE,
            Act.GOAL_SET,
            Act.COST_ENTER,
            Act.CONVERSION_IMPORT,
            Act.REPORT_EXPORT,
            Act.SOURCE_MANAGE,
            Act.CAMPAIGN_MANAGE,
            Act.TOKEN_MANAGE,
            Act.VIEW_SHARE,
        },
    ),  # fmt: skip
    Default(
        "agency",
        _("Agency partner"),
        _("Drafts for the brands that were granted, and sees nothing else."),
        frozenset({Act.POST_SEE, Act.POST_DRAFT, Act.POST_SUBMIT, Act.CHANNEL_SEE, Act.RULE_SEE}),
    ),
    Default(
        "executive",
        _("Executive"),
        _("Reads results."),
        frozenset({Act.POST_SEE, Act.REPORT_SEE, Act.MENTION_SEE, Act.CHANNEL_SEE}),
    ),
    Default(
        "auditor",
        _("Auditor"),
        _("Reads everything that proves what happened, and changes nothing."),
        READ | {Act.AUDIT_SEE, Act.AUDIT_EXPORT, Act.ACCESS_SEE, Act.MEMBER_SEE},
    ),
)
