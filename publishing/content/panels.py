"""Room on the post page for what packages to the right know about a post: results, cost, mentions."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from uuid import UUID


@dataclass(frozen=True)
class PostPanel:
    """A part of the post page. `place`: results, cost or mentions; its template gets `context` and the request."""

    place: str
    template: str
    context: Mapping[str, Any]


class PanelMaker(Protocol):
    def __call__(self, request: Any, post_id: UUID) -> PostPanel | None: ...


_MAKERS: list[Callable[[Any, UUID], PostPanel | None]] = []
_ORDER = ("results", "cost", "mentions")


def register_post_panel(maker: PanelMaker) -> None:
    """Call from `AppConfig.ready`. The maker asks the reader's rights itself and says None when there is nothing."""
    if maker not in _MAKERS:
        _MAKERS.append(maker)


@dataclass(frozen=True)
class PlanLine:
    """One more fact in the composer's bar: `label` above, `value` bold, `note` small below it."""

    label: str
    value: str
    note: str
    icon: str


class LineMaker(Protocol):
    def __call__(self, request: Any, post_id: UUID) -> PlanLine | None: ...


_LINES: list[LineMaker] = []


def register_plan_line(maker: LineMaker) -> None:
    """Call from `AppConfig.ready`. Like a panel's, the maker asks the reader's rights itself."""
    if maker not in _LINES:
        _LINES.append(maker)


def plan_lines(request: Any, post_id: UUID) -> list[PlanLine]:
    return [line for maker in _LINES if (line := maker(request, post_id))]


def panels(request: Any, post_id: UUID) -> list[PostPanel]:
    found = [panel for maker in _MAKERS if (panel := maker(request, post_id))]
    return sorted(found, key=lambda panel: _ORDER.index(panel.place) if panel.place in _ORDER else len(_ORDER))
