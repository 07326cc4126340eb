"""Group chats that are told, and the lines they were told."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from coe.chats.formats import PROVIDERS
from coe.chats.states import MOVES, STANDINGS, Standing, State
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned


class Chat(OrgOwned):
    """A group in Slack, Feishu, WeCom or DingTalk. No brand means every brand and what has none."""

    MOVES = STANDINGS
    provider = models.CharField(max_length=10, choices=[(one.code, one.name) for one in PROVIDERS.values()])
    name = models.CharField(max_length=80)
    kinds: Any = ArrayField(models.CharField(max_length=40))
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=8, default="en")
    titles_only = models.BooleanField(default=False)
    """Says only what kind of thing waits and for which brand, never words of a post or names."""
    secret = models.TextField()
    """Sealed {"url": …, "secret": …}: the address is a key by itself."""
    state = models.CharField(max_length=8, choices=Standing, default=Standing.ENABLED)
    problem = models.CharField(max_length=20, blank=True)
    """Why it needs attention: a code of coe.chats.words."""
    detail = models.CharField(max_length=200, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    """The provider's rate limit: nothing is sent before; what comes meanwhile is gathered."""
    created_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("brand", "created_by"), *lawful(STANDINGS, Standing.ENABLED)]
        ordering = ["name", "created_at"]

    def __str__(self) -> str:
        return self.name


class ChatLine(OrgOwned):
    """One piece of news for one group. Language-free; the words are made when it is sent."""

    MOVES = MOVES
    chat = models.ForeignKey(Chat, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    params = models.JSONField(default=dict)
    url = models.CharField(max_length=300)
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    not_before = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    claim_token = models.UUIDField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=20, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("chat", "brand"), *lawful(MOVES, State.WAITING)]
        indexes = [
            models.Index(
                fields=["org", "chat", "not_before"], condition=models.Q(state="waiting"), name="chats_chatline_due"
            ),
            models.Index(fields=["org", "chat", "-created_at"], name="chats_chatline_log"),
        ]
        ordering = ["-created_at"]
