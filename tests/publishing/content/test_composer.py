"""Writing a post: kept, merged, judged beside its fields."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from coe.tenancy.context import inside
from publishing.content.models import Post, Revision, Version
from tests.publishing.content.conftest import Stage, picture, tomorrow

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


@pytest.mark.parametrize(
    ("query", "time", "zone"),
    [
        ("slot={day}T08:30", "{day}T08:30", "Europe/Zurich"),
        ("slot={day}T08:30&zone=Asia/Tokyo", "{day}T08:30", "Asia/Tokyo"),
        ("slot={day}T08:30:00%2B01:00&brand=harbour", "{day}T08:30", "Europe/Zurich"),
        ("slot=2020-01-01T08:30", "", "Europe/Zurich"),
        ("slot=9999-12-31T08:30", "", "Europe/Zurich"),
        ("slot=soon", "", "Europe/Zurich"),
        ("slot={day}T08:30&zone=Mars/Olympus", "", "Europe/Zurich"),
    ],
)
def test_an_empty_place_on_the_calendar_opens_with_its_time(
    stage: Stage, browse: Any, query: str, time: str, zone: str
) -> None:
    day = tomorrow(days=3).date().isoformat()
    page = browse(stage.north.cal).get(stage.north.url("posts/new/?" + query.format(day=day)))
    assert page.status_code == 200
    form = page.context["form"]
    shown = form["slot"].value()
    given = (shown.time.strftime("%Y-%m-%dT%H:%M"), shown.zone) if hasattr(shown, "time") else ("", shown[1])
    assert given == (time.format(day=day), zone)


def test_it_opens_with_the_brand_asked_for(stage: Stage, browse: Any) -> None:
    cal = browse(stage.north.cal)
    assert cal.get(stage.north.url("posts/new/?brand=harbour")).context["board"].brand.slug == "harbour"
    assert cal.get(stage.north.url("posts/new/?brand=valley")).status_code == 404


def test_the_calendar_offers_it_to_those_who_may_draft(stage: Stage, browse: Any) -> None:
    offered = f"slot={tomorrow(days=0).date().isoformat()}T09:00"
    page = browse(stage.north.cal).get(stage.north.url("calendar/")).content.decode()
    assert offered in page
    assert "data-new-url" in page
    page = browse(stage.north.eve).get(stage.north.url("calendar/")).content.decode()
    assert offered not in page
    assert "data-new-url" not in page


def test_before_a_channel_is_chosen_the_preview_shows_what_was_typed(stage: Stage, typed: Typed, browse: Any) -> None:
    cal, note = browse(stage.north.cal), "Choose a channel to see it as its network shows it."
    empty = cal.get(stage.north.url("posts/new/?brand=harbour")).content.decode()
    assert "Nothing to show yet" in empty and note not in empty
    words = typed(channels=[], text="Map: {link} <b>", link_url="https://harbour.example/map", pictures=picture())
    new(cal, stage, words)
    post = only(stage)
    for path in ("edit/", "side"):
        page = cal.get(stage.north.url(f"posts/{post.pk}/{path}")).content.decode()
        shown = page.split("prev-cols", 1)[1]
        assert note in page and "Nothing to show yet" not in page
        assert 'Map: <span class="a">harbour.example/map</span> &lt;b&gt;' in shown
        assert shown.count('class="shot"') == 1 and 'data-count="1"' in shown
    # What is refused stands as it was typed, too.
    again = typed(channels=[], text="Typed", language="xx", revision=str(post.revision))
    refused = cal.post(stage.north.url(f"posts/{post.pk}/edit/"), again)
    assert refused.status_code == 422
    assert 'shot-words">Typed' in refused.content.decode()
    cal.post(stage.north.url(f"posts/{post.pk}/edit/"), typed(text="Typed", revision=str(post.revision)))
    page = cal.get(stage.north.url(f"posts/{post.pk}/edit/")).content.decode()
    assert note not in page and "shot-bs" in page
