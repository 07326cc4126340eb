"""Channels, the rights on them, and their sealed credentials."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coe.access.api import ObjectRight
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from publishing.connections.states import MOVES, State


class Channel(OrgOwned):
    """One brand's presence on one network."""

    MOVES = MOVES
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, related_name="+")
    market = models.ForeignKey("tenancy.Market", models.PROTECT, null=True, blank=True, related_name="+")
    network = models.CharField(max_length=20)
    """A slug of publishing.channels.registry.NETWORKS."""
    handle = models.CharField(max_length=120)
    name = models.CharField(max_length=80, blank=True)
    language = models.CharField(max_length=10, default="en")
    state = models.CharField(max_length=12, choices=State, default=State.UNCONNECTED)
    problem = models.CharField(max_length=40, blank=True)
    """A code of publishing.channels that says why it needs attention."""
    shown_name = models.CharField(max_length=120, blank=True)
    """What the network calls the account, as of the last login that was tried."""
    avatar = models.CharField(max_length=64, blank=True)
    """The account's picture, as the name of its file (publishing.library.files); blank when there is none."""
    avatar_mime = models.CharField(max_length=20, blank=True)
    usual_days = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    """Days of the week it usually publishes on, 1 is Monday."""
    usual_times = ArrayField(models.CharField(max_length=5), default=list, blank=True)
    """HH:MM on each of these days, in the brand's zone. Together they are its slots."""
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "market"),
            *lawful(MOVES, State.UNCONNECTED),
            models.UniqueConstraint(fields=["org", "network", "handle"], name="publishing_channel_handle"),
        ]
        ordering = ["network", "handle"]

    def __str__(self) -> str:
        return self.name or self.handle


class ChannelRight(ObjectRight):
    """An act that a grant puts on one channel."""

    content_object = models.ForeignKey(Channel, models.CASCADE, related_name="+")

    class Meta(ObjectRight.Meta):
        abstract = False
        constraints = [*ObjectRight.Meta.constraints, *same_org("content_object")]


class Connection(OrgOwned):
    """Credentials and session of a channel, sealed (coe.tenancy.secrets, columns `credentials` and `session`)."""

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="+")
    credentials = models.TextField()
    session = models.TextField(blank=True)
    facts = models.JSONField(default=dict)
    """What the network said about itself: limits, software, display name. Nothing secret."""
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("channel")]
