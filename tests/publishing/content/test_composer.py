"""Writing a post: kept, merged, judged beside its fields."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coe.tenancy.context import inside
from publishing.content.models import Post, Revision, Version
from tests.publishing.content.conftest import Stage

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


def new(client: Client, stage: Stage, data: dict[str, Any]) -> Any:
    return client.post(stage.north.url("posts/new/"), data)


def only(stage: Stage) -> Post:
    with inside(stage.north.id):
        return Post.objects.select_related("campaign").get()


def test_a_draft_is_kept_with_its_versions(stage: Stage, typed: Typed, browse: Any) -> None:
    data = typed(channels=[stage.bluesky, stage.newsroom], title="Lake", text="Line\r\none \x00👨‍👩‍👧")
    data[f"own-{stage.bluesky.pk}"] = "on"
    data[f"text-{stage.bluesky.pk}"] = "Short 湖"
    answer = new(browse(stage.north.cal), stage, data)
    post = only(stage)
    assert answer.status_code == 302
    assert answer["Location"] == stage.north.url(f"posts/{post.pk}/edit/")
    with inside(stage.north.id):
        own = dict(Version.objects.values_list("channel__network", "own_text"))
        assert (post.text, post.title, post.revision) == ("Line\none 👨‍👩‍👧", "Lake", 1)
        assert own == {"bluesky": "Short 湖", "newsroom": None}
        assert post.authors == [stage.north.cal.member.pk]
        assert Revision.objects.count() == 1


def test_the_page_opens_for_writing(stage: Stage, typed: Typed, browse: Any) -> None:
    client = browse(stage.north.cal)
    assert client.get(stage.north.url("posts/new/")).status_code == 200
    new(
        client, stage, typed(channels=[stage.bluesky, stage.mastodon, stage.newsroom], link_url="https://example.com/x")
    )
    post = only(stage)
    page = client.get(stage.north.url(f"posts/{post.pk}/edit/"))
    assert page.status_code == 200
    assert "Send to 1 approver<" in page.content.decode()
    assert client.get(stage.north.url(f"posts/{post.pk}/side")).status_code == 200
    assert client.get(stage.north.url(f"posts/{post.pk}/")).status_code == 200
    assert client.get(stage.north.url(f"posts/{post.pk}/versions/")).status_code == 200
    assert client.get(stage.north.url("posts/")).status_code == 200
