"""Programs that run in the background: started in a group of their own, remembered, found again, stopped."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from coe.embedded.places import LOGS, RUN, VENV, write_private

LARGEST_LOG = 10 * 1024 * 1024
# The programs we started ourselves; each must be collected when it ends, or it stays as a zombie.
_children: dict[int, subprocess.Popen[bytes]] = {}


@dataclass(frozen=True)
class Record:
    """One background program, kept in `run/NAME.json`. A kept one outlives the command that started it."""

    name: str
    pid: int
    kept: bool = False


@dataclass(frozen=True)
class Process:
    pid: int
    group: int
    command: str


def running() -> Iterator[Process]:
    """Every process of this machine that is not a zombie."""
    if not Path("/proc/self/stat").exists():
        yield from _running_by_ps()
        return
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            # The name in brackets may itself hold spaces and brackets: the fields begin after the last one.
            stat = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if stat[0] != "Z":
            yield Process(int(entry.name), int(stat[2]), command.strip())


def _running_by_ps() -> Iterator[Process]:
    listing = subprocess.run(
        ["ps", "-axww", "-o", "pid=,pgid=,stat=,command="], capture_output=True, text=True, check=True
    )
    for line in listing.stdout.splitlines():
        pid, group, status, command = line.split(None, 3)
        if not status.startswith("Z"):
            yield Process(int(pid), int(group), command)


def command_of(pid: int) -> str:
    """The command line of PID, or nothing when it is gone."""
    return next((process.command for process in running() if process.pid == pid), "")


def records() -> list[Record]:
    found = []
    for path in sorted(RUN.glob("*.json")) if RUN.is_dir() else []:
        try:
            found.append(Record(**json.loads(path.read_text())))
        except (ValueError, TypeError):
            path.unlink(missing_ok=True)
    return found


def record_of(name: str) -> Record | None:
    return next((record for record in records() if record.name == name), None)


def remember(record: Record) -> None:
    write_private(RUN / f"{record.name}.json", json.dumps(asdict(record)) + "\n")


def forget(name: str) -> None:
    (RUN / f"{name}.json").unlink(missing_ok=True)


def members(record: Record) -> list[Process]:
    """The living processes of a recorded program.

    A pid may have been given to a stranger since: only what runs from our own `.venv` counts. What was killed
    hard leaves its children behind, in the same group.
    """
    return [
        process for process in running() if record.pid in (process.pid, process.group) and str(VENV) in process.command
    ]


def spawn(
    name: str,
    argv: Sequence[str | Path],
    *,
    environment: Mapping[str, str],
    cwd: Path,
    kept: bool = False,
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start ARGV in a session of its own, so that Ctrl-C in a terminal reaches only us. Logs to NAME.log."""
    path = LOGS / f"{name}.log"
    if path.is_file() and path.stat().st_size > LARGEST_LOG:
        path.replace(path.with_suffix(".log.1"))
    with path.open("ab") as log:
        process = subprocess.Popen(
            [str(part) for part in argv],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=dict(environment),
            cwd=cwd,
            start_new_session=True,
            user=user,
            group=group,
            extra_groups=[] if user is not None else None,
        )
    _children[process.pid] = process
    remember(Record(name, process.pid, kept))
    return process


def stop(stopping: Iterable[Record], *, polite: signal.Signals = signal.SIGTERM, grace: float = 15) -> None:
    """End recorded programs and their groups: all asked at once, those left after GRACE seconds killed.

    Only the first process of a group is asked, because it ends its own children in order; where it is gone
    already, its orphans are asked themselves.
    """
    waiting = list(stopping)
    for record in waiting:
        living = members(record)
        leader = [process for process in living if process.pid == record.pid]
        for process in leader or living:
            _signal(process.pid, polite)
    if not wait_until(lambda: all(map(_gone, waiting)), seconds=grace):
        for record in waiting:
            for process in members(record):
                _signal(process.pid, signal.SIGKILL)
        wait_until(lambda: all(map(_gone, waiting)), seconds=5)
    for record in waiting:
        forget(record.name)


def _gone(record: Record) -> bool:
    if child := _children.get(record.pid):
        child.poll()
    return not members(record)


def _signal(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)


def wait_until(condition: Callable[[], bool], *, seconds: float, pause: float = 0.1) -> bool:
    """Whether CONDITION came true within SECONDS."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True


def tail(name: str, lines: int = 1) -> str:
    """The last LINES that program NAME wrote."""
    path = LOGS / f"{name}.log"
    if not path.is_file():
        return ""
    with path.open("rb") as log:
        log.seek(max(0, path.stat().st_size - 8192))
        return "\n".join(log.read().decode(errors="replace").strip().splitlines()[-lines:])
