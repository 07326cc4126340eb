"""Something somebody said."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from coe.search.fields import Folded
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned
from listening.mentions.states import MOVES, State


class Kind(models.TextChoices):
    MENTION = "mention", _("Mention")
    REPLY = "reply", _("Reply")
    QUOTE = "quote", _("Quote")
    NEWS = "news", _("News")


class Mention(OrgOwned):
    """Heard once: `remote_id` is unique per source, so a poll that runs twice adds nothing."""

    MOVES = MOVES
    source = models.ForeignKey("listening.Source", models.PROTECT, related_name="+")
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    channel = models.ForeignKey("publishing.Channel", models.PROTECT, null=True, blank=True, related_name="+")
    version = models.ForeignKey("publishing.Version", models.PROTECT, null=True, blank=True, related_name="+")
    """The version it answers, when it answers one of ours."""
    in_reply_to = models.CharField(max_length=300, blank=True)
    """What it answers, as the network names it: the version may be known only later."""
    kind = models.CharField(max_length=8, choices=Kind)
    remote_id = models.CharField(max_length=300)
    author_name = models.CharField(max_length=120, blank=True)
    author_handle = models.CharField(max_length=120, blank=True)
    author_url = models.URLField(max_length=500, blank=True)
    title = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    language = models.CharField(max_length=10, blank=True)
    url = models.URLField(max_length=500, blank=True)
    published_at = models.DateTimeField()
    heard_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=8, choices=State, default=State.NEW)
    handled_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")
    handled_at = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")
    """Who answers it; nobody until somebody takes it or is given it."""
    folded = Folded(of=("title", "text", "author_name", "author_handle"))

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("source", "brand", "channel", "version", "handled_by", "assigned_to"),
            *lawful(MOVES, State.NEW),
            models.UniqueConstraint(fields=["org", "source", "remote_id"], name="listening_mention_once"),
        ]
        indexes = [
            models.Index(fields=["org", "-published_at"], name="listening_mention_recent"),
            models.Index(fields=["org", "state", "-published_at"], name="listening_mention_state"),
            models.Index(fields=["org", "version"], name="listening_mention_of"),
            models.Index(
                fields=["org", "source", "heard_at"],
                condition=models.Q(version__isnull=True) & ~models.Q(in_reply_to=""),
                name="listening_mention_unjoined",
            ),
        ]
