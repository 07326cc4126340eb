"""The one HTTP client. Every outgoing call of the system passes here.

It answers with values, never with exceptions, because the caller's next step depends on one fact
that libraries blur: did the request leave this machine? `Failure.kind` says so.

- `never_sent`: no name, no connection, no TLS. Nothing left; sending again is safe.
- `forbidden`: the address is not on the public internet, or the URL is not ours to call. Nothing left.
- `answer_lost`: bytes were written, then a timeout, a reset or something that is not HTTP. The other
  side may have acted.
- `too_large`: an answer came and was longer than allowed. The other side has acted.

One connection per request: a connection kept alive may die while the next request is written to it,
and then nobody can tell whether that request was read. It also means that each request resolves and
checks its address, so a name cannot be rebound between the check and the call.
"""

import json as jsonlib
import logging
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from socket import SOCK_STREAM, getaddrinfo
from typing import Any, Literal

import httpcore
import httpx

from coe.web.addresses import is_public
from coe.web.redaction import redact, redact_headers

__all__ = ["Answer", "Failure", "Http", "redact", "redact_headers"]

log = logging.getLogger("coe.http")

FailureKind = Literal["never_sent", "answer_lost", "too_large", "forbidden"]
Resolve = Callable[[str, int], Iterable[str]]

MAX_REDIRECTS = 3
_CHUNK = 64 * 1024
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Answer:
    """What the server said. Header names are lower-case; repeated headers are joined with ", "."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    url: str

    @property
    def text(self) -> str:
        """The body as UTF-8; bytes that are not become U+FFFD."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any | None:
        """The body read as JSON, or None when it is something else (an error page, say)."""
        try:
            return jsonlib.loads(self.body)
        except (ValueError, RecursionError):
            return None


@dataclass(frozen=True)
class Failure:
    """No usable answer; see the module text for the kinds. `detail` is English, for logs, without secrets."""

    kind: FailureKind
    detail: str


class _Forbidden(Exception):
    """Raised inside the connection attempt, before a socket exists."""


@dataclass
class _Exchange:
    """What must be known about one request after it went wrong."""

    deadline: float
    wrote: bool = False

    def cap(self, timeout: float | None) -> float:
        """Seconds an operation may still take: its own limit, or less when the whole is nearly over."""
        left = self.deadline - time.monotonic()
        return max(0.001, left if timeout is None else min(left, timeout))


