"""What a member does with their notices."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone

from coe.access.action import Doing, action
from coe.access.acts import Act
from coe.notices.api import MAIL_DUE
from coe.notices.kinds import kinds
from coe.notices.models import Notice, Preference, Timing
from coe.notices.pulse import changed
from coe.notices.timing import follow
from coe.outbox.events import due
from coe.tenancy.models import Member

Wish = tuple[bool, bool, bool]
FIELDS = ("every", "hour", "weekday", "quiet_from", "quiet_until", "quiet_weekend", "urgent_passes")


@action(Act.SELF_ACCOUNT)
def mark_read(do: Doing, *, notice_ids: Sequence[UUID] | None = None) -> int:
    """Marks some notices of one's own, or all, as read. Returns how many changed. Reading is not audited."""
    do.require()
    do.nothing()
    mine = Notice.objects.filter(org_id=do.org_id, member_id=str(do.actor.member_id), read_at__isnull=True)
    if notice_ids is not None:
        mine = mine.filter(pk__in=list(notice_ids))
    count = mine.update(read_at=timezone.now())
    if count:
        changed(do.actor.member_id)
    return count


@action(Act.SELF_ACCOUNT)
def choose(do: Doing, *, channels: dict[str, Wish]) -> int:
    """Sets how kinds of notices arrive: code → (in the app, by mail, with the digest). Returns how many changed."""
    do.require()
    member = Member.objects.get(pk=str(do.actor.member_id))
    own = {one.kind: one for one in Preference.objects.filter(org_id=do.org_id, member=member)}
    before, after = {}, {}
    for kind in kinds():
        if kind.code not in channels:
            continue
        in_app, mail, digest = wanted = channels[kind.code]
        held = own.get(kind.code)
        now = (held.in_app, held.mail, held.digest) if held else (kind.in_app, kind.mail, kind.digest)
        if now == wanted:
            continue
        Preference.objects.update_or_create(
            org_id=do.org_id, member=member, kind=kind.code,
            defaults={"in_app": in_app, "mail": mail, "digest": digest},
        )  # fmt: skip
        before[kind.code], after[kind.code] = now, wanted
    if not after:
        do.nothing()
        return 0
    do.record(member, before=before, after=after, detail="notices")
    return len(after)


@action(Act.SELF_ACCOUNT)
def keep_time(do: Doing, *, given: dict[str, Any]) -> bool:
    """Sets when mails come: the fields of Timing. Mails that wait move with it. Whether anything changed."""
    do.require()
    member = Member.objects.select_related("org").get(pk=str(do.actor.member_id))
    row = Timing.objects.select_for_update(of=("self",)).filter(org_id=do.org_id, member=member).first()
    row = row or Timing(org_id=do.org_id, member=member)
    before = {name: getattr(row, name) for name in FIELDS}
    after = {name: given.get(name, before[name]) for name in FIELDS}
    if before == after and not row._state.adding:
        do.nothing()
        return False
    for name, value in after.items():
        setattr(row, name, value)
    row.save()
    if moment := follow(member, now=timezone.now()):
        due(MAIL_DUE, org=do.org_id, ref=do.org_id, at=moment)
    do.record(member, before=_plain(before), after=_plain(after), detail="notices")
    return True


def _plain(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value.isoformat() if isinstance(value, time) else value for name, value in values.items()}


@action(Act.SYSTEM_MAINTAIN)
def forget_old(do: Doing, *, before: datetime) -> int:
    """Deletes notices read before a moment; what nobody read stays. Housekeeping leaves no audit row."""
    do.require()
    do.nothing()
    count, _by_model = Notice.objects.filter(org_id=do.org_id, read_at__lt=before).delete()
    return count
