"""A freeze: a stop on publishing, with scope and reason."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from coe.web.joining import local_name
from governance.approvals.subjects import place_of
from governance.crisis.states import MOVES, State


class Freeze(OrgOwned):
    """No brand and no channel: the whole organisation. Channels live to the right, so one is known by id and label."""

    MOVES = MOVES
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    channel_id = models.UUIDField(null=True, blank=True)
    channel_label = models.CharField(max_length=120, blank=True)
    channel_network = models.CharField(max_length=20, blank=True)
    """The key of its network, named in the language of whoever reads."""
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=8, choices=State, default=State.ON)
    declared_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    declared_at = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField(null=True, blank=True)
    """When it is planned to end. Nothing lifts it then: whoever declared it is reminded, and a person decides."""
    reminded_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lift_reason = models.CharField(max_length=300, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "declared_by", "lifted_by"),
            *lawful(MOVES, State.ON),
            models.UniqueConstraint(
                fields=["org", "brand", "channel_id"],
                condition=Q(state="on"),
                nulls_distinct=False,
                name="governance_freeze_one_on",
            ),
        ]
        ordering = ["-declared_at"]

    @property
    def on(self) -> bool:
        return self.state == State.ON

    @property
    def overdue(self) -> bool:
        """On beyond its planned end."""
        return self.on and self.until is not None and self.until <= timezone.now()

    @property
    def where(self) -> str:
        """The channel, the brand, or the whole organisation, in the reader's words."""
        return self.place or _("the whole organisation")

    @property
    def place(self) -> str:
        """The channel or the brand; empty for the whole organisation."""
        if self.channel_id:
            return place_of(self.channel_label, self.channel_network)
        return local_name(self.brand) if self.brand else ""

    @property
    def named(self) -> str:
        """Where it is, in names alone: for what is kept, whoever reads it."""
        return self.channel_label if self.channel_id else str(self.brand or self.org)
