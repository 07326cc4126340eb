"""What other slices ask of delivery: schedule, take back, move. Plain functions inside the caller's act.

The caller has asked the policy and holds the transaction; each function records through the caller's `do`.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from coe.access.api import Doing
from coe.states import move
from publishing.content.models import Version
from publishing.content.states import State as VersionState
from publishing.delivery import due, waking
from publishing.delivery.models import Delivery
from publishing.delivery.states import LIVE, State

TAKEABLE = frozenset({State.WAITING, State.HELD, State.REFUSED})


class Sending(Exception):
    """The delivery is on its way, or its outcome is not known: it cannot be taken back or moved."""

    def __init__(self, delivery: Delivery) -> None:
        super().__init__(f"delivery {delivery.pk} is {delivery.state}")
        self.delivery = delivery


def grace() -> timedelta:
    """How long after its slot a post may still go out."""
    return timedelta(minutes=getattr(settings, "DELIVERY_GRACE_MINUTES", 30))


def past_its_day(delivery: Delivery) -> bool:
    """Whether its approval no longer covers today, so that only a new slot, and a new approval, can send it.

    An approval covers a day, in the zone its slot was typed in, and the grace after its slot.
    """
    zone = ZoneInfo(delivery.version.post.zone)
    now = timezone.now()
    same = delivery.slot.astimezone(zone).date() == now.astimezone(zone).date()
    return not same and now > delivery.slot + grace()


def schedule(do: Doing, version: Version, *, digest: str, slot: datetime) -> Delivery:
    """Queues a version to be sent once at `slot` (aware), if its content still has `digest` then.

    Moves the version to scheduled, unless the caller already did. A slot that passed less than the grace
    ago goes out now.
    """
    if version.state != VersionState.SCHEDULED:
        move(version, VersionState.SCHEDULED)
    delivery = Delivery.objects.create(
        org_id=do.org_id,
        version=version,
        channel_id=version.channel_id,
        digest=digest,
        slot=slot,
        not_before=slot,
        expires_at=slot + grace(),
    )
    do.record(
        delivery,
        after={"state": State.WAITING, "version": version.pk, "channel": version.channel_id, "slot": slot},
        label=_label(delivery),
        detail="scheduled",
    )
    _look(delivery)
    return delivery


def unschedule(do: Doing, version: Version, reason: str) -> Delivery | None:
    """Takes back what has not gone out; None when there is nothing to take back.

    The version's own state is the caller's to move. Raises Sending when the delivery is in flight or unknown.
    """
    delivery = _live(version)
    if delivery is None:
        return None
    before = delivery.state
    move(delivery, State.WITHDRAWN, code="", detail=reason[:500])
    do.record(
        delivery,
        before={"state": before},
        after={"state": State.WITHDRAWN},
        reason=reason,
        label=_label(delivery),
        detail="taken back",
    )
    due.refresh(org=delivery.org_id, channel=delivery.channel_id)
    return delivery


def reschedule(do: Doing, version: Version, slot: datetime) -> Delivery | None:
    """Gives a waiting, held or refused delivery a new slot; None when there is none. Raises Sending."""
    delivery = _live(version)
    if delivery is None:
        return None
    before = {"slot": delivery.slot, "state": delivery.state}
    timing = {"slot": slot, "not_before": slot, "expires_at": slot + grace(), "alarmed_at": None}
    if delivery.state == State.WAITING:
        # Compare-and-set: a worker may claim it this very moment.
        if not Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(**timing):
            raise Sending(delivery)
        for name, value in timing.items():
            setattr(delivery, name, value)
    else:
        move(delivery, State.WAITING, code="", detail="", tries=0, **timing)
        if version.state != VersionState.SCHEDULED:
            move(version, VersionState.SCHEDULED)
    do.record(
        delivery,
        before=before,
        after={"slot": slot, "state": State.WAITING},
        label=_label(delivery),
        detail="rescheduled",
    )
    _look(delivery)
    return delivery


def _live(version: Version) -> Delivery | None:
    """The version's live delivery, locked. Raises Sending when nobody may touch it now."""
    live = Delivery.objects.select_for_update(of=("self",)).filter(version=version, state__in=LIVE)
    delivery = live.first()
    if delivery is not None and delivery.state not in TAKEABLE:
        raise Sending(delivery)
    return delivery


def _label(delivery: Delivery) -> str:
    return f"{delivery.version.post} → {delivery.channel}"


def _look(delivery: Delivery) -> None:
    """Tells the sweeper where to look, and wakes it at once when the moment has come."""
    due.note(org=delivery.org_id, channel=delivery.channel_id, at=delivery.not_before)
    if delivery.not_before <= timezone.now():
        org, channel = delivery.org_id, delivery.channel_id
        transaction.on_commit(lambda: waking.nudge(org, channel), robust=True)
