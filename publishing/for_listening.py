"""What listening reads from publishing: channels that hear, their adapters, and which post an answer belongs to.

Offered through publishing.api; runs inside the organisation's context.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from coe.access.api import Doing
from publishing.channels.registry import NETWORKS, abilities_for
from publishing.connections import health
from publishing.connections.models import Channel
from publishing.connections.states import State as ChannelState
from publishing.delivery.models import Delivery
from publishing.delivery.states import State


@dataclass(frozen=True)
class Ear:
    """A channel whose network can be listened to. `connected`: its login holds; `off`: nobody wants it now."""

    id: UUID
    name: str
    network: str
    brand_id: UUID
    language: str
    connected: bool
    off: bool


_OFF = frozenset({ChannelState.UNCONNECTED, ChannelState.OFF})


def ears(channel_id: UUID | None = None) -> list[Ear]:
    """Every channel that can be listened to, or the one asked for."""
    hearing = [slug for slug in NETWORKS if abilities_for(slug).hears]
    rows = Channel.objects.filter(network__in=hearing)
    if channel_id:
        rows = rows.filter(pk=channel_id)
    return [
        Ear(
            row.pk,
            str(row),
            row.network,
            row.brand_id,
            row.language,
            connected=row.state == ChannelState.CONNECTED,
            off=row.state in _OFF,
        )
        for row in rows
    ]


def sending_now(channel_id: UUID) -> bool:
    """Whether a post is on its way: a channel's login serves one piece of work at a time."""
    return Delivery.objects.filter(channel_id=channel_id, state=State.SENDING).exists()


def login_lost(do: Doing, *, channel_id: UUID, code: str) -> None:
    """A login that no longer holds, met while listening. Part of the caller's act."""
    channel = Channel.objects.filter(pk=channel_id).first()
    if channel is not None:
        health.lost_login(do, channel, code)


def versions_by_remote(channel_id: UUID, remote_ids: Iterable[str]) -> dict[str, UUID]:
    """remote id → version of ours that stands there on this channel; ids that are not ours are absent."""
    wanted = {one for one in remote_ids if one}
    if not wanted:
        return {}
    rows = Delivery.objects.filter(channel_id=channel_id, remote_id__in=wanted, state=State.SENT)
    return dict(rows.values_list("remote_id", "version_id"))


def version_by_remote(channel_id: UUID, remote_id: str) -> UUID | None:
    return versions_by_remote(channel_id, [remote_id]).get(remote_id)
