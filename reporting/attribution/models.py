"""Conversions joined to clicks, and costs entered by hand."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class ConversionKey(OrgOwned):
    """The shared secret of one shop that reports conversions, sealed (column `secret`).

    Several keys may share a source: the new one is created before the old one is revoked.
    """

    name = models.CharField(max_length=60)
    source = models.CharField(max_length=60, default="shop")
    """What the shop is called in reports; orders are told apart by source and external id."""
    secret = models.TextField()
    created_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("created_by"),
            models.UniqueConstraint(fields=["org", "name"], name="reporting_conversionkey_name"),
        ]

    def __str__(self) -> str:
        return self.name


class Conversion(OrgOwned):
    """An order, lead or booking. `external_id` is unique per source: a repeated report changes nothing."""

    class Kind(models.TextChoices):
        ORDER = "order", _("Order")
        LEAD = "lead", _("Lead")
        BOOKING = "booking", _("Booking")

    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=120)
    kind = models.CharField(max_length=8, choices=Kind)
    value = models.DecimalField(max_digits=14, decimal_places=2)
    currency = models.CharField(max_length=3)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(auto_now_add=True)
    click = models.ForeignKey("reporting.Click", models.PROTECT, null=True, blank=True, related_name="+")
    link = models.ForeignKey("publishing.TrackedLink", models.PROTECT, null=True, blank=True, related_name="+")
    """The last click's link. Empty: unmatched, listed and never spread."""
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    why = models.CharField(max_length=12, blank=True)
    """Why it was not matched: no_trace, unknown, late, early or ambiguous."""
    message_id = models.CharField(max_length=120, blank=True)
    """The webhook id it came with; the same id with another body is refused."""
    body_digest = models.CharField(max_length=64, blank=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("click", "link", "brand"),
            models.UniqueConstraint(fields=["org", "source", "external_id"], name="reporting_conversion_once"),
            models.UniqueConstraint(
                fields=["org", "source", "message_id"],
                condition=~Q(message_id=""),
                name="reporting_conversion_message",
            ),
            # Matched means: a link, and with it the brand that is credited.
            models.CheckConstraint(
                condition=Q(link__isnull=True, click__isnull=True, brand__isnull=True)
                | Q(link__isnull=False, brand__isnull=False),
                name="reporting_conversion_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["org", "occurred_at"], name="reporting_conversion_when"),
            models.Index(fields=["org", "link"], name="reporting_conversion_of"),
        ]


class Cost(OrgOwned):
    """Money spent, on a post, a campaign or a brand."""

    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, related_name="+")
    campaign = models.ForeignKey("publishing.Campaign", models.PROTECT, null=True, blank=True, related_name="+")
    post = models.ForeignKey("publishing.Post", models.PROTECT, null=True, blank=True, related_name="+")
    what = models.CharField(max_length=120)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    currency = models.CharField(max_length=3)
    spent_on = models.DateField()
    entered_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(auto_now_add=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "campaign", "post", "entered_by", "cancelled_by"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="reporting_cost_positive"),
        ]
        indexes = [models.Index(fields=["org", "spent_on"], name="reporting_cost_when")]
