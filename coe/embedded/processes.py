"""Programs that run in the background: started in a group of their own, remembered, found again, stopped."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from coe.embedded.places import LOGS, RUN, VENV, write_private


@dataclass(frozen=True)
class Record:
    """One background program, kept in `run/NAME.json`. `by_pid` is the command that is responsible for it."""

    name: str
    pid: int
    by: str
    by_pid: int


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
            command = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace").strip()
            # The name in brackets may itself hold spaces and brackets: the fields begin after the last one.
            stat = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        if command and stat[0] != "Z":
            yield Process(int(entry.name), int(stat[2]), command)


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

    A pid may have been given to a stranger since: only what runs from our own `.venv` counts. A program killed
    hard leaves its children behind, in the same group.
    """
    return [
        process
        for process in running()
        if (process.pid == record.pid or process.group == record.pid) and str(VENV) in process.command
    ]


def is_responsible(record: Record) -> bool:
    """Whether the command that started RECORD still looks after it. Servers left running have no keeper."""
    return record.by != "servers" and "manage.py" in command_of(record.by_pid)


def spawn(
    name: str,
    argv: Sequence[str | Path],
    *,
    by: str,
    environment: Mapping[str, str],
    cwd: Path,
    user: int | None = None,
    group: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start ARGV in a session of its own, so that Ctrl-C in the terminal reaches only us, logging to NAME.log."""
    with open(LOGS / f"{name}.log", "ab") as log:
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
    remember(Record(name, process.pid, by, os.getpid()))
    return process


def _reap(pid: int) -> None:
    """Collect PID if it was our child, so that it does not stay as a zombie."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        pass


def stop(record: Record, *, polite: signal.Signals = signal.SIGTERM, alone: bool = False, grace: float = 15) -> None:
    """End a recorded program and all of its group: asked first, killed after GRACE seconds.

    ALONE asks only the first process, for programs that end their own children in order (Postgres).
    """
    living = members(record)
    for process in living:
        if not alone or process.pid == record.pid or record.pid not in {one.pid for one in living}:
            _signal(process.pid, polite)
    if not wait_until(lambda: _gone(record), seconds=grace):
        for process in members(record):
            _signal(process.pid, signal.SIGKILL)
        wait_until(lambda: _gone(record), seconds=5)
    forget(record.name)


def _gone(record: Record) -> bool:
    _reap(record.pid)
    return not members(record)


def _signal(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        pass


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
    with open(path, "rb") as log:
        log.seek(max(0, path.stat().st_size - 8192))
        return "\n".join(log.read().decode(errors="replace").strip().splitlines()[-lines:])
