"""Stand-ins for the four services on loopback: they check signatures themselves and answer with their own codes."""

import base64
import hashlib
import hmac
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

SECRET = "SECd41d8cd98f00b204"


@dataclass
class Service:
    """What was said to it; `answers` (status, headers, body) go before its own judgement, in turn. "drop" hangs up."""

    url: str = ""
    secret: str = SECRET
    said: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Any] = field(default_factory=list)


def feishu_refuses(said: dict[str, Any], query: dict[str, list[str]], secret: str) -> Any:
    """As Feishu's documents describe it: the key is timestamp, newline, secret; the message is empty."""
    stamp = str(said.get("timestamp", ""))
    made = hmac.new(f"{stamp}\n{secret}".encode(), digestmod=hashlib.sha256)
    if base64.b64encode(made.digest()).decode() == said.get("sign") and abs(time.time() - int(stamp)) < 3600:
        return None
    return {"code": 19021, "msg": "sign match fail or timestamp is not within one hour from current time"}


def dingtalk_refuses(said: dict[str, Any], query: dict[str, list[str]], secret: str) -> Any:
    """As DingTalk's documents describe it: keyed by the secret, over milliseconds, newline, secret; in the query."""
    stamp = query.get("timestamp", ["0"])[0]
    made = hmac.new(secret.encode("utf-8"), f"{stamp}\n{secret}".encode(), digestmod=hashlib.sha256).digest()
    fresh = abs(time.time() * 1000 - int(stamp)) < 3_600_000
    if fresh and base64.b64decode(query.get("sign", [""])[0]) == made:
        return None
    return {"errcode": 310000, "errmsg": "sign not match, more: [https://ding-doc]"}


FINE = {
    "slack": b"ok",
    "feishu": json.dumps({"code": 0, "msg": "success", "data": {}}).encode(),
    "wecom": json.dumps({"errcode": 0, "errmsg": "ok"}).encode(),
    "dingtalk": json.dumps({"errcode": 0, "errmsg": "ok"}).encode(),
}
REFUSES = {"feishu": feishu_refuses, "dingtalk": dingtalk_refuses}


@pytest.fixture
def service(settings: Any) -> Iterator[Service]:
    kept = Service()

    class Handler(BaseHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None: ...

        def do_POST(self) -> None:
            said = json.loads(self.rfile.read(int(self.headers["content-length"])))
            kept.said.append(said)
            parts = urlsplit(self.path)
            provider = parts.path.split("/")[1]
            answer = kept.answers.pop(0) if kept.answers else None
            if answer == "drop":
                self.close_connection = True
                self.connection.close()
                return
            if answer is None:
                refused = REFUSES.get(provider, lambda *_: None)(said, parse_qs(parts.query), kept.secret)
                answer = (200, {}, json.dumps(refused).encode() if refused else FINE[provider])
            status, headers, content = answer
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    kept.url = f"http://127.0.0.1:{server.server_port}"
    settings.HTTP_ALLOW = [kept.url.removeprefix("http://")]
    yield kept
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coe.outbox.lines.app.send_task", lambda *_a, **_k: None)
