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
SLOW = ("e2e", "faults", "bench")
NO_BROWSER = (
    "No Chromium was found, so the browser tests are left out: install it (Debian: apt install chromium), "
    "or set COE_CHROMIUM to its path."
)


def browser() -> str | None:
    """The Chromium to use: the one named by COE_CHROMIUM, else the first on PATH."""
    return os.environ.get("COE_CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def selection(arguments: list[str], *, everything: bool, chromium: bool) -> list[str]:
    """The `-m` that pytest gets: none of ours when the person chose one."""
    if any(word == "-m" or word.startswith("-m=") for word in arguments):
        return []
    left_out = [mark for mark in SLOW if not everything or (mark == "e2e" and not chromium)]
    return ["-m", " and ".join(f"not {mark}" for mark in left_out)]


def run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(
        prog="manage.py test",
        description="Set up what is missing and run the tests. Everything else on the line goes to pytest.",
        epilog="Without --all or -m, tests marked e2e (browser), faults and bench are left out.",
        allow_abbrev=False,
    )
    parser.add_argument("--all", action="store_true", help="run every test, slow ones and browser tests too")
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
            elif chosen.all or "e2e" in " ".join(rest):
                say(NO_BROWSER)
            marks = selection(rest, everything=chosen.all, chromium=chromium is not None)
            return _pytest([*marks, *rest], environment)
    finally:
        if not external:
            servers.release()


def _pytest(arguments: list[str], environment: dict[str, str]) -> int:
    """Run pytest in the foreground. Ctrl-C reaches it directly; we wait until it has cleaned up."""
    process = subprocess.Popen([str(PYTHON), "-m", "pytest", *arguments], cwd=ROOT, env=environment)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda number, frame: process.terminate())
    return process.wait()
