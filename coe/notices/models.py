"""What a member was told, and how they want to be told."""

from django.db import models
from django.db.models import Q

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Notice(OrgOwned):
    """One piece of news for one member. Language-free: the words are made from `kind` and `params` when read."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=40)
    url = models.CharField(max_length=300)
    """Where it leads, inside the organisation."""
    params = models.JSONField(default=dict)
    """Ids and short labels that the words need."""
    created_at = models.DateTimeField(auto_now_add=True)
    shown = models.BooleanField(default=True)
    """Whether it stands on the page; off when the member wants this kind by mail only."""
    by_mail = models.BooleanField(default=False)
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    """Set before the mail is handed over, by compare-and-set, so that no mail goes out twice."""

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("member")]
        indexes = [
            models.Index(fields=["org", "member", "-created_at"], name="notices_notice_list"),
            # The bell, asked on every page.
            models.Index(
                fields=["org", "member"],
                condition=Q(read_at__isnull=True, shown=True),
                name="notices_notice_unread",
            ),
            models.Index(
                fields=["org", "created_at"],
                condition=Q(mailed_at__isnull=True, by_mail=True),
                name="notices_notice_to_mail",
            ),
        ]
        ordering = ["-created_at"]


class Preference(OrgOwned):
    """How one member wants one kind of notice. Without a row, the kind's own channels hold."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    in_app = models.BooleanField()
    mail = models.BooleanField()

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member"),
            models.UniqueConstraint(fields=["org", "member", "kind"], name="notices_preference_once"),
        ]
