"""The room that a request's frames get."""

import resource
from collections.abc import Callable

from django.conf import settings

from coe.web.stack import roomy


def deep(levels: int) -> int:
    """Page faults of many short calls that far down."""
    if levels:
        return deep(levels - 1)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(200):
        _down(20)
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def _down(levels: int) -> None:
    """So far down that among the depths tried one of its calls crosses an edge."""
    if levels:
        _down(levels - 1)


def worst(call: Callable[[int], int]) -> int:
    return max(call(levels) for levels in range(150))


def test_no_depth_of_calls_asks_the_system_for_memory_at_every_turn() -> None:
    assert worst(roomy(deep)) < 100


def test_a_roomy_call_gives_what_the_call_gives() -> None:
    assert roomy(divmod)(7, 2) == (3, 1)
    assert roomy(dict)(a=1) == {"a": 1}


def test_requests_get_it_before_anything_else_works_for_them() -> None:
    """The pulse alone stands before: what it answers by itself is answered shallow."""
    assert settings.MIDDLEWARE[:2] == ["coe.notices.pulse.Pulse", "coe.web.stack.roomy"]
