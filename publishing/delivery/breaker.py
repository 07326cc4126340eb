"""A circuit breaker per network and server, so that a dead one costs seconds and not workers.

Closed: everything passes. After one failure only one delivery at a time goes there. After FAILURES in a row it is
open: nothing goes there until the rest is over, then one delivery tries (half open). Kept in the cache: losing it
costs a few attempts and breaks nothing.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import time

from django.core.cache import cache

FAILURES = 5
FIRST_REST = 20.0
LONGEST_REST = 300.0
_FORGET = 900
_PROBE = 160
"""Seconds; longer than one delivery can take, so that a killed worker does not block the way for long."""


@dataclass(frozen=True)
class Breaker:
    """For one server: `network` and `host`. Without a host there is nothing to call and nothing to break."""

    network: str
    host: str

    def _key(self, part: str) -> str:
        return f"breaker:{self.network}:{self.host}:{part}"

    def rest(self) -> float:
        """Seconds until something may be tried; 0 when it may be now."""
        until = cache.get(self._key("until")) if self.host else None
        return max(0.0, until - time()) if until else 0.0

    @property
    def suspect(self) -> bool:
        return bool(self.host and cache.get(self._key("failures")))

    @contextmanager
    def enter(self) -> Iterator[float]:
        """Yields 0 when a delivery may go now, otherwise the seconds to wait."""
        if rest := self.rest():
            yield rest
        elif not self.suspect:
            yield 0.0
        elif cache.add(self._key("probe"), 1, _PROBE):
            try:
                yield 0.0
            finally:
                cache.delete(self._key("probe"))
        else:
            yield 3.0

    def heard(self, sick: bool | None) -> None:
        """How the last call of a delivery went; None when none was made."""
        if sick:
            self.failed()
        elif sick is not None:
            self.worked()

    def worked(self) -> None:
        if self.suspect:
            cache.delete_many([self._key("failures"), self._key("until"), self._key("rests")])

    def failed(self) -> None:
        if not self.host:
            return
        if count(self._key("failures")) >= FAILURES:
            rests = count(self._key("rests"))
            rest = min(FIRST_REST * 2 ** (rests - 1), LONGEST_REST)
            cache.set(self._key("until"), time() + rest, int(rest) + 1)


def count(key: str) -> int:
    """Adds one and says how many there are now."""
    cache.add(key, 0, _FORGET)
    try:
        return int(cache.incr(key))
    except ValueError:  # It expired between the two.
        cache.set(key, 1, _FORGET)
        return 1
