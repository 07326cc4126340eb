"""Workflows, requests bound to digests, steps, decisions and comments.

A request knows its subject only as type, id and label: what is approved lives in packages to the right.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from coe.tenancy.law import OWNED, AppendOnly, lawful, same_org
from coe.tenancy.models import OrgOwned
from governance.approvals.laws import FourEyes, Frozen
from governance.approvals.states import MOVES, State
from governance.approvals.subjects import place_of


class Mode(models.TextChoices):
    ANY = "any", _("any one of them")
    ALL = "all", _("all of them")
    SOME = "some", _("a number of them")


class Reason(models.TextChoices):
    """Why something is sent back or rejected."""

    VOICE = "voice", _("Brand voice")
    FACT = "fact", _("Factual error")
    CLAIM = "claim", _("Legal claim")
    RIGHTS = "rights", _("Rights to pictures or words")
    DISCLOSURE = "disclosure", _("Missing disclosure")
    TIMING = "timing", _("Timing")
    FORMAT = "format", _("Format")
    DUPLICATE = "duplicate", _("Duplicate")


class Workflow(OrgOwned):
    """One to four named steps. The most specific one applies: channel, then brand, then the organisation's."""

    name = models.CharField(max_length=80)
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    channel_id = models.UUIDField(null=True, blank=True)
    channel_label = models.CharField(max_length=120, blank=True)
    channel_network = models.CharField(max_length=20, blank=True)
    """The key of its network, named in the language of whoever reads."""
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand"),
            models.UniqueConstraint(
                fields=["org", "brand", "channel_id"],
                condition=Q(retired_at__isnull=True),
                nulls_distinct=False,
                name="governance_workflow_one_each",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def channel(self) -> str:
        """Its channel as the reader calls it; empty without one."""
        return place_of(self.channel_label, self.channel_network) if self.channel_id else ""


class WorkflowStep(OrgOwned):
    workflow = models.ForeignKey(Workflow, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=4, choices=Mode, default=Mode.ANY)
    needed = models.PositiveSmallIntegerField(default=1)
    """For `some`: how many must approve."""
    hours = models.PositiveSmallIntegerField(default=8)
    """How long this step should take at most."""

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("workflow"),
            models.UniqueConstraint(fields=["org", "workflow", "position"], name="governance_workflowstep_place"),
            models.CheckConstraint(condition=Q(position__range=(1, 4)), name="governance_workflowstep_at_most_4"),
        ]
        ordering = ["position"]


class WorkflowApprover(OrgOwned):
    step = models.ForeignKey(WorkflowStep, models.CASCADE, related_name="approvers")
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("step", "member"),
            models.UniqueConstraint(fields=["org", "step", "member"], name="governance_workflowapprover_once"),
        ]


class Request(OrgOwned):
    """An approval request. Its steps are copies: editing a workflow moves nothing in flight."""

    MOVES = MOVES
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    subject_label = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """Hash over the digests of all items: what an approver's decision is bound to."""
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, related_name="+")
    workflow_name = models.CharField(max_length=80)
    submitted_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    authors = ArrayField(models.UUIDField(), default=list)
    """Everybody who wrote on it, beside who sent it: none of them decides."""
    submitted_at = models.DateTimeField(auto_now_add=True)
    slot = models.DateTimeField()
    """When it is to go out. Past it, an open request expires and nothing is sent late."""
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    step = models.PositiveSmallIntegerField(default=1)
    """Position of the step that is being decided."""
    decide_by = models.DateTimeField()
    """When the current step should be decided: the queue's order."""
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "submitted_by"),
            *lawful(MOVES, State.OPEN),
            models.UniqueConstraint(
                fields=["org", "subject_type", "subject_id"],
                condition=Q(state="open"),
                name="governance_request_one_open",
            ),
            Frozen(
                name="governance_request_frozen",
                columns=["subject_type", "subject_id", "digest", "brand_id", "submitted_by_id", "authors"],
            ),
        ]
        indexes = [
            models.Index(fields=["org", "subject_id", "-submitted_at"], name="governance_request_of"),
            models.Index(fields=["org", "decide_by"], condition=Q(state="open"), name="governance_request_queue"),
        ]


class RequestItem(OrgOwned):
    """One thing the request covers (a post's version for one channel) and the digest of exactly what will be sent."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="items")
    item_id = models.UUIDField()
    digest = models.CharField(max_length=64)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("request"),
            models.UniqueConstraint(fields=["org", "request", "item_id"], name="governance_requestitem_once"),
            AppendOnly(name="governance_requestitem_frozen"),
        ]
        indexes = [models.Index(fields=["org", "item_id", "digest"], name="governance_requestitem_of")]


class RequestStep(OrgOwned):
    request = models.ForeignKey(Request, models.PROTECT, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=60)
    mode = models.CharField(max_length=4, choices=Mode)
    needed = models.PositiveSmallIntegerField()
    hours = models.PositiveSmallIntegerField()
    opened_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("request"),
            models.UniqueConstraint(fields=["org", "request", "position"], name="governance_requeststep_place"),
        ]
        ordering = ["position"]


class StepApprover(OrgOwned):
    step = models.ForeignKey(RequestStep, models.PROTECT, related_name="approvers")
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("step", "member"),
            models.UniqueConstraint(fields=["org", "step", "member"], name="governance_stepapprover_once"),
        ]


class DecisionKind(models.TextChoices):
    APPROVE = "approve", _("approved")
    CHANGES = "changes", _("asked for changes")
    REJECT = "reject", _("rejected")


class Decision(OrgOwned):
    """One person's answer to one step. Four eyes is a CHECK: the author never decides."""

    request = models.ForeignKey(Request, models.PROTECT, related_name="decisions")
    step = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=DecisionKind)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    comment = models.CharField(max_length=2000, blank=True)
    digest = models.CharField(max_length=64)
    decided_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    submitted_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("request", "decided_by", "submitted_by"),
            models.CheckConstraint(condition=~Q(decided_by=F("submitted_by")), name="governance_decision_four_eyes"),
            # Nobody decides twice on the same request, so two steps are two people.
            models.UniqueConstraint(fields=["org", "request", "decided_by"], name="governance_decision_once"),
            # Those who wrote are on the request, where a check cannot look; a trigger can.
            FourEyes(name="governance_decision_not_by_an_author"),
            AppendOnly(name="governance_decision_written_once"),
        ]
        ordering = ["at"]


class Answer(OrgOwned):
    """What a person chose and can still take back. It becomes a Decision when its time to think is over.

    Decisions are written once and never changed, so undo has to come before there is one.
    """

    request = models.ForeignKey(Request, models.PROTECT, related_name="answers")
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    step = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=DecisionKind)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    comment = models.CharField(max_length=2000, blank=True)
    digest = models.CharField(max_length=64)
    given_at = models.DateTimeField()
    counts_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("request", "member"),
            models.UniqueConstraint(fields=["org", "request", "member"], name="governance_answer_one_each"),
        ]
        ordering = ["counts_at"]


class Seen(OrgOwned):
    """Which content a person last looked at, and the one before it, so that a page can show what changed."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    subject_id = models.UUIDField()
    digest = models.CharField(max_length=64)
    before = models.CharField(max_length=64, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member"),
            models.UniqueConstraint(fields=["org", "member", "subject_id"], name="governance_seen_once"),
        ]


class Comment(OrgOwned):
    subject_type = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    text = models.CharField(max_length=2000)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("member")]
        indexes = [models.Index(fields=["org", "subject_id", "at"], name="governance_comment_of")]
        ordering = ["at"]
