"""Slots that have no post: the usual times of channels to come, with nothing of that channel close by."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils import timezone

from coe.access.api import Act, Rights
from coe.tenancy.zones import instant
from coe.web.joining import local_name
from coe.web.links import to
from coe.web.templatetags.coe import time_words
from publishing.calendar.grid import day_words
from publishing.calendar.selectors import Wanted
from publishing.calendar.window import Window
from publishing.connections.models import Channel
from publishing.connections.states import State as ChannelState
from publishing.content.around import CLOSE
from publishing.content.models import Version
from publishing.content.states import State

_GONE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)
LISTED = 100
"""Slots a list holds at most. Eight channels with three usual times a day fill a month with 700."""


@dataclass(frozen=True)
class OpenSlot:
    """`at` is in the calendar's zone; `wall` and `zone` are how the composer is told."""

    at: datetime
    wall: str
    zone: str
    channel: Channel


def told(request: Any, slots: list[OpenSlot]) -> list[dict[str, Any]]:
    """As page and script show them: day, time, whose, and the composer at that time.

    The first LISTED of each month alone: a month is asked for with days of its neighbours, and shown without them.
    """
    new = to(request, "post_new")
    return [
        {
            "start": one.at.isoformat(),
            "when": f"{day_words(one.at.date())}, {time_words(one.at)}",
            "channel": str(one.channel),
            "network": one.channel.network,
            "brand": str(local_name(one.channel.brand)),
            "url": f"{new}?" + urlencode({
                "brand_id": one.channel.brand_id, "channel": one.channel.pk, "zone": one.zone, "slot": one.wall,
            }),
        }
        for one in _first_of_months(slots)
    ]  # fmt: skip


def by_day(slots: list[OpenSlot]) -> dict[str, int]:
    """{day: how many}, of all of them: what `told` leaves off is counted all the same."""
    return dict(Counter(one.at.date().isoformat() for one in slots))


def _first_of_months(slots: list[OpenSlot]) -> list[OpenSlot]:
    seen: Counter[tuple[int, int]] = Counter()
    found = []
    for one in slots:
        month = (one.at.year, one.at.month)
        seen[month] += 1
        if seen[month] <= LISTED:
            found.append(one)
    return found


def open_slots(rights: Rights, window: Window, wanted: Wanted) -> list[OpenSlot]:
    """By time, of connected channels the member may draft for. Two queries; one when no channel has usual times.

    A post fills a slot when it is nearer than CLOSE, the same nearness the composer warns of.
    """
    partly = wanted.state or wanted.campaign  # An empty place says nothing where only a part of the posts is shown.
    if partly or window.ends <= timezone.now() or not rights.may(Act.POST_DRAFT, anywhere=True):
        return []
    may = rights.within(Act.POST_DRAFT, brand="brand", market="market", channel="pk")
    channels = Channel.objects.filter(may, state=ChannelState.CONNECTED).exclude(usual_times=[])
    given = {"brand": wanted.brand, "market": wanted.market, "network": wanted.network}
    channels = channels.filter(**{name: value for name, value in given.items() if value})
    living = list(channels.select_related("brand").order_by("brand__name", "network", "handle"))
    if not living:
        return []
    taken = _taken(living, window)
    found = [
        OpenSlot(moment.astimezone(ZoneInfo(window.zone)), wall, channel.brand.zone, channel)
        for channel in living
        for moment, wall in _moments(channel, window)
        if all(abs(moment - other) >= CLOSE for other in taken[channel.pk])
    ]
    return sorted(found, key=lambda one: one.at)


def _taken(channels: list[Channel], window: Window) -> dict[UUID, list[datetime]]:
    rows = (
        Version.objects.filter(
            channel__in=channels, post__slot__gt=window.begins - CLOSE, post__slot__lt=window.ends + CLOSE
        )
        .exclude(state__in=_GONE)
        .values_list("channel", "post__slot")
    )
    found: dict[UUID, list[datetime]] = defaultdict(list)
    for channel, slot in rows:
        if slot:
            found[channel].append(slot)
    return found


def _moments(channel: Channel, window: Window) -> list[tuple[datetime, str]]:
    """The usual moments of a channel in the window that are still to come, with their wall time."""
    now, zone = timezone.now(), channel.brand.zone
    found = []
    # A day of the brand's zone may lie in the day before or after of the calendar's.
    for day in (window.first + timedelta(days=n) for n in range(-1, (window.until - window.first).days + 1)):
        if day.isoweekday() not in channel.usual_days:
            continue
        for said in channel.usual_times:
            moment = _moment(day, said, zone)
            if moment and moment > now and window.begins <= moment < window.ends:
                found.append((moment, f"{day.isoformat()}T{said}"))
    return found


def _moment(day: date, said: str, zone: str) -> datetime | None:
    """None where clocks skip that time."""
    try:
        return instant(datetime.combine(day, time.fromisoformat(said)), zone)
    except ValidationError:
        return None
