"""Secret addresses through which calendar programs read."""

from django.db import models
from django.db.models import Q

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class CalendarFeed(OrgOwned):
    """One secret address of one member. Stored is only its hash; whoever has the address reads as this member."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.ForeignKey("publishing.Channel", models.PROTECT, null=True, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)
    renewed_at = models.DateTimeField(auto_now_add=True)
    fetched_at = models.DateTimeField(null=True, blank=True)
    """When a program last read it, to the five minutes."""
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member", "brand", "channel"),
            models.UniqueConstraint(fields=["org", "token_hash"], name="publishing_calendarfeed_token"),
        ]
        indexes = [
            models.Index(fields=["org", "member"], condition=Q(revoked_at__isnull=True), name="publishing_feed_mine")
        ]
        ordering = ["created_at"]

    def __str__(self) -> str:
        return self.name
