"""Room for the frames of a request, taken once.

CPython 3.11 and 3.12 keep frames in chunks of 16 KiB, and give the last one back to the system as soon as it is empty:
a loop whose calls cross its edge asks the system for memory at every turn (python/cpython, issue 142183). A frame too
wide for such a chunk gets a larger one, in which all that it calls has room.
"""

from collections.abc import Callable
from typing import Any

SLOTS = 1 << 14
"""Of 8 bytes: the chunk becomes 256 KiB, half of it for the frames inside. What nobody touches costs nothing."""


def roomy(work: Callable[..., Any]) -> Callable[..., Any]:
    """`work`, called from a frame of SLOTS."""

    def room(*given: Any, **named: Any) -> Any:
        return work(*given, **named)

    room.__code__ = room.__code__.replace(co_stacksize=SLOTS)
    return room
