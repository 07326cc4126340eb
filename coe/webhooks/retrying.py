"""When to try again. Pure: numbers and moments in, gaps out."""

import random
from datetime import timedelta

GAPS = (5, 30, 120, 600, 1800, 3600, 7200, 14400, 21600, 36000)
"""Seconds after the 1st, 2nd … failed try: eleven tries over about a day."""
TRIES = len(GAPS) + 1
JITTER = 0.2
LONGEST_WISH = 6 * 3600
REST_LONGEST = 600
SLOW = 2.0
"""An answer that takes longer, in seconds, makes the endpoint rest three times as long."""

WARN_AFTER = timedelta(days=1)
PAUSE_AFTER = timedelta(days=5)


def gap(tries: int, *, wish: str = "", draw: float | None = None) -> timedelta | None:
    """How long to wait after so many failed tries; None when it was the last.

    `wish` is the receiver's Retry-After in seconds and can only lengthen the gap. `draw` in [0, 1) is the jitter.
    """
    if tries >= TRIES:
        return None
    base = GAPS[max(tries, 1) - 1]
    chance = random.random() if draw is None else draw  # noqa: S311  (spreads load, guards nothing)
    seconds = base * (1 - JITTER + 2 * JITTER * chance)
    if wish.isdecimal():
        seconds = max(seconds, min(int(wish[:8]), LONGEST_WISH))
    return timedelta(seconds=seconds)


def rest(*, failures: int, took: float) -> timedelta:
    """How long an endpoint is left alone: after failures in a row twice as long each time, after slow answers a while.

    So a dead receiver costs one call in ten minutes, and a slow one at most a quarter of a worker's time.
    """
    if failures:
        return timedelta(seconds=min(5 * 2 ** min(failures - 1, 10), REST_LONGEST))
    return timedelta(seconds=3 * took if took > SLOW else 0)
