"""`manage.py test`: the same setting up as `up`, then pytest against the same servers."""

import argparse
import os
import shutil
import signal
import subprocess

from coe.embedded import frontend, packages, servers, state, users
from coe.embedded.lock import alone
from coe.embedded.places import PYTHON, ROOT
from coe.embedded.progress import say

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
INTERRUPTED, NOTHING_COLLECTED = 2, 5  # pytest's own exit codes
SLOW = ("e2e", "faults")
OWN_COMMAND = ("looks", "gallery", "bench")
NO_BROWSER = (
    "No Chromium was found, so the browser tests are left out: install it (Debian: apt install chromium), "
    "or set COE_CHROMIUM to its path."
)


def browser() -> str | None:
    """The Chromium to use: the one named by COE_CHROMIUM, else the first on PATH."""
    return os.environ.get("COE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def rounds(arguments: list[str], *, fast: bool, everything: bool) -> list[list[str]]:
    """What pytest is told in each of its rounds.

    Fast tests come first, on every core, each worker with a database of its own; what starts servers comes after
    them, one test at a time, each suite in a process of its own. Whoever chooses marks gets one round with them, and
    a choice of tests needs no workers.
    """
    if any(word == "-m" or word.startswith("-m=") for word in arguments):
        return [arguments]
    marks = " and ".join(f"not {mark}" for mark in (*SLOW, *OWN_COMMAND))
    first = ["-m", marks, *([] if arguments else ["-n", "auto"])]
    chosen = () if fast else SLOW if everything else ("e2e",)
    return [[*first, *arguments], *(["-m", mark, *arguments] for mark in chosen)]


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="manage.py test",
        description="Set up what is missing and run the tests. Everything else on the line goes to pytest.",
        epilog="Without --all, tests marked faults are left out. Looks, gallery and bench run with -m alone.",
        allow_abbrev=False,
    )
    how_much = parser.add_mutually_exclusive_group()
    how_much.add_argument("--fast", action="store_true", help="leave out the browser and real servers as well")
    how_much.add_argument("--all", action="store_true", help="run every test that passes or fails: killed workers too")
    chosen, rest = parser.parse_known_args(arguments)
    external = state.external()
    with alone():
        packages.ensure(dev=True)
        packages.enter()
        frontend.ensure()
    try:
        with users.signed_in("test"):
            with alone():
                known = state.load() if external else servers.ensure()
                state.save(known)
            environment = state.process_environment(known)
            if chromium := browser():
                environment["COE_CHROMIUM"] = chromium
            elif not chosen.fast:
                say(NO_BROWSER)
            return _in_turn(rounds(rest, fast=chosen.fast, everything=chosen.all), environment)
    finally:
        if not external:
            servers.release()


def _in_turn(told: list[list[str]], environment: dict[str, str]) -> int:
    """Every round runs, so that one failure does not hide another; Ctrl-C ends them all."""
    worst = NOTHING_COLLECTED
    for arguments in told:
        code = _pytest(arguments, environment)
        if code == INTERRUPTED:
            return code
        if worst in (0, NOTHING_COLLECTED) and code != NOTHING_COLLECTED:
            worst = code
    return worst


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """Run pytest in the foreground. Ctrl-C reaches it directly; we wait until it has cleaned up."""
    process = subprocess.Popen([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    return process.wait()
