"""Rules, each with its versions, and every evaluation that was made with them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe.tenancy.law import OWNED, AppendOnly, lawful, same_org
from coe.tenancy.models import OrgOwned
from governance.policies.states import MOVES, State


class Kind(models.TextChoices):
    BLOCKED_TERMS = "blocked_terms", _("Blocked terms")
    REQUIRED_DISCLOSURE = "required_disclosure", _("Required disclosure")


class Severity(models.TextChoices):
    INFO = "info", _("For information")
    WARN = "warn", _("Warns")
    REASON = "reason", _("Passes only with the approver’s reason")
    BLOCK = "block", _("Stops the post")


class Moment(models.TextChoices):
    COMPOSE = "compose", _("while writing")
    SUBMIT = "submit", _("when sent for approval")
    PUBLISH = "publish", _("just before publishing")


class Rule(OrgOwned):
    """What may not, or must, be said. `version` is the number of its newest RuleVersion."""

    MOVES = MOVES
    name = models.CharField(max_length=80)
    name_zh = models.CharField(max_length=80, blank=True)
    kind = models.CharField(max_length=20, choices=Kind)
    severity = models.CharField(max_length=8, choices=Severity)
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    """Only for this brand; empty for all."""
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand"),
            *lawful(MOVES, State.DRAFT),
            models.UniqueConstraint(fields=["org", "name"], name="governance_rule_name"),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class RuleVersion(OrgOwned):
    """What a rule said at one version. `params` is read through governance.policies.params."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    params = models.JSONField()
    message = models.CharField(max_length=200)
    message_zh = models.CharField(max_length=200, blank=True)
    hint = models.CharField(max_length=200, blank=True)
    hint_zh = models.CharField(max_length=200, blank=True)
    written_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("rule", "written_by"),
            models.UniqueConstraint(fields=["org", "rule", "number"], name="governance_ruleversion_number"),
            AppendOnly(name="governance_ruleversion_once"),
        ]


class Evaluation(OrgOwned):
    """One run of all rules over one content. Written once per moment, content and set of rules."""

    moment = models.CharField(max_length=8, choices=Moment)
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    rules_run = models.PositiveIntegerField()
    rules = models.CharField(max_length=64, default="")
    """Hash over the rule versions that were run: the same content is checked anew when rules change."""
    findings = models.JSONField(default=list)
    """[{rule, version, severity, field, start, end, words, suggestion}], start and end counted in code points."""
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            models.UniqueConstraint(
                fields=["org", "subject_id", "moment", "digest", "rules"],
                name="governance_evaluation_each_once",
            ),
            AppendOnly(name="governance_evaluation_once"),
        ]
        indexes = [models.Index(fields=["org", "subject_id", "-at"], name="governance_evaluation_of")]
