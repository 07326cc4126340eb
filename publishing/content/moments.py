"""Room in the story of a post for what packages to the right saw happen: answers, readers, orders, costs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from coe.tenancy.models import Member

MOST = 60
"""Of one maker: a story is read, not searched."""


@dataclass(frozen=True)
class PostMoment:
    """One thing that happened. `kind`: its state family or empty; `note` is a sentence; `quote` somebody's words."""

    at: datetime
    icon: str
    title: str
    note: str = ""
    quote: str = ""
    language: str = ""
    """Of the quote."""
    url: str = ""
    kind: str = ""
    who: Member | None = None
    lines: tuple[tuple[str, str], ...] = ()
    """(network, words) of each channel it is made of."""


class MomentMaker(Protocol):
    def __call__(self, request: Any, post_id: UUID) -> Iterable[PostMoment]: ...


_MAKERS: list[Callable[[Any, UUID], Iterable[PostMoment]]] = []


def register_post_moments(maker: MomentMaker) -> None:
    """Call from `AppConfig.ready`. The maker asks the reader's rights itself and says nothing they may not see."""
    if maker not in _MAKERS:
        _MAKERS.append(maker)


def moments(request: Any, post_id: UUID) -> list[PostMoment]:
    """In no order; of each maker its newest."""
    found: list[PostMoment] = []
    for maker in _MAKERS:
        found += sorted(maker(request, post_id), key=lambda one: one.at, reverse=True)[:MOST]
    return found
