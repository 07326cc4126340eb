"""Handling what was heard, one or many at once."""

from collections.abc import Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, Place, action, rights_of
from coe.notices.api import tell
from coe.outbox.events import emit
from coe.states import move
from coe.tenancy.models import Member
from listening.mentions import locks
from listening.mentions.models import Mention
from listening.mentions.states import State

AT_ONCE = 200


@action(Act.MENTION_HANDLE)
def settle(do: Doing, *, mention_ids: Sequence[UUID], to: State) -> list[UUID]:
    """Marks new mentions handled, or sets them aside. Returns those that changed; others were settled already.

    All or none: one that the actor may not handle refuses the whole. Raises ValidationError for too many.
    """
    if to not in {State.HANDLED, State.ASIDE}:
        raise ValidationError(_("A mention can be handled or set aside."))
    rows = _mine(do, mention_ids)
    changed = [row for row in rows if row.state == State.NEW]
    for row in changed:
        move(row, to, handled_by_id=do.actor.member_id, handled_at=timezone.now())
        do.record(row, before={"state": State.NEW}, after={"state": to}, label=_label(row), detail=to.value)
        emit("mention.settled", org=do.org_id, mention=row.pk, state=to.value)
    if not changed:
        do.nothing()
    return [row.pk for row in changed]


@action(Act.MENTION_HANDLE)
def reopen(do: Doing, *, mention_ids: Sequence[UUID], only_mine: bool = False) -> list[UUID]:
    """Makes settled mentions new again. `only_mine`: those the actor settled, which is what undoing means."""
    rows = _mine(do, mention_ids)
    changed = [
        row for row in rows if row.state != State.NEW and not (only_mine and row.handled_by_id != do.actor.member_id)
    ]
    for row in changed:
        before = row.state
        move(row, State.NEW, handled_by_id=None, handled_at=None)
        do.record(row, before={"state": before}, after={"state": State.NEW}, label=_label(row), detail="reopened")
        emit("mention.settled", org=do.org_id, mention=row.pk, state=State.NEW.value)
    if not changed:
        do.nothing()
    return [row.pk for row in changed]


@action(Act.MENTION_HANDLE)
def assign(do: Doing, *, mention_ids: Sequence[UUID], to: UUID | None) -> list[UUID]:
    """Gives new mentions to a member who may handle each of them, or to nobody. Returns those that changed.

    All or none, as settling. The member is told, unless they took it themselves.
    """
    rows = _mine(do, mention_ids)
    who = Member.objects.filter(pk=to, left_at__isnull=True).first() if to else None
    if to and who is None:
        raise Http404
    changed = [row for row in rows if row.state == State.NEW and row.assigned_to_id != to]
    if who:
        _may_be_given(changed, who)
    for row in changed:
        before = row.assigned_to_id
        row.assigned_to = who
        row.save(update_fields=["assigned_to"])
        was, said = ({"assigned_to": str(one) if one else None} for one in (before, to))
        do.record(row, before=was, after=said, detail="given", label=_label(row))
    if not changed:
        do.nothing()
    elif who and who.pk != do.actor.member_id:
        tell(
            do, [who.pk], "mention.assigned", subject_type="listening.mention", subject_id=changed[0].pk,
            url_name="mentions", brand=changed[0].brand_id, count=len(changed), about=_label(changed[0]),
        )  # fmt: skip
    return [row.pk for row in changed]


def _may_be_given(rows: Sequence[Mention], who: Member) -> None:
    theirs = rights_of(who)
    for row in rows:
        channel = row.channel
        place = Place(row.brand_id, channel.market_id if channel else None, row.channel_id)
        if not theirs.allows(Act.MENTION_HANDLE, place):
            said = _("%(name)s may not handle “%(mention)s”. Nothing was given to anybody.")
            raise ValidationError(said % {"name": who.name, "mention": _label(row)})


def _mine(do: Doing, ids: Sequence[UUID]) -> list[Mention]:
    if len(ids) > AT_ONCE:
        raise ValidationError(_("At most %(limit)d at once."), params={"limit": AT_ONCE})
    rows = locks.mentions(ids)
    if len(rows) != len(set(ids)) or not rows:
        raise Http404
    for row in rows:
        channel = row.channel
        do.require(brand=row.brand_id, market=channel.market_id if channel else None, channel=row.channel_id)
    return rows


def _label(row: Mention) -> str:
    said = " ".join((row.title or row.text).split())[:60]
    return f"{row.author_name or row.author_handle}: {said}"
