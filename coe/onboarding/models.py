"""What people chose while beginning. Whether a step is done is never kept here: steps look at what is there."""

from datetime import timedelta

from django.db import models
from django.utils import timezone

from coe.onboarding.states import MOVES, State
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned

LONGEST = timedelta(minutes=15)
"""Far beyond what a worker may take, a restart of it included."""


class Choice(OrgOwned):
    """A member's choice, or (without a member) the organisation's."""

    class Key(models.TextChoices):
        HIDDEN = "hidden"
        ALONE = "alone"

    member = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")
    key = models.CharField(max_length=10, choices=Key)
    at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member"),
            models.UniqueConstraint(
                fields=["org", "member", "key"], nulls_distinct=False, name="onboarding_choice_once"
            ),
        ]


class Sample(OrgOwned):
    """Sample content of an organisation: asked for, being made, there. Removing it removes this row too."""

    MOVES = MOVES
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    done = models.PositiveSmallIntegerField(default=0)
    """How many parts are made."""
    total = models.PositiveSmallIntegerField(default=1)
    asked_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("asked_by"),
            *lawful(MOVES, State.ASKED),
            models.UniqueConstraint(fields=["org"], name="onboarding_sample_one"),
        ]

    @property
    def stuck(self) -> bool:
        """Asked for so long ago that no worker can be at it any more: it failed, and nobody was left to say so."""
        return self.state == State.ASKED and self.asked_at <= timezone.now() - LONGEST

    @property
    def failed(self) -> bool:
        return self.stuck or self.state == State.FAILED

    def __str__(self) -> str:
        return "Sample content"
