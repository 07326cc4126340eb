"""The account's picture and name, as its network shows them: fetched once, made anew, and shown in previews."""

import io
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.utils import timezone
from PIL import Image

from coe.tenancy.context import inside
from publishing.channels.base import Connected
from publishing.connections import actions, avatars, old_pictures
from publishing.connections.models import Channel
from publishing.content.draft import Draft
from publishing.content.models import Revision, Version
from publishing.library import actions as library
from publishing.library import files
from publishing.library.crops import Box, Cut
from publishing.library.models import Asset
from publishing.library.pictures import Picture, small
from publishing.newsroom.models import Entry
from tests.coe_lists.test_lists import write
from tests.factories.cast import Org, build_cast
from tests.publishing.content.conftest import channel, media
from tests.publishing.delivery.network import Network, Plain

__all__ = ["media"]
pytestmark = pytest.mark.django_db
HERE = "https://cdn.example/face.png"


def png(side: int = 600, colour: str = "teal") -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(out, "PNG")
    return out.getvalue()


class Wire:
    """Stands in for the one client: what it was asked, and what it says."""

    def __init__(self, body: bytes, status: int = 200) -> None:
        self.body, self.status, self.asked = body, status, []

    def request(self, method: str, url: str, **limits: Any) -> Any:
        self.asked.append((method, url, limits))
        return self


@pytest.fixture
def wire(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Wire]:
    def put(*args: Any) -> Wire:
        made = Wire(*args)
        monkeypatch.setattr(avatars, "client", lambda: made)
        return made

    return put


def said(url: str = HERE) -> Connected:
    return Connected("harbour.example", "Harbour Stays", {}, {}, url)


def test_it_is_made_anew_small_and_asked_for_within_limits(wire: Any) -> None:
    asked = wire(png())
    found = avatars.avatar_of(said())
    assert found is not None
    assert (found.width, found.height) == (192, 192)
    assert asked.asked == [
        ("GET", HERE, {"timeout": 8.0, "max_bytes": 2 * 1024 * 1024, "follow_redirects": True}),
    ]


@pytest.mark.parametrize("body", [b"", b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"GIF89a", b"\x89PNG\r\n\x1a\nxx"])
def test_what_is_no_picture_is_left_out(wire: Any, body: bytes) -> None:
    wire(body)
    assert avatars.avatar_of(said()) is None


def test_other_answers_and_addresses_give_none(wire: Any) -> None:
    wire(png(), 404)
    assert avatars.avatar_of(said()) is None
    asked = wire(png())
    assert avatars.avatar_of(said("")) is None
    assert avatars.avatar_of(said("file:///etc/passwd")) is None
    assert asked.asked == []


def test_inside_our_own_net_nothing_is_asked() -> None:
    """The real client: an address of ours that is not allowed is not even connected to."""
    assert avatars.avatar_of(said("http://127.0.0.1:9/face.png")) is None


