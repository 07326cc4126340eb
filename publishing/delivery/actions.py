"""What people do with deliveries: settle what nobody knows, send again, take back."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, action
from coe.outbox.events import emit
from coe.states import Stale, move
from publishing.connections.addresses import remote_of
from publishing.content.models import Version
from publishing.content.states import State as VersionState
from publishing.delivery import due, locks, waking
from publishing.delivery.codes import Why
from publishing.delivery.models import Delivery
from publishing.delivery.schedule import grace, past_its_day, unschedule
from publishing.delivery.settling import label
from publishing.delivery.states import State

FREE = {"claim_token": None, "claimed_until": None}


@action(Act.DELIVERY_RESOLVE)
def it_is_there(do: Doing, *, delivery_id: UUID, address: str) -> Delivery:
    """A person saw the post on the network. Raises ValidationError when the address is not one of this channel."""
    delivery = _unknown(do, delivery_id)
    found = remote_of(delivery.channel, address)
    if found is None:
        raise ValidationError(
            {"address": _("This is not the address of a post on this channel. Copy it from the post itself.")}
        )
    before = _before(delivery)
    changes = {"remote_id": found, "remote_url": address, "code": Why.PERSON, "detail": ""}
    move(delivery, State.SENT, sent_at=delivery.slot, settled_by_id=do.actor.member_id, **changes, **FREE)
    _version(delivery, VersionState.PUBLISHED)
    _told(do, delivery, before, {"remote_url": address}, "it is there", outcome=State.SENT)
    return delivery


@action(Act.DELIVERY_RESOLVE)
def it_is_not_there(do: Doing, *, delivery_id: UUID) -> Delivery:
    """A person looked and the post is not on the network: it is sent again, now."""
    delivery = _unknown(do, delivery_id)
    before = _before(delivery)
    _send_now(delivery, settled_by_id=do.actor.member_id, **FREE)
    _told(do, delivery, before, {}, "it is not there")
    return delivery


@action(Act.DELIVERY_RESOLVE)
def look_again(do: Doing, *, delivery_id: UUID) -> Delivery:
    """Looks an unknown outcome up once more, now."""
    delivery = _unknown(do, delivery_id)
    before = _before(delivery)
    # One more look: without an answer it comes back to people.
    code = Why.LOST if delivery.code == Why.ASK else delivery.code
    Delivery.objects.filter(pk=delivery.pk).update(not_before=timezone.now(), code=code)
    do.record(delivery, before=before, after={"code": code}, label=label(delivery), detail="looked up again")
    _wake(delivery)
    return delivery


@action(Act.DELIVERY_RETRY)
def retry(do: Doing, *, delivery_id: UUID) -> Delivery:
    """Sends a refused delivery again, now. Everything is asked again before it leaves."""
    delivery = _locked(do, delivery_id)
    if delivery.state != State.REFUSED:
        raise Stale(delivery)
    if past_its_day(delivery):
        raise ValidationError(_("Its slot was on an earlier day. Move it to another time."), code="another_day")
    before = _before(delivery)
    _send_now(delivery)
    _told(do, delivery, before, {}, "sent again")
    return delivery


@action(Act.POST_WITHDRAW)
def withdraw(do: Doing, *, delivery_id: UUID, reason: str = "") -> Delivery:
    """Takes one channel's version back before it goes out. Raises Sending when it is too late for that."""
    delivery = _locked(do, delivery_id)
    version = delivery.version
    if unschedule(do, version, reason) is None:
        raise Stale(delivery)
    move(version, VersionState.WITHDRAWN)
    do.record(version, after={"state": VersionState.WITHDRAWN}, reason=reason, label=label(delivery))
    return delivery


def _locked(do: Doing, delivery_id: UUID) -> Delivery:
    delivery = locks.delivery(delivery_id)
    channel = delivery.channel
    do.require(brand=delivery.version.post.brand_id, market=channel.market_id, channel=channel)
    return delivery


def _unknown(do: Doing, delivery_id: UUID) -> Delivery:
    delivery = _locked(do, delivery_id)
    if delivery.state != State.UNKNOWN:
        raise Stale(delivery)
    return delivery


def _before(delivery: Delivery) -> dict[str, str]:
    return {"state": delivery.state, "code": delivery.code}


def _send_now(delivery: Delivery, **changes: object) -> None:
    """Back to waiting, due now: a person decided, so the grace begins anew."""
    now = timezone.now()
    move(
        delivery, State.WAITING, code="", detail="", not_before=now, expires_at=now + grace(), tries=0,
        lookups=0, alarmed_at=None, **changes,
    )  # fmt: skip
    _version(delivery, VersionState.SCHEDULED)
    _wake(delivery)


def _version(delivery: Delivery, state: VersionState) -> None:
    version = Version.objects.get(pk=delivery.version_id)
    if version.state != state:
        move(version, state)


def _told(
    do: Doing, delivery: Delivery, before: dict[str, str], after: dict[str, str], detail: str, *, outcome: str = ""
) -> None:
    do.record(delivery, before=before, after={"state": delivery.state, **after}, label=label(delivery), detail=detail)
    if outcome:
        emit(
            "delivery.settled",
            org=delivery.org_id,
            delivery=delivery.pk,
            version=delivery.version_id,
            outcome=outcome,
        )
    due.refresh(org=delivery.org_id, channel=delivery.channel_id)


def _wake(delivery: Delivery) -> None:
    org, channel = delivery.org_id, delivery.channel_id
    due.note(org=org, channel=channel, at=timezone.now())
    transaction.on_commit(lambda: waking.nudge(org, channel), robust=True)
