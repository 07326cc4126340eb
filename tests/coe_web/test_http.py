"""The one HTTP client: where it may go, what it tells apart, what it never shows."""

import gzip
import logging
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from coe.web.addresses import is_public
from coe.web.http import Answer, Failure, Http, redact, redact_headers
from tests.contracts.fakes.server import Fault, Reply, Request, Scripted

Serve = Callable[[Callable[[Request], Reply]], Scripted]


@pytest.fixture
def serve() -> Iterator[Serve]:
    servers: list[Scripted] = []

    def start(handle: Callable[[Request], Reply]) -> Scripted:
        servers.append(Scripted(handle))
        return servers[-1]

    yield start
    for server in servers:
        server.stop()


def http(*servers: Scripted, **settings: object) -> Http:
    allow = frozenset(f"127.0.0.1:{server.port}" for server in servers)
    return Http(allow=allow, **settings)  # type: ignore[arg-type]


def ok(request: Request) -> Reply:
    return Reply(200, {"path": request.path, "host": request.headers["host"]})


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "239.1.1.1", "255.255.255.255", "192.0.0.170", "198.18.0.1", "192.88.99.1", "::1", "::",
        "::ffff:8.8.8.8", "::ffff:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b::8.8.8.8", "2002:7f00:1::1",
        "2001:0:1::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12::1", "ff02::1", "2001:db8::1", "fec0::1",
        "::7f00:1", "not an address",
    ],
)  # fmt: skip
def test_private_and_disguised_addresses_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_addresses_on_the_internet_are_public(address: str) -> None:
    assert is_public(address)


def test_an_answer_carries_status_headers_body_and_address(serve: Serve) -> None:
    server = serve(lambda request: Reply(201, {"got": request.json}, {"X-Thing": "yes"}))
    answer = http(server).request("POST", f"{server.url}/a?b=1", json={"c": "ü"})
    assert isinstance(answer, Answer)
    assert (answer.status, answer.json(), answer.headers["x-thing"]) == (201, {"got": {"c": "ü"}}, "yes")
    assert answer.url == f"{server.url}/a?b=1"
    assert server.requests[0].query == [("b", "1")]


def test_a_page_where_json_was_expected_reads_as_none(serve: Serve) -> None:
    server = serve(lambda request: Reply(404, b"<html>\xff</html>", {"content-type": "text/html"}))
    answer = http(server).request("GET", server.url)
    assert isinstance(answer, Answer)
    assert answer.json() is None
    assert answer.text == "<html>\ufffd</html>"


def test_loopback_is_refused_unless_host_and_port_are_allowed(serve: Serve) -> None:
    server, other = serve(ok), serve(ok)
    refused = http(other).request("GET", server.url)
    assert isinstance(refused, Failure)
    assert refused.kind == "forbidden"
    assert server.requests == []
    assert isinstance(http(server).request("GET", server.url), Answer)


@pytest.mark.parametrize("host", ["127.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]"])
def test_other_ways_to_write_loopback_are_refused(serve: Serve, host: str) -> None:
    server = serve(ok)
    refused = http(server).request("GET", f"http://{host}:{server.port}/")
    assert isinstance(refused, Failure)
    assert refused.kind == "forbidden"
    assert server.requests == []


@pytest.mark.parametrize(
    "url",
    ["ftp://example.org/", "file:///etc/passwd", "http://user:word@example.org/", "http:///x", "nonsense"],
)
def test_only_plain_web_addresses_are_called(url: str) -> None:
    refused = Http(resolve=lambda host, port: pytest.fail("asked for a name")).request("GET", url)
    assert isinstance(refused, Failure)
    assert refused.kind == "forbidden"
    assert "word" not in refused.detail


def test_one_private_address_among_public_ones_is_refused() -> None:
    refused = Http(resolve=lambda host, port: ["93.184.215.14", "10.0.0.1"]).request("GET", "http://mixed.example/")
    assert isinstance(refused, Failure)
    assert refused.kind == "forbidden"


def test_the_checked_address_is_the_one_connected_to(serve: Serve) -> None:
    """The name is resolved once per request, and travels in the Host header."""
    server = serve(ok)
    asked: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"]

    client = Http(allow=frozenset({f"feeds.example:{server.port}"}), resolve=resolve)
    answer = client.request("GET", f"http://feeds.example:{server.port}/x")
    assert isinstance(answer, Answer)
    assert answer.json()["host"] == f"feeds.example:{server.port}"
    assert asked == ["feeds.example"]


