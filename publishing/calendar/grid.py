"""The calendar as the server draws it: what a page without a script shows, in weeks and days."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import get_language

from publishing.calendar.selectors import Band, Chip
from publishing.calendar.window import Window

SHOWN = 4
"""Posts in a day of the month; the rest is behind “+n more”, which opens the day."""


def day_words(day: date, *, year: bool = False) -> str:
    """A day as people say it: “Sat 28 Nov”, “11 月 28 日（周六）”."""
    if (get_language() or "").startswith("zh"):
        return date_format(day, "Y 年 n 月 j 日（D）" if year else "n 月 j 日（D）").replace("星期", "周")
    return date_format(day, "D j M Y" if year else "D j M")


def weekday_words(day: date) -> str:
    """“Sat”, “周六”."""
    return date_format(day, "D").replace("星期", "周")


def month_words(day: date) -> str:
    """“November 2026”, “2026 年 11 月”."""
    return date_format(day, "Y 年 n 月" if (get_language() or "").startswith("zh") else "F Y")


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
    def words(self) -> str:
        return day_words(self.date)

    @property
    def weekend(self) -> bool:
        return self.date.weekday() >= 5


def days(window: Window, chips: list[Chip], bands: list[Band], *, now: date, month: int = 0, cap: int = 0) -> list[Day]:
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
