"""Periods begin and end at midnights of the organisation's zone."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from reporting.dashboards.periods import Period

ZONE = "Europe/Zurich"


@pytest.mark.parametrize(
    ("kind", "day", "first", "last"),
    [
        ("week", "2027-01-01", "2026-12-28", "2027-01-03"),
        ("week", "2027-03-28", "2027-03-22", "2027-03-28"),
        ("month", "2028-02-29", "2028-02-01", "2028-02-29"),
        ("quarter", "2026-12-31", "2026-10-01", "2026-12-31"),
    ],
)
def test_first_and_last_day(kind: str, day: str, first: str, last: str) -> None:
    period = Period.containing(kind, date.fromisoformat(day), ZONE)
    assert (period.first.isoformat(), period.last.isoformat()) == (first, last)


def test_a_week_with_a_clock_change_is_an_hour_shorter() -> None:
    week = Period.containing("week", date(2027, 3, 24), ZONE)
    assert (week.since, week.until) == (
        datetime(2027, 3, 21, 23, tzinfo=UTC), datetime(2027, 3, 28, 22, tzinfo=UTC),
    )  # fmt: skip
    assert week.until - week.since == timedelta(hours=167)
    assert week.elapsed(week.since + timedelta(hours=167) / 2) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("kind", "by", "first"), [("week", -1, "2026-12-28"), ("month", -1, "2026-12-01"), ("quarter", -5, "2025-10-01")]
)
def test_stepping_over_years(kind: str, by: int, first: str) -> None:
    assert Period.containing(kind, date(2027, 1, 5), ZONE).shift(by).first.isoformat() == first


def test_what_the_address_says_wrong_falls_back(time_machine: Any) -> None:
    time_machine.move_to("2027-03-28T22:30:00Z")  # already Monday in Zurich
    for kind, on in (("year", "x"), ("week", "2999-01-01"), ("", ""), ("week", "1066-10-14")):
        assert Period.read(kind, on, ZONE).first == date(2027, 3, 29)


def test_labels_in_both_languages() -> None:
    week = Period.containing("week", date(2026, 12, 1), ZONE)
    assert week.label == "Week 49, 30 Nov to 6 Dec 2026"
    with translation.override("zh-hans"):
        assert Period.containing("month", date(2026, 12, 1), ZONE).label == "2026 年 12 月"
