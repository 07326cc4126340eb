"""Which commands use the servers now: the last one to leave turns them off."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from coe.embedded import processes
from coe.embedded.places import RUN


def living(name: str | None = None) -> list[int]:
    """The pids of other commands (only NAME, when given) that use this COE_HOME and still run."""
    found = []
    for path in sorted(RUN.glob("*.user")) if RUN.is_dir() else []:
        command, _, pid = path.stem.partition("-")
        if int(pid) == os.getpid() or (name is not None and name != command):
            continue
        # The pid may belong to a stranger by now.
        if f"manage.py {command}" in processes.command_of(int(pid)):
            found.append(int(pid))
        else:
            path.unlink(missing_ok=True)
    return found


@contextmanager
def signed_in(name: str) -> Iterator[None]:
    """This process uses the servers, as command NAME, while the block runs."""
    path = RUN / f"{name}-{os.getpid()}.user"
    path.touch()
    try:
        yield
    finally:
        path.unlink(missing_ok=True)
