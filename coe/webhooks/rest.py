"""Webhooks, by program: endpoints, what was sent, and their secrets, each said once."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.acts import Act
from coe.api.bodies import cleaned, plain
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset, listed
from coe.api.shapes import Done, Id, Instant, Line, Ref, Shape
from coe.webhooks import actions, selectors
from coe.webhooks.forms import EndpointForm
from coe.webhooks.states import Standing, State

TAG = "webhooks"


class EndpointOut(serializers.Serializer[Any]):
    id = Id()
    name = serializers.CharField()
    url = serializers.URLField()
    types = serializers.ListField(child=serializers.CharField())
    brand = Ref(allow_null=True, help_text="null: every brand, and what belongs to none.")
    state = serializers.ChoiceField(choices=Standing.choices)
    failing_since = Instant(allow_null=True)
    rests_until = Instant(allow_null=True)
    created_at = Instant()


class EndpointWithSecret(serializers.Serializer[Any]):
    """Said once. Whoever loses the secret makes a new one."""

    endpoint = EndpointOut()
    secret = serializers.CharField(help_text="Signs every message, after the Standard Webhooks specification.")


class EndpointIn(Shape):
    name = Line(80)
    url = Line(500)
    types = serializers.ListField(child=Line(40), allow_empty=False, max_length=100)
    brand_id = Id(required=False, allow_null=True, default=None)


class SwitchIn(Shape):
    to = serializers.ChoiceField(choices=[Standing.ENABLED, Standing.DISABLED, Standing.REMOVED])


class ReplayIn(Shape):
    message_id = Id(required=False, allow_null=True, default=None, help_text="null: every failed and held one.")


class TypeOut(serializers.Serializer[Any]):
    code = serializers.CharField()
    about = serializers.CharField()


class MessageOut(serializers.Serializer[Any]):
    id = Id(help_text="Its webhook-id, the same at every try.")
    type = serializers.CharField()
    state = serializers.ChoiceField(choices=State.choices)
    created_at = Instant()
    tries = serializers.IntegerField()
    settled_at = Instant(allow_null=True)


class TryOut(serializers.Serializer[Any]):
    number = serializers.IntegerField(source="attempt.number")
    started_at = Instant(source="attempt.started_at")
    status = serializers.IntegerField(source="attempt.status", allow_null=True)
    milliseconds = serializers.IntegerField(source="attempt.ms", allow_null=True)
    problem = serializers.CharField(source="attempt.problem", help_text="A code; empty when it was taken.")
    detail = serializers.CharField(source="attempt.detail")


class MessageDetail(serializers.Serializer[Any]):
    message = MessageOut()
    body = serializers.CharField(help_text="The exact text that is signed.")
    tries = TryOut(many=True)


class MessageFilters(Shape):
    state = serializers.ChoiceField(choices=State.values, required=False)
    type = Line(40, required=False)


@read("webhooks_list", Act.WEBHOOK_MANAGE, tag=TAG, gives=EndpointOut, paged=True)
def webhooks(call: Call) -> Page:
    """List the webhooks that are not removed."""
    return listed(call.window, selectors.endpoints(), key=lambda row: str(row.pk))


@read("webhooks_types", Act.WEBHOOK_MANAGE, tag=TAG, gives=TypeOut, paged=True)
def types(call: Call) -> Page:
    """List the types of events that can be sent."""
    rows = [{"code": code, "about": about} for code, about in selectors.type_choices()]
    return listed(call.window, rows, key=lambda row: str(row["code"]))


@read("webhooks_get", Act.WEBHOOK_MANAGE, tag=TAG, gives=EndpointOut)
def webhook(call: Call, endpoint_id: UUID) -> Any:
    """Read one webhook."""
    return selectors.endpoint_or_404(endpoint_id)


@write("webhooks_create", Act.WEBHOOK_MANAGE, tag=TAG, takes=EndpointIn, gives=EndpointWithSecret, status=201)
def add(call: Call) -> dict[str, Any]:
    """Add a webhook, switched on. The answer holds its secret, this once."""
    endpoint, secret = actions.add(call.actor, **_judged(call))
    return {"endpoint": endpoint, "secret": secret}


@write("webhooks_update", Act.WEBHOOK_MANAGE, tag=TAG, takes=EndpointIn, gives=EndpointOut, method="PUT")
def change(call: Call, endpoint_id: UUID) -> Any:
    """Say what is sent where. Messages that wait go to the new address."""
    row = selectors.endpoint_or_404(endpoint_id)
    return actions.change(call.actor, endpoint_id=endpoint_id, **_judged(call, row))


def _judged(call: Call, row: Any = None) -> dict[str, Any]:
    given = plain(call.data)
    form = EndpointForm({**given, "brand": given.pop("brand_id")}, row=row)
    return {**cleaned(form, brand="brand_id"), "brand": call.data["brand_id"]}


@write("webhooks_switch", Act.WEBHOOK_MANAGE, tag=TAG, takes=SwitchIn, gives=EndpointOut)
def switch(call: Call, endpoint_id: UUID) -> Any:
    """Switch a webhook on or off, or remove it for good. What waits is held while it is off."""
    selectors.endpoint_or_404(endpoint_id)
    return actions.switch(call.actor, endpoint_id=endpoint_id, to=Standing(call.data["to"]))


@write("webhooks_rotate", Act.WEBHOOK_MANAGE, tag=TAG, gives=EndpointWithSecret)
def rotate(call: Call, endpoint_id: UUID) -> dict[str, Any]:
    """Make a new secret, said this once. The old one signs beside it for 24 hours."""
    selectors.endpoint_or_404(endpoint_id)
    endpoint, secret = actions.rotate(call.actor, endpoint_id=endpoint_id)
    return {"endpoint": endpoint, "secret": secret}


@write("webhooks_test", Act.WEBHOOK_MANAGE, tag=TAG, gives=MessageOut, status=202)
def test(call: Call, endpoint_id: UUID) -> Any:
    """Send a test message. Read the message again to see what came of it."""
    selectors.endpoint_or_404(endpoint_id)
    return actions.test(call.actor, endpoint_id=endpoint_id)


@write("webhooks_replay", Act.WEBHOOK_MANAGE, tag=TAG, takes=ReplayIn, gives=Done, status=202)
def replay(call: Call, endpoint_id: UUID) -> dict[str, int]:
    """Send one settled message again, or every failed and held one."""
    endpoint = selectors.endpoint_or_404(endpoint_id)
    message_id = call.data["message_id"]
    if message_id:
        selectors.message_or_404(endpoint, message_id)
    return {"changed": actions.replay(call.actor, endpoint_id=endpoint_id, message_id=message_id)}


@read("webhooks_messages", Act.WEBHOOK_MANAGE, tag=TAG, gives=MessageOut, filters=MessageFilters, paged=True)
def messages(call: Call, endpoint_id: UUID) -> Page:
    """List what was sent to a webhook, newest first."""
    endpoint = selectors.endpoint_or_404(endpoint_id)
    rows = selectors.messages(endpoint, state=call.query.get("state", ""), type_=call.query.get("type", ""))
    return keyset(call.window, rows, "-created_at", "-pk")


@read("webhooks_message", Act.WEBHOOK_MANAGE, tag=TAG, gives=MessageDetail)
def message(call: Call, endpoint_id: UUID, message_id: UUID) -> dict[str, Any]:
    """Read a message as it is sent, with its last 50 tries."""
    found = selectors.message_or_404(selectors.endpoint_or_404(endpoint_id), message_id)
    return {"message": found, "body": found.body, "tries": selectors.tries(found)}
