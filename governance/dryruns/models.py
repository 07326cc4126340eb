"""What one version of a rule would have done to past posts, as far as one member may see them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from governance.dryruns.states import MOVES, State
from governance.policies.models import Severity


class DryRun(OrgOwned):
    """One run, one member's own. It grows portion by portion, so that what is done survives whoever does it."""

    MOVES = MOVES
    rule = models.ForeignKey("governance.Rule", models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    """Which version of the rule was tried."""
    severity = models.CharField(max_length=8, choices=Severity)
    """What a finding meant then."""
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    """Only posts of this brand, when the rule was for one."""
    since = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    posts = models.PositiveIntegerField()
    """How many there were to look at when it began."""
    looked = models.PositiveIntegerField(default=0)
    hit = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField(null=True, blank=True)
    last_id = models.UUIDField(null=True, blank=True)
    """Where the next portion begins: behind this post."""
    by_brand = models.JSONField(default=dict)
    by_month = models.JSONField(default=dict)
    """{brand id, or month such as “2027-03”: [looked at, hit]}"""
    hits = ArrayField(models.UUIDField(), default=list)
    """The newest posts it found something in, up to governance.dryruns.actions.KEPT."""
    tries = models.PositiveSmallIntegerField(default=0)
    """Begun since the last portion that was finished."""
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("rule", "member", "brand"),
            *lawful(MOVES, State.WAITING),
            models.UniqueConstraint(
                fields=["org", "rule", "member"], condition=Q(state="waiting"), name="governance_dryrun_one_open"
            ),
        ]
        indexes = [models.Index(fields=["org", "rule", "member", "-created_at"], name="governance_dryrun_of")]
        ordering = ["-created_at"]
