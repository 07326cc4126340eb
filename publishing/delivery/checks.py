"""What is asked again just before a post leaves. The truth is pulled now, wherever it may have changed since."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from django.http import Http404
from django.utils import timezone
from django.utils.translation import override

from coe.web.joining import listed
from governance import api as governance
from publishing.channels.base import Message
from publishing.connections.states import State as ChannelState
from publishing.content.embargoes import embargo_of
from publishing.content.wire import Wire, wire
from publishing.delivery.codes import Why
from publishing.delivery.models import Delivery
from publishing.delivery.schedule import past_its_day
from publishing.delivery.states import State
from publishing.library.files import Damaged


@dataclass(frozen=True)
class Stopped:
    """It may not: where it goes instead, and why."""

    state: State
    code: str
    detail: str = ""


def content_of(delivery: Delivery) -> Message | Stopped:
    """The message exactly as it was approved, or why there is none."""
    sent = _approved(delivery)
    return sent if isinstance(sent, Stopped) else _message(sent, delivery)


def before_sending(delivery: Delivery) -> Message | Stopped:
    """What to send, if it may leave now. Call inside its organisation, with the row locked."""
    channel = delivery.channel
    if governance.freeze_for(brand_id=channel.brand_id, channel_id=channel.pk):
        return Stopped(State.HELD, Why.FREEZE)
    sent = _approved(delivery)
    if isinstance(sent, Stopped):
        return sent
    if not governance.standing_approval(delivery.version_id, delivery.digest):
        return Stopped(State.REFUSED, Why.NOT_APPROVED)
    delivery.version.post = sent.post
    if past_its_day(delivery):
        return Stopped(State.EXPIRED, Why.MISSED)
    if channel.state != ChannelState.CONNECTED:
        return Stopped(State.REFUSED, Why.DISCONNECTED)
    if embargo := embargo_of(sent.post.brand_id, [channel.market_id], sent.post.slot, sent.post.zone):
        return Stopped(State.HELD, Why.EMBARGO, embargo.title)
    if ended := _rights(sent):
        return Stopped(State.HELD, Why.RIGHTS, ended)
    broken = _rules(sent, delivery)
    return Stopped(State.REFUSED, Why.RULE, broken) if broken else _message(sent, delivery)


def _approved(delivery: Delivery) -> Wire | Stopped:
    try:
        sent = wire(delivery.version_id)
    except Http404:
        return Stopped(State.REFUSED, Why.CONTENT_CHANGED)
    return sent if sent.digest == delivery.digest else Stopped(State.REFUSED, Why.CONTENT_CHANGED)


def _message(sent: Wire, delivery: Delivery) -> Message | Stopped:
    try:
        return sent.message(str(delivery.idempotency_key), delivery.fixed_at)
    except Damaged:
        return Stopped(State.REFUSED, Why.CONTENT_CHANGED, "a picture is not the one that was approved")


def _rights(sent: Wire) -> str:
    """The first picture whose rights have ended, and its last day, as words.held_over reads them; or nothing.

    Rights are no part of what is approved: they may be written down, or end, long after it.
    """
    today = timezone.now().astimezone(ZoneInfo(sent.post.zone)).date()
    ended = (one for one, _alt in sent.images if one.rights_until and one.rights_until < today)
    return next((f"{one.name} {one.rights_until}" for one in ended), "")


def _rules(sent: Wire, delivery: Delivery) -> str:
    """The names of rules that stop it, or nothing."""
    with override("en"):  # `detail` is for the record, like the networks' own words.
        findings = governance.evaluate(
            org_id=delivery.org_id,
            texts=sent.texts,
            brand_id=sent.post.brand_id,
            language=sent.language,
            moment="publish",
            subject_type="publishing.version",
            subject_id=delivery.version_id,
            digest=delivery.digest,
            paid=sent.post.paid,
        )
    return listed(sorted({str(one.rule_name) for one in governance.blocking(findings)}))
