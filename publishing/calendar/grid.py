"""The calendar as the server draws it: what a page without a script shows, in weeks and days."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from publishing.calendar.selectors import Band, Chip
from publishing.calendar.window import Window

SHOWN = 4
"""Posts in a day of the month; the rest is behind “+n more”, which opens the day."""


@dataclass
class Day:
    date: date
    other: bool
    today: bool
    past: bool
    bands: list[Band] = field(default_factory=list)
    chips: list[Chip] = field(default_factory=list)
    more: int = 0

    @property
    def weekend(self) -> bool:
        return self.date.weekday() >= 5


def days(
    window: Window, chips: list[Chip], bands: list[Band], *, now: date, month: int = 0, cap: int = 0
) -> list[Day]:
    """Every day of the window with its posts. `month`: days of others are marked. `cap`: posts shown in a day."""
    by_day: dict[date, list[Chip]] = defaultdict(list)
    for chip in chips:
        by_day[chip.slot.date()].append(chip)
    found = []
    for day in window.days():
        all_of = by_day.get(day, [])
        shown = all_of[:cap] if cap else all_of
        found.append(
            Day(
                date=day,
                other=bool(month) and day.month != month,
                today=day == now,
                past=day < now,
                bands=[band for band in bands if band.first <= day < band.until],
                chips=shown,
                more=len(all_of) - len(shown),
            )
        )
    return found


def weeks(of: list[Day]) -> list[list[Day]]:
    return [of[start : start + 7] for start in range(0, len(of), 7)]
