"""How a delivery ends, or waits on. Every settlement carries the token of the lease, or is one of a locked row.

Delivery, version, attempt, event, notice and audit row change in one transaction.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.db.models.functions import Greatest, Now
from django.utils import timezone

from coe.access.api import Act, Actor, Doing, action
from coe.outbox.events import emit
from coe.states import Stale, move
from publishing.channels.base import Again, Code, Outcome, Refused, Sent
from publishing.connections.health import lost_login
from publishing.content.models import Version
from publishing.content.states import State as VersionState
from publishing.delivery import due, locks
from publishing.delivery.claims import Lease
from publishing.delivery.codes import Why
from publishing.delivery.models import Attempt, Delivery
from publishing.delivery.states import State
from publishing.delivery.telling import tell_of

FIRST_GAP = timedelta(seconds=30)
LONGEST_GAP = timedelta(minutes=10)
FIRST_LOOKUP = timedelta(seconds=15)

_VERSION = {
    State.WAITING: VersionState.SCHEDULED,
    State.SENT: VersionState.PUBLISHED,
    State.REFUSED: VersionState.REFUSED,
    State.UNKNOWN: VersionState.UNKNOWN,
    State.HELD: VersionState.HELD,
    State.EXPIRED: VersionState.EXPIRED,
}
# What is said of a held delivery, where it is not a freeze that holds it.
_HOLDS: dict[str, str] = {Why.EMBARGO: "embargoed", Why.RIGHTS: "rights_ended"}


def system(org_id: UUID) -> Actor:
    return Actor.task(org_id, "delivery", Act.SYSTEM_DELIVER)


def gap(tries: int) -> timedelta:
    """How long to wait before the next try when the network does not say: 30 s, 1 min, 2 min … 10 min."""
    doublings = min(max(tries - 1, 0), 10)
    return min(FIRST_GAP * (1 << doublings), LONGEST_GAP)


@action(Act.SYSTEM_DELIVER)
def settle(do: Doing, *, lease: Lease, attempt_id: UUID, outcome: Outcome) -> bool:
    """Writes down what came of an attempt; whether more is due on the channel.

    Raises Stale when the lease was lost: then nothing changes.
    """
    do.require()
    delivery = _ours(lease)
    now = timezone.now()
    if isinstance(outcome, Sent):
        state, changes = State.SENT, _sent(outcome, now)
    elif isinstance(outcome, Refused):
        state, changes = State.REFUSED, {"code": outcome.code.value, "detail": outcome.detail[:500]}
    elif isinstance(outcome, Again):
        state, changes = _again(delivery, outcome, now)
    else:
        changes = {"code": Why.LOST, "detail": outcome.detail[:500], "not_before": now + FIRST_LOOKUP}
        state = State.UNKNOWN
        changes["lookups"] = 0
    lease.settle(state, **changes)
    Attempt.objects.filter(pk=attempt_id).update(
        finished_at=now,
        outcome="again" if isinstance(outcome, Again) else state.value,
        code=changes.get("code", ""),
        detail=changes.get("detail", ""),
    )
    if isinstance(outcome, Again):
        _rest_channel(delivery, outcome, now)
    if isinstance(outcome, Refused) and outcome.code in (Code.RECONNECT, Code.SCOPE):
        lost_login(do, delivery.channel, outcome.code)
    following = _news(do, delivery, State.SENDING, state, changes)
    return following is not None and following <= timezone.now()


@action(Act.SYSTEM_DELIVER)
def found(do: Doing, *, lease: Lease, sent: Sent) -> None:
    """A look-up found the post on the network. Raises Stale."""
    do.require()
    delivery = _ours(lease)
    changes = _sent(sent, timezone.now())
    lease.settle(State.SENT, **changes)
    _news(do, delivery, State.UNKNOWN, State.SENT, changes, detail="found")


@action(Act.SYSTEM_DELIVER)
def absent(do: Doing, *, lease: Lease) -> State:
    """A look-up proved that the post is not there: send again if there is time, else refused. Raises Stale."""
    do.require()
    delivery = _ours(lease)
    now = timezone.now()
    if delivery.expires_at > now:
        state, changes = State.WAITING, {"code": Why.WAITS, "detail": "", "not_before": now}
    else:
        state, changes = State.REFUSED, {"code": Why.MISSED, "detail": ""}
    lease.settle(state, **changes)
    _news(do, delivery, State.UNKNOWN, state, changes, detail="not found")
    return state


@action(Act.SYSTEM_DELIVER)
def unsure(do: Doing, *, lease: Lease, after: timedelta | None, detail: str) -> None:
    """A look-up said nothing certain: look again later, or (`after` None) ask a person. Raises Stale."""
    do.require()
    delivery = _ours(lease)
    changes: dict[str, Any] = {"lookups": F("lookups") + 1, "detail": detail[:500]}
    if after is None:
        changes["code"] = Why.ASK
    else:
        changes["not_before"] = Now() + after
    lease.settle(State.UNKNOWN, **changes)
    if after is None:
        do.record(delivery, after={"code": Why.ASK}, label=label(delivery), detail="a person decides")
        tell_of(do, delivery, "delivery.ask", Why.ASK)
    else:
        do.nothing()
    due.refresh(org=delivery.org_id, channel=delivery.channel_id)


@action(Act.SYSTEM_DELIVER)
def stop(do: Doing, *, delivery: Delivery, state: State, code: str, detail: str = "") -> None:
    """A waiting delivery, locked with its version, that may not go: held, refused or expired. Raises Stale."""
    do.require()
    before = State(delivery.state)
    changes = {"code": code, "detail": detail[:500]}
    move(delivery, state, **changes)
    _news(do, delivery, before, state, changes)


@action(Act.SYSTEM_DELIVER)
def interrupted(do: Doing, *, delivery: Delivery) -> None:
    """A delivery, locked with its version, whose worker died while sending: nobody knows.

    Raises Stale when the worker lives after all.
    """
    do.require()
    if delivery.claim_token is None:
        raise Stale(delivery)
    dead = Lease(delivery.org_id, delivery.pk, delivery.channel_id, delivery.claim_token)
    now = timezone.now()
    changes = {"code": Why.INTERRUPTED, "detail": "", "not_before": now, "lookups": 0}
    dead.settle(State.UNKNOWN, **changes)
    Attempt.objects.filter(delivery=delivery, number=delivery.attempt, finished_at=None).update(
        finished_at=now, outcome=State.UNKNOWN.value, code=Why.INTERRUPTED
    )
    _news(do, delivery, State.SENDING, State.UNKNOWN, changes)


def _ours(lease: Lease) -> Delivery:
    """The delivery of a lease, its version locked: the lease's own statement then locks the delivery, in that order."""
    locks.version_of(lease.delivery_id)
    return Delivery.objects.select_related("version__post", "channel").get(pk=lease.delivery_id)


