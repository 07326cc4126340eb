"""An HTTP server in a thread that does its work and then, on demand, answers badly or not at all."""

import json
import struct
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import SO_LINGER, SOL_SOCKET
from typing import Any, Literal
from urllib.parse import parse_qsl, urlsplit


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    def parts(self) -> dict[str, bytes]:
        """The parts of a multipart form, by name."""
        head = f"content-type: {self.headers['content-type']}\r\n\r\n".encode()
        form = BytesParser(policy=HTTP).parsebytes(head + self.body)
        return {
            str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True)
            for part in form.iter_parts()
        }


@dataclass(frozen=True)
class Reply:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)

    def encoded(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Fault:
    """What goes wrong with the next request whose path contains `path`.

    `hang` and `reset` lose the answer; `reply` gives another one. `does_work`: the request is carried
    out all the same.
    """

    path: str
    kind: Literal["hang", "reset", "reply"]
    reply: Reply | None = None
    does_work: bool = True


class FakeServer:
    """Subclasses write `handle`. Every request is kept in `requests`, what was answered in `exchanges`."""

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self.exchanges: list[tuple[Request, Reply]] = []
        self.faults: list[Fault] = []
        self._closing = threading.Event()
        self._lock = threading.Lock()
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                size = int(self.headers.get("content-length") or 0)
                url = urlsplit(self.path)
                headers = {name.lower(): value for name, value in self.headers.items()}
                fake._answer(
                    Request(self.command, url.path, parse_qsl(url.query), headers, self.rfile.read(size)),
                    self,
                )

            do_GET = do_POST = do_PUT = do_DELETE = _serve

            def log_message(self, format: str, *args: object) -> None:
                """Tests stay quiet."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self.url = f"http://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)
        self._thread.start()

    def handle(self, request: Request) -> Reply:
        raise NotImplementedError

    def _answer(self, request: Request, handler: BaseHTTPRequestHandler) -> None:
        with self._lock:
            self.requests.append(request)
            fault = next((one for one in self.faults if one.path in request.path), None)
            if fault:
                self.faults.remove(fault)
            reply = self.handle(request) if fault is None or fault.does_work else None
        handler.close_connection = True
        if fault and fault.kind == "hang":
            self._closing.wait(30)
        elif fault and fault.kind == "reset":
            handler.connection.setsockopt(SOL_SOCKET, SO_LINGER, struct.pack("ii", 1, 0))
        else:
            said = (fault.reply if fault else None) or reply or Reply(500)
            self.exchanges.append((request, said))
            _write(handler, said)

    def called(self, path: str) -> list[Request]:
        """The requests whose path contains `path`."""
        return [request for request in self.requests if path in request.path]

    def stop(self) -> None:
        self._closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


def _write(handler: BaseHTTPRequestHandler, reply: Reply) -> None:
    body = reply.encoded()
    try:
        handler.send_response(reply.status)
        headers = {"content-type": "application/json; charset=utf-8", **reply.headers}
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)
    except OSError:  # the client had enough
        pass


Handle = Callable[[Request], Reply]


class Scripted(FakeServer):
    """A server that answers with one function."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        super().__init__()

    def handle(self, request: Request) -> Reply:
        return self._handle(request)
