"""Posts, a version per channel, their history, campaigns and tracked links."""

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe.search.fields import Folded
from coe.tenancy.law import OWNED, AppendOnly, lawful, same_org
from coe.tenancy.models import SLUG, OrgOwned
from publishing.content.states import MOVES, State


class Campaign(OrgOwned):
    name = models.CharField(max_length=80)
    slug = models.CharField(max_length=60, validators=[SLUG])
    """What utm_campaign carries."""
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField()

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand"),
            models.UniqueConstraint(fields=["org", "slug"], name="publishing_campaign_slug"),
            models.CheckConstraint(condition=Q(ends_on__gte=models.F("starts_on")), name="publishing_campaign_order"),
        ]
        ordering = ["-starts_on"]

    def __str__(self) -> str:
        return self.name


class UtmValue(OrgOwned):
    """A value that links may carry. What is not on the list cannot be used, so reports never split on spelling."""

    class Field(models.TextChoices):
        SOURCE = "utm_source", _("Source")
        MEDIUM = "utm_medium", _("Medium")
        CONTENT = "utm_content", _("Content")

    field = models.CharField(max_length=12, choices=Field)
    value = models.CharField(max_length=60, validators=[SLUG])
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, models.UniqueConstraint(fields=["org", "field", "value"], name="publishing_utm_once")]
        ordering = ["field", "value"]


class Post(OrgOwned):
    """One message. `text` is what versions say unless they say something of their own."""

    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    title = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    link_url = models.URLField(max_length=1000, blank=True)
    utm_medium = models.CharField(max_length=60, blank=True)
    utm_content = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, default="en")
    paid = models.BooleanField(default=False)
    """A paid partnership or an advertisement: rules may ask that readers are told."""
    slot = models.DateTimeField(null=True, blank=True)
    """When it is to go out."""
    zone = models.CharField(max_length=64)
    """The zone the slot was typed in."""
    author = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    authors = ArrayField(models.UUIDField(), default=list)
    """Everybody who ever changed it: none of them approves it."""
    revision = models.PositiveIntegerField(default=0)
    """Counts saves; a form that began from an older one is told, and loses nothing."""
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now_add=True)
    folded = Folded(of=("title", "text"))

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("brand", "campaign", "author")]
        indexes = [
            # The calendar's window and the list's order.
            models.Index(fields=["org", "slot"], name="publishing_post_slot"),
            models.Index(fields=["org", "-updated_at"], name="publishing_post_recent"),
        ]

    def __str__(self) -> str:
        return self.title or self.text[:60] or "…"


class Version(OrgOwned):
    """What one channel will be sent. Empty own fields are inherited from the post."""

    MOVES = MOVES
    post = models.ForeignKey(Post, models.PROTECT, related_name="versions")
    channel = models.ForeignKey("publishing.Channel", models.PROTECT, related_name="+")
    own_text = models.TextField(null=True, blank=True)
    own_title = models.CharField(max_length=200, null=True, blank=True)
    crops = models.JSONField(default=dict, blank=True)
    """Which part of each picture it shows: {asset id: publishing.library.crops.Cut}; the whole of those not named."""
    state = models.CharField(max_length=12, choices=State, default=State.DRAFT)
    folded = Folded(of=("own_title", "own_text"))

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("post", "channel"),
            *lawful(MOVES, State.DRAFT),
            models.UniqueConstraint(fields=["org", "post", "channel"], name="publishing_version_once"),
        ]
        indexes = [
            models.Index(fields=["org", "state"], name="publishing_version_state"),
            # Few versions say something of their own; searching reads those alone.
            models.Index(fields=["org", "post"], condition=~models.Q(folded=""), name="publishing_version_own"),
        ]

    @property
    def boxes(self) -> list[dict[str, Any]]:
        """The parts it shows: [{asset_id, x, y, width, height}]."""
        return [{"asset_id": asset, **kept["box"]} for asset, kept in sorted(self.crops.items())]


class PostImage(OrgOwned):
    post = models.ForeignKey(Post, models.CASCADE, related_name="images")
    asset = models.ForeignKey("publishing.Asset", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    alt = models.CharField(max_length=1000, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("post", "asset"),
            models.UniqueConstraint(
                fields=["org", "post", "position"],
                name="publishing_postimage_place",
                deferrable=models.Deferrable.DEFERRED,
            ),
        ]
        ordering = ["position"]


class Revision(OrgOwned):
    """How a post stood after a save, in the shape of Draft.as_json: title, text, versions by channel, images, crops."""

    post = models.ForeignKey(Post, models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    content = models.JSONField()

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("post", "member"),
            models.UniqueConstraint(fields=["org", "post", "number"], name="publishing_revision_number"),
            AppendOnly(name="publishing_revision_once"),
        ]
        ordering = ["-number"]


class TrackedLink(OrgOwned):
    """A short address that counts clicks and carries UTM. One per version, so a click names post and channel.

    `code` is unique everywhere: the public address knows no organisation. It is random, so it tells nothing.
    """

    version = models.ForeignKey(Version, models.PROTECT, null=True, blank=True, related_name="+")
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, related_name="+")
    campaign = models.ForeignKey(Campaign, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=12)
    url = models.URLField(max_length=1000)
    utm_source = models.CharField(max_length=60)
    utm_medium = models.CharField(max_length=60)
    utm_campaign = models.CharField(max_length=60, blank=True)
    utm_content = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("version", "brand", "campaign"),
            models.UniqueConstraint(fields=["org", "code"], name="publishing_trackedlink_code"),
            models.UniqueConstraint(
                fields=["org", "version"], condition=Q(version__isnull=False), name="publishing_trackedlink_version"
            ),
        ]


class LinkCode(models.Model):
    """Global on purpose: which organisation a short code belongs to, and nothing else. Read without signing in."""

    code = models.CharField(primary_key=True, max_length=12)
    org_id = models.UUIDField(default=uuid.uuid4)

    class Meta:
        default_permissions = ()
