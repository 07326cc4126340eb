"""What a member does with their notices."""

from uuid import UUID

from django.utils import timezone

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.notices.kinds import kinds
from coe.notices.models import Notice, Preference
from coe.tenancy.models import Member


@action(Act.SELF_ACCOUNT)
def mark_read(do: Doing, *, notice_id: UUID | None = None) -> int:
    """Marks one notice, or all, as read. Returns how many changed. Reading is not audited."""
    do.require()
    do.nothing()
    mine = Notice.objects.filter(org_id=do.org_id, member_id=str(do.actor.member_id), read_at__isnull=True)
    if notice_id:
        mine = mine.filter(pk=notice_id)
    return mine.update(read_at=timezone.now())


@action(Act.SELF_ACCOUNT)
def choose(do: Doing, *, channels: dict[str, tuple[bool, bool]]) -> int:
    """Sets how kinds of notices arrive: code → (in the app, by mail). Returns how many changed."""
    do.require()
    member = Member.objects.get(pk=str(do.actor.member_id))
    own = {one.kind: one for one in Preference.objects.filter(org_id=do.org_id, member=member)}
    before, after = {}, {}
    for kind in kinds():
        if kind.code not in channels:
            continue
        wanted = channels[kind.code]
        held = own.get(kind.code)
        now = (held.in_app, held.mail) if held else (kind.in_app, kind.mail)
        if now == wanted:
            continue
        Preference.objects.update_or_create(
            org_id=do.org_id, member=member, kind=kind.code, defaults={"in_app": wanted[0], "mail": wanted[1]}
        )
        before[kind.code], after[kind.code] = now, wanted
    if not after:
        do.nothing()
        return 0
    do.record(member, before=before, after=after, detail="notices")
    return len(after)
