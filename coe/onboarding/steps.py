"""The steps from an empty organisation to the first post. Packages bring theirs; each looks at what is there.

    @step(20)
    def channel(request: Request) -> Step | None: ...

answers None when the step is nothing for this person.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from coe.access.gate import Request

Words = str | Promise


@dataclass(frozen=True)
class Way:
    """A way to do it: a link, or with `post` a button that does it at once. `field` asks for one word beside it."""

    url: str
    words: Words
    post: bool = False
    field: str = ""
    """Name of a text field; `label` says what goes into it."""
    label: Words = ""
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Step:
    key: str
    icon: str
    title: Words
    text: Words
    done: bool
    ways: tuple[Way, ...] = ()
    waits: bool = False
    """Something before it is missing, so there is no way yet."""
    last: bool = False
    """When this one is done, there is nothing left to begin."""


Finder = Callable[[Request], Step | None]
_STEPS: list[tuple[int, Finder]] = []


def step(order: int) -> Callable[[Finder], Finder]:
    def register(finder: Finder) -> Finder:
        _STEPS.append((order, finder))
        return finder

    return register


def steps(request: Request) -> list[Step]:
    """The steps for this person in order; empty when nothing is left to begin.

    The last is looked at first: where a post is out, nobody counts brands and channels on every visit.
    """
    found: list[Step] = []
    for _order, finder in sorted(_STEPS, key=lambda pair: -pair[0]):
        one = finder(request)
        if one is None:
            continue
        if one.last and one.done:
            return []
        found.append(one)
    return [] if all(one.done for one in found) else found[::-1]
