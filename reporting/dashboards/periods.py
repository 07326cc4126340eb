"""Weeks, months and quarters in an organisation's zone.

A period is named by its first and last day; its moments are midnights in the zone, so a week with a clock change has
167 or 169 hours and still begins and ends where people say it does.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.web.days import span_of_days

KINDS = ("week", "month", "quarter")
BACK = 12
"""How many periods a small line shows."""


def _first(kind: str, day: date) -> date:
    if kind == "week":
        return day - timedelta(days=day.weekday())
    if kind == "month":
        return day.replace(day=1)
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _step(kind: str, first: date, by: int) -> date:
    if kind == "week":
        return first + timedelta(weeks=by)
    months = first.year * 12 + first.month - 1 + by * (1 if kind == "month" else 3)
    return date(months // 12, months % 12 + 1, 1)


def _today(zone: str) -> date:
    return timezone.now().astimezone(ZoneInfo(zone)).date()


def midnight(day: date, zone: str) -> datetime:
    """The moment a day begins in a zone, in UTC."""
    return datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC)


@dataclass(frozen=True)
class Period:
    kind: str
    first: date
    zone: str

    @classmethod
    def containing(cls, kind: str, day: date, zone: str) -> "Period":
        return cls(kind, _first(kind, day), zone)

    @classmethod
    def read(cls, kind: str, on: str, zone: str) -> "Period":
        """From the address; what is missing or wrong falls back to the week that is running."""
        today = _today(zone)
        try:
            day = date.fromisoformat(on)
        except ValueError:
            day = today
        if not date(2000, 1, 1) <= day <= today:
            day = today
        return cls.containing(kind if kind in KINDS else "week", day, zone)

    @classmethod
    def asked(cls, given: Mapping[str, str], zone: str) -> "Period":
        """By `period` and `on`; without both the week of yesterday, since on a Monday nobody reads an empty one."""
        if not {"period", "on"} & given.keys():
            return cls.containing("week", _today(zone) - timedelta(days=1), zone)
        return cls.read(given.get("period", "week"), given.get("on", ""), zone)

    @cached_property
    def last(self) -> date:
        return self.shift(1).first - timedelta(days=1)

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @cached_property
    def since(self) -> datetime:
        return midnight(self.first, self.zone)

    @cached_property
    def until(self) -> datetime:
        """The moment the next period begins."""
        return midnight(self.shift(1).first, self.zone)

    def shift(self, by: int) -> "Period":
        return Period(self.kind, _step(self.kind, self.first, by), self.zone)

    def back(self, count: int = BACK) -> list["Period"]:
        """This period and those before it, oldest first."""
        return [self.shift(-by) for by in range(count - 1, -1, -1)]

    def elapsed(self, now: datetime) -> float:
        """How much of it has passed, 0 to 1."""
        whole = (self.until - self.since).total_seconds()
        return max(0.0, min(1.0, (now - self.since).total_seconds() / whole))

    def running(self, now: datetime) -> bool:
        return now < self.until

    @property
    def query(self) -> str:
        return f"period={self.kind}&on={self.first.isoformat()}"

    @property
    def label(self) -> str:
        """As a reader says it: “Week 49, 30 Nov to 6 Dec 2026”, “November 2026”, “Q4 2026”."""
        chinese = (get_language() or "").startswith("zh")
        if self.kind == "month":
            return date_format(self.first, "Y 年 n 月" if chinese else "F Y")
        if self.kind == "quarter":
            said = {"quarter": (self.first.month - 1) // 3 + 1, "year": self.first.year}
            return _("Q%(quarter)d %(year)d") % said
        days = span_of_days(self.first, self.last)
        return _("Week %(week)d, %(days)s") % {"week": self.first.isocalendar().week, "days": days}

    @property
    def short(self) -> str:
        """For table heads and axes: “30 Nov”, “Nov”, “Q4”."""
        chinese = (get_language() or "").startswith("zh")
        if self.kind == "week":
            return date_format(self.first, "n 月 j 日" if chinese else "j M")
        if self.kind == "month":
            return date_format(self.first, "Y 年 n 月" if chinese else "M Y")
        return _("Q%(quarter)d %(year)d") % {
            "quarter": (self.first.month - 1) // 3 + 1,
            "year": self.first.year,
        }
