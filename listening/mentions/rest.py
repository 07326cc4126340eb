"""What was heard, and handling it."""

from typing import Any

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read, write
from coe.api.paging import Page, keyset
from coe.api.shapes import Id, Instant, Line, Ref, Shape
from coe.search import folding
from coe.tenancy.selectors import brand_or_404
from listening.mentions import actions, selectors
from listening.mentions.choices import KIND_CHOICES, LANGUAGE_CHOICES
from listening.mentions.states import State


class MentionOut(serializers.Serializer[Any]):
    id = Id(source="row.id")
    kind = serializers.CharField(source="mention.kind")
    network = serializers.CharField(source="row.network")
    source = Ref(source="mention.source")  # type: ignore[assignment]
    brand = Ref(source="mention.brand", allow_null=True)
    channel_id = Id(source="mention.channel_id", allow_null=True)
    author = serializers.CharField(source="row.author")
    handle = serializers.CharField(source="mention.author_handle")
    author_url = serializers.CharField(source="row.author_url")
    title = serializers.CharField(source="mention.title")
    text = serializers.CharField(source="mention.text")
    language = serializers.CharField(source="mention.language")
    url = serializers.CharField(source="mention.url")
    published_at = Instant(source="mention.published_at")
    heard_at = Instant(source="mention.heard_at")
    state = serializers.CharField(source="mention.state")
    assigned_to = Ref(source="mention.assigned_to", allow_null=True)
    handled_by = Ref(source="mention.handled_by", allow_null=True)
    handled_at = Instant(source="mention.handled_at", allow_null=True)
    post_id = Id(source="row.post_id", allow_null=True, help_text="The post it answers, when it answers one.")
    may_handle = serializers.BooleanField(source="row.may_handle")


class MentionFilters(Shape):
    state = serializers.ChoiceField(choices=["any", *State.values], default="any")
    kind = serializers.ChoiceField(choices=[value for value, _label in KIND_CHOICES if value], required=False)
    language = serializers.ChoiceField(choices=[value for value, _label in LANGUAGE_CHOICES if value], required=False)
    channel = Id(required=False)
    source = Id(required=False)  # type: ignore[assignment]
    post = Id(required=False)
    brand = Id(required=False)
    assigned_to = Id(required=False)
    q = Line(100, required=False, help_text="Words; simplified and traditional signs find each other.")
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)


class SettleIn(Shape):
    ids = serializers.ListField(child=Id(), min_length=1, max_length=actions.AT_ONCE)
    to = serializers.ChoiceField(choices=State.values, help_text="new: makes settled ones new again.")


class AssignIn(Shape):
    ids = serializers.ListField(child=Id(), min_length=1, max_length=actions.AT_ONCE)
    to = Id(allow_null=True, help_text="A member who may handle each of them; null for nobody.")


class SettledOut(serializers.Serializer[Any]):
    changed = serializers.ListField(child=Id(), help_text="Others were settled already.")


@read("mentions_list", Act.MENTION_SEE, tag="mentions", gives=MentionOut, filters=MentionFilters, paged=True)
def mentions(call: Call) -> Page:
    """List what was heard, newest first."""
    given = call.query
    wanted = selectors.Wanted(
        state="" if given["state"] == "any" else given["state"],
        kind=given.get("kind", ""),
        language=given.get("language", ""),
        channel=given.get("channel"),
        source=given.get("source"),
        post=given.get("post"),
        words=tuple(folding.words_of(given.get("q", ""))),
        since=given.get("since"),
        until=given.get("until"),
        owner=str(given.get("assigned_to") or ""),
    )
    brand = brand_or_404(given["brand"]) if given.get("brand") else None
    found = selectors.filtered(call.rights, wanted, brand=brand, zone=call.org.zone)

    def shown(page: Any) -> list[dict[str, Any]]:
        rows = selectors.rows_of(page, rights=call.rights)
        return [{"mention": mention, "row": row} for mention, row in zip(page, rows, strict=True)]

    return keyset(call.window, selectors.whole(found), "-published_at", "-pk", shown=shown)


@write("mentions_settle", Act.MENTION_HANDLE, tag="mentions", takes=SettleIn, gives=SettledOut)
def settle(call: Call) -> dict[str, Any]:
    """Mark mentions handled, set them aside, or make them new again. All or none."""
    ids, to = call.data["ids"], State(call.data["to"])
    if to == State.NEW:
        return {"changed": actions.reopen(call.actor, mention_ids=ids)}
    return {"changed": actions.settle(call.actor, mention_ids=ids, to=to)}


@write("mentions_assign", Act.MENTION_HANDLE, tag="mentions", takes=AssignIn, gives=SettledOut)
def assign(call: Call) -> dict[str, Any]:
    """Give mentions that nobody has handled to a member, or to nobody. All or none."""
    return {"changed": actions.assign(call.actor, mention_ids=call.data["ids"], to=call.data["to"])}
