"""Days that matter: embargoes, festivals and events."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext as _

from coe.tenancy.law import OWNED, same_org
from coe.tenancy.models import OrgOwned
from coe.web.joining import listed, local_name
from governance.notes.states import Kind


class CalendarNote(OrgOwned):
    """Whole days from `first` to `last`, both included. No brand: every brand; no market: every market."""

    kind = models.CharField(max_length=8, choices=Kind)
    title = models.CharField(max_length=120)
    """In words; of an embargo, why nothing may be said."""
    brand = models.ForeignKey("tenancy.Brand", models.PROTECT, null=True, blank=True, related_name="+")
    market = models.ForeignKey("tenancy.Market", models.PROTECT, null=True, blank=True, related_name="+")
    first = models.DateField()
    last = models.DateField()
    set_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+")
    set_at = models.DateTimeField(auto_now_add=True)

    class Meta(OrgOwned.Meta):
        constraints = [
            *OWNED,
            *same_org("brand", "market", "set_by"),
            models.CheckConstraint(condition=Q(kind__in=sorted(Kind.values)), name="governance_note_kind"),
            models.CheckConstraint(condition=Q(last__gte=F("first")), name="governance_note_days"),
        ]
        indexes = [models.Index(fields=["org", "last"], name="governance_note_last")]
        ordering = ["first", "title"]

    @property
    def where(self) -> str:
        """Whom it is about, in the reader's words."""
        return self.place or _("the whole organisation")

    @property
    def place(self) -> str:
        """The names of brand and market in the reader's language; empty for the whole organisation."""
        return listed(local_name(part) for part in (self.brand, self.market) if part)

    @property
    def named(self) -> str:
        """The same for the audit, which says it in one way whoever acted."""
        return ", ".join(str(part) for part in (self.brand, self.market) if part) or str(self.org)
