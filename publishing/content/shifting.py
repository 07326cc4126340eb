"""Which act moves a post: one answer for its page, the calendar, many posts at once, and programs."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from coe.access.api import Act, Actor, Denied, Place, Rights
from publishing.content import actions
from publishing.content.models import Post, Version
from publishing.content.states import State
from publishing.content.writing import HAS_DELIVERY, OUT, may_on

Moving = tuple[str, UUID, UUID | None]
"""A version that would move: its state, its channel, the channel's market."""


def moving_of(versions: Iterable[Version]) -> list[Moving]:
    """Of a post's versions those that are neither out nor withdrawn."""
    still = OUT | {State.WITHDRAWN}
    return [(one.state, one.channel_id, one.channel.market_id) for one in versions if one.state not in still]


def way(rights: Rights, brand: UUID, moving: Iterable[Moving]) -> str:
    """“schedule” or “plan”, the act that would move it; empty when the member may do neither."""
    moving = list(moving)
    channels = [(channel, market) for _state, channel, market in moving]
    if may_on(rights, Act.POST_SCHEDULE, brand, channels):
        return "schedule"
    approved = any(state in HAS_DELIVERY for state, _channel, _market in moving)
    return "plan" if not approved and may_on(rights, Act.POST_DRAFT, brand, channels) else ""


def move(actor: Actor, post: Post, *, time: datetime, zone: str, again: bool = False) -> Post:
    """Moves by the act the member has; `again` counts for scheduling only. Raises Denied, and ValidationError."""
    moving = moving_of(Version.objects.filter(post=post).select_related("channel"))
    by = way(actor.rights, post.brand_id, moving)
    if by == "schedule":
        return actions.reschedule(actor, post_id=post.pk, time=time, zone=zone, again=again)
    if by == "plan":
        return actions.plan(actor, post_id=post.pk, time=time, zone=zone)
    raise Denied(Act.POST_SCHEDULE, Place(brand=post.brand_id))
