"""What people chose while beginning. Whether a step is done is never kept here: steps look at what is there."""

from django.db import models

from coe.onboarding.states import MOVES, State
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned


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

    def __str__(self) -> str:
        return "Sample content"
