"""Time zones by the place they are named after, in the reader's language, from CLDR."""

from datetime import datetime, timedelta
from functools import lru_cache

from babel.dates import get_timezone_location
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.web.joining import bracketed, chinese

# In China everybody says the capital's time, whichever city the zone is named after.
_SAID = {"Asia/Shanghai": "北京"}


def zone_place(zone: str) -> str:
    """“Zurich”, “苏黎世”; the zone itself for what no place is known of."""
    return _place(zone, get_language() or "en")


def zone_time(zone: str) -> str:
    """“Zurich time”, “苏黎世时间”; “UTC” stays alone."""
    place = zone_place(zone)
    return place if place == zone else _("%(place)s time") % {"place": place}


def offset(moment: datetime) -> str:
    """How far the clock of a moment is from UTC: “UTC+1”, “UTC+5:30”."""
    minutes = round((moment.utcoffset() or timedelta()).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes >= 0 else '−'}{hours}{f':{rest:02d}' if rest else ''}"


def clock_of(moment: datetime, *, place: bool = False) -> str:
    """Whose clock a moment was read from: “CET”. In Chinese, where such letters say nothing, how far it is from UTC,
    and with `place` where: “苏黎世时间（UTC+1）”.
    """
    zone = str(moment.tzinfo)
    if zone == "UTC" or not chinese():
        return moment.tzname() or ""
    here = zone_time(zone)
    return bracketed(here, offset(moment)) if place and here != zone else offset(moment)


def by_city(zone: str) -> str:
    """What to sort zones by: their place as the rest of the world knows it, so that every language has one order."""
    return zone.rpartition("/")[2]


@lru_cache(maxsize=1024)
def _place(zone: str, _language: str) -> str:
    if "/" not in zone:
        return zone
    if chinese() and zone in _SAID:
        return _SAID[zone]
    try:
        return str(get_timezone_location(zone, locale="zh_Hans" if chinese() else "en", return_city=True))
    except (LookupError, ValueError, OSError):  # what somebody typed may not be a zone, but a folder of them
        return zone.rpartition("/")[2].replace("_", " ")
