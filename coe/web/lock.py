"""A lock in the cache, for work that several requests must not do at once."""

from secrets import randbits
from typing import Any

from django.core.cache import caches

# Both ask whose it is and act on that in one step: between two, it could lapse and become another's.
_LET_GO = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('del', KEYS[1]) else return 0 end"
_GO_ON = "if redis.call('get', KEYS[1]) == ARGV[1] then return redis.call('expire', KEYS[1], ARGV[2]) else return 0 end"


class Lock:
    """Lapses after `seconds` without a word, so that it outlives nobody who died.

    Whoever lost it that way leaves alone what is another's by then.
    """

    def __init__(self, key: str, seconds: int) -> None:
        self.key, self.seconds = key, seconds
        self._mine = randbits(62)  # A number stands in Redis as it is, and can be compared there.

    def take(self) -> bool:
        return bool(caches["default"].add(self.key, self._mine, self.seconds))

    def go_on(self) -> bool:
        """Holds it for as long again. False when it lapsed: what it guarded may be under way elsewhere."""
        asked = self._ask(_GO_ON, self.seconds)
        return bool(self._own and caches["default"].touch(self.key, self.seconds)) if asked is None else asked

    def let_go(self) -> None:
        if self._ask(_LET_GO) is None and self._own:
            caches["default"].delete(self.key)

    @property
    def _own(self) -> bool:
        return bool(caches["default"].get(self.key) == self._mine)

    def _ask(self, script: str, *said: int) -> bool | None:
        """None where the cache is this process's own and runs no scripts: nobody else is there to come between."""
        cache: Any = caches["default"]
        run = getattr(cache, "run_script", None)
        return bool(run(script, self.key, self._mine, *said)) if run else None
