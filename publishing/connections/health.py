"""A channel whose login stopped working, seen by whoever met it first."""

from coe.access.api import Act, Doing, Place, holders
from coe.notices.api import tell
from coe.states import move
from publishing.channels.registry import NETWORKS
from publishing.connections.models import Channel
from publishing.connections.states import State


def lost_login(do: Doing, channel: Channel, code: str) -> None:
    """Marks a connected channel as needing attention and tells who can reconnect it. Part of the caller's act."""
    current = Channel.objects.select_for_update(of=("self",)).get(pk=channel.pk)
    if current.state != State.CONNECTED:
        return
    move(current, State.ATTENTION, problem=str(code))
    do.record(
        current,
        before={"state": State.CONNECTED},
        after={"state": State.ATTENTION, "problem": str(code)},
        label=str(current),
        detail="login lost",
    )
    place = Place(brand=current.brand_id, market=current.market_id, channel=current.pk)
    tell(
        do,
        [member.pk for member in holders(Act.CHANNEL_CONNECT, place)],
        "channel.lost",
        subject_type="publishing.channel",
        subject_id=current.pk,
        url_name="channel",
        url_args=(current.pk,),
        brand=current.brand_id,
        channel=str(current),
        network=NETWORKS[current.network].name if current.network in NETWORKS else current.network,
    )
