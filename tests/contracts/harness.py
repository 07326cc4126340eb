"""One harness per network: a stand-in server, an adapter that talks to it, and a count of what it holds."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from coe.web.http import Http
from publishing.channels.base import Image, Message, Outcome
from publishing.channels.registry import Adapter, adapter_for
from tests.contracts.fakes import bluesky, mastodon
from tests.contracts.fakes.server import FakeServer, Reply

START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

# The smallest PNG there is: one pixel.
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489"
    "0000000d49444154789c63fccff0bf1e0004030180db4fe4930000000049454e44ae426082"
)


def image(number: int = 0, *, alt: str = "A red square", mime: str = "image/png") -> Image:
    """Pictures that differ in their last bytes."""
    content = PIXEL + bytes([number])
    return Image(content, mime, alt, 1, 1, hashlib.sha256(content).hexdigest())


def message(text: str = "Hello", **changes: Any) -> Message:
    empty = Message(text, (), None, "en", str(uuid4()), START)
    return replace(empty, **changes)


@dataclass
class Shelf:
    """A `Store` in memory."""

    kept: dict[str, Message] = field(default_factory=dict)

    @dataclass(frozen=True)
    class Place:
        remote_id: str
        url: str

    def put(self, key: str, message: Message) -> Place:
        self.kept.setdefault(key, message)
        return self._place(key)

    def find(self, key: str) -> Place | None:
        return self._place(key) if key in self.kept else None

    def figures(self, remote_ids: Sequence[str]) -> Mapping[str, Mapping[str, int]]:
        known = {f"post-{key}" for key in self.kept} | {""}
        return {one: {"views": 12, "clicks": 3} for one in remote_ids if one in known}

    def _place(self, key: str) -> Place:
        return self.Place(f"post-{key}", f"/newsroom/{key}/")


@dataclass
class Harness:
    """`saved` is what the adapter last asked to keep, as a delivery row would hold it."""

    network: str
    credentials: dict[str, str]
    posts: Callable[[], int]
    server: FakeServer | None = None
    commit: str = ""  # part of the path of the call that publishes
    upload: str = ""
    wrong: dict[str, str] = field(default_factory=dict)
    store: Shelf | None = None
    now: datetime = START
    session: dict[str, Any] = field(default_factory=dict)
    saved: dict[str, Any] = field(default_factory=dict)

    def adapter(self, **changes: Any) -> Adapter:
        """A new adapter, as each piece of work gets one."""
        allow = frozenset({f"127.0.0.1:{self.server.port}"}) if self.server else frozenset()
        return adapter_for(self.network)(
            transport=changes.get("transport") or Http(allow=allow, read=0.4, total=2),
            credentials=changes.get("credentials", self.credentials),
            session=self.session,
            save_session=self._keep_session,
            now=lambda: self.now,
            store=self.store,
        )

    def _keep_session(self, session: dict[str, Any]) -> None:
        self.session = session

    def _save(self, handles: dict[str, Any]) -> None:
        self.saved = handles

    def publish(self, what: Message, **changes: Any) -> Outcome:
        """One try, going on from what earlier tries saved."""
        return self.adapter(**changes).publish(what, handles=dict(self.saved), save=self._save)

    def find(self, what: Message) -> Any:
        return self.adapter().find_sent(what, handles=dict(self.saved))

    def wait(self, **time: float) -> None:
        self.now += timedelta(**time)

    def stop(self) -> None:
        if self.server:
            self.server.stop()


def _bluesky() -> Harness:
    server = bluesky.FakeBluesky()
    credentials = {"service": server.url, "identifier": "alice.test", "password": bluesky.PASSWORD}
    return Harness(
        "bluesky",
        credentials,
        lambda: len(server.records),
        server,
        commit="putRecord",
        upload="uploadBlob",
        wrong={"password": "wrong"},
    )


def _mastodon() -> Harness:
    server = mastodon.FakeMastodon()
    credentials = {"server": server.url, "token": mastodon.TOKEN}
    return Harness(
        "mastodon",
        credentials,
        lambda: len(server.statuses),
        server,
        commit="/api/v1/statuses",
        upload="/api/v2/media",
        wrong={"token": "wrong"},
    )


def _keyless() -> Harness:
    """A server that speaks Mastodon's language and ignores its keys."""
    harness = _mastodon()
    assert isinstance(harness.server, mastodon.FakeMastodon)
    harness.server.software = "gotosocial"
    return harness


def _newsroom() -> Harness:
    shelf = Shelf()
    return Harness("newsroom", {}, lambda: len(shelf.kept), store=shelf)


HARNESSES: dict[str, Callable[[], Harness]] = {
    "bluesky": _bluesky,
    "mastodon": _mastodon,
    "mastodon (no keys)": _keyless,
    "newsroom": _newsroom,
}
# Served by this application: there is no wire that could fail.
SERVED_HERE = frozenset({"newsroom"})

PAGE = Reply(200, b"<!doctype html><title>Hello</title>", {"content-type": "text/html"})
