"""When a source is asked next."""

from datetime import datetime, timedelta

from django.utils import timezone

from listening.sources.models import Kind, Source

INTERVAL = {Kind.CHANNEL: timedelta(minutes=1), Kind.FEED: timedelta(minutes=15)}
LONGEST = {Kind.CHANNEL: timedelta(minutes=30), Kind.FEED: timedelta(hours=6)}
NO_LOGIN = timedelta(minutes=10)
ENDED = timedelta(hours=24)
BACKLOG = timedelta(seconds=5)
LEASE = timedelta(minutes=5)
"""How long a poll may take before another worker may begin one; longer than a task may run."""


def after_success(source: Source, *, more: bool) -> datetime:
    """`more`: the answer was so full that the next page is probably waiting."""
    return timezone.now() + (BACKLOG if more else INTERVAL[Kind(source.kind)])


def after_trouble(source: Source, *, problem: str, failures: int, asked: float) -> datetime:
    """Gaps double with each failure in a row; `asked`: seconds the other side wants to be left alone."""
    kind = Kind(source.kind)
    gap: timedelta = min(INTERVAL[kind] * int(2 ** min(failures - 1, 12)), LONGEST[kind])
    if problem == "reconnect":
        gap = NO_LOGIN
    if problem == "gone":
        gap = ENDED
    return timezone.now() + max(gap, timedelta(seconds=min(asked, 24 * 3600)))
