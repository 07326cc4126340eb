"""From an HTTP answer to an outcome: the part that is the same for every network.

The one rule behind it: after the call that publishes, anything that does not *prove* success or failure
is `Unknown`. Before that call nothing has been said yet, so the same answer only means `Again`.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from publishing.channels.base import (
    Again,
    Answer,
    Code,
    Failure,
    Refused,
    Trouble,
    Unknown,
)

SOON = 30.0  # seconds: the machine or the line hiccuped
LATER = 300.0  # seconds: the server is unwell
_LONGEST = 6 * 3600.0
_DETAIL = 300
_RESETS = ("ratelimit-reset", "x-ratelimit-reset")


def trouble(result: Answer | Failure, *, committing: bool, now: datetime) -> Trouble | None:
    """What went wrong, or None for a 2xx. `committing`: this was the call that publishes."""
    if isinstance(result, Failure):
        return _failed(result, committing)
    status = result.status
    detail = describe(result)
    if 200 <= status < 300:
        return None
    if status == 429:
        return Again(delay(result.headers, now), detail)
    if status == 425:  # too early: refused before it was looked at
        return Again(SOON, detail)
    code = _CODES.get(status)
    if code is not None:
        return Refused(code, detail)
    # 300s other than 303 say "not here", and the post was not followed there.
    if status in (301, 302, 307, 308):
        return Refused(Code.INVALID, f"{detail}: the server sends us elsewhere")
    if committing:
        return Unknown(detail)
    return Again(delay(result.headers, now, default=LATER), detail)


_CODES = {
    400: Code.INVALID,
    401: Code.RECONNECT,
    403: Code.FORBIDDEN,
    404: Code.NOT_FOUND,
    405: Code.INVALID,
    410: Code.NOT_FOUND,
    413: Code.MEDIA,
    415: Code.MEDIA,
    422: Code.INVALID,
    451: Code.NETWORK_RULE,
}


def _failed(failure: Failure, committing: bool) -> Trouble:
    if failure.kind == "never_sent":
        return Again(SOON, failure.detail)
    if failure.kind == "forbidden":
        return Refused(Code.INVALID, failure.detail)
    if committing:
        return Unknown(failure.detail)
    return Again(SOON if failure.kind == "answer_lost" else LATER, failure.detail)


_WORDS = ("error", "message", "error_description")


def describe(answer: Answer) -> str:
    """Status and the server's own words, short; a page of HTML is not quoted."""
    body = answer.json()
    words = ""
    if isinstance(body, Mapping):
        words = " ".join(str(body[name]) for name in _WORDS if body.get(name))
    elif "html" not in answer.headers.get("content-type", "") and not answer.text.lstrip().startswith("<"):
        words = answer.text.strip()
    return f"{answer.status} {words}".strip()[:_DETAIL]


def delay(headers: Mapping[str, str], now: datetime, *, default: float = 60.0) -> float:
    """Seconds to wait, from Retry-After or a rate-limit reset, between 1 second and 6 hours.

    Retry-After is seconds or an HTTP date. Resets are ISO 8601 (Mastodon), epoch seconds (Bluesky,
    GoToSocial) or seconds from now (the IETF draft).
    """
    wanted = _retry_after(headers.get("retry-after", ""), now)
    if wanted is None:
        resets = (_reset(headers.get(name, ""), now) for name in _RESETS)
        wanted = next((seconds for seconds in resets if seconds is not None), default)
    return min(max(wanted, 1.0), _LONGEST)


def _retry_after(value: str, now: datetime) -> float | None:
    if value.strip().isdecimal():
        return float(value)
    try:
        return _until(parsedate_to_datetime(value), now)
    except ValueError:
        return None


def _reset(value: str, now: datetime) -> float | None:
    value = value.strip()
    if value.isdecimal():
        number = float(value)
        # No one waits thirty years: a number that large is a date.
        return number - now.timestamp() if number > 1_000_000_000 else number
    return _until(when(value), now)


def _until(moment: datetime | None, now: datetime) -> float | None:
    if moment is None:
        return None
    return ((moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now).total_seconds()


def when(value: object) -> datetime | None:
    """An ISO 8601 time as an aware datetime, or None. Times without a zone are UTC."""
    try:
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def stamp(moment: datetime) -> str:
    """UTC with milliseconds and a Z, as both networks write it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def base_address(address: str) -> str | None:
    """scheme://host[:port] of what a person typed, or None if no login may be sent there.

    Plain http carries tokens in the clear, so it is kept for names inside a machine or a private network:
    without a dot, or a bare IPv4 address.
    """
    address = address.strip().rstrip("/")
    scheme, found, rest = address.partition("://")
    if not found:
        scheme, rest = "https", address
    host = rest.partition("/")[0]
    if not host or "@" in host or any(mark in host for mark in " ?#\\"):
        return None
    name = host.partition(":")[0].lower()
    inside = "." not in name or name.replace(".", "").isdecimal()
    if scheme.lower() == "https" or (scheme.lower() == "http" and inside):
        return f"{scheme.lower()}://{host.lower()}"
    return None
