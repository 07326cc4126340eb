"""Deliveries and their attempts."""

import uuid

from django.db import models
from django.db.models import Q

from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from publishing.delivery.states import LIVE, MOVES, State


class Delivery(OrgOwned):
    """One version to be sent to its channel, once.

    The database clock schedules: waiting is due when `not_before` has passed, and unknown is looked up then.
    `claim_token` and `claimed_until` are the lease of the worker that holds it; every settlement carries the
    token. `digest` is what was approved.
    """

    MOVES = MOVES
    version = models.ForeignKey("publishing.Version", models.PROTECT, related_name="+")
    channel = models.ForeignKey("publishing.Channel", models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    idempotency_key = models.UUIDField(default=uuid.uuid4)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    slot = models.DateTimeField()
    not_before = models.DateTimeField()
    expires_at = models.DateTimeField()
    """Past it nothing is sent: late is worse than not at all."""
    fixed_at = models.DateTimeField(auto_now_add=True)
    """The creation time that networks are told, the same at every attempt."""
    attempt = models.PositiveSmallIntegerField(default=0)
    """The number of the newest Attempt; only grows."""
    tries = models.PositiveSmallIntegerField(default=0)
    """How often the network said “again later” in a row; the gap grows with it."""
    lookups = models.PositiveSmallIntegerField(default=0)
    """How often an unknown outcome was looked up without an answer."""
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    handles = models.JSONField(default=dict)
    """What the network gave us half-way (uploaded pictures, containers); written before the next call."""
    code = models.CharField(max_length=40, blank=True)
    """Why it was refused, is unknown or waits again: a Code of publishing.channels.base or one of ours."""
    detail = models.CharField(max_length=500, blank=True)
    remote_id = models.CharField(max_length=300, blank=True)
    remote_url = models.URLField(max_length=500, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")
    alarmed_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("version", "channel", "settled_by"),
            *lawful(MOVES, State.WAITING),
            models.UniqueConstraint(fields=["org", "idempotency_key"], name="publishing_delivery_key"),
            models.UniqueConstraint(
                fields=["org", "version"],
                condition=Q(state__in=sorted([*map(str, LIVE), "sent"])),
                name="publishing_delivery_one_live",
            ),
            # A channel sends one post at a time, whoever claims.
            models.UniqueConstraint(
                fields=["org", "channel"],
                condition=Q(state="sending"),
                name="publishing_delivery_one_in_flight",
            ),
        ]
        indexes = [
            models.Index(
                fields=["org", "channel", "not_before"],
                condition=Q(state="waiting"),
                name="publishing_delivery_due",
            ),
            models.Index(fields=["org", "state", "slot"], name="publishing_delivery_state"),
            models.Index(fields=["org", "channel", "remote_id"], name="publishing_delivery_remote"),
        ]


class Attempt(OrgOwned):
    """One try, written and committed before the network is called."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, blank=True)
    code = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("delivery"),
            models.UniqueConstraint(fields=["org", "delivery", "number"], name="publishing_attempt_number"),
        ]
        ordering = ["number"]
