"""The room that a request's frames get."""

import resource
from collections.abc import Callable

from coe.web.stack import roomy


def deep(levels: int) -> int:
    """Page faults of many short calls that far down."""
    if levels:
        return deep(levels - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(200):
        _wide()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _wide() -> None:
    """With locals enough that among the depths tried one of its calls crosses an edge."""
    a = b = c = d = e = f = g = h = i = j = k = m = n = o = p = q = 0  # noqa: F841


def worst(call: Callable[[int], int]) -> int:
    return max(call(levels) for levels in range(150))


def test_no_depth_of_calls_asks_the_system_for_memory_at_every_turn() -> None:
    assert worst(roomy(deep)) < 100


def test_a_roomy_call_gives_what_the_call_gives() -> None:
    assert roomy(divmod)(7, 2) == (3, 1)
    assert roomy(dict)(a=1) == {"a": 1}
