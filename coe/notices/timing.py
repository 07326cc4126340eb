"""Whose mails go out when: each member's own rhythm, and what changing it means for mails that wait."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from coe.notices.kinds import Kind, known
from coe.notices.models import Notice, Timing
from coe.notices.rhythm import Rhythm, next_digest, wakes
from coe.tenancy.models import Member, Organisation


def rhythms(org: Organisation, members: Iterable[UUID]) -> dict[UUID, Rhythm]:
    """Each member's rhythm on their own clock: the login's zone, else the organisation's. Two queries."""
    own = {one.member_id: one for one in Timing.objects.filter(org_id=org.pk, member_id__in=list(members))}
    zones = Member.objects.filter(org_id=org.pk, pk__in=list(members)).values_list("pk", "user__zone")
    return {member: _rhythm(own.get(member), zone or org.zone) for member, zone in zones}


def rhythm_of(member: Member) -> Rhythm:
    return rhythms(member.org, [member.pk])[member.pk]


def _rhythm(row: Timing | None, zone: str) -> Rhythm:
    if row is None:
        return Rhythm(zone=zone)
    return Rhythm(
        row.every, row.hour, row.weekday, row.quiet_from, row.quiet_until, row.quiet_weekend, row.urgent_passes, zone
    )


def due_at(now: datetime, *, kind: Kind | None, digest: bool, rhythm: Rhythm) -> datetime | None:
    """When the mail of a notice written now is due; None when it never is (a digest that is switched off)."""
    if digest:
        return next_digest(now, rhythm)
    if kind and kind.urgent and rhythm.urgent_passes:
        return now
    return wakes(now, rhythm)


def follow(member: Member, *, now: datetime) -> datetime | None:
    """Moves the mails that wait to where the member's rhythm now puts them. The earliest moment, if any waits."""
    rhythm = rhythm_of(member)
    earliest = None
    waiting = Notice.objects.filter(org_id=member.org_id, member=member, by_mail=True, mailed_at__isnull=True)
    for notice in waiting.select_for_update(of=("self",)):
        moment = due_at(now, kind=known(notice.kind), digest=notice.digest, rhythm=rhythm)
        Notice.objects.filter(pk=notice.pk).update(mail_after=moment, by_mail=moment is not None)
        if moment and (earliest is None or moment < earliest):
            earliest = moment
    return earliest
