"""What is being done, and how long it took, one line a step."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

WIDTH = 46


@contextmanager
def step(title: str) -> Iterator[Callable[[], None]]:
    """Show TITLE while its block runs, then the seconds it took.

    The block receives a function that refreshes the seconds; on a terminal a long step is seen to live.
    """
    began = time.monotonic()
    live = sys.stdout.isatty()
    start = f"  {title} ".ljust(WIDTH, ".")
    if live:
        print(start, end="", flush=True)

    def tick() -> None:
        if live:
            print(f"\r{start} {time.monotonic() - began:5.0f} s", end="", flush=True)

    try:
        yield tick
    except BaseException:
        print("" if live else f"{start} failed", flush=True)
        raise
    print(f"{chr(13) if live else ''}{start} {time.monotonic() - began:5.1f} s", flush=True)


def say(text: str = "") -> None:
    print(text, flush=True)
