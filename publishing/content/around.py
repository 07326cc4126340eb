"""What stands around a post's slot: other posts of the same channels, and freezes that would hold it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from coe.access.api import Rights
from governance import api as governance
from publishing.connections.models import Channel
from publishing.content.embargoes import embargo_of, embargo_words
from publishing.content.models import Post, Version
from publishing.content.selectors import first_line, visible
from publishing.content.states import State

CLOSE = timedelta(minutes=30)
"""Two posts of one channel nearer than this take readers from each other."""
_GONE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)
_MOST = 5


@dataclass(frozen=True)
class Neighbour:
    """Another post on one of the channels, close to the slot."""

    id: UUID
    title: str
    slot: datetime
    channels: list[Channel]


@dataclass(frozen=True)
class Stop:
    """A freeze over one of the channels. `at_slot`: it is still planned to be on when the post goes out."""

    where: str
    until: datetime | None
    at_slot: bool


@dataclass(frozen=True)
class Around:
    neighbours: list[Neighbour]
    stops: list[Stop]
    embargo: str = ""
    """Why nothing may go out on the day of the slot, in words; empty when something may."""
    minutes: int = int(CLOSE.total_seconds() // 60)


def around(
    rights: Rights, channels: Collection[Channel], slot: datetime | None, zone: str, *, but: UUID | None
) -> Around:
    """What the composer's bar warns of; `but` is the post itself."""
    near = _neighbours(rights, channels, slot, but) if slot else []
    return Around(near, _stops(channels, slot), _embargo(channels, slot, zone))


def _embargo(channels: Collection[Channel], slot: datetime | None, zone: str) -> str:
    brand = next((channel.brand_id for channel in channels), None)
    found = embargo_of(brand, [channel.market_id for channel in channels], slot, zone) if brand else None
    return embargo_words(found) if found else ""


def _neighbours(rights: Rights, channels: Collection[Channel], slot: datetime, but: UUID | None) -> list[Neighbour]:
    close = Version.objects.filter(
        channel__in=channels, post__slot__gt=slot - CLOSE, post__slot__lt=slot + CLOSE, post__in=visible(rights)
    ).exclude(state__in=_GONE)
    found: dict[UUID, list[Channel]] = {}
    posts: dict[UUID, Post] = {}
    for version in close.exclude(post=but).select_related("post", "channel").order_by("post__slot", "pk")[: 4 * _MOST]:
        posts[version.post_id] = version.post
        found.setdefault(version.post_id, []).append(version.channel)
    return [
        Neighbour(pk, first_line(post), post.slot, found[pk])
        for pk, post in list(posts.items())[:_MOST]
        if post.slot is not None
    ]


def _stops(channels: Collection[Channel], slot: datetime | None) -> list[Stop]:
    moment = slot or timezone.now()
    found = {}
    for row in governance.freezes_on():
        if any(_covers(row, channel) for channel in channels):
            found[row.pk] = Stop(row.where, row.until, row.until is None or row.until > moment)
    return list(found.values())


def _covers(freeze: governance.Freeze, channel: Channel) -> bool:
    if freeze.channel_id:
        return bool(freeze.channel_id == channel.pk)
    return freeze.brand_id in (None, channel.brand_id)
