"""Secret calendar addresses, by program: which there are, and ending one. Making one is for people."""

from typing import Any
from uuid import UUID

from rest_framework import serializers

from coe.access.api import Act
from coe.api.operations import Call, read, write
from coe.api.shapes import Done, Id, Instant, Ref
from publishing.calendar import actions
from publishing.calendar import feed_selectors as selectors

OWN = "one’s own addresses, which open to their holder alone"


class FeedOut(serializers.Serializer[Any]):
    """Its secret was shown once and is not told again."""

    id = Id()
    name = serializers.CharField()
    brand = Ref(allow_null=True)
    channel_id = Id(allow_null=True)
    made_at = Instant(source="created_at")
    fetched_at = Instant(allow_null=True, help_text="When a calendar program last came by.")


class FeedsOut(serializers.Serializer[Any]):
    feeds = FeedOut(many=True)


@read("calendar_feeds_list", None, tag="calendar", gives=FeedsOut, open_because=OWN)
def feeds(call: Call) -> dict[str, Any]:
    """List the member’s calendar addresses, at most 20. Takes `self.account` among the token's acts."""
    call.actor.require(Act.SELF_ACCOUNT)
    return {"feeds": selectors.mine(call.member, call.caller.brands)}


@write("calendar_feeds_revoke", None, tag="calendar", gives=Done, open_because=OWN)
def revoke(call: Call, feed_id: UUID) -> dict[str, int]:
    """End an address. It answers 404 from now on. Takes `self.account` among the token's acts."""
    actions.revoke_feed(call.actor, feed_id=selectors.mine_or_404(call.member, feed_id, call.caller.brands).pk)
    return {"changed": 1}