class _Stream(httpcore.NetworkStream):
    """Notes the first byte of the request and keeps the whole exchange within its deadline.

    A TLS handshake writes to the raw socket and so does not count as sending.
    """

    def __init__(self, inner: httpcore.NetworkStream, exchange: _Exchange) -> None:
        self._inner, self._exchange = inner, exchange

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        if time.monotonic() >= self._exchange.deadline:
            raise httpcore.ReadTimeout("the answer took too long")
        return self._inner.read(max_bytes, self._exchange.cap(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        view = memoryview(buffer)
        for start in range(0, len(view), _CHUNK):
            if time.monotonic() >= self._exchange.deadline:
                raise httpcore.WriteTimeout("the request took too long")
            self._exchange.wrote = True
            self._inner.write(bytes(view[start : start + _CHUNK]), self._exchange.cap(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        inner = self._inner.start_tls(ssl_context, server_hostname, self._exchange.cap(timeout))
        return _Stream(inner, self._exchange)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _CheckedBackend(httpcore.NetworkBackend):
    """Connects to the addresses that were checked, and to no other.

    The name itself travels on in the Host header and in the TLS handshake.
    """

    def __init__(self, exchange: _Exchange, allow: frozenset[str], resolve: Resolve) -> None:
        self._exchange, self._allow, self._resolve = exchange, allow, resolve

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        error: Exception = httpcore.ConnectError(f"no address for {host}")
        for address in self._addresses(host, port):
            try:
                inner = httpcore.SyncBackend().connect_tcp(
                    address, port, self._exchange.cap(timeout), local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as failed:
                error = failed
            else:
                return _Stream(inner, self._exchange)
        raise error

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = list(dict.fromkeys(self._resolve(host, port)))
        except (OSError, UnicodeError) as failed:
            raise httpcore.ConnectError(f"cannot resolve {host}: {failed}") from failed
        if f"{host}:{port}" in self._allow:
            return found
        # One private address among public ones is enough: a name that mixes them is an attack or a mistake.
        if not all(is_public(address) for address in found):
            raise _Forbidden(f"{host} is not on the public internet")
        return found


def resolve_name(host: str, port: int) -> Iterable[str]:
    """Every address of `host`, in the system's order. Raises OSError when there is none."""
    return [str(entry[4][0]) for entry in getaddrinfo(host, port, type=SOCK_STREAM)]


@dataclass(frozen=True)
class Http:
    """`allow` holds "host:port" pairs, as written in URLs, that may be private. Times are in seconds.

    `connect` and `read` limit one step, `total` the whole call with its redirects. The system's resolver
    keeps its own time limit.
    """

    allow: frozenset[str] = frozenset()
    user_agent: str = "CoE"
    connect: float = 5.0
    read: float = 15.0
    total: float = 30.0
    max_bytes: int = 5 * 1024 * 1024
    resolve: Resolve = resolve_name
    verify: ssl.SSLContext | None = field(default=None, repr=False)

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] | None = None,
        json: Any = None,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        content: bytes | None = None,
        timeout: float | None = None,
        max_bytes: int | None = None,
        follow_redirects: bool = False,
    ) -> Answer | Failure:
        """One call, sent at most once per address. `timeout` is the whole call's limit in seconds.

        `data` and `files` are what httpx takes. Redirects are followed up to three times, each one
        checked like the first; credentials do not cross to another host.
        """
        deadline = time.monotonic() + (timeout or self.total)
        body: dict[str, Any] = {"json": json, "data": data, "files": files, "content": content}
        sent_headers = {"user-agent": self.user_agent, "accept": "*/*", "accept-encoding": "gzip"}
        sent_headers |= {name.lower(): value for name, value in (headers or {}).items()}
        for _ in range(MAX_REDIRECTS + 1):
            try:
                request = httpx.Request(method, url, headers=sent_headers, **body)
            except (httpx.InvalidURL, ValueError, TypeError) as failed:
                return Failure("forbidden", redact(f"cannot build this request: {failed}"))
            result = self._once(request, deadline, max_bytes or self.max_bytes)
            target = _redirect(result) if follow_redirects and isinstance(result, Answer) else None
            if target is None:
                return result
            url = str(request.url.join(target))
            if _origin(httpx.URL(url)) != _origin(request.url):
                sent_headers = {k: v for k, v in sent_headers.items() if k not in ("authorization", "cookie", "host")}
            if isinstance(result, Answer) and result.status not in (307, 308) and method != "HEAD":
                method, body = "GET", {}
                sent_headers.pop("content-type", None)
        return Failure("forbidden", "too many redirects")

    def _once(self, request: httpx.Request, deadline: float, max_bytes: int) -> Answer | Failure:
        started = time.monotonic()
        exchange = _Exchange(deadline)
        try:
            result = self._exchange(request, exchange, max_bytes)
        except _Forbidden as failed:
            result = Failure("forbidden", str(failed))
        except httpcore.LocalProtocolError as failed:  # our own mistake, found while writing: a bad header
            result = Failure("answer_lost" if exchange.wrote else "forbidden", redact(str(failed)))
        except (
            httpcore.TimeoutException,
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            OSError,
        ) as failed:
            kind: FailureKind = "answer_lost" if exchange.wrote else "never_sent"
            result = Failure(kind, redact(f"{type(failed).__name__}: {failed}"))
        _note(request, result, started)
        return result

    def _exchange(self, request: httpx.Request, exchange: _Exchange, max_bytes: int) -> Answer | Failure:
        url = request.url
        if url.scheme not in ("http", "https") or not url.raw_host or url.userinfo:
            raise _Forbidden("only plain http and https addresses are called")
        port = url.port or (443 if url.scheme == "https" else 80)
        timeouts = {"connect": self.connect, "read": self.read, "write": self.read, "pool": self.connect}
        connection = httpcore.HTTPConnection(
            httpcore.Origin(url.raw_scheme, url.raw_host, port),
            ssl_context=self._tls if url.scheme == "https" else None,
            network_backend=_CheckedBackend(exchange, self.allow, self.resolve),
        )
        try:
            response = connection.handle_request(
                httpcore.Request(
                    request.method,
                    httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=port, target=url.raw_path),
                    headers=request.headers.raw,
                    content=request.read(),
                    extensions={"timeout": timeouts},
                )
            )
            try:
                body = _read(response, max_bytes)
            finally:
                response.close()
        finally:
            connection.close()
        if body is None:
            return Failure("too_large", f"status {response.status}, more than {max_bytes} bytes")
        return Answer(response.status, dict(httpx.Headers(response.headers).items()), body, str(url))

    @cached_property
    def _tls(self) -> ssl.SSLContext:
        return self.verify or httpx.create_ssl_context(trust_env=False)


def _read(response: httpcore.Response, limit: int) -> bytes | None:
    """The body, decompressed, or None once it is longer than `limit` bytes. Never holds much more."""
    headers = httpx.Headers(response.headers)
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > limit:
        return None
    # Decompressed with a bound: a kilobyte can unfold into a gigabyte.
    inflate = zlib.decompressobj(wbits=31) if headers.get("content-encoding", "").lower() == "gzip" else None
    body = bytearray()
    for chunk in response.iter_stream():
        try:
            body += inflate.decompress(chunk, limit + 1 - len(body)) if inflate else chunk
        except zlib.error as failed:
            raise httpcore.RemoteProtocolError(f"broken gzip: {failed}") from failed
        if len(body) > limit:
            return None
    return bytes(body)


def _redirect(answer: Answer) -> str | None:
    return answer.headers.get("location") if answer.status in _REDIRECTS else None


def _origin(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _note(request: httpx.Request, result: Answer | Failure, started: float) -> None:
    log.debug(
        "outgoing call",
        extra={
            "method": request.method,
            "host": request.url.host,
            "path": redact(request.url.path),  # without the query: tokens travel there
            "status": result.status if isinstance(result, Answer) else result.kind,
            "ms": round((time.monotonic() - started) * 1000),
        },
    )
