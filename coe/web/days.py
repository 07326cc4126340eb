"""Days in addresses: what people and programs write there is not always a day."""

from datetime import date

from django.utils.dateparse import parse_date

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
"""Past these, adding a day or a zone's offset leaves the calendar."""


def day_of(text: str) -> date | None:
    """The day, or None for anything that is none between 2000 and 2100."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None
