"""The demo is seeded in steps that packages bring, in order; each runs inside the organisation it fills."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from coe.tenancy.models import Organisation


@dataclass
class Stage:
    """What steps share: the organisation, the moment the demo is made for, one seeded source of chance, and what
    earlier steps left for later ones (by name)."""

    org: Organisation
    now: datetime
    chance: random.Random
    things: dict[str, Any] = field(default_factory=dict)
    say: Callable[[str], None] = print


Step = Callable[[Stage], None]
_STEPS: list[tuple[int, str, Step]] = []


def step(order: int, label: str) -> Callable[[Step], Step]:
    """Registers a step; its package imports the module when the demo command runs (`<package>.demo`)."""

    def register(function: Step) -> Step:
        _STEPS.append((order, label, function))
        return function

    return register


def steps() -> list[tuple[int, str, Step]]:
    return sorted(_STEPS, key=lambda entry: entry[0])
