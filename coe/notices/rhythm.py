"""When mails go out: digests at an hour of one's own, and hours of quiet. Pure; DST safe, because days are counted on
the wall and only then turned into moments.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Rhythm:
    """How one member wants mails, on the clock of `zone`. `every`: daily, weekdays, weekly or off."""

    every: str = "weekdays"
    hour: int = 8
    weekday: int = 0
    """For weekly: 0 is Monday."""
    quiet_from: time | None = None
    quiet_until: time | None = None
    quiet_weekend: bool = False
    urgent_passes: bool = True
    zone: str = "UTC"


def at(day: date, wall: time, zone: str) -> datetime:
    """The moment of a wall time, in UTC. One that a clock change skips means the same while later; one that happens
    twice means the first."""
    return datetime.combine(day, wall, ZoneInfo(zone)).astimezone(UTC)


def next_digest(after: datetime, rhythm: Rhythm) -> datetime | None:
    """The first moment of a digest later than `after`; None when there is none."""
    if rhythm.every == "off":
        return None
    day = after.astimezone(ZoneInfo(rhythm.zone)).date() - timedelta(days=1)
    for _ in range(16):
        moment = at(day, time(rhythm.hour), rhythm.zone)
        if moment > after and _digest_day(day, rhythm):
            return moment
        day += timedelta(days=1)
    raise AssertionError("no digest in a fortnight")


def _digest_day(day: date, rhythm: Rhythm) -> bool:
    if rhythm.every == "weekly":
        return day.weekday() == rhythm.weekday
    return rhythm.every == "daily" or day.weekday() < 5


def wakes(moment: datetime, rhythm: Rhythm) -> datetime:
    """The first moment from `moment` on that is not quiet."""
    for _ in range(8):
        later = _quiet_until(moment, rhythm)
        if later is None:
            return moment
        moment = later
    return moment  # Quiet without an end: the hours and the weekend leave a gap every week, so this is not reached.


def _quiet_until(moment: datetime, rhythm: Rhythm) -> datetime | None:
    local = moment.astimezone(ZoneInfo(rhythm.zone))
    if rhythm.quiet_weekend and local.weekday() >= 5:
        return at(local.date() + timedelta(days=7 - local.weekday()), time(0), rhythm.zone)
    begins, ends = rhythm.quiet_from, rhythm.quiet_until
    if begins is None or ends is None or begins == ends:
        return None
    now = local.time()
    if begins < ends:
        ends_on = local.date() if begins <= now < ends else None
    elif now >= begins:
        ends_on = local.date() + timedelta(days=1)
    else:
        ends_on = local.date() if now < ends else None
    if ends_on is None:
        return None
    until = at(ends_on, ends, rhythm.zone)
    # In the hour that happens twice the end may lie behind: then the quiet is over.
    return until if until > moment else None
