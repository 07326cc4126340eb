"""Freezes."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from governance.crisis import actions, rows


class FreezeOut(serializers.Serializer[Any]):
    id = Id()
    where = serializers.CharField()
    brand = Ref(allow_null=True)
    channel_id = Id(allow_null=True)
    reason = serializers.CharField()
    state = serializers.CharField()
    declared_by = Ref()
    declared_at = Instant()
    lifted_by = Ref(allow_null=True)
    lifted_at = Instant(allow_null=True)
    lift_reason = serializers.CharField()


class FreezeFilters(Shape):
    state = serializers.ChoiceField(choices=["on", "lifted"], default="on")


class FreezeIn(Shape):
    """A brand, a channel, or neither: the whole organisation."""

    brand_id = Id(required=False, allow_null=True, default=None)
    channel_id = Id(required=False, allow_null=True, default=None)
    reason = Line(300)


class LiftIn(Shape):
    reason = Line(300)


@read("freezes_list", None, tag="freezes", gives=FreezeOut, filters=FreezeFilters, paged=True,
      open_because="everybody may know why publishing is stopped")  # fmt: skip
def freezes(call: Call) -> Page:
    """List freezes, newest first."""
    found = rows.visible_on(call.rights) if call.query["state"] == "on" else rows.ended(call.rights)
    return keyset(call.window, found, "-declared_at", "pk")


@write("freezes_declare", Act.FREEZE_DECLARE, tag="freezes", takes=FreezeIn, gives=FreezeOut, status=201)
def declare(call: Call) -> Any:
    """Stop publishing on a channel, a brand, or everywhere."""
    return actions.declare(call.actor, **call.data)


@write("freezes_lift", Act.FREEZE_LIFT, tag="freezes", takes=LiftIn, gives=FreezeOut)
def lift(call: Call, freeze_id: UUID) -> Any:
    """Let publishing go on. Nothing that was missed fires by itself.

    A freeze on the whole organisation is never lifted by whoever declared it.
    """
    rows.one(freeze_id, call.rights, call.member)
    return actions.lift(call.actor, freeze_id=freeze_id, reason=call.data["reason"])
