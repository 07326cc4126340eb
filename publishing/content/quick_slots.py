"""Times that are chosen with one press: soon, tomorrow morning, and the next that is free."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from publishing.connections.models import Channel
from publishing.content.around import CLOSE
from publishing.content.models import Version
from publishing.content.states import State

HOURS = (9, 12, 17)
"""On the wall of the post's zone; people look at their phones around these."""
DAYS = 14
_GONE = (State.WITHDRAWN, State.REJECTED, State.EXPIRED)


@dataclass(frozen=True)
class Quick:
    """`value` is the wall time as the field takes it."""

    value: str
    label: Any


def quick_slots(channels: Collection[Channel], zone: str, *, but: UUID | None, hours: int) -> list[Quick]:
    """`hours` is how long the approval may take: nothing earlier is called free. One query."""
    now = timezone.now().astimezone(ZoneInfo(zone))
    found = soon_slots(zone)
    if free := _free(channels, now, now + timedelta(hours=max(1, hours)), but):
        found.insert(0, Quick(_wall(free), _("next free slot")))
    return found


def soon_slots(zone: str) -> list[Quick]:
    """Those that depend on nothing but the clock. No query."""
    now = timezone.now().astimezone(ZoneInfo(zone))
    soon = (now + timedelta(hours=1)).replace(minute=now.minute // 5 * 5, second=0, microsecond=0)
    morning = (now + timedelta(days=1)).replace(hour=9, minute=0, second=0, microsecond=0)
    return [Quick(_wall(soon), _("in 1 hour")), Quick(_wall(morning), _("tomorrow 09:00"))]


def _free(channels: Collection[Channel], now: datetime, earliest: datetime, but: UUID | None) -> datetime | None:
    """The first of the usual hours with no other post of these channels close by."""
    taken: list[Any] = list(
        Version.objects.filter(
            channel__in=channels, post__slot__gt=earliest - CLOSE, post__slot__lt=now + timedelta(days=DAYS + 1)
        )
        .exclude(state__in=_GONE)
        .exclude(post=but)
        .values_list("post__slot", flat=True)
    )
    for day in range(DAYS):
        for hour in HOURS:
            moment = (now + timedelta(days=day)).replace(hour=hour, minute=0, second=0, microsecond=0)
            if moment > earliest and all(abs(moment - other) >= CLOSE for other in taken):
                return moment
    return None


def _wall(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M")
