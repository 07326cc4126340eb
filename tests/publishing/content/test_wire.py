"""Everything that reaches a network is in the digest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from coe.tenancy.context import inside
from publishing.channels.registry import NETWORKS
from publishing.content.models import Campaign, Post, PostImage, TrackedLink, Version
from publishing.content.wire import wire, wires
from publishing.library.models import Asset
from tests.publishing.content.conftest import Stage, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def made(stage: Stage, post: Callable[..., Any]) -> Any:
    return post(
        text="See {link} now", title="Lake", link_url="https://example.com/x", channels=[stage.newsroom],
        pictures=[picture()],
    )  # fmt: skip


def digest(version_id: Any) -> str:
    return wire(version_id).digest


def test_each_thing_that_is_sent_changes_the_digest(stage: Stage, made: Any) -> None:
    with inside(stage.north.id):
        version = Version.objects.get(post=made)
        other = Asset.objects.create(
            org=stage.north.organisation, sha256="f" * 64, mime="image/png", size=3, width=1, height=1, name="x"
        )
        campaign = Campaign.objects.create(
            org=stage.north.organisation, name="W", slug="winter", starts_on="2026-01-01", ends_on="2027-01-01"
        )
        now = digest(version.pk)
        assert now == digest(version.pk)
        seen = {now}
        post_, link, image = (
            Post.objects.filter(pk=made.pk),
            TrackedLink.objects.filter(version=version),
            PostImage.objects,
        )
        changes: list[tuple[str, Callable[[], Any]]] = [
            ("text", lambda: post_.update(text="See {link} now.")),
            ("title", lambda: post_.update(title="The lake")),
            ("language", lambda: post_.update(language="de")),
            ("paid", lambda: post_.update(paid=True)),
            ("day", lambda: post_.update(slot=made.slot + timedelta(days=1))),
            ("zone that makes it another day", lambda: post_.update(slot=made.slot, zone="Pacific/Honolulu")),
            ("alt", lambda: image.update(alt="A lake")),
            ("picture", lambda: image.update(asset=other)),
            ("no picture", lambda: image.all().delete()),
            ("where the link leads", lambda: link.update(url="https://evil.example/")),
            ("utm", lambda: link.update(utm_campaign="winter", campaign=campaign)),
            ("short address", lambda: link.update(code="zzzzzzzz")),
            ("own text", lambda: Version.objects.update(own_text="Other")),
            ("own title", lambda: Version.objects.update(own_title="Other")),
            ("channel", lambda: Version.objects.update(channel=stage.bluesky)),
        ]
        for name, change in changes:
            change()
            after = digest(version.pk)
            assert after not in seen, name
            seen.add(after)


def test_another_time_on_the_same_day_is_the_same_content(stage: Stage, made: Any) -> None:
    with inside(stage.north.id):
        version = Version.objects.get(post=made)
        before = digest(version.pk)
        Post.objects.update(slot=made.slot + timedelta(hours=2))
        assert digest(version.pk) == before


def test_the_address_of_the_installation_is_nobodys_words(stage: Stage, made: Any, settings: Any) -> None:
    """Moved to another host, what was approved still stands, and what is sent carries the new address."""
    with inside(stage.north.id):
        version = Version.objects.get(post=made)
        code = TrackedLink.objects.get().code
        before = wire(version.pk)
        settings.BASE_URL = "https://coe.example:8443"
        after = wire(version.pk)
        assert after.digest == before.digest
        assert after.text == f"See https://coe.example:8443/l/{code} now"
        assert after.sketch().link == f"https://coe.example:8443/l/{code}"
        # The same words typed by hand are other words: they would not move along.
        for typed in (f"See {before.link} now", f"See /l/{code} now"):
            Post.objects.update(text=typed)
            assert digest(version.pk) != before.digest


def test_the_message_says_what_was_digested(stage: Stage, made: Any) -> None:
    with inside(stage.north.id):
        found = wires(Post.objects.select_related("brand", "campaign").get())[0]
        link = TrackedLink.objects.get()
        message = found.message("key", made.created_at)
    assert message.text == f"See {found.link} now"
    assert found.link.endswith(f"/l/{link.code}")
    assert found.target == (f"https://example.com/x?utm_source=newsroom&utm_medium=social&utm_id={link.code}")
    assert [(image.mime, image.sha256, len(image.content) > 0) for image in message.images] == [
        ("image/jpeg", found.images[0][0].sha256, True)
    ]
    assert "newsroom" in NETWORKS


def test_a_picture_changed_on_disk_is_never_sent(stage: Stage, made: Any, media: Any) -> None:
    from publishing.library.files import Damaged

    file = next((media / str(stage.north.id)).iterdir())
    file.write_bytes(file.read_bytes() + b"x")
    with inside(stage.north.id):
        found = wires(Post.objects.select_related("brand", "campaign").get())[0]
        with pytest.raises(Damaged):
            found.message("key", made.created_at)
