"""Single cells read as dates, times, lists and yes or no."""

import re
import unicodedata
from datetime import date

_YES = {"yes", "y", "true", "1", "x", "✓", "✔", "是", "对", "paid"}
_NO = {"", "no", "n", "false", "0", "-", "否", "不", "organic"}
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_DAY_FIRST = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_CLOCK = re.compile(r"(\d{1,2})[:.h时点](\d{2})分?(?::\d{2}(?:\.\d+)?)?")


def narrow(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()


def split_moment(text: str) -> tuple[str, str]:
    """A cell that holds both a day and a time, as (day, time)."""
    day, blank, clock = narrow(text).replace("T", " ").partition(" ")
    return (day, clock.strip()) if blank and _CLOCK.fullmatch(clock.strip()) else (narrow(text), "")


def day_of(text: str) -> date | None:
    """A day, written so that it means one thing only; None for anything else (03/04/2026 means two)."""
    said = narrow(text)
    if found := _YEAR_FIRST.fullmatch(said) or _PACKED.fullmatch(said):
        year, month, day = map(int, found.groups())
    elif found := _DAY_FIRST.fullmatch(said):
        day, month, year = map(int, found.groups())
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def clock_of(text: str) -> str:
    """A time as HH:MM, or "" for anything else."""
    found = _CLOCK.fullmatch(narrow(text))
    if not found:
        return ""
    hours, minutes = int(found[1]), int(found[2])
    return f"{hours:02}:{minutes:02}" if hours < 24 and minutes < 60 else ""


def several(text: str) -> list[str]:
    """Names in one cell, by semicolon, Chinese comma or line."""
    return [one for part in re.split(r"[;；、\n]", text) if (one := part.strip())]


def yes_or_no(text: str) -> bool | None:
    said = narrow(text).casefold()
    return True if said in _YES else False if said in _NO else None