def label(delivery: Delivery) -> str:
    return f"{delivery.version.post} → {delivery.channel}"


def _sent(sent: Sent, now: datetime) -> dict[str, Any]:
    return {
        "code": "",
        "detail": "",
        "remote_id": sent.remote_id,
        "remote_url": sent.url,
        "handles": dict(sent.handles),
        "sent_at": now,
    }


def _again(delivery: Delivery, outcome: Again, now: datetime) -> tuple[State, dict[str, Any]]:
    """Waits for as long as the network asks and the number of tries suggests, but never past the slot."""
    asked = timedelta(seconds=outcome.after_seconds)
    detail = outcome.detail[:500]
    if now + asked >= delivery.expires_at:
        return State.REFUSED, {"code": Why.NO_TIME, "detail": detail}
    tries = delivery.tries + 1
    last_chance = delivery.expires_at - FIRST_GAP
    at = max(now + asked, min(now + gap(tries), last_chance))
    return State.WAITING, {"code": Why.WAITS, "detail": detail, "not_before": at, "tries": tries}


def _rest_channel(delivery: Delivery, outcome: Again, now: datetime) -> None:
    """What the network said holds for the channel: nothing else is sent there sooner."""
    until = now + timedelta(seconds=outcome.after_seconds)
    others = Q(channel_id=delivery.channel_id, state=State.WAITING, not_before__lt=until)
    Delivery.objects.filter(others).exclude(pk=delivery.pk).update(not_before=Greatest(F("not_before"), until))


def _news(
    do: Doing, delivery: Delivery, before: State, state: State, changes: dict[str, Any], detail: str = ""
) -> datetime | None:
    """What every settlement leaves behind: the version's state, an audit row, an event, a notice, the due row.

    Returns when the channel is looked at next.
    """
    version = Version.objects.get(pk=delivery.version_id)
    wanted = _VERSION[state]
    if version.state != wanted:
        move(version, wanted)
    after = {"state": state, **{key: changes[key] for key in ("code", "remote_url") if changes.get(key)}}
    do.record(delivery, before={"state": before}, after=after, label=label(delivery), detail=detail or state.value)
    if state != State.WAITING:
        emit(
            "delivery.settled",
            org=delivery.org_id,
            delivery=delivery.pk,
            version=delivery.version_id,
            outcome=state.value,
        )
    if state in (State.REFUSED, State.UNKNOWN, State.EXPIRED, State.HELD):
        code = str(changes.get("code", ""))
        tell_of(do, delivery, f"delivery.{_HOLDS.get(code, state.value)}", code)
    return due.refresh(org=delivery.org_id, channel=delivery.channel_id)
