"""Where news is sent to, what was sent, and every try."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from coe.webhooks.states import MOVES, STANDINGS, Standing, State


class Endpoint(OrgOwned):
    """An address of the organisation's own programs. No brand means every brand and what has none."""

    MOVES = STANDINGS
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=500)
    types: Any = ArrayField(models.CharField(max_length=40))
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    secret = models.TextField()
    """Sealed {"value": "whsec_…"} (coe.tenancy.secrets)."""
    previous_secret = models.TextField(blank=True)
    """Sealed likewise; signs beside the new one until `previous_until`."""
    previous_until = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=Standing, default=Standing.ENABLED)
    failing_since = models.DateTimeField(null=True, blank=True)
    """When the first of the failures in a row was; empty while it answers."""
    failures = models.PositiveIntegerField(default=0)
    """Failures in a row."""
    warned_at = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    """After failures and slow answers nothing is sent before this: a sick receiver must not keep workers busy."""
    created_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "created_by"),
            *lawful(STANDINGS, Standing.ENABLED),
        ]
        ordering = ["name", "created_at"]

    def __str__(self) -> str:
        return self.name


class Message(OrgOwned):
    """One piece of news for one endpoint. `id` is its webhook-id, the same at every try and replay."""

    MOVES = MOVES
    endpoint = models.ForeignKey(Endpoint, models.PROTECT, related_name="+")
    type = models.CharField(max_length=40)
    body = models.TextField()
    """The exact text that is signed and sent. Ids and links, never content."""
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    """Tries of this round; a replay begins a new one."""
    attempt = models.PositiveSmallIntegerField(default=0)
    """The number of the newest Attempt; only grows."""
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("endpoint"), *lawful(MOVES, State.WAITING, State.HELD)]
        indexes = [
            models.Index(
                fields=["org", "endpoint", "not_before"],
                condition=models.Q(state="waiting"),
                name="webhooks_message_due",
            ),
            models.Index(fields=["org", "endpoint", "-created_at"], name="webhooks_message_log"),
        ]
        ordering = ["-created_at"]


class Attempt(OrgOwned):
    """One try, written and committed before the call. What is kept of the answer is capped and redacted."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField()
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    ms = models.PositiveIntegerField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    """Empty when it was taken; otherwise a code of coe.webhooks.words."""
    detail = models.CharField(max_length=300, blank=True)
    headers = models.JSONField(default=dict)
    body = models.TextField(blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("message"),
            models.UniqueConstraint(fields=["org", "message", "number"], name="webhooks_attempt_number"),
        ]
        ordering = ["number"]
