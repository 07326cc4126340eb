"""A real receiver on loopback, and an endpoint that points at it."""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from coe.webhooks import actions, engine
from coe.webhooks.models import Endpoint
from tests.factories.cast import Org


@dataclass(frozen=True)
class Got:
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """Keeps what comes. `answers` are (status, headers, body), taken in turn; empty means 204. "drop" hangs up."""

    url: str = ""
    got: list[Got] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)

    @property
    def allow(self) -> str:
        return self.url.removeprefix("http://").split("/")[0]


@pytest.fixture
def receiver(settings: Any) -> Iterator[Receiver]:
    kept = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None: ...

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            kept.got.append(Got(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
            answer = kept.answers.pop(0) if kept.answers else (204, {}, b"")
            if answer == "drop":
                self.close_connection = True
                self.connection.close()
                return
            if answer == "hang":
                time.sleep(1.2)
                self.close_connection = True
                return
            status, headers, content = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    kept.url = f"http://127.0.0.1:{server.server_port}/hook"
    settings.HTTP_ALLOW = [kept.allow]
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coe.outbox.lines.app.send_task", lambda *_a, **_k: None)


def add(
    org: Org, receiver: Receiver, *, types: tuple[str, ...] = ("freeze.declared",), **more: Any
) -> tuple[Endpoint, str]:
    who = org.people["ida"] if "ida" in org.people else org.people["sam"]
    return actions.add(who.actor, name="Warehouse", url=receiver.url, types=types, **more)


def send(org: Org, endpoint: Endpoint) -> bool:
    return engine.send_next(org.id, endpoint.pk)
