"""A small network of our own: a server on loopback that counts posts, and the adapter that speaks to it.

Registered as "plain" only in tests. Its server is told how to behave, one call after the other.
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from publishing.channels import registry, wire
from publishing.channels.abilities import Abilities
from publishing.channels.base import (
    Connected,
    Connection,
    Failure,
    Heard,
    Message,
    NotFound,
    Outcome,
    Reading,
    Sent,
    Trouble,
    Unknown,
)
from publishing.channels.registry import ConnectField, NetworkInfo

ABILITIES = Abilities(
    name="Plain", counting="none", max_length=500, max_bytes=None, max_images=4,
    image_mimes=frozenset({"image/png"}), max_image_bytes=None, alt_required=False, link_as="text",
    idempotent=True, can_reconcile=True, metrics=("likes",), hears=False,
)  # fmt: skip
INFO = NetworkInfo(
    slug="plain",
    name="Plain",
    connect_fields=(
        ConnectField("server", "server_address", secret=False, kind="url"),
        ConnectField("token", "access_token", secret=True, kind="password"),
    ),
    adapter="tests.publishing.delivery.network:Plain",
)


def register() -> None:
    registry.NETWORKS["plain"] = INFO


class Plain(Connection):
    """Posts in two calls: a draft whose id is saved, then the post itself. It knows no idempotency keys."""

    @staticmethod
    def abilities_from(session: Mapping[str, Any]) -> Abilities:
        return ABILITIES

    @property
    def abilities(self) -> Abilities:
        return ABILITIES

    @property
    def _server(self) -> str:
        return self.credentials["server"]

    def check(self) -> Connected | Trouble:
        result = self.transport.request("GET", f"{self._server}/me", headers=self._headers)
        if failed := wire.trouble(result, committing=False, now=self.now()):
            return failed
        return Connected("plain-handle", "Plain Handle", {"max_length": 500}, self.session)

    @property
    def _headers(self) -> dict[str, str]:
        return {"authorization": f"Bearer {self.credentials.get('token', '')}"}

    def publish(
        self, message: Message, *, handles: Mapping[str, Any], save: Callable[[dict[str, Any]], None]
    ) -> Outcome:
        known = dict(handles)
        if "draft" not in known:
            result = self.transport.request("POST", f"{self._server}/drafts", json={"key": message.key})
            if failed := wire.trouble(result, committing=False, now=self.now()):
                return failed
            known["draft"] = result.json()["id"]
            save(known)
        body = {"key": message.key, "text": message.text, "draft": known["draft"]}
        result = self.transport.request("POST", f"{self._server}/posts", json=body, headers=self._headers)
        if failed := wire.trouble(result, committing=True, now=self.now()):
            return failed
        return Sent(result.json()["id"], f"{self._server}/p/{message.key}", known)

    def find_sent(self, message: Message, *, handles: Mapping[str, Any]) -> Sent | NotFound | Unknown:
        result = self.transport.request("GET", f"{self._server}/find/{message.key}")
        if isinstance(result, Failure) or result.status not in (200, 404):
            return Unknown("cannot look")
        if result.status == 404:
            return NotFound(may_send_again=True, detail="not there")
        return Sent(result.json()["id"], f"{self._server}/p/{message.key}", dict(handles))

    def read_posts(self, remote_ids: Sequence[str]) -> list[Reading] | Trouble:
        return []

    def read_channel(self) -> list[Reading] | Trouble:
        return []

    def listen(self, cursor: str | None) -> Heard | Trouble:
        return Heard((), cursor)


@dataclass
class Network:
    """The server. `plan` holds what the next posts meet: a status, "lost" (kept, no answer), "hang", or "slow"."""

    plan: list[Any] = field(default_factory=list)
    posts: Counter[str] = field(default_factory=Counter)
    calls: list[tuple[float, str]] = field(default_factory=list)
    retry_after: int = 0
    login: bool = True
    hang: float = 5.0
    when_posting: Callable[[str], None] | None = None
    port: int = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def allow(self) -> str:
        return f"127.0.0.1:{self.port}"

    def posted(self) -> list[float]:
        """When posts were asked for, in seconds of a steady clock."""
        return [moment for moment, path in self.calls if path == "/posts"]


@contextmanager
def running(port: int = 0) -> Iterator[Network]:
    network = Network()
    server = ThreadingHTTPServer(("127.0.0.1", port), _handler(network))
    server.daemon_threads = True
    network.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield network
    finally:
        server.shutdown()
        server.server_close()


def _handler(network: Network) -> type[BaseHTTPRequestHandler]:
    lock = threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *args: Any) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            if self.path == "/me":
                return self._say(200 if network.login else 401, {"error": "no"})
            key = self.path.rpartition("/")[2]
            with lock:
                there = network.posts[key]
            return self._say(200, {"id": f"r-{key}"}) if there else self._say(404, {})

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["content-length"])))
            with lock:
                network.calls.append((time.monotonic(), self.path))
                step = network.plan.pop(0) if self.path == "/posts" and network.plan else 200
            if self.path == "/drafts":
                return self._say(200, {"id": f"d-{body['key']}"})
            if not network.login:
                return self._say(401, {"error": "no"})
            if isinstance(step, int) and step >= 300:
                return self._say(step, {"error": "planned"})
            if step == "hang":
                time.sleep(network.hang)
                return None
            with lock:
                network.posts[body["key"]] += 1
            if network.when_posting:
                network.when_posting(body["key"])
            if step == "slow":
                time.sleep(network.hang)
            if step == "lost":
                self.close_connection = True
                return None
            return self._say(200, {"id": f"r-{body['key']}"})

        def _say(self, status: int, body: dict[str, Any]) -> None:
            content = json.dumps(body).encode()
            try:
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(content)))
                if status == 429 and network.retry_after:
                    self.send_header("retry-after", str(network.retry_after))
                self.end_headers()
                self.wfile.write(content)
            except OSError:
                """The caller went away."""

    return Handler
