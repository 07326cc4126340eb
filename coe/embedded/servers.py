"""Postgres and Redis together: `manage.py servers`, and what `up` and `test` do before anything else."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from coe.embedded import postgres, processes, redis, state
from coe.embedded.places import HOME, ensure_home
from coe.embedded.progress import say, step
from coe.embedded.state import State


@contextmanager
def alone() -> Iterator[None]:
    """Only one command at a time sets things up; a second one waits here."""
    ensure_home()
    with open(HOME / "lock", "w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with step("Waiting for another command to finish"):
                fcntl.flock(file, fcntl.LOCK_EX)
        yield


def ensure(*, by: str, web_port: int | None = None) -> State:
    """Both servers run and answer, the roles and the database exist, and `.coe/env` says how to reach them.

    BY is the command that asks: servers started for it, or found without a keeper, become its own to stop.
    """
    known = state.load()
    if web_port is not None:
        known = replace(known, web_port=web_port)
    if not postgres.adopt(known, by=by):
        known = state.with_port(known, "postgres_port")
        with step("Starting Postgres"):
            state.save(known)
            postgres.start(known, by=by)
    if not redis.adopt(known, by=by):
        known = state.with_port(known, "redis_port")
        with step("Starting Redis"):
            state.save(known)
            redis.start(known, by=by)
    state.save(known)
    postgres.prepare(known)
    return known


def release(*, by_pid: int) -> None:
    """Stop the servers for which the command BY_PID is responsible; others stay."""
    for server in (redis, postgres):
        record = processes.record_of(server.NAME)
        if record is not None and record.by != "servers" and record.by_pid == by_pid:
            server.stop()


def stop() -> None:
    """Stop both servers, whoever started them."""
    with alone():
        for title, server in (("Stopping Redis", redis), ("Stopping Postgres", postgres)):
            with step(title):
                server.stop()


def run() -> int:
    """`manage.py servers`: start both and leave them running."""
    with alone():
        known = ensure(by="servers")
    say(f"Postgres answers on port {known.postgres_port} and Redis on port {known.redis_port} of {state.LOOPBACK}.")
    say("How to reach them is in .coe/env. Stop them with: python3 manage.py servers --stop")
    return 0
