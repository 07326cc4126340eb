"""Whether the chain holds: walked by a task and on demand, kept, and read by every page that says so."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.acts import Act
from coe.audit import chain
from coe.audit.models import Check
from coe.web.foot import Foot
from coe.web.links import to

FRESH = timedelta(hours=1)


@dataclass(frozen=True)
class Health:
    entries: int
    broken: chain.Break | None
    checked_at: datetime


def walk(org_id: UUID) -> Health:
    """Walks the whole chain now (inside the organisation) and keeps what was found."""
    count, broken = chain.check(org_id)
    found = Health(count, broken, timezone.now())
    Check.objects.update_or_create(
        org_id=org_id,
        defaults={
            "entries": count,
            "broken_seq": broken.seq if broken else None,
            "broken_what": broken.what if broken else "",
            "checked_at": found.checked_at,
        },
    )
    return found


def last() -> Health | None:
    """What was found when the chain was last walked; None when it never was."""
    row = next(iter(Check.objects.all()), None)
    if row is None:
        return None
    broken = chain.Break(row.broken_seq, row.broken_what) if row.broken_seq is not None else None
    return Health(row.entries, broken, row.checked_at)


def walk_if_old(org_id: UUID) -> None:
    known = last()
    if known is None or known.checked_at < timezone.now() - FRESH:
        walk(org_id)


def foot(request: HttpRequest) -> Foot | None:
    """The line below the rail, for those who may read the audit."""
    rights = getattr(request, "rights", None)
    if rights is None or not rights.may(Act.AUDIT_SEE, anywhere=True):
        return None
    known = last()
    if known is None:
        return Foot(_("Audit not checked yet"), to(request, "audit"))
    if known.broken:
        text = _("Audit chain broken at entry %(seq)d") % {"seq": known.broken.seq}
        return Foot(text, to(request, "audit"), at=known.checked_at, bad=True)
    return Foot(_("Audit chain intact"), to(request, "audit"), at=known.checked_at)
