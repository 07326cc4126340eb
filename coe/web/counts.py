"""Small numbers beside the rail. Packages to the right register theirs; coe asks without knowing them."""

from collections.abc import Callable

from django.http import HttpRequest

Counter = Callable[[HttpRequest], int]
_counters: dict[str, Counter] = {}


def register(key: str, counter: Counter) -> None:
    """Count KEY with COUNTER: one cheap query, asked on every full page. Call from `AppConfig.ready`."""
    _counters[key] = counter


def counted(key: str, request: HttpRequest, number: int) -> None:
    """The page has counted KEY itself: nobody else needs to."""
    _known(request)[key] = number


def _known(request: HttpRequest) -> dict[str, int]:
    known: dict[str, int] = request.__dict__.setdefault("_coe_counts", {})
    return known


def count(key: str, request: HttpRequest) -> int:
    """How many wait, or 0 when nobody counts KEY. Counted once for a request, whoever asks."""
    counter = _counters.get(key)
    if counter is None:
        return 0
    known = _known(request)
    if key not in known:
        known[key] = counter(request)
    return known[key]
