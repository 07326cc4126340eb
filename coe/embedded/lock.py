"""One command at a time sets things up."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from coe.embedded import progress
from coe.embedded.places import HOME, ensure_home


@contextmanager
def alone() -> Iterator[None]:
    """While the block runs, no other command is inside its own; a second one waits here.

    What `run_logged` starts holds the lock too: when we are killed in the middle of an installation, the next
    command waits until that has come to its end, instead of working on the same folder.
    """
    ensure_home()
    with (HOME / "lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with progress.step("Waiting for another command"):
                fcntl.flock(file, fcntl.LOCK_EX)
        progress.handed_down.append(file.fileno())
        try:
            yield
        finally:
            progress.handed_down.remove(file.fileno())
