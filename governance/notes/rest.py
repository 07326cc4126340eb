"""Days that matter, by program: embargoes, festivals and events."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Done, Id, Instant, Line, Ref, Shape
from governance.notes import actions, selectors
from governance.notes.states import Kind

TAG = "calendar"


class NoteOut(serializers.Serializer[Any]):
    """Whole days from `first` to `last`, both included. No brand: every brand; no market: every market."""

    id = Id()
    kind = serializers.ChoiceField(choices=Kind.choices)
    title = serializers.CharField()
    brand = Ref(allow_null=True)
    market = Ref(allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField()
    set_by = Ref()
    set_at = Instant()


class NoteFilters(Shape):
    when = serializers.ChoiceField(choices=["coming", "past"], default="coming")


class EmbargoIn(Shape):
    title = Line(120)
    first = serializers.DateField()
    last = serializers.DateField()
    brand_id = Id(required=False, allow_null=True, default=None)
    market_id = Id(required=False, allow_null=True, default=None)


class NoteIn(EmbargoIn):
    kind = serializers.ChoiceField(choices=[Kind.FESTIVAL, Kind.OCCASION])


@read("calendar_notes_list", Act.POST_SEE, tag=TAG, gives=NoteOut, filters=NoteFilters, paged=True)
def notes(call: Call) -> Page:
    """List embargoes, festivals and events by their last day: what is on now and to come, or what is over."""
    if call.query["when"] == "past":
        return keyset(call.window, selectors.past(call.rights), "-last", "pk")
    return keyset(call.window, selectors.coming(call.rights), "last", "pk")


@write("calendar_notes_create", Act.POST_DRAFT, tag=TAG, takes=NoteIn, gives=NoteOut, status=201)
def add(call: Call) -> Any:
    """Put a festival or an event on the calendar. It stops nothing."""
    return actions.add(call.actor, **{**call.data, "kind": Kind(call.data["kind"])})


@write("calendar_notes_remove", Act.POST_DRAFT, tag=TAG, gives=Done)
def remove(call: Call, note_id: UUID) -> dict[str, int]:
    """Take a festival or an event off the calendar."""
    selectors.one(note_id, call.rights)
    actions.remove(call.actor, note_id=note_id)
    return {"changed": 1}


@write("embargoes_set", Act.FREEZE_DECLARE, tag=TAG, takes=EmbargoIn, gives=NoteOut, status=201)
def set_embargo(call: Call) -> Any:
    """Let nothing of a brand or market go out on these days. What is scheduled for them is held at its slot."""
    return actions.set_embargo(call.actor, **call.data)


@write("embargoes_end", Act.FREEZE_DECLARE, tag=TAG, gives=Done)
def end_embargo(call: Call, note_id: UUID) -> dict[str, int]:
    """End an embargo. What it stopped is not sent by itself."""
    selectors.one(note_id, call.rights)
    actions.end_embargo(call.actor, note_id=note_id)
    return {"changed": 1}
