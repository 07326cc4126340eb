"""Where we listen: connected channels, and RSS or Atom feeds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Kind(models.TextChoices):
    CHANNEL = "channel", _("Channel")
    FEED = "feed", _("Feed")


class Source(OrgOwned):
    kind = models.CharField(max_length=8, choices=Kind)
    name = models.CharField(max_length=120)
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.ForeignKey("publishing.Channel", models.PROTECT, null=True, blank=True, related_name="+")
    url = models.URLField(max_length=500, blank=True)
    language = models.CharField(max_length=10, blank=True)
    cursor = models.CharField(max_length=2000, blank=True)
    """Where the last poll ended: the network's cursor, or a feed's validators as JSON."""
    polled_at = models.DateTimeField(null=True, blank=True)
    next_poll_at = models.DateTimeField(auto_now_add=True)
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)
    """A key of listening.sources.words.PROBLEMS; empty while all is well."""
    paused_at = models.DateTimeField(null=True, blank=True)
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "channel"),
            models.UniqueConstraint(
                fields=["org", "channel"], condition=Q(channel__isnull=False), name="listening_source_channel"
            ),
            models.UniqueConstraint(fields=["org", "url"], condition=~Q(url=""), name="listening_source_url"),
            models.CheckConstraint(
                condition=Q(kind="channel", channel__isnull=False) | (Q(kind="feed") & ~Q(url="")),
                name="listening_source_whole",
            ),
        ]
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name
