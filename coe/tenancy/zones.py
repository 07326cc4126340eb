"""Time zones: IANA names only, and wall times that exist."""

from datetime import UTC, datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def known_zones() -> frozenset[str]:
    """All there are. Python walks the folders of the time zones for each answer, which takes as long as a page."""
    return frozenset(available_timezones())


def check_zone(name: str) -> None:
    if name not in known_zones():
        raise ValidationError(_("%(zone)s is not a time zone. Choose one such as Asia/Tokyo."), params={"zone": name})


def instant(wall: datetime, zone: str) -> datetime:
    """The moment of a wall-clock time in a zone, in UTC.

    A time that a clock change skips is refused; a time that happens twice means the first one.
    """
    local = wall.replace(tzinfo=ZoneInfo(zone), fold=0)
    moment = local.astimezone(UTC)
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != wall.replace(tzinfo=None):
        raise ValidationError(
            _("%(time)s does not exist in %(zone)s: clocks go forward that night. Choose a time an hour later."),
            code="gap",
            params={"time": wall.strftime("%H:%M"), "zone": zone},
        )
    return moment


def named(what: str, zone: str) -> str:
    """A column's header with the zone its moments are in."""
    return f"{what} ({zone})"
