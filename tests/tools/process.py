"""Starts a server for tests in its own process and stops exactly that process."""

import atexit
import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Self


class Server:
    """A child process that is ready once `ready` says so. Use as a context manager, or call `stop`."""

    def __init__(
        self,
        command: Sequence[str],
        *,
        ready: Callable[[], bool],
        env: Mapping[str, str] | None = None,
        seconds: float = 60,
    ) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="coe-test-server-")
        self._log = Path(self.folder.name, "log").open("w+b")  # noqa: SIM115, closed in stop()
        self._child = subprocess.Popen(
            command,
            cwd=self.folder.name,
            env={**os.environ, "TMPDIR": self.folder.name, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=self._log,
            stderr=subprocess.STDOUT,
        )
        atexit.register(self.stop)  # also when a script ends early: no server is left behind
        deadline = time.monotonic() + seconds
        while not ready():
            if self._child.poll() is not None or time.monotonic() > deadline:
                said = self.said()
                self.stop()
                raise RuntimeError(f"{command[0]} did not start:\n{said[-2000:]}")
            time.sleep(0.05)

    @property
    def pid(self) -> int:
        return self._child.pid

    def said(self) -> str:
        """What the process has written so far."""
        self._log.flush()
        return Path(self._log.name).read_text(errors="replace")

    def stop(self) -> None:
        """End the process and remove its files. May be called twice."""
        if self._child.poll() is None:
            self._child.terminate()
            try:
                self._child.wait(10)
            except subprocess.TimeoutExpired:
                self._child.kill()
                self._child.wait(10)
        atexit.unregister(self.stop)
        self._log.close()
        self.folder.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def answers(port: int) -> bool:
    """Whether something accepts connections on loopback."""
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def free_port(start: int, stop: int, *, together: int = 1) -> int:
    """The first port in the range with `together` free ones in a row.

    Each process begins at a place of its own, so that two runs which start together do not choose the same.
    """
    ports = range(start, stop - together + 1)
    first = os.getpid() * 17 % len(ports)
    for port in [*ports[first:], *ports[:first]]:
        if all(_free(one) for one in range(port, port + together)):
            return port
    raise RuntimeError(f"no free port between {start} and {stop}")


def _free(port: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
