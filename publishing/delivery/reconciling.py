"""Looking up what became of a delivery whose outcome is unknown. Nothing is sent from here."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from coe.states import Stale
from coe.tenancy.context import inside
from coe.web.outbound import client
from publishing.channels.base import Message, NotFound, Sent, Unknown
from publishing.channels.registry import Adapter
from publishing.connections.adapters import NotConnected, opened
from publishing.delivery import locks, settling
from publishing.delivery.checks import Stopped, content_of
from publishing.delivery.claims import LEASE, Fenced, Lease, claim_lookup
from publishing.delivery.codes import Why
from publishing.delivery.line import Line
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.states import State

log = logging.getLogger("coe.delivery")
GAPS = (timedelta(minutes=1), timedelta(minutes=3), timedelta(minutes=10), timedelta(minutes=30))
"""Between look-ups; after the last one a person decides."""


def waiting_lookups(channel_id: UUID) -> list[UUID]:
    """The unknown deliveries of a channel that want looking up now. Call inside the organisation."""
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now())
    rows = Delivery.objects.filter(free, channel_id=channel_id, state=State.UNKNOWN, not_before__lte=Now())
    return list(rows.exclude(code=Why.ASK).values_list("pk", flat=True))


def look_up(org_id: UUID, delivery_id: UUID) -> None:
    """One look-up of one delivery: found, proven absent, or to be asked again."""
    with inside(org_id):
        lease = claim_lookup(delivery_id)
        if lease is None:
            return
        delivery = Delivery.objects.select_related("channel").get(pk=delivery_id)
        last_try = _last_try(delivery)
        message = content_of(delivery)
        line = Line(client(), lease.renew)
        try:
            adapter = opened(delivery.channel_id, transport=line).adapter
        except NotConnected as error:
            _unsure(lease, delivery, str(error))
            return
        if isinstance(message, Stopped):
            # What was sent can no longer be told from what is there now: only eyes can compare.
            settling.unsure(settling.system(org_id), lease=lease, after=None, detail="the content changed since")
            return
    answer = _ask(adapter, message, delivery)
    if answer is None:
        return
    try:
        locks.once_more(lambda: _conclude(lease, delivery, adapter, answer, last_try))
    except Stale:
        log.warning("late look-up refused", extra={"delivery": str(delivery_id)})


def _ask(adapter: Adapter, message: Message, delivery: Delivery) -> Sent | NotFound | Unknown | None:
    try:
        if not adapter.abilities.can_reconcile:
            return Unknown("this network cannot be looked up")
        return adapter.find_sent(message, handles=dict(delivery.handles))
    except Fenced:
        return None
    except Exception as error:
        log.exception("look-up failed", extra={"delivery": str(delivery.pk)})
        return Unknown(f"{type(error).__name__} in this program")


def _conclude(
    lease: Lease, delivery: Delivery, adapter: Adapter, answer: Sent | NotFound | Unknown, last_try: datetime
) -> None:
    actor = settling.system(lease.org_id)
    if isinstance(answer, Sent):
        settling.found(actor, lease=lease, sent=answer)
    elif isinstance(answer, NotFound) and answer.may_send_again and _proven(adapter, last_try):
        settling.absent(actor, lease=lease)
    else:
        _unsure(lease, delivery, answer.detail, ask=not adapter.abilities.can_reconcile)


def _proven(adapter: Adapter, last_try: datetime) -> bool:
    """Without keys, a request may still be on its way for as long as a lease lasts."""
    return adapter.abilities.idempotent or timezone.now() - last_try > LEASE


def _last_try(delivery: Delivery) -> datetime:
    """When the last call can have sent something at the latest.

    Its end, not its beginning: a slow call may have sent its request last. One whose end nobody wrote down may have
    run for a whole lease.
    """
    times = Attempt.objects.filter(delivery=delivery).values_list("started_at", "finished_at")
    return max((finished or started + LEASE for started, finished in times), default=delivery.fixed_at)


def _unsure(lease: Lease, delivery: Delivery, detail: str, *, ask: bool = False) -> None:
    after = None if ask or delivery.lookups >= len(GAPS) else GAPS[delivery.lookups]
    settling.unsure(settling.system(lease.org_id), lease=lease, after=after, detail=detail)
