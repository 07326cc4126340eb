"""Stopping publishing, and letting it go on. Lifting sends nothing: what was missed waits for a person."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Denied, Doing, Place, action, holders
from coe.notices.api import tell
from coe.outbox.events import emit, set_due, settled
from coe.states import Stale, move
from coe.tenancy.models import Brand
from governance.approvals.subjects import channel_rows
from governance.crisis import locks
from governance.crisis.models import Freeze
from governance.crisis.states import State

DUE = "freezes"


@action(Act.FREEZE_DECLARE)
def declare(
    do: Doing,
    *,
    reason: str,
    brand_id: UUID | None = None,
    channel_id: UUID | None = None,
    until: datetime | None = None,
) -> Freeze:
    """Stops a channel, a brand, or everything. Raises ValidationError when that is stopped already.

    `until` is when it is planned to end. It does not end by itself: nothing that was held goes out unseen.
    """
    channel = next((row for row in channel_rows() if row.id == channel_id), None) if channel_id else None
    if channel_id and channel is None:
        raise Http404
    brand_id = channel.brand_id if channel else brand_id
    brand = Brand.objects.filter(pk=brand_id).first() if brand_id else None
    if brand_id and brand is None:
        raise Http404
    do.require(brand=brand, channel=channel_id)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why publishing stops.")})
    try:
        with transaction.atomic():
            freeze = Freeze.objects.create(
                org_id=do.org_id,
                brand=brand,
                channel_id=channel_id,
                channel_label=channel.name if channel else "",
                channel_network=channel.network if channel else "",
                reason=reason.strip(),
                until=until,
                declared_by_id=_member(do),
            )
    except IntegrityError:
        raise ValidationError({"where": _("Publishing is stopped there already.")}) from None
    if until is not None:
        set_due(DUE, org=do.org_id, ref=freeze.pk, at=until)
    emit("freeze.declared", org=do.org_id, freeze=freeze.pk)
    planned = {"until": until} if until else {}
    after = {"where": freeze.named, **planned}
    do.record(freeze, label=freeze.named, after=after, reason=freeze.reason, detail="declared")
    _tell(do, freeze, "freeze.declared")
    return freeze


@action(Act.FREEZE_LIFT)
def lift(do: Doing, *, freeze_id: UUID, reason: str) -> Freeze:
    """Ends a freeze. One on the whole organisation is never lifted by the person who declared it."""
    freeze = locks.freeze(freeze_id)
    do.require(brand=freeze.brand_id, channel=freeze.channel_id)
    if freeze.brand_id is None and freeze.declared_by_id == do.actor.member_id:
        raise Denied(
            Act.FREEZE_LIFT,
            Place(),
            _("You declared this freeze on the whole organisation. Somebody else lifts it."),
        )
    if freeze.state != State.ON:
        raise Stale(freeze)
    if not reason.strip():
        raise ValidationError({"reason": _("Say why publishing may go on.")})
    move(
        freeze,
        State.LIFTED,
        lifted_by_id=_member(do),
        lifted_at=timezone.now(),
        lift_reason=reason.strip(),
    )
    settled(DUE, org=do.org_id, ref=freeze.pk)
    emit("freeze.lifted", org=do.org_id, freeze=freeze.pk)
    do.record(
        freeze,
        label=freeze.named,
        before={"state": State.ON.value},
        after={"state": State.LIFTED.value},
        reason=freeze.lift_reason,
        detail="lifted",
    )
    _tell(do, freeze, "freeze.lifted")
    return freeze


@action(Act.SYSTEM_EXPIRE)
def remind(do: Doing, *, freeze_id: UUID) -> None:
    """Tells whoever declared a freeze, once, that its planned end has come. It stays on."""
    do.require()
    freeze = locks.freeze(freeze_id)
    settled(DUE, org=do.org_id, ref=freeze.pk)
    if not freeze.overdue or freeze.reminded_at is not None:
        do.nothing()
        return
    freeze.reminded_at = timezone.now()
    freeze.save(update_fields=["reminded_at"])
    do.record(freeze, label=freeze.named, after={"reminded_at": freeze.reminded_at}, detail="planned end")
    tell(
        do.org_id,
        [freeze.declared_by_id],
        "freeze.planned_end",
        subject_type="governance.freeze",
        subject_id=freeze.pk,
        url_name="freezes",
        brand=freeze.brand_id,
        **_where(freeze),
    )


def _member(do: Doing) -> UUID:
    if do.actor.member_id is None:
        raise Denied(do.act)
    return do.actor.member_id


def _where(freeze: Freeze) -> dict[str, Any]:
    """The place as notices keep it: governance.notices says it in the language of whoever is told."""
    return {"where": freeze.named, "network": freeze.channel_network, "whole": "" if freeze.place else "yes"}


def _tell(do: Doing, freeze: Freeze, kind: str) -> None:
    """Those who publish there, and those who can lift it."""
    place = Place(brand=freeze.brand_id, channel=freeze.channel_id)
    people = {member.pk for act in (Act.POST_SCHEDULE, Act.FREEZE_LIFT) for member in holders(act, place)} - {
        do.actor.member_id
    }
    if people:
        tell(
            do,
            people,
            kind,
            brand=freeze.brand_id,
            subject_type="governance.freeze",
            subject_id=freeze.pk,
            url_name="freezes",
            by=do.actor.label,
            **_where(freeze),
            reason=freeze.reason,
        )
