"""Days in addresses, where what is written is not always a day, and spans of them in words."""

from datetime import date

from django.utils.dateformat import format as written
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from coe.web.joining import chinese

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
"""Past these, adding a day or a zone's offset leaves the calendar."""


def day_of(text: str) -> date | None:
    """The day, or None for anything that is none between 2000 and 2100."""
    try:
        day = parse_date(text)
    except ValueError:
        return None
    return day if day and FIRST <= day <= LAST else None


def span_of_days(first: date, last: date) -> str:
    """“16 Nov to 22 Nov 2026”, “2026 年 11 月 16 日至 22 日”: the year once, where the language has it."""
    if first == last:
        return str(written(first, "Y 年 n 月 j 日" if chinese() else "j M Y"))
    same_year = first.year == last.year
    if not chinese():
        return _("%(first)s to %(last)s") % {
            "first": written(first, "j M" if same_year else "j M Y"), "last": written(last, "j M Y"),
        }  # fmt: skip
    shape = "Y 年 n 月 j 日" if not same_year else "n 月 j 日" if first.month != last.month else "j 日"
    return f"{written(first, 'Y 年 n 月 j 日')}至 {written(last, shape)}"
