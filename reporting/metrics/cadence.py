"""How often figures are asked for: young posts often, old ones rarely, posts past 90 days no more."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from reporting.metrics.states import Age

DAY, WEEK, QUARTER = timedelta(days=1), timedelta(days=7), timedelta(days=90)

# Age of the posts asked about (from, to), and the gap between two polls.
AGES: dict[str, tuple[timedelta, timedelta, timedelta]] = {
    Age.DAY: (timedelta(0), DAY, timedelta(hours=1)),
    Age.WEEK: (DAY, WEEK, timedelta(hours=6)),
    Age.QUARTER: (WEEK, QUARTER, DAY),
    Age.CHANNEL: (timedelta(0), timedelta(0), timedelta(hours=6)),
}
# Networks that this application serves itself cost nobody anything, so their young posts are read as they move.
OWN = {"newsroom": {Age.DAY: timedelta(minutes=2), Age.WEEK: timedelta(hours=1)}}
FEW = 50
"""Posts per call: networks limit how many ids one address holds."""


def gap(age: str, network: str) -> timedelta:
    return OWN.get(network, {}).get(Age(age), AGES[age][2])


def window(age: str, now: datetime) -> tuple[datetime, datetime]:
    """Posts sent in [since, until) are asked about."""
    youngest, oldest, _gap = AGES[age]
    return now - oldest, now - youngest + (timedelta(seconds=1) if not youngest else timedelta(0))


def end_of_day(moment: datetime, zone: str) -> datetime:
    """The midnight that ends the day of a moment in a zone: a day's last reading stands for the day."""
    local = moment.astimezone(ZoneInfo(zone))
    next_day = (local + timedelta(days=1)).date()
    return datetime.combine(next_day, datetime.min.time(), ZoneInfo(zone))


def start_of_day(moment: datetime, zone: str) -> datetime:
    local = moment.astimezone(ZoneInfo(zone))
    return datetime.combine(local.date(), datetime.min.time(), ZoneInfo(zone))