def test_proxies_in_the_environment_are_ignored(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    server, proxy = serve(ok), serve(ok)
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, proxy.url)
    assert isinstance(http(server, proxy).request("GET", server.url), Answer)
    assert proxy.requests == []


def test_redirects_are_not_followed_unless_asked(serve: Serve) -> None:
    server = serve(lambda request: Reply(302, b"", {"location": "/there"}))
    answer = http(server).request("GET", server.url)
    assert isinstance(answer, Answer)
    assert answer.status == 302
    assert len(server.requests) == 1


def test_a_redirect_into_a_private_network_is_refused(serve: Serve) -> None:
    inside = serve(ok)
    server = serve(lambda request: Reply(302, b"", {"location": f"{inside.url}/secret"}))
    refused = http(server).request("GET", server.url, follow_redirects=True)
    assert isinstance(refused, Failure)
    assert refused.kind == "forbidden"
    assert inside.requests == []


def test_credentials_stay_behind_when_a_redirect_changes_the_host(serve: Serve) -> None:
    elsewhere = serve(ok)
    server = serve(lambda request: Reply(302, b"", {"location": elsewhere.url if request.path == "/" else "/"}))
    answer = http(server, elsewhere).request(
        "GET",
        f"{server.url}/first",
        headers={"Authorization": "Bearer x", "Cookie": "y"},
        follow_redirects=True,
    )
    assert isinstance(answer, Answer)
    assert answer.url.startswith(elsewhere.url)
    assert [request.headers.get("authorization") for request in server.requests] == ["Bearer x", "Bearer x"]
    assert not {"authorization", "cookie"} & elsewhere.requests[0].headers.keys()


def test_redirects_end_after_three(serve: Serve) -> None:
    server = serve(lambda request: Reply(302, b"", {"location": "/again"}))
    refused = http(server).request("GET", server.url, follow_redirects=True)
    assert isinstance(refused, Failure)
    assert len(server.requests) == 4


def test_a_post_that_is_redirected_goes_on_as_a_get(serve: Serve) -> None:
    server = serve(lambda request: ok(request) if request.path == "/b" else Reply(303, b"", {"location": "/b"}))
    answer = http(server).request("POST", f"{server.url}/a", json={"x": 1}, follow_redirects=True)
    assert isinstance(answer, Answer)
    assert (server.requests[1].method, server.requests[1].body) == ("GET", b"")


def test_a_closed_port_means_never_sent() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    failure = Http(allow=frozenset({f"127.0.0.1:{port}"})).request("POST", f"http://127.0.0.1:{port}/", json={})
    assert isinstance(failure, Failure)
    assert failure.kind == "never_sent"


def test_an_unknown_name_means_never_sent() -> None:
    def resolve(host: str, port: int) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    failure = Http(resolve=resolve).request("POST", "https://nowhere.example/", json={})
    assert isinstance(failure, Failure)
    assert failure.kind == "never_sent"


def test_failed_tls_means_never_sent(serve: Serve) -> None:
    server = serve(ok)
    failure = http(server).request("POST", f"https://127.0.0.1:{server.port}/", json={"a": 1})
    assert isinstance(failure, Failure)
    assert failure.kind == "never_sent"
    assert server.requests == []


