"""Sending: one delivery of one channel at a time, from claim to settlement.

    lock head, ask again, attempt row and lease   one short transaction
    the network                                   no transaction
    settle by the token                           one short transaction

Wherever a worker dies, the row says how far it came, and nothing is sent on a guess.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import IntegrityError
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from coe.states import Stale
from coe.tenancy.context import inside
from coe.web.outbound import client
from publishing.channels.base import Again, Message, Outcome, Unknown
from publishing.connections.adapters import NotConnected, Opened, opened
from publishing.delivery import due, settling
from publishing.delivery.breaker import Breaker
from publishing.delivery.checks import Ready, Stopped, before_sending
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
    opened: Opened
    handles: dict[str, Any] = field(repr=False)


def send_next(org_id: UUID, channel_id: UUID) -> bool:
    """Sends the channel's next due delivery. True when another one may be due right away."""
    _tidy(org_id, channel_id)
    where = _destination(org_id, channel_id)
    with Breaker(*where).enter() as wait:
        if wait:
            with inside(org_id):
                held_until = timezone.now() + timedelta(seconds=wait)
                due.refresh(org=org_id, channel=channel_id, not_before=held_until)
            return False
        work = _take(org_id, channel_id)
        if isinstance(work, Work):
            _settle(work, _send(work))
    return work is not None and _more(org_id, channel_id)


def _destination(org_id: UUID, channel_id: UUID) -> tuple[str, str]:
    with inside(org_id):
        try:
            found = opened(channel_id)
        except NotConnected:
            return "", ""
    return found.network, found.host


def _tidy(org_id: UUID, channel_id: UUID) -> None:
    """Returns expired leases through unknown, and lets go what is past its slot."""
    with inside(org_id):
        rows = Delivery.objects.select_for_update(skip_locked=True, of=("self",)).select_related(
            "version__post", "channel"
        )
        mine = rows.filter(channel_id=channel_id)
        for delivery in mine.filter(state=State.SENDING, claimed_until__lte=Now()):
            settling.interrupted(settling.system(org_id), delivery=delivery)
        for delivery in mine.filter(state=State.WAITING, expires_at__lte=Now()).order_by("slot"):
            settling.stop(
                settling.system(org_id), delivery=delivery, state=State.EXPIRED, code=Why.MISSED
            )


def _take(org_id: UUID, channel_id: UUID) -> Work | bool | None:
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
            return _ready(delivery)
    except (IntegrityError, Stale):
        # The database's own law: another worker was first.
        return None
    except Exception:
        # An error of ours must neither send, nor block the channel, nor spin.
        log.exception("delivery could not be readied", extra={"delivery": str(failed)})
        if failed is None:
            raise
        with inside(org_id):
            Delivery.objects.filter(pk=failed, state=State.WAITING).update(
                not_before=Now() + FAULT_GAP, code=Why.FAULT
            )
            due.refresh(org=org_id, channel=channel_id)
        return True


def _ready(delivery: Delivery) -> Work | bool:
    answer = _answer(delivery)
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
    channel = delivery.channel
    adapter = opened(channel.pk, transport=Line(client(), channel.network, lease.renew))
    due.refresh(org=delivery.org_id, channel=channel.pk)
    return Work(lease, attempt, answer.message, adapter, dict(delivery.handles))


def _answer(delivery: Delivery) -> Ready | Stopped:
    try:
        opened(delivery.channel_id)
    except NotConnected as error:
        return Stopped(State.REFUSED, Why.DISCONNECTED, str(error))
    return before_sending(delivery)


def _send(work: Work) -> Outcome | None:
    """Calls the network. None when the lease was lost on the way: the outcome is no longer ours to say."""
    try:
        work.lease.renew()
        return work.opened.adapter.publish(work.message, handles=work.handles, save=work.lease.save)
    except Fenced:
        return None
    except Exception as error:
        # Also a time limit of the worker: it may have been sent.
        log.exception("adapter failed", extra={"delivery": str(work.lease.delivery_id)})
        return Unknown(f"{type(error).__name__} in this program")


def _settle(work: Work, outcome: Outcome | None) -> None:
    if outcome is None:
        log.warning("lease lost", extra={"delivery": str(work.lease.delivery_id)})
        return
    try:
        settling.settle(
            settling.system(work.lease.org_id),
            lease=work.lease,
            attempt_id=work.attempt.pk,
            outcome=outcome,
        )
    except Stale:
        log.warning("late settlement refused", extra={"delivery": str(work.lease.delivery_id)})


def _more(org_id: UUID, channel_id: UUID) -> bool:
    with inside(org_id):
        now_due = Q(not_before__lte=Now()) | Q(expires_at__lte=Now())
        return Delivery.objects.filter(now_due, channel_id=channel_id, state=State.WAITING).exists()
