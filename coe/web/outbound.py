"""The HTTP client as this installation is configured to use it."""

from functools import lru_cache

from django.conf import settings

from coe.web.http import Http


@lru_cache(maxsize=4)
def _client(allow: frozenset[str]) -> Http:
    return Http(allow=allow)


def client() -> Http:
    """The client; `settings.HTTP_ALLOW` holds the "host:port" pairs that may be private."""
    return _client(frozenset(settings.HTTP_ALLOW))
