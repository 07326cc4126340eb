"""What is being done, and how long it took, one line a step; and programs that are run to their end."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from coe.embedded.places import LOGS, ROOT
from coe.embedded.trouble import Trouble, diagnose

WIDTH = 46
# Open files that a program run to its end keeps open with us.
handed_down: list[int] = []


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


def run_logged(
    argv: Sequence[str | Path],
    *,
    log: str,
    what: str,
    tick: Callable[[], None] = lambda: None,
    environment: Mapping[str, str] | None = None,
) -> None:
    """Run ARGV in the project's folder to its end, its output going to LOG.log.

    When it fails, raises `Trouble` that says in one line why WHAT could not be brought.
    """
    path = LOGS / f"{log}.log"
    with path.open("wb") as file:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            cwd=ROOT,
            env=None if environment is None else dict(environment),
            pass_fds=handed_down,
        )
        try:
            while process.poll() is None:
                tick()
                try:
                    process.wait(timeout=0.5)
                except subprocess.TimeoutExpired:
                    continue
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
    if process.returncode:
        raise Trouble(diagnose(path.read_text(errors="replace")[-20000:], what=what, log=path))
