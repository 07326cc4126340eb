"""The demo is seeded in steps that packages bring, in order; each runs inside the organisation it fills.

Below `TODAY` steps write the past: rows in bulk, and what the audit says of them into `Stage.trail`. There the trail
is chained. Above it steps act as people do, through the actions themselves.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from coe.access.actor import Actor
from coe.demo.past import Trail
from coe.tenancy.models import Brand, Market, Member, Organisation

GROUP = "tarnfell"
OTHER = "southgate"
TODAY = 500


@dataclass
class Stage:
    """What steps share: the organisation, the moment the demo is made for, one seeded source of chance, and what
    earlier steps left for later ones (by name)."""

    org: Organisation
    now: datetime
    chance: random.Random
    things: dict[str, Any] = field(default_factory=dict)
    say: Callable[[str], None] = print
    trail: Trail = field(default_factory=Trail)
    people: dict[str, Member] = field(default_factory=dict)
    """By the first part of their e-mail."""
    brands: dict[str, Brand] = field(default_factory=dict)
    markets: dict[str, Market] = field(default_factory=dict)

    def ago(self, **span: float) -> datetime:
        """A moment before the demo's, to the second."""
        return (self.now - timedelta(**span)).replace(microsecond=0)

    def ahead(self, **span: float) -> datetime:
        return (self.now + timedelta(**span)).replace(microsecond=0)

    def actor(self, first: str) -> Actor:
        """Somebody ready to act, with the rights they have now."""
        return Actor.member(self.people[first])


Step = Callable[[Stage], str]
"""Does its part and says what there is now."""
_STEPS: list[tuple[int, str, str, Step]] = []


def step(order: int, label: str, *, org: str = GROUP) -> Callable[[Step], Step]:
    """Registers a step; its package imports the module when the demo command runs (`<package>.demo`)."""

    def register(function: Step) -> Step:
        _STEPS.append((order, label, org, function))
        return function

    return register


def steps(org: str = GROUP) -> list[tuple[int, str, Step]]:
    found = [(order, label, function) for order, label, whose, function in _STEPS if whose == org]
    return sorted(found, key=lambda entry: entry[0])
