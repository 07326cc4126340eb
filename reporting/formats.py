"""Figures as people read them, in the reader's language. Unknown is a dash, never a zero."""

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from coe.web.templatetags.coe import moment_words

Number = Decimal | float
"""An int is a float here, too."""
UNKNOWN = "–"
MINUS = "−"
"""As wide as a plus; a hyphen is too short, and a line may break at it."""


def _chinese() -> bool:
    return (get_language() or "").startswith("zh")


def _round(value: Number, digits: int) -> Decimal:
    # Plus nothing: what rounds to zero from below is zero, not “-0.0”.
    return Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def _grouped(value: Number, digits: int) -> str:
    """Half-width figures with a comma every three and a true minus sign, in both languages."""
    return f"{_round(value, digits):,}".replace("-", MINUS)


def count(value: Number | None) -> str:
    """“1,284”."""
    return UNKNOWN if value is None else _grouped(value, 0)


def short(value: Number | None) -> str:
    """“1,284”, “41.2k”, “2.08 m”; in Chinese “4.12 万”."""
    if value is None:
        return UNKNOWN
    steps = _CHINESE if _chinese() else _ENGLISH
    for least, unit, words in steps:
        if Decimal(str(value)).copy_abs() >= least:
            return words % {"number": _three(value, unit)}
    return count(value)


# From, divided by, written.
_CHINESE: tuple[tuple[int, int, str], ...] = ((10**8, 10**8, "%(number)s 亿"), (10**4, 10**4, "%(number)s 万"))
_ENGLISH: tuple[tuple[int, int, str], ...] = (
    (10**9, 10**9, "%(number)s bn"),
    (10**6, 10**6, "%(number)s m"),
    (10**4, 10**3, "%(number)sk"),
)


def _three(value: Number, limit: int) -> str:
    """Three digits that mean something: 2.08, 41.2, 412."""
    scaled = Decimal(str(value)) / limit
    digits = 2 if abs(scaled) < 10 else 1 if abs(scaled) < 100 else 0
    return _grouped(scaled, digits).rstrip("0").rstrip(".") if digits else _grouped(scaled, 0)


def money(value: Number | None, currency: str, *, whole: bool = True) -> str:
    """“EUR 412,000”, or with cents."""
    if value is None:
        return UNKNOWN
    return f"{currency} {_grouped(value, 0 if whole else 2)}"


def money_short(value: Number | None, currency: str) -> str:
    """“EUR 412k”; amounts below a thousand keep their cents."""
    if value is None:
        return UNKNOWN
    exact = Decimal(str(value))
    if exact.copy_abs() < 1000 and exact % 1:
        return money(value, currency, whole=False)
    return f"{currency} {short(value)}"


def percent(value: Number | None, digits: int = 0) -> str:
    """0.94 as “94%”."""
    return UNKNOWN if value is None else f"{_grouped(Decimal(str(value)) * 100, digits)}%"


def length(took: timedelta | Number | None) -> str:
    """A length of time, or seconds, as “3 h 10 min”."""
    if took is None:
        return UNKNOWN
    seconds = took.total_seconds() if isinstance(took, timedelta) else float(took)
    minutes = round(seconds / 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return _("%(days)d d %(hours)d h") % {"days": days, "hours": hours}
    if hours and not rest:
        return _("%(hours)d h") % {"hours": hours}
    if hours:
        return _("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return _("%(minutes)d min") % {"minutes": rest}


def figure(value: Number | timedelta | None, unit: str, currency: str, *, full: bool = False) -> str:
    """A value in the unit of its metric (count, money, seconds, ratio or return); `full` writes every digit."""
    if unit == "money":
        if full and value is not None:
            return money(_number(value), currency, whole=False)
        return money_short(_number(value), currency)
    if unit == "seconds":
        return length(value)
    if unit in {"ratio", "return"}:
        return percent(_number(value))
    return count(_number(value)) if full else short(_number(value))


def _number(value: Number | timedelta | None) -> Number | None:
    return value.total_seconds() if isinstance(value, timedelta) else value


def moment(at: datetime | None, style: str = "full", *, zone: bool = True) -> str:
    """A moment inside a sentence, written as everywhere else on the page."""
    if at is None:
        return UNKNOWN
    return " ".join(moment_words(at, style, zone)).strip()


def day(on: date | None) -> str:
    """“23 Mar 2027”, or “2027 年 3 月 23 日”."""
    return UNKNOWN if on is None else date_format(on, "Y 年 n 月 j 日" if _chinese() else "j M Y")
