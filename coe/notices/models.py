"""What a member was told, and how they want to be told."""

from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Mailed(models.TextChoices):
    """What became of a mail. Only `refused` and `unknown` are bad news, and neither is sent again."""

    SENT = "sent", _("sent")
    REFUSED = "refused", _("refused by the mail server")
    UNKNOWN = "unknown", _("interrupted: it may have been sent")
    SKIPPED = "skipped", _("not needed any more")


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
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    by_name = models.CharField(max_length=80, blank=True)
    """Who caused it; empty for the system."""
    created_at = models.DateTimeField(auto_now_add=True)
    shown = models.BooleanField(default=True)
    """Whether it stands on the page; off when the member wants this kind by mail only."""
    by_mail = models.BooleanField(default=False)
    digest = models.BooleanField(default=False)
    """Whether the mail is one with others, at the member's hour."""
    mail_after = models.DateTimeField(null=True, blank=True)
    """When the mail is due: at once, after the quiet hours, or with the digest."""
    read_at = models.DateTimeField(null=True, blank=True)
    mailed_at = models.DateTimeField(null=True, blank=True)
    """Set before the mail is handed over, by compare-and-set, so that no mail goes out twice."""
    mailed = models.CharField(max_length=8, choices=Mailed, blank=True)
    """What became of it; empty between the claim and the handing over."""
    mail_tries = models.PositiveSmallIntegerField(default=0)
    """How often the server did not take this very mail for now."""

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("member", "brand")]
        indexes = [
            models.Index(fields=["org", "member", "-created_at"], name="notices_notice_list"),
            # The bell, asked on every page.
            models.Index(
                fields=["org", "member"],
                condition=Q(read_at__isnull=True, shown=True),
                name="notices_notice_unread",
            ),
            models.Index(
                fields=["org", "mail_after"],
                condition=Q(mailed_at__isnull=True, by_mail=True),
                name="notices_notice_due",
            ),
        ]
        ordering = ["-created_at"]


class Preference(OrgOwned):
    """How one member wants one kind of notice. Without a row, the kind's own channels hold."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=40)
    in_app = models.BooleanField()
    mail = models.BooleanField()
    digest = models.BooleanField(default=False)
    """Of mails: together with others, at the member's hour."""

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member"),
            models.UniqueConstraint(fields=["org", "member", "kind"], name="notices_preference_once"),
        ]


class Every(models.TextChoices):
    DAILY = "daily", _("every day")
    WEEKDAYS = "weekdays", _("Monday to Friday")
    WEEKLY = "weekly", _("once a week")
    OFF = "off", _("never")


class Timing(OrgOwned):
    """When one member wants mails, on their own clock. Without a row: a digest on weekdays at eight, and no quiet."""

    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    every = models.CharField(max_length=8, choices=Every, default=Every.WEEKDAYS)
    hour = models.PositiveSmallIntegerField(default=8, validators=[MaxValueValidator(23)])
    weekday = models.PositiveSmallIntegerField(default=0, validators=[MaxValueValidator(6)])
    quiet_from = models.TimeField(null=True, blank=True)
    quiet_until = models.TimeField(null=True, blank=True)
    quiet_weekend = models.BooleanField(default=False)
    urgent_passes = models.BooleanField(default=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("member"),
            models.UniqueConstraint(fields=["org", "member"], name="notices_timing_once"),
            models.CheckConstraint(condition=Q(hour__lte=23, weekday__lte=6), name="notices_timing_on_the_clock"),
        ]