@pytest.mark.parametrize(("certified", "reached"), [("shop.example", True), ("other.example", False)])
def test_tls_verifies_the_name_although_an_address_is_dialled(tmp_path: Path, certified: str, reached: bool) -> None:
    certificate = self_signed(certified, tmp_path)
    asked: list[str | None] = []
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(certificate)
    served.sni_callback = lambda sock, name, context: asked.append(name)
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def answer() -> None:
        connection, _ = listener.accept()
        try:
            with served.wrap_socket(connection, server_side=True) as secure:
                secure.recv(1000)
                secure.sendall(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi")
        except OSError:
            connection.close()

    thread = threading.Thread(target=answer, daemon=True)
    thread.start()
    client = Http(
        allow=frozenset({f"shop.example:{port}"}),
        resolve=lambda host, at: ["127.0.0.1"],
        verify=ssl.create_default_context(cafile=certificate),
    )
    result = client.request("GET", f"https://shop.example:{port}/")
    thread.join(5)
    listener.close()
    assert asked == ["shop.example"]
    if reached:
        assert isinstance(result, Answer)
        assert result.body == b"hi"
    else:
        assert isinstance(result, Failure)
        assert result.kind == "never_sent"


def self_signed(name: str, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = folder / "server.pem"
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(private + made.public_bytes(Encoding.PEM))
    return path


@pytest.mark.parametrize("kind", ["hang", "reset"])
def test_silence_after_sending_means_the_answer_was_lost(serve: Serve, kind: str) -> None:
    server = serve(ok)
    server.faults.append(Fault("/", kind))  # type: ignore[arg-type]
    failure = http(server, read=0.2).request("POST", server.url, json={})
    assert isinstance(failure, Failure)
    assert failure.kind == "answer_lost"
    assert len(server.requests) == 1


def test_an_answer_that_drips_is_cut_off_by_the_total_limit() -> None:
    """Each byte comes within the read limit; the whole never would."""
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]

    def drip() -> None:
        connection, _ = listener.accept()
        try:
            connection.recv(1000)
            for byte in b"HTTP/1.1 200 OK\r\nx: " + b"y" * 200:
                connection.sendall(bytes([byte]))
                time.sleep(0.05)
        except OSError:
            pass
        finally:
            connection.close()

    threading.Thread(target=drip, daemon=True).start()
    started = time.monotonic()
    failure = Http(allow=frozenset({f"127.0.0.1:{port}"})).request("GET", f"http://127.0.0.1:{port}/", timeout=0.5)
    listener.close()
    assert isinstance(failure, Failure)
    assert failure.kind == "answer_lost"
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("packed", [False, True])
def test_an_answer_larger_than_allowed_is_not_read(serve: Serve, packed: bool) -> None:
    """Also when it is small on the wire and large once unpacked."""
    body = b"x" * 2_000_000
    reply = Reply(200, gzip.compress(body), {"content-encoding": "gzip"}) if packed else Reply(200, body)
    server = serve(lambda request: reply)
    failure = http(server).request("GET", server.url, max_bytes=1_000_000)
    assert isinstance(failure, Failure)
    assert failure.kind == "too_large"
    whole = http(server).request("GET", server.url, max_bytes=2_000_000)
    assert isinstance(whole, Answer)
    assert whole.body == body


def test_a_header_with_a_line_break_never_leaves(serve: Serve) -> None:
    server = serve(ok)
    failure = http(server).request("GET", server.url, headers={"x-a": "b\r\nx-c: d"})
    assert isinstance(failure, Failure)
    assert failure.kind == "forbidden"
    assert server.requests == []


def test_every_call_is_logged_without_its_secrets(serve: Serve, caplog: pytest.LogCaptureFixture) -> None:
    server = serve(ok)
    with caplog.at_level(logging.DEBUG, logger="coe.http"):
        http(server).request(
            "GET", f"{server.url}/bot12:abcDEF/send?token=hidden", headers={"authorization": "Bearer hidden"}
        )
    (record,) = [one for one in caplog.records if one.name == "coe.http"]
    noted = vars(record)
    assert (noted["method"], noted["host"], noted["status"]) == ("GET", "127.0.0.1", 200)
    assert noted["path"] == "/bot[redacted]/send"
    assert noted["ms"] >= 0
    assert "hidden" not in str(noted)


@pytest.mark.parametrize(
    "text",
    [
        "Authorization: Bearer SECRET", "https://me:SECRET@host/", "https://host/?access_token=SECRET&a=b",
        '{"accessJwt": "SECRET", "b": 1}', '{"password":"SEC\\"RET"}', "Basic SECRET=",
        "https://host/callback?code=SECRET", "client_secret=SECRET", "jwt eyJSECRET.eyJSECRET.SECRET",
        "https://api/bot123:SECRET/x",
    ],
)  # fmt: skip
def test_secrets_are_taken_out_of_texts(text: str) -> None:
    assert "SEC" not in redact(text)


def test_secrets_are_taken_out_of_headers() -> None:
    headers = {
        "Authorization": "a",
        "Cookie": "b",
        "Set-Cookie": "c",
        "X-Api-Key": "d",
        "Accept": "e",
        "X": "Bearer f",
    }
    assert redact_headers(headers) == {
        **dict.fromkeys(["Authorization", "Cookie", "Set-Cookie", "X-Api-Key"], "[redacted]"),
        "Accept": "e",
        "X": "Bearer [redacted]",
    }
