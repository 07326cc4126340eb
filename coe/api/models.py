"""Tokens that programs act with, and the keys that make their retries safe."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned

LIFE_DAYS = 366
"""No token lives longer than a year; the leap day is given away."""


class ApiToken(OrgOwned):
    """A program acting as a member, with some of the member's rights. The secret itself is never stored."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    secret_hash = models.CharField(max_length=64)
    last_four = models.CharField(max_length=4)
    acts = ArrayField(models.CharField(max_length=30))
    """What it may at most; what the member may not is not in it, however it is written here."""
    whole = models.BooleanField()
    """Wherever the member may; otherwise only for `brands`."""
    brands = ArrayField(models.UUIDField(), default=list)
    made_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    """To the minute."""
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member", "revoked_by"),
            models.UniqueConstraint(fields=["org", "secret_hash"], name="api_token_secret"),
            models.CheckConstraint(
                condition=Q(whole=True, brands=[]) | (Q(whole=False) & ~Q(brands=[])), name="api_token_scope"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("made_at"))
                & Q(expires_at__lte=F("made_at") + models.Value(f"{LIFE_DAYS} days", models.DurationField())),
                name="api_token_life",
            ),
        ]
        indexes = [models.Index(fields=["org", "member", "-made_at"], name="api_token_list")]
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.name


class TokenKey(models.Model):
    """Global on purpose: which organisation a token belongs to, and nothing else. Read before anybody is known."""

    secret_hash = models.CharField(primary_key=True, max_length=64)
    org_id = models.UUIDField()

    class Meta:
        default_permissions = ()


class IdempotencyKey(OrgOwned):
    """A write that was done, and what it was answered; kept for a day.

    Made in the transaction of the effect, so there is never one without the other. For writes that call other
    servers, which no transaction may wait for, it is made first with status 0.
    """

    token = models.ForeignKey(ApiToken, models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    request = models.CharField(max_length=400)
    """Method and path."""
    body_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)
    """Sealed: an answer may hold a secret that is shown once."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("token"),
            models.UniqueConstraint(fields=["org", "token", "key"], name="api_idempotency_once"),
        ]
        indexes = [models.Index(fields=["org", "made_at"], name="api_idempotency_age")]
