"""Moving a post by its place on the calendar.

The wall time is the calendar's; the post keeps the zone it was typed in.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Actor, Denied, Place
from coe.tenancy.zones import instant
from publishing.calendar.selectors import Chip
from publishing.content import actions

NOT_A_TIME = _("This is not a date and time.")
DAY_OF_APPROVAL = _("It is in approval for its day. Change the day in the post itself; it then goes back to draft.")


@dataclass(frozen=True)
class Moved:
    """Where it stands now. `before`: the moment it came from; `lapsed`: it went back to draft."""

    slot: datetime
    before: datetime
    lapsed: bool


def wall_time(text: str) -> datetime:
    """A wall time as the script sends it, `2026-12-09T08:30`; an offset, if any, is not read.

    Raises ValidationError.
    """
    try:
        found = datetime.fromisoformat(text[:16])
    except ValueError:
        raise ValidationError(NOT_A_TIME, code="invalid") from None
    if len(text) < 16 or not 2000 < found.year < 2100:
        raise ValidationError(NOT_A_TIME, code="invalid")
    return found


def move(actor: Actor, chip: Chip, wall: datetime, zone: str, *, again: bool = False) -> Moved:
    """Moves to a wall time in the calendar's zone.

    Raises Denied, and ValidationError with a code: gap, past, another_day (may be confirmed with `again`), published.
    """
    moment = instant(wall, zone)
    time, own = _in_own_zone(moment, chip.zone, zone)
    given: dict[str, Any] = {"post_id": chip.id, "time": time, "zone": own}
    if chip.mode == "plan":
        try:
            post = actions.plan(actor, **given)
        except ValidationError as error:
            if error.code != "another_day":
                raise
            raise ValidationError(DAY_OF_APPROVAL, code="day_of_approval") from None
    elif chip.locked == "right":
        raise Denied(Act.POST_SCHEDULE, Place(brand=chip.brand.pk))
    else:
        post = actions.reschedule(actor, **given, again=again)
    return Moved(post.slot or moment, chip.slot.astimezone(UTC), lapsed=again and chip.lapses)


def _in_own_zone(moment: datetime, own: str, calendar: str) -> tuple[datetime, str]:
    """The wall time in the post's own zone, so that the day its approval covers stays the same day.

    In the hour a clock change repeats there, a wall time means its first turn; for the second, the calendar's zone
    has to say which moment is meant.
    """
    wall = moment.astimezone(ZoneInfo(own)).replace(tzinfo=None, fold=0)
    if instant(wall, own) == moment:
        return wall, own
    return moment.astimezone(ZoneInfo(calendar)).replace(tzinfo=None, fold=0), calendar


def slot_key(slot: datetime) -> str:
    """A moment as an address carries it."""
    return slot.astimezone(UTC).strftime("%Y%m%dT%H%M%S")


def slot_from(key: str) -> datetime | None:
    """The moment an address carries; None for what no post of ours ever had."""
    try:
        found = datetime.strptime(key, "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError:
        return None
    # At the ends of the calendar a moment has no time on the clock in other zones.
    return found if 2000 < found.year < 2100 else None


def id_from(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
