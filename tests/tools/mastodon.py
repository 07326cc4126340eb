"""A Mastodon server we did not write (PyPI: mastodon_mock) on loopback.

    with start_mastodon(port=21200) as server:
        server.url, server.token                  # alice, who is ours
        server.tokens["bob"]                      # somebody else

It keeps statuses, media, notifications and idempotency keys in memory and enforces Mastodon's limits.
"""

import sys
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Any, Self

import httpx

from tests.tools.process import Server, answers

_PEOPLE = ("alice", "bob", "carol")


@dataclass
class MastodonServer:
    """`token` is alice's. `get`, `post` are a plain client, independent of the adapter."""

    url: str
    server: Server
    tokens: dict[str, str] = field(repr=False)
    settings: "TemporaryDirectory[str] | None" = None

    @property
    def token(self) -> str:
        return self.tokens["alice"]

    def get(self, path: str, who: str = "alice", **params: Any) -> Any:
        answer = httpx.get(f"{self.url}{path}", params=params, headers=self._login(who), trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, who: str = "alice", **body: Any) -> Any:
        answer = httpx.post(f"{self.url}{path}", json=body, headers=self._login(who), trust_env=False)
        answer.raise_for_status()
        return answer.json()

    def posts(self, who: str = "alice") -> list[dict[str, Any]]:
        """Every status of the account, newest first."""
        account = self.get("/api/v1/accounts/verify_credentials", who)["id"]
        return list(self.get(f"/api/v1/accounts/{account}/statuses", who, limit=40))

    def _login(self, who: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens[who]}"}

    def stop(self) -> None:
        self.server.stop()
        if self.settings:
            self.settings.cleanup()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def start_mastodon(port: int, *, requests_per_window: int = 0) -> MastodonServer:
    """Start a server with three people on `port`; `requests_per_window` > 0 turns its rate limit on."""
    tokens = {name: f"{name}_token" for name in _PEOPLE}
    settings = TemporaryDirectory(prefix="coe-test-mastodon-")
    config = Path(settings.name, "mastodon_mock.toml")
    lines = [f'domain = "127.0.0.1:{port}"', 'url_scheme = "http"', "[database]", 'path = ":memory:"']
    if requests_per_window:
        lines += ["[ratelimit]", "enabled = true", f"limit = {requests_per_window}", "window_seconds = 300"]
    for name in _PEOPLE:
        lines += ["[[seed.accounts]]", f'username = "{name}"', f'display_name = "{name.title()}"']
        lines += [f'access_token = "{tokens[name]}"']
    config.write_text("\n".join(lines) + "\n")
    command = [sys.executable, "-m", "mastodon_mock", "serve", "--config", str(config)]
    command += ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    server = Server(command, ready=lambda: answers(port))
    return MastodonServer(f"http://127.0.0.1:{port}", server, tokens, settings)
