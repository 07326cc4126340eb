"""Django's cache in Redis, asked through one client."""

from functools import cached_property
from typing import Any

from django.core.cache.backends.redis import RedisCache, RedisCacheClient


class _Client(RedisCacheClient):
    """Django makes a client anew for every question, which costs several times the question itself."""

    @cached_property
    def _made(self) -> Any:
        return super().get_client(write=True)

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        return self._made


class Cache(RedisCache):
    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = _Client

    def run_script(self, script: str, key: str, *said: Any) -> Any:
        """A script on one key, which Redis runs as one step."""
        return self._cache.get_client(write=True).eval(script, 1, self.make_and_validate_key(key), *said)
