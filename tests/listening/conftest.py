"""The stage for listening: channels with a login, feeds on loopback, and things that were said."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core.cache import cache
from django.utils import timezone

from coe.access.api import Act, Actor
from coe.states import move
from coe.tenancy.context import inside
from coe.tenancy.secrets import seal
from listening.mentions.models import Mention
from listening.sources import actions
from listening.sources.models import Source
from publishing.models import Channel, Connection, Delivery, Post, Version
from tests.factories.cast import Org, Person
from tests.tools.process import free_port

PORTS = (28000, 28400)


@pytest.fixture(autouse=True)
def empty_cache() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """(organisation, source) of the polls that workers were asked for."""
    from listening.sources import waking

    asked: list[tuple[str, str]] = []
    monkeypatch.setattr(waking, "message", lambda *, org_id, source: asked.append((org_id, source)))
    return asked


@dataclass
class FeedServer:
    """Answers every path with what `pages` says: (status, headers, body). Remembers what was asked."""

    url: str
    allow: str
    pages: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def says(self, path: str, body: bytes | str, status: int = 200, **headers: str) -> str:
        """Puts an answer at a path and gives its address; `etag="x"` and such become headers."""
        raw = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = (status, {"content-type": "application/rss+xml", **named}, raw)
        return f"{self.url}{path}"


@pytest.fixture
def web(settings: Any) -> Iterator[FeedServer]:
    port = free_port(*PORTS)
    server = FeedServer(f"http://127.0.0.1:{port}", f"127.0.0.1:{port}")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.asked.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
            status, headers, body = server.pages.get(self.path, (404, {}, b""))
            if headers.get("etag") and self.headers.get("if-none-match") == headers["etag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None: ...

    running = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    settings.HTTP_ALLOW = [server.allow]
    yield server
    running.shutdown()
    running.server_close()


def rss(*items: str, title: str = "Alpine News") -> str:
    return (
        f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>{title}</title>'
        f"<link>http://news.example/</link>{''.join(items)}</channel></rss>"
    )


def entry(number: int, title: str = "", text: str = "", link: str = "", when: str = "") -> str:
    when = when or "Mon, 02 Nov 2026 08:00:00 GMT"
    return (
        f"<item><guid>urn:item:{number}</guid><title>{title or f'Item {number}'}</title>"
        f"<link>{link or f'http://news.example/{number}'}</link><description>{text}</description>"
        f"<pubDate>{when}</pubDate></item>"
    )


def make_channel(
    org: Org, brand: str = "harbour", network: str = "mastodon", handle: str = "@harbour", **login: str
) -> Channel:
    """A connected channel; call inside the organisation."""
    channel = Channel.objects.create(
        org=org.organisation, brand=org.brands[brand], network=network, handle=handle, market=None
    )
    move(channel, "connected")
    if login:
        row = uuid4()
        Connection.objects.create(
            pk=row,
            org=org.organisation,
            channel=channel,
            credentials=seal(dict(login), org=org.id, row=row, column="credentials"),
            checked_at=timezone.now(),
        )
    return channel


def make_version(org: Org, person: Person, channel: Channel, remote_id: str, title: str = "First snow") -> Version:
    """A post of ours that stands on a channel under `remote_id`; call inside the organisation."""
    post = Post.objects.create(
        org=org.organisation, brand_id=channel.brand_id, title=title, zone="UTC", author=person.member, text="x"
    )
    version = Version.objects.create(org=org.organisation, post=post, channel=channel)
    for state in ("in_approval", "scheduled", "published"):
        move(version, state)
    now = timezone.now()
    delivery = Delivery.objects.create(
        org=org.organisation, version=version, channel=channel, digest="d", slot=now, not_before=now, expires_at=now
    )
    move(delivery, "sending")
    move(delivery, "sent", remote_id=remote_id, sent_at=now)
    return version


def source_of(channel: Channel) -> Source:
    """The source a connected channel becomes; call inside the organisation."""
    actions.follow_channels(system(channel.org_id))
    return Source.objects.get(channel=channel)


def make_feed(org: Org, brand: str | None = "harbour", url: str = "http://news.example/feed", **more: Any) -> Source:
    """A feed; call inside the organisation."""
    given = {"kind": "feed", "name": "News", "next_poll_at": timezone.now()} | more
    source = Source.objects.create(org=org.organisation, url=url, brand=org.brands[brand] if brand else None, **given)
    Source.objects.filter(pk=source.pk).update(next_poll_at=timezone.now() - timedelta(seconds=1))
    return source


def say(source: Source, text: str, *, at: datetime | None = None, **more: Any) -> Mention:
    """A mention heard on a source; call inside the organisation."""
    given = {"kind": "mention", "author_name": "Mia", "remote_id": str(uuid4()), "language": "en"} | more
    return Mention.objects.create(
        org_id=source.org_id,
        source=source,
        brand_id=source.brand_id,
        channel_id=source.channel_id,
        text=text,
        published_at=at or timezone.now(),
        **given,
    )


def system(org_id: UUID) -> Actor:
    return Actor.task(org_id, "listening", Act.SYSTEM_OBSERVE)


@pytest.fixture
def feed(north: Org) -> Source:
    with inside(north.id):
        return make_feed(north)
