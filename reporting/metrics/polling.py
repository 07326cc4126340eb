"""Which polls are due, and what their answers mean."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coe.tenancy.context import current_org, inside
from coe.tenancy.models import Organisation
from publishing import api as publishing
from publishing.channels.base import Reading
from reporting.metrics import cadence
from reporting.metrics.actions import Read
from reporting.metrics.models import Poll
from reporting.metrics.states import Age

CLAIMED = timedelta(minutes=10)
"""How long a poll that began keeps others from asking the same."""


@dataclass(frozen=True)
class Facts:
    network: str
    zone: str


def due(now: datetime) -> list[tuple[UUID, str]]:
    """(channel, age) of the polls to make now; a connected channel without a poll is due. Two queries."""
    next_at = {(row.channel_id, row.age): row.next_at for row in Poll.objects.all()}
    return [
        (channel.id, age)
        for channel in publishing.channels_measured()
        if channel.state == "connected"
        for age in Age.values
        if _asked(channel, age) and next_at.get((channel.id, age), now) <= now
    ]


def _asked(channel: publishing.ChannelFacts, age: str) -> bool:
    return bool(channel.channel_metrics if age == Age.CHANNEL else channel.post_metrics)


def claim(channel_id: UUID, age: str, now: datetime) -> Facts | None:
    """Takes a due poll, or None when another worker has it or it is not due."""
    channel = next((one for one in publishing.channels_measured() if one.id == channel_id), None)
    if channel is None or channel.state != "connected":
        return None
    org = Organisation.objects.only("pk", "zone").get(pk=str(current_org()))
    poll, made = Poll.objects.get_or_create(
        org_id=org.pk, channel_id=channel_id, age=age, defaults={"next_at": now + CLAIMED}
    )
    if not made and not Poll.objects.filter(pk=poll.pk, next_at__lte=now).update(next_at=now + CLAIMED):
        return None
    return Facts(channel.network, org.zone)


def forget(org_id: UUID, channel_id: UUID, age: str) -> None:
    """Makes a poll due at once."""
    with inside(org_id):
        Poll.objects.filter(channel_id=channel_id, age=age).delete()


def posts(channel_id: UUID, age: str, now: datetime) -> dict[str, publishing.SentVersion]:
    """Posts of an age on a channel, by what the network calls them."""
    since, until = cadence.window(age, now)
    return {one.remote_id: one for one in publishing.sent_versions(channel_id, since=since, until=until)}


def reads(
    said: Iterable[Reading],
    sent: dict[str, publishing.SentVersion],
    *,
    channel_id: UUID,
    zone: str,
    asked_at: datetime,
) -> list[Read]:
    """Figures as observations. What a network did not say is not among them: not collected is not zero."""
    found = []
    until = cadence.end_of_day(asked_at, zone)
    for one in said:
        if one.remote_id == "":
            since = cadence.start_of_day(asked_at, zone)
            found.append(Read("channel", channel_id, one.metric, one.value, since, until, one.fetched_at))
        elif version := sent.get(one.remote_id):
            found.append(
                Read("version", version.version_id, one.metric, one.value, version.sent_at, until, one.fetched_at)
            )
    return found
