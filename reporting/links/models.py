"""Clicks on tracked links. No address, agent or cookie of a reader is kept."""

from django.db import models

from coe.tenancy.law import OWNED, AppendOnly, same_org
from coe.tenancy.models import OrgOwned


class Click(OrgOwned):
    """Its id travels to the shop as `coe_click`, comes back with the order, and joins the two."""

    link = models.ForeignKey("publishing.TrackedLink", models.PROTECT, related_name="+")
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, related_name="+")
    """The link's brand, kept here so that counting by brand reads one index."""
    at = models.DateTimeField()
    counted = models.BooleanField()
    """False for members of the organisation."""
    why = models.CharField(max_length=12, blank=True)
    """Why it does not count: member. Rows of before also say bot, prefetch, head or repeat, which leave none now."""

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("link", "brand"), AppendOnly(name="reporting_click_once")]
        indexes = [
            models.Index(fields=["org", "link", "at"], name="reporting_click_of"),
            models.Index(
                fields=["org", "at"],
                include=["brand"],
                condition=models.Q(counted=True),
                name="reporting_click_when",
            ),
        ]
