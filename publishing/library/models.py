"""Pictures, re-encoded on arrival, kept once per brand; their files once per organisation."""

from django.db import models

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned


class Asset(OrgOwned):
    """A picture. The file lies under MEDIA_ROOT/<org>/<sha256>.<ext>, and is served only through a gated view."""

    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    sha256 = models.CharField(max_length=64)
    mime = models.CharField(max_length=20)
    size = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    name = models.CharField(max_length=120)
    alt = models.CharField(max_length=1000, blank=True)
    rights = models.CharField(max_length=200, blank=True)
    """Whose it is and what for: a photographer, a licence, a contract."""
    rights_until = models.DateField(null=True, blank=True)
    """The last day it may be shown; none: without end."""
    added_by = models.ForeignKey("tenancy.Member", models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "added_by"),
            models.UniqueConstraint(
                fields=["org", "brand", "sha256"], nulls_distinct=False, name="publishing_asset_once_in_brand"
            ),
        ]
        ordering = ["-added_at"]

    def __str__(self) -> str:
        return self.name
