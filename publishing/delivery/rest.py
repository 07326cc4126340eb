"""Deliveries: what was sent, what waits, and settling what nobody knows."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.problems import Problem
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from publishing.delivery import actions, selectors
from publishing.delivery.forms import ThereForm
from publishing.delivery.schedule import Sending

VIEWS = ("all", "risk", "unknown", "held", "refused", "waiting", "sent")


class ReasonOut(serializers.Serializer[Any]):
    code = serializers.CharField(source="delivery.code", help_text="Empty while all is well.")
    detail = serializers.CharField(source="delivery.detail")
    label = serializers.SerializerMethodField()  # type: ignore[assignment]

    def get_label(self, row: Any) -> str:
        return str(row.reason.short) if row.delivery.code else ""


class AttemptOut(serializers.Serializer[Any]):
    number = serializers.IntegerField()
    started_at = Instant()
    finished_at = Instant(allow_null=True)
    outcome = serializers.CharField()
    code = serializers.CharField()
    detail = serializers.CharField()


class DeliveryRow(serializers.Serializer[Any]):
    id = Id()
    post_id = Id(source="post.pk")
    version_id = Id(source="delivery.version_id")
    title = serializers.CharField()
    channel = Ref()
    network = serializers.CharField(source="channel.network")
    state = serializers.CharField()
    state_label = serializers.CharField(source="label")
    slot = Instant(source="delivery.slot")
    expires_at = Instant(source="delivery.expires_at")
    digest = serializers.CharField(source="delivery.digest")
    reason = ReasonOut(source="*")
    remote_id = serializers.CharField(source="delivery.remote_id")
    remote_url = serializers.CharField(source="delivery.remote_url")
    sent_at = Instant(source="delivery.sent_at", allow_null=True)
    may_retry = serializers.BooleanField()
    may_resolve = serializers.BooleanField()
    may_withdraw = serializers.BooleanField()


class DeliveryOut(DeliveryRow):
    attempts = AttemptOut(many=True)


class DeliveryFilters(Shape):
    view = serializers.ChoiceField(choices=VIEWS, default="all", help_text="As the tabs of the page.")
    q = Line(80, required=False)
    network = Line(20, required=False)
    channel = Id(required=False)
    brand = Id(required=False)
    post = Id(required=False)


class DeliveryReasonIn(Shape):
    reason = Line(300, required=False, allow_blank=True, default="")


class ResolveIn(Shape):
    """What a person found on the network."""

    outcome = serializers.ChoiceField(
        choices=["there", "absent", "look"],
        help_text="there: it is published, at `address`. absent: it is not, and is sent again now. look: look it up.",
    )
    address = Line(500, required=False, allow_blank=True, default="")


@read("deliveries_list", Act.POST_SEE, tag="deliveries", gives=DeliveryRow, filters=DeliveryFilters, paged=True)
def deliveries(call: Call) -> Page:
    """List deliveries of posts the member may see, by slot, newest first."""
    given = call.query
    found = selectors.everything(
        call.rights, view=given["view"], search=given.get("q", ""), network=given.get("network", ""),
        channel=given.get("channel"), brand=given.get("brand"), post=given.get("post"),
    )  # fmt: skip
    return keyset(call.window, found, "-slot", "pk", shown=lambda page: selectors.rows(call.rights, page))


@read("deliveries_get", Act.POST_SEE, tag="deliveries", gives=DeliveryOut)
def delivery(call: Call, delivery_id: UUID) -> Any:
    """Read a delivery with every attempt."""
    return selectors.delivery_or_404(call.rights, delivery_id)


@write("deliveries_retry", Act.DELIVERY_RETRY, tag="deliveries", gives=DeliveryOut)
def retry(call: Call, delivery_id: UUID) -> Any:
    """Send a refused delivery again, now. Everything is asked again before it leaves."""
    selectors.delivery_or_404(call.rights, delivery_id)
    actions.retry(call.actor, delivery_id=delivery_id)
    return selectors.delivery_or_404(call.rights, delivery_id)


@write("deliveries_withdraw", Act.POST_WITHDRAW, tag="deliveries", takes=DeliveryReasonIn, gives=DeliveryOut)
def withdraw(call: Call, delivery_id: UUID) -> Any:
    """Take one channel’s version back before it goes out."""
    selectors.delivery_or_404(call.rights, delivery_id)
    try:
        actions.withdraw(call.actor, delivery_id=delivery_id, reason=call.data["reason"])
    except Sending:
        raise Problem("wrong-state") from None
    return selectors.delivery_or_404(call.rights, delivery_id)


@write("deliveries_resolve", Act.DELIVERY_RESOLVE, tag="deliveries", takes=ResolveIn, gives=DeliveryOut)
def resolve(call: Call, delivery_id: UUID) -> Any:
    """Settle an outcome that nobody knows, after having looked on the network."""
    selectors.resolvable_or_404(call.rights, delivery_id)
    outcome = call.data["outcome"]
    if outcome == "there":
        address = cleaned(ThereForm(plain(call.data)))["address"]
        actions.it_is_there(call.actor, delivery_id=delivery_id, address=address)
    elif outcome == "absent":
        actions.it_is_not_there(call.actor, delivery_id=delivery_id)
    else:
        actions.look_again(call.actor, delivery_id=delivery_id)
    return selectors.delivery_or_404(call.rights, delivery_id)
