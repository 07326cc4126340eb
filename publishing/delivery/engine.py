"""Sending: one delivery of one channel at a time, from claim to settlement.

    lock head, ask again, attempt row and lease   one short transaction
    the network                                   no transaction
    settle by the token                           one short transaction

Wherever a worker dies, the row says how far it came, and nothing is sent on a guess.
"""

import logging
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from coe.states import Stale
from coe.tenancy.context import inside
from coe.web.outbound import client
from publishing.channels.base import Message, Outcome, Unknown
from publishing.connections.adapters import NotConnected, Opened, opened
from publishing.delivery import due, locks, settling
from publishing.delivery.breaker import Breaker
from publishing.delivery.checks import Stopped, before_sending
from publishing.delivery.claims import Fenced, Lease, alone, claim, head
from publishing.delivery.codes import Why
from publishing.delivery.line import Line
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.states import State

log = logging.getLogger("coe.delivery")
FAULT_GAP = timedelta(minutes=1)


@dataclass
class Work:
    """One claimed delivery, with all that is needed to send it outside any transaction."""

    lease: Lease
    attempt: Attempt
    message: Message
    handles: dict[str, Any] = field(repr=False)


def send_next(org_id: UUID, channel_id: UUID) -> bool:
    """Sends the channel's next due delivery. True when another one may be due right away."""
    line = Line(client())
    with inside(org_id):
        _tidy(org_id, channel_id)
        way = _way(channel_id, line)
    breaker = Breaker(way.network, way.host) if way else Breaker("", "")
    with breaker.enter() as wait:
        if wait:
            with inside(org_id):
                held_until = timezone.now() + timedelta(seconds=wait)
                due.refresh(org=org_id, channel=channel_id, not_before=held_until)
            return False
        work = _take(org_id, channel_id, way)
        if not isinstance(work, Work) or way is None:
            return work is True
        line.hold = work.lease.renew
        outcome = _send(work, way)
        breaker.heard(line.sick)
    return _settle(work, outcome)


def _way(channel_id: UUID, line: Line) -> Opened | None:
    try:
        return opened(channel_id, transport=line)
    except NotConnected:
        return None


def _tidy(org_id: UUID, channel_id: UUID) -> None:
    """Returns expired leases through unknown, and lets go what is past its slot."""
    ends = Q(state=State.SENDING, claimed_until__lte=Now()) | Q(state=State.WAITING, expires_at__lte=Now())
    free = Delivery.objects.select_for_update(skip_locked=True, of=("version", "self"))
    rows = free.select_related("version__post", "channel")
    for delivery in rows.filter(ends, channel_id=channel_id).order_by("slot", "pk"):
        if delivery.state == State.SENDING:
            settling.interrupted(settling.system(org_id), delivery=delivery)
        else:
            settling.stop(settling.system(org_id), delivery=delivery, state=State.EXPIRED, code=Why.MISSED)


def _take(org_id: UUID, channel_id: UUID, way: Opened | None) -> Work | bool | None:
    """Claims the head and readies it. None: nothing to do now. True: one was stopped, look again."""
    failed: UUID | None = None
    try:
        with inside(org_id):
            if not alone(channel_id):
                return None
            delivery = head(channel_id)
            if delivery is None:
                due.refresh(org=org_id, channel=channel_id)
                return None
            failed = delivery.pk
            return _ready(delivery, way)
    except (IntegrityError, Stale):
        # The database's own law: another worker was first.
        return None
    except Exception:
        # An error of ours must neither send, nor block the channel, nor spin.
        log.exception("delivery could not be readied", extra={"delivery": str(failed)})
        if failed is None:
            raise
        with inside(org_id):
            Delivery.objects.filter(pk=failed, state=State.WAITING).update(not_before=Now() + FAULT_GAP, code=Why.FAULT)
            due.refresh(org=org_id, channel=channel_id)
        return True


def _ready(delivery: Delivery, way: Opened | None) -> Work | bool:
    answer = before_sending(delivery) if way else Stopped(State.REFUSED, Why.DISCONNECTED)
    if isinstance(answer, Stopped):
        settling.stop(
            settling.system(delivery.org_id),
            delivery=delivery,
            state=answer.state,
            code=answer.code,
            detail=answer.detail,
        )
        return True
    lease, attempt = claim(delivery)
    due.refresh(org=delivery.org_id, channel=delivery.channel_id)
    return Work(lease, attempt, answer, dict(delivery.handles))


def _send(work: Work, way: Opened) -> Outcome | None:
    """Calls the network. None when the lease was lost on the way: the outcome is no longer ours to say."""
    try:
        return way.adapter.publish(work.message, handles=work.handles, save=work.lease.save)
    except Fenced:
        return None
    except Exception as error:
        # Also a time limit of the worker: it may have been sent.
        log.exception("adapter failed", extra={"delivery": str(work.lease.delivery_id)})
        return Unknown(f"{type(error).__name__} in this program")


def _settle(work: Work, outcome: Outcome | None) -> bool:
    """Writes the outcome down; whether more is due on the channel."""
    if outcome is None:
        log.warning("lease lost", extra={"delivery": str(work.lease.delivery_id)})
        return False
    try:
        return locks.once_more(
            lambda: settling.settle(
                settling.system(work.lease.org_id),
                lease=work.lease,
                attempt_id=work.attempt.pk,
                outcome=outcome,
            )
        )
    except Stale:
        log.warning("late settlement refused", extra={"delivery": str(work.lease.delivery_id)})
        return False
