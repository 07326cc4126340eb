"""What is said in small type below the rail. One package to the right registers it; coe.web asks without knowing it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest
from django.utils import timezone


@dataclass(frozen=True)
class Foot:
    """One line and where it leads. `at` is the moment it was true, `bad` sets it in the colour of harm."""

    text: str
    url: str
    at: datetime | None = None
    bad: bool = False

    @property
    def style(self) -> str:
        """The time alone says enough on the same day."""
        same_day = self.at is not None and timezone.localdate(self.at) == timezone.localdate()
        return "time" if same_day else "short"


Finder = Callable[[HttpRequest], Foot | None]
_finders: list[Finder] = []


def register(finder: Finder) -> None:
    """Ask FINDER on every full page inside an organisation: one cheap query. Call from `AppConfig.ready`."""
    if finder not in _finders:
        _finders.append(finder)


def foot(request: HttpRequest) -> Foot | None:
    """The first line somebody has to say."""
    return next((said for finder in _finders if (said := finder(request))), None)
