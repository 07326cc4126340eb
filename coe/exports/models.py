"""Files of long lists, made in the background and kept for a few days."""

from django.db import models

from coe.exports.states import MOVES, State
from coe.tenancy.law import OWNED, lawful, same_org
from coe.tenancy.models import OrgOwned


class ExportFile(OrgOwned):
    """One member's file. Nobody else fetches it; it is gone after `expires_at`."""

    MOVES = MOVES
    member = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    source = models.CharField(max_length=40)
    form = models.CharField(max_length=4)
    query = models.CharField(max_length=2000, blank=True)
    """The filters, as they stood in the address."""
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    market = models.ForeignKey("tenancy.Market", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(max_length=10)
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    rows = models.PositiveIntegerField(default=0)
    """Counted when it was asked for, and again when it was made."""
    tries = models.PositiveSmallIntegerField(default=0)
    content = models.BinaryField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta(OrgOwned.Meta):
        constraints = [*OWNED, *same_org("member", "brand", "market"), *lawful(MOVES, State.WAITING)]
        indexes = [models.Index(fields=["org", "member", "-created_at"], name="exports_exportfile_list")]
        ordering = ["-created_at"]
