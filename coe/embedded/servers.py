"""Postgres and Redis together: `manage.py servers`, and what `up` and `test` do before anything else."""

from dataclasses import replace

from coe.embedded import postgres, processes, redis, state, users
from coe.embedded.lock import alone
from coe.embedded.places import ENV_FILE
from coe.embedded.progress import say, step
from coe.embedded.state import State
from coe.embedded.trouble import Trouble


def ensure(*, kept: bool = False, web_port: int | None = None) -> State:
    """Both servers run and answer, the roles and the database exist, and `.coe/env` says how to reach them.

    Servers that run already are taken as they are; KEPT ones outlive the command.
    """
    known = state.load()
    if web_port is not None:
        known = replace(known, web_port=web_port)
    if not postgres.adopt(known, kept=kept):
        known = state.with_port(known, "postgres_port")
        with step("Starting Postgres"):
            state.save(known)
            postgres.start(known, kept=kept)
    if not redis.adopt(known, kept=kept):
        known = state.with_port(known, "redis_port")
        with step("Starting Redis"):
            state.save(known)
            redis.start(known, kept=kept)
    state.save(known)
    postgres.prepare(known)
    return known


def release() -> None:
    """Stop the servers unless another command uses them or they were started to be kept."""
    with alone():
        if users.living():
            return
        for server in (redis, postgres):
            record = processes.record_of(server.NAME)
            if record is not None and not record.kept:
                server.stop()


def stop() -> None:
    """Stop both servers, whoever started them."""
    for title, server in (("Stopping Redis", redis), ("Stopping Postgres", postgres)):
        with step(title):
            server.stop()


def run(*, stopping: bool) -> int:
    """`manage.py servers`: start both and leave them running, or stop them."""
    with alone():
        if stopping:
            if pids := users.living():
                raise Trouble(f"Another `manage.py` uses the servers (process {pids[0]}). Stop that first.")
            stop()
            return 0
        known = ensure(kept=True)
    say(f"Postgres answers on port {known.postgres_port} of {state.LOOPBACK}, Redis on {known.redis_port}.")
    say(f"How to reach them is in {ENV_FILE}. Stop them with: python3 manage.py servers --stop")
    return 0