def test_connecting_keeps_it_and_reconnecting_renews_it(
    north: Org, net: Network, browse: Any, wire: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Plain.check

    def check(adapter: Plain) -> Any:
        found = real(adapter)
        return Connected(found.handle, "Our Name", found.facts, found.session, HERE)

    monkeypatch.setattr(Plain, "check", check)
    wire(png())
    form = {
        "brand": str(north.brands["harbour"].pk), "market": "", "language": "en", "name": "", "server": net.url,
        "token": "x",
    }  # fmt: skip
    bea = browse(north.bea)
    assert bea.post(north.url("channels/new/?network=plain"), form).status_code == 302
    with inside(north.id):
        made = Channel.objects.get()
    assert made.shown_name == "Our Name"
    kept = files.read(north.id, made.avatar, made.avatar_mime)
    wire(b"", 500)
    again = north.url(f"channels/{made.pk}/connect/")
    assert bea.post(again, {"server": net.url, "token": "x"}).status_code == 302
    with inside(north.id):
        assert Channel.objects.get().avatar == made.avatar, "one that cannot be had leaves the one before"
    picture = bea.get(north.url(f"posts/avatars/{made.pk}"))
    assert (picture.status_code, picture.content) == (200, kept)
    assert browse(north.nia).get(north.url(f"posts/avatars/{made.pk}")).status_code == 403


class TestAReplacedPicture:
    """Its file goes with the commit, and only when nothing names it any more."""

    @pytest.fixture
    def again(self, north: Org, django_capture_on_commit_callbacks: Any) -> Callable[..., Channel]:
        """Connects the channel once more, with this picture (None: the network shows none any more)."""
        where = channel(north, "harbour", "mastodon", "harbour.example")

        def connect(colour: str | None) -> Channel:
            picture = small(png(colour=colour), 192) if colour else None
            shown = Connected("harbour.example", "Harbour Stays", {}, {}, HERE if colour else "")
            with inside(north.id), django_capture_on_commit_callbacks(execute=True):
                return actions.reconnect(
                    north.bea.actor, channel_id=where.pk, credentials={}, connected=shown, session={}, avatar=picture
                )

        return connect

    def test_is_removed(self, north: Org, again: Any) -> None:
        first = again("teal")
        assert there(first) == [True]
        second = again("navy")
        assert there(first, second) == [False, True]
        again("navy")
        assert there(second) == [True]
        assert again(None).avatar == ""
        assert there(second) == [False]

    def test_stays_while_it_is_named_elsewhere(self, north: Org, again: Any) -> None:
        first = again("teal")
        (post,) = write(north, "One", days=3)
        with inside(north.id):
            other = channel(north, "valley", "mastodon", "valley.example")
            Channel.objects.filter(pk=other.pk).update(avatar=first.avatar, avatar_mime=first.avatar_mime)
        second = again("navy")
        assert there(first, second) == [True, True]
        with inside(north.id):
            crops = {str(post.pk): {"sha256": second.avatar}}
            Version.objects.create(org=north.organisation, post=post, channel=other, crops=crops)
        third = again("olive")
        assert there(second, third) == [True, True]
        with inside(north.id):
            Asset.objects.create(
                org=north.organisation, brand=north.brands["harbour"], mime=third.avatar_mime, size=9,
                sha256=third.avatar, width=192, height=192, name="face.png", alt="A face",
            )  # fmt: skip
        again(None)
        assert there(third) == [True]

    def test_stays_while_the_newsroom_shows_it(self, north: Org, again: Any) -> None:
        first = again("teal")
        newsroom = channel(north, "harbour", "newsroom", "harbour")
        with inside(north.id):
            shown = {"sha256": first.avatar, "mime": first.avatar_mime, "alt": "A face", "width": 192, "height": 192}
            Entry.objects.create(
                org=north.organisation, channel=newsroom, key=uuid4(), slug="face", title="Our face", text="Look.",
                language="en", published_at=timezone.now(), images=[shown],
            )  # fmt: skip
        again("navy")
        assert there(first) == [True]

    def test_stays_while_an_older_revision_cut_it_out(self, north: Org, again: Any) -> None:
        first = again("teal")
        (post,) = write(north, "One", days=3)
        cut = Cut(Box(0, 0, 192, 192), first.avatar, first.avatar_mime, 9, 192, 192)
        draft = Draft(brand=post.brand_id, crops=((first.pk, uuid4(), cut),))
        with inside(north.id):
            Revision.objects.create(
                org=north.organisation, post=post, number=2, member=north.cal.member, content=draft.as_json()
            )
        again("navy")
        assert there(first) == [True]

    def test_that_cannot_be_removed_stops_nothing(
        self, north: Org, again: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
    ) -> None:
        first = again("teal")

        def stuck(*_args: Any) -> None:
            raise PermissionError("read-only")

        monkeypatch.setattr(files, "forget", stuck)
        second = again("navy")
        with inside(north.id):
            assert Channel.objects.get(pk=second.pk).avatar == second.avatar != first.avatar
        assert "read-only" in caplog.text


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
class TestAnUploadOfTheSamePicture:
    """While the account's picture is being replaced, somebody uploads the same one to the library: its file stays."""

    @pytest.fixture
    def face(self) -> Picture:
        return small(png(colour="teal"), 192)

    def upload(self, north: Org, face: Picture) -> Asset:
        return library.add(north.cal.actor, picture=face, name="face.png", brand_id=north.brands["harbour"].pk)

    def let_go(self, north: Org, sha256: str, face: Picture) -> Thread:
        """On a connection of its own, as another worker does."""

        def work() -> None:
            try:
                with inside(north.id):
                    old_pictures.let_go(north.id, sha256, face.mime)
            finally:
                connection.close()

        made = Thread(target=work)
        made.start()
        return made

    def test_that_is_not_committed_when_it_is_looked_for(self, media: Any, face: Picture) -> None:
        north = build_cast().north
        with inside(north.id):
            sha256 = files.keep(north.id, face.content, face.mime)
        with inside(north.id):
            self.upload(north, face)
            other = self.let_go(north, sha256, face)
            until(lambda: somebody_waits() or not other.is_alive())
        other.join(5)
        assert not other.is_alive()
        assert files.read(north.id, sha256, face.mime) == face.content

    def test_that_begins_when_nothing_named_it(
        self, media: Any, face: Picture, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        north = build_cast().north
        with inside(north.id):
            sha256 = files.keep(north.id, face.content, face.mime)
        looked, uploaded, forget = Event(), Event(), files.forget

        def slow(*given: Any) -> None:
            looked.set()
            until(lambda: somebody_waits() or uploaded.is_set())
            forget(*given)

        monkeypatch.setattr(files, "forget", slow)
        other = self.let_go(north, sha256, face)
        assert looked.wait(5)
        self.upload(north, face)
        uploaded.set()
        other.join(5)
        assert not other.is_alive()
        assert files.read(north.id, sha256, face.mime) == face.content


def somebody_waits() -> bool:
    """Whether a connection waits for an advisory lock of this database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def until(so: Callable[[], bool]) -> None:
    end = time.monotonic() + 5
    while not so():
        assert time.monotonic() < end, "it never came to that"
        time.sleep(0.02)


def there(*channels: Channel) -> list[bool]:
    return [files.path(one.org_id, one.avatar, one.avatar_mime).exists() for one in channels]


def test_whoever_sees_what_a_channel_publishes_sees_its_picture(north: Org, browse: Any) -> None:
    made, where = small(png(), 192), channel(north, "harbour", "mastodon", "harbour.example")
    with inside(north.id):
        sha256 = files.keep(north.id, made.content, made.mime)
        Channel.objects.filter(pk=where.pk).update(avatar=sha256, avatar_mime=made.mime)
    address = north.url(f"posts/avatars/{where.pk}")
    everywhere = browse(north.cleo).get(address)  # reads the whole organisation, without a post there
    assert (everywhere.status_code, everywhere.content) == (200, made.content)
    assert browse(north.cal).get(address).status_code == 200
    assert browse(north.vic).get(address).status_code == 404  # reads posts, of another brand alone


@pytest.mark.parametrize("network", ["bluesky", "mastodon"])
def test_previews_show_it_and_fall_back_to_the_brands_mark(north: Org, browse: Any, network: str) -> None:
    (post,) = write(north, "One", days=3)
    where = channel(north, "harbour", network, "harbour.example")
    with inside(north.id):
        Version.objects.create(org=north.organisation, post=post, channel=where)
    address, bea = north.url(f"posts/avatars/{where.pk}"), browse(north.bea)
    page = bea.get(north.url(f"posts/{post.pk}/")).content.decode()
    assert address not in page
    made = small(png(), 192)
    with inside(north.id):
        sha256 = files.keep(north.id, made.content, made.mime)
        Channel.objects.filter(pk=where.pk).update(
            avatar=sha256, avatar_mime=made.mime, shown_name="Harbour Says Hello"
        )
    page = bea.get(north.url(f"posts/{post.pk}/")).content.decode()
    assert f'src="{address}?v={sha256[:12]}"' in page
    assert "Harbour Says Hello" in page
