"""`manage.py up`: everything from nothing to a page that answers, and down again with Ctrl-C."""

import argparse
import errno
import os
import shutil
import signal
import time
from collections.abc import Sequence
from dataclasses import replace
from types import FrameType

from coe.embedded import frontend, manual, packages, postgres, processes, project, redis, servers, state, users
from coe.embedded.lock import alone
from coe.embedded.places import HOME, LOGS, ensure_home
from coe.embedded.progress import say, step
from coe.embedded.services import Services
from coe.embedded.state import State
from coe.embedded.trouble import PORT_FORBIDDEN, PORT_TAKEN, Trouble

BEGAN = "COE_UP_BEGAN"
# Set even for Ctrl-C: a shell that starts us in the background switches it off.
STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
OURS = (
    "postgres", "postgres-*", "redis", "redis.conf", "env", "state.json", "log", "run", "static",
    "static.stamp", "media", "beat-schedule*",
)  # fmt: skip


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(
        prog="manage.py up", description="Set up what is missing and start everything. Ctrl-C stops it all."
    )
    made.add_argument("--port", type=int, default=8000, help="where the pages answer (default: 8000)")
    made.add_argument("--no-demo", action="store_true", help="start without the demo organisation")
    made.add_argument("--reset", action="store_true", help="delete all data under .coe first")
    return made


def run(arguments: list[str]) -> int:
    chosen = parser().parse_args(arguments)
    # Set when this is the same command as before, gone on inside `.venv`.
    entered = BEGAN in os.environ
    began = float(os.environ.setdefault(BEGAN, str(time.time())))
    for number in STOPPING:
        signal.signal(number, _interrupt)
    external = state.external()
    with alone():
        if chosen.reset and not entered:
            reset()
        clear_the_way(chosen.port)
        packages.ensure(dev=False)
        packages.enter()
    del os.environ[BEGAN]
    ready = False
    started: Services | None = None
    try:
        with users.signed_in("up"):
            try:
                with alone():
                    frontend.ensure()
                    manual.ensure()
                    known = _servers(chosen.port)
                    started = Services(chosen.port, state.process_environment(known))
                    sign_ins = _fill(started, demo=not chosen.no_demo)
                    started.start()
                with step("Waiting for the web server") as tick:
                    started.wait_for_web(tick)
                with step("Waiting for the workers") as tick:
                    started.wait_for_workers(tick)
                _announce(known, sign_ins, seconds=time.time() - began)
                ready = True
                _watch(started, known)
            finally:
                # Asked twice to stop, we still stop in order; nothing below waits for long.
                for number in STOPPING:
                    signal.signal(number, signal.SIG_IGN)
                if started is not None:
                    if ready:
                        say("\nStopping …")
                    started.stop()
    except KeyboardInterrupt:
        if not ready:
            raise
    finally:
        if not external:
            servers.release()
    say("Everything is stopped.")
    return 0


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def reset() -> None:
    """Stop everything of this COE_HOME and delete its data."""
    for pid in users.living("up"):
        os.kill(pid, signal.SIGTERM)
    if not processes.wait_until(lambda: not users.living("up"), seconds=60) or users.living():
        raise Trouble("Another `manage.py` still uses this installation. Stop it first, then reset.")
    with step("Deleting the data"):
        processes.stop(_services())
        redis.stop()
        postgres.stop()
        # COE_HOME may be a folder with other things in it: only what we made goes.
        for path in (path for pattern in OURS for path in HOME.glob(pattern)):
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    ensure_home()


def _services() -> list[processes.Record]:
    """What is remembered of web server, workers and beat."""
    return [record for record in processes.records() if record.name not in (postgres.NAME, redis.NAME)]


def clear_the_way(port: int) -> None:
    """No other `up` runs here, nothing is left of one that was killed, and PORT is free."""
    if users.living("up"):
        address = f"http://localhost:{state.load().web_port}"
        raise Trouble(f"It is running already: {address} (stop it with Ctrl-C where it was started).")
    processes.stop(_services())
    if not 0 < port < 65536:
        raise Trouble(f"{port} is no port: it must be between 1 and 65535.")
    if why := state.refusal(port):
        other = next((one for one in range(max(port, 1023) + 1, 65536) if not state.refusal(one)), 8000)
        taken = why == errno.EADDRINUSE
        raise Trouble((PORT_TAKEN if taken else PORT_FORBIDDEN).format(port=port, other=other))


def _servers(port: int) -> State:
    if not state.external():
        return servers.ensure(web_port=port)
    known = replace(state.load(), web_port=port)
    state.save(known)
    return known


def _fill(started: Services, *, demo: bool) -> list[list[str]]:
    """Bring tables, static files and demo up to date. Returns the demo's sign-ins: role, e-mail, password."""
    with project.opened(started.environment) as django:
        with step("Bringing the database up to date") as tick:
            django.call("migrate", "--database=owner", "--no-input", what="the database's tables", tick=tick)
        stamp, now = HOME / "static.stamp", f"{frontend.fingerprint()} {packages.fingerprint(packages.LOCK)}"
        if not stamp.is_file() or stamp.read_text() != now:
            with step("Collecting static files") as tick:
                django.call("collectstatic", "--no-input", "--clear", what="static files", tick=tick)
                stamp.write_text(now)
        if not demo:
            return []
        with step("Filling in the demo") as tick:
            django.call("demo", what="the demo", tick=tick)
        found: list[list[str]] = django.call("sign-ins", what="the demo's people")
        return found


def _announce(known: State, sign_ins: Sequence[Sequence[str]], *, seconds: float) -> None:
    say(f"\nReady after {seconds:.0f} s: {state.process_environment(known)['COE_BASE_URL']}\n")
    if sign_ins:
        widths = [max(len(row[column]) for row in sign_ins) for column in range(3)]
        say("Sign in as one of these (role, e-mail, password):")
        for row in sign_ins:
            padded = [text.ljust(width) for text, width in zip(row, widths, strict=True)]
            say(f"  {'   '.join(padded)}".rstrip())
        say()
    say(f"Logs are in {LOGS}. Ctrl-C stops everything.")


def _watch(started: Services, known: State) -> None:
    """Keep everything running until somebody interrupts."""
    while True:
        time.sleep(1)
        started.mend()
        if state.external():
            continue
        if not (state.accepts(known.postgres_port) and state.accepts(known.redis_port)):
            say("Postgres or Redis stopped and is started again.")
            with alone():
                if servers.ensure() != known:
                    raise Trouble("Postgres or Redis had to change its port. Run again: python3 manage.py up")
