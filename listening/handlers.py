"""News from packages on the left."""

from typing import Any
from uuid import UUID

from coe.access.api import Act, Actor
from coe.outbox.events import on
from listening.sources import actions
from listening.sources.waking import soon


@on("channel.connected")
def begin_listening(org_id: UUID, payload: dict[str, Any]) -> None:
    """A channel that was just connected is heard at once, without waiting for the next look."""
    actor = Actor.task(org_id, "listening", Act.SYSTEM_OBSERVE)
    for source in actions.follow_channels(actor, channel_id=UUID(payload["channel"])):
        soon(org_id, source)
