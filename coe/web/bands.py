"""What is said across the top of every page: a freeze, an incident."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.http import HttpRequest
from django.utils.functional import Promise


@dataclass(frozen=True)
class Band:
    """One line. `kind` is "stop" or "wait"; `strong` is said first and bold; `links` are (url, words)."""

    kind: str
    text: str | Promise
    strong: str | Promise = ""
    links: list[tuple[str, str | Promise]] = field(default_factory=list)
    icon: str = "player-pause"


Finder = Callable[[HttpRequest], list[Band]]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask FINDER for bands on every full page inside an organisation. Call from `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def bands(request: HttpRequest) -> list[Band]:
    return [band for finder in _finders for band in finder(request)]
