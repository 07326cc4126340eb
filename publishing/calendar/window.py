"""Which days a calendar shows, as moments. Days are days in the organisation's zone, however long they are."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coe.tenancy.zones import known_zones
from coe.web.places import clock_of
from coe.web.templatetags.coe import time_words

VIEWS = ("month", "week", "list", "day")
MOST_DAYS = 62
EARLIEST, LATEST = date(2000, 1, 1), date(2100, 1, 1)


@dataclass(frozen=True)
class Window:
    """Days from `first` to before `until` in `zone`."""

    first: date
    until: date
    zone: str

    @property
    def begins(self) -> datetime:
        return midnight(self.first, self.zone)

    @property
    def ends(self) -> datetime:
        return midnight(self.until, self.zone)

    def days(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range((self.until - self.first).days)]


def midnight(day: date, zone: str) -> datetime:
    """When a day begins. Where clocks skip midnight it begins with the first moment there is."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


def month_of(day: date) -> date:
    return day.replace(day=1)


def next_month(day: date) -> date:
    return (month_of(day) + timedelta(days=32)).replace(day=1)


def window_for(view: str, day: date, zone: str) -> Window:
    """What a view shows around a day: the month's whole weeks, the week from Monday, the month, or the day."""
    if view == "month":
        first, last = month_of(day), next_month(day) - timedelta(days=1)
        return Window(first - timedelta(days=first.weekday()), last + timedelta(days=7 - last.weekday()), zone)
    if view == "week":
        monday = day - timedelta(days=day.weekday())
        return Window(monday, monday + timedelta(days=7), zone)
    if view == "day":
        return Window(day, day + timedelta(days=1), zone)
    return Window(month_of(day), next_month(day), zone)


def step(view: str, day: date, way: int) -> date:
    """The day to show when going one view forward (1) or back (-1)."""
    if view in ("week", "day"):
        return day + timedelta(days=way * (7 if view == "week" else 1))
    return next_month(day) if way > 0 else month_of(month_of(day) - timedelta(days=1))


def day_from(text: str, otherwise: date) -> date:
    """A day in an address; anything that is not one is the other."""
    try:
        found = date.fromisoformat(text[:10])
    except ValueError:
        return otherwise
    return found if EARLIEST < found < LATEST else otherwise


def asked_window(start: str, end: str, zone: str) -> Window | None:
    """The window a script asks for: ISO days or moments. None for nonsense, and for more than 62 days.

    Moments carry the offset of their own day, so their date is the day meant.
    """
    try:
        first, until = date.fromisoformat(start[:10]), date.fromisoformat(end[:10])
    except ValueError:
        return None
    if not (EARLIEST < first < until < LATEST) or (until - first).days > MOST_DAYS:
        return None
    return Window(first, until, zone)


def zone_from(text: str) -> str:
    """A zone in an address, or nothing."""
    return text if text and len(text) < 64 and text in known_zones() else ""


def clock(moment: datetime, zone: str) -> str:
    """The time of day in a zone; with the zone's short name in the hour that a clock change repeats."""
    local = moment.astimezone(ZoneInfo(zone))
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{time_words(local)} {clock_of(local)}" if twice else time_words(local)


def elsewhere(moment: datetime, zone: str, other: str) -> str:
    """The time in another zone beside the first: “16:00”, and “+1” or “−1” when it is another day there."""
    here, there = moment.astimezone(ZoneInfo(zone)), moment.astimezone(ZoneInfo(other))
    days = (there.date() - here.date()).days
    return f"{clock(moment, other)}{f' {days:+d}'.replace('-', '−') if days else ''}"
