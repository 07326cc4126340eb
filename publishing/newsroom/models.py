"""What the newsroom channel has published: the app's own public pages."""

from django.db import models

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Entry(OrgOwned):
    """A published item. `key` is the delivery's idempotency key: the same key never makes a second entry."""

    channel = models.ForeignKey("publishing.Channel", models.PROTECT, related_name="+")
    key = models.UUIDField()
    slug = models.CharField(max_length=80)
    title = models.CharField(max_length=200)
    text = models.TextField()
    link = models.URLField(max_length=1000, blank=True)
    language = models.CharField(max_length=10)
    images = models.JSONField(default=list)
    """[{sha256, mime, alt, width, height}], files as in the library."""
    published_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("channel"),
            models.UniqueConstraint(fields=["org", "key"], name="publishing_entry_key"),
            models.UniqueConstraint(fields=["org", "channel", "slug"], name="publishing_entry_slug"),
        ]
        ordering = ["-published_at"]


class ViewCount(OrgOwned):
    """Readers of an entry on one day. A number only: who they were is never kept."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="+")
    day = models.DateField()
    views = models.PositiveIntegerField(default=0)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("entry"),
            models.UniqueConstraint(fields=["org", "entry", "day"], name="publishing_viewcount_day"),
        ]
