"""What can be found. Packages to the right register finders; coe asks each without knowing what it looks through."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from coe.access.gate import Request
from coe.search.folding import Pieces, excerpt, parts

AT_MOST = 5
"""Hits of one group while somebody types."""
ON_PAGE = 50
PAGES = 20
"""Of one group; whoever has not found it by then needs other words."""
LENGTH = 120


@dataclass(frozen=True)
class Hit:
    """Something found. `note` says where it belongs; `lang` is the language of the title, when it is known."""

    title: str
    url: str
    note: str | Promise = ""
    icon: str = ""
    lang: str = ""
    brand: Any = None
    networks: Sequence[str] = ()


Find = Callable[[Request, Sequence[str], int], Sequence[Hit]]
"""(request, words as typed, at most) → what the person may see of it, the best first."""


@dataclass(frozen=True)
class Finder:
    """`order`: smaller stands higher. `everything`: the address of the list that shows all hits, given the query."""

    key: str
    label: str | Promise
    icon: str
    order: int
    find: Find
    everything: Callable[[Request, str], str] | None = None


@dataclass(frozen=True)
class Shown:
    hit: Hit
    title: Pieces
    id: str


@dataclass(frozen=True)
class Group:
    finder: Finder
    hits: list[Shown]
    more: str
    """Where the rest stands; empty when all is shown."""


_finders: dict[str, Finder] = {}


def register(finder: Finder) -> None:
    """Call from `AppConfig.ready`."""
    _finders[finder.key] = finder


def look(
    request: Request, words: Sequence[str], *, only: str = "", number: int = 1, page: Callable[..., str]
) -> list[Group]:
    """What was found, by group. `only`: page NUMBER of one group; `page(key, number)` is the address of such a page."""
    groups = []
    for finder in sorted(_finders.values(), key=lambda one: one.order):
        if only and finder.key != only:
            continue
        limit = ON_PAGE if only else AT_MOST
        skip = limit * (number - 1) if only else 0
        found = list(finder.find(request, words, skip + limit + 1))[skip:]
        if not found:
            continue
        more = ""
        if len(found) > limit:
            following = number + 1 if only else 1
            more = page(finder.key, following) if following <= PAGES else ""
            more = finder.everything(request, " ".join(words)) if finder.everything else more
        shown = [
            Shown(hit, parts(excerpt(hit.title, words, LENGTH), words), f"hit-{finder.key}-{place}")
            for place, hit in enumerate(found[:limit])
        ]
        groups.append(Group(finder, shown, more))
    return groups
