"""Claiming a delivery, and holding it: token, lease and the moves that only the holder may make.

First tries and retries come through here alike.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import connection
from django.db.models import F, Q
from django.db.models.functions import Now

from coe.states import Stale, WrongMove
from coe.tenancy.context import inside
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.states import MOVES, State

LEASE = timedelta(seconds=150)
"""Longer than the longest single call (an upload, 60 s); every call renews it first."""


class Fenced(Exception):
    """The lease is lost: somebody else decides about this delivery now, and nothing more may be sent."""


@dataclass(frozen=True)
class Lease:
    """A worker's hold on one delivery."""

    org_id: UUID
    delivery_id: UUID
    channel_id: UUID
    token: UUID
    state: State = State.SENDING

    def held(self) -> Any:
        return Delivery.objects.filter(pk=self.delivery_id, claim_token=self.token, state=self.state)

    def renew(self) -> None:
        """Called before each call to the network. Raises Fenced when the lease ran out or was taken away."""
        with inside(self.org_id):
            if not self.held().filter(claimed_until__gt=Now()).update(claimed_until=Now() + LEASE):
                raise Fenced

    def save(self, handles: dict[str, Any]) -> None:
        """Keeps what the network gave us, for good, and renews the lease. Raises Fenced."""
        with inside(self.org_id):
            held = self.held().filter(claimed_until__gt=Now())
            if not held.update(handles=handles, claimed_until=Now() + LEASE):
                raise Fenced

    def settle(self, to: State, **changes: Any) -> None:
        """Lets go with an outcome, by compare-and-set on the token. Raises Stale when the hold was lost."""
        if to != self.state and to not in MOVES[self.state]:
            raise WrongMove(f"{self.state} does not lead to {to}")
        free = {"claim_token": None, "claimed_until": None}
        if self.held().update(state=to, **free, **changes) != 1:
            raise Stale(Delivery(pk=self.delivery_id))


def alone(channel: UUID) -> bool:
    """Whether this transaction is the only one that claims on the channel. Lasts until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"deliver:{channel}"])
        return bool(cursor.fetchone()[0])


def head(channel: UUID) -> Delivery | None:
    """The next delivery of a channel, locked with its version; None when none is due or one is on its way.

    Whoever holds either is not waited for: what somebody edits at this moment does not go out.
    """
    if Delivery.objects.filter(channel_id=channel, state=State.SENDING).exists():
        return None
    due = Delivery.objects.filter(channel_id=channel, state=State.WAITING, not_before__lte=Now(), expires_at__gt=Now())
    free = due.select_related("version", "channel").select_for_update(skip_locked=True, of=("version", "self"))
    return free.order_by("slot", "not_before", "pk").first()


def claim(delivery: Delivery) -> tuple[Lease, Attempt]:
    """Takes a locked head: the lease and the attempt's row, which commit together before the call."""
    token = uuid4()
    taken = Delivery.objects.filter(pk=delivery.pk, state=State.WAITING).update(
        state=State.SENDING,
        claim_token=token,
        claimed_until=Now() + LEASE,
        attempt=F("attempt") + 1,
        code="",
        detail="",
    )
    if taken != 1:
        raise Stale(delivery)
    number = delivery.attempt + 1
    attempt = Attempt.objects.create(org_id=delivery.org_id, delivery=delivery, number=number)
    return Lease(delivery.org_id, delivery.pk, delivery.channel_id, token), attempt


def claim_lookup(delivery_id: UUID) -> Lease | None:
    """Takes an unknown delivery to look it up; None when another worker does, or a person decides."""
    token = uuid4()
    free = Q(claimed_until__isnull=True) | Q(claimed_until__lte=Now())
    waits = Delivery.objects.filter(free, pk=delivery_id, state=State.UNKNOWN, not_before__lte=Now())
    row = waits.values_list("org_id", "channel_id").first()
    if row is None or not waits.update(claim_token=token, claimed_until=Now() + LEASE):
        return None
    return Lease(row[0], delivery_id, row[1], token, State.UNKNOWN)
