"""The list of posts, its filters, many at once, export; campaigns and values for links; the story of a post."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coe.tenancy.context import inside
from publishing.content.models import Campaign, Post, Revision, UtmValue, Version
from tests.publishing.content.conftest import Stage, approve, states, tomorrow

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


def shown(client: Any, stage: Stage, query: str = "") -> set[str]:
    page = client.get(stage.north.url(f"posts/?{query}")).content.decode()
    return {name for name in ("Alpha", "Beta", "汤泉") if name in page}


@pytest.fixture
def three(stage: Stage, post: Callable[..., Any]) -> dict[str, Any]:
    return {
        "alpha": post(title="Alpha", text="One lake"),
        "beta": post(title="Beta", text="Two lakes", channels=[stage.mastodon]),
        "zh": post(title="", text="雪森汤泉\n冬至开放", language="zh-Hans"),
    }


def test_filters_live_in_the_address(
    stage: Stage, three: dict[str, Any], typed: Typed, send: Callable[..., Any], browse: Any
) -> None:
    client = browse(stage.north.cal)
    send(three["alpha"], typed(title="Alpha", text="One lake"))
    assert shown(client, stage) == {"Alpha", "Beta", "汤泉"}
    assert shown(client, stage, "state=in_approval") == {"Alpha"}
    assert shown(client, stage, "state=draft") == {"Beta", "汤泉"}
    assert shown(client, stage, f"channel={stage.mastodon.pk}") == {"Beta"}
    assert shown(client, stage, "q=冬至") == {"汤泉"}
    assert shown(client, stage, "q=lake+one") == {"Alpha"}
    assert shown(client, stage, "mine=on") == {"Alpha", "Beta", "汤泉"}
    assert shown(browse(stage.north.bea), stage, "mine=on") == set()
    assert shown(client, stage, "state=nonsense&channel=x&page=99") == {"Alpha", "Beta", "汤泉"}
    assert shown(browse(stage.north.vic), stage) == set()


def test_the_list_asks_as_often_for_many_posts_as_for_few(
    stage: Stage, three: dict[str, Any], post: Callable[..., Any], browse: Any
) -> None:
    client = browse(stage.north.cal)
    client.get(stage.north.url("posts/"))

    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as log:
            assert client.get(stage.north.url("posts/")).status_code == 200
        return len(log)

    few = asked()
    for number in range(8):
        post(title=f"More {number}", channels=[stage.bluesky, stage.mastodon, stage.newsroom])
    assert asked() == few


def test_export_is_text_to_every_spreadsheet(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    post(title='=HYPERLINK("http://evil")', text="x")
    answer = browse(stage.north.cal).get(stage.north.url("exports/posts.csv"))
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert '"\'=HYPERLINK(""http://evil"")"' in b"".join(answer.streaming_content).decode()


def test_many_are_withdrawn_at_once(stage: Stage, three: dict[str, Any], browse: Any) -> None:
    with inside(stage.cast.south.id):
        foreign = Post.objects.create(
            org=stage.cast.south.organisation, brand=stage.cast.south.brands["bakery"], zone="UTC",
            author=stage.cast.south.sue.member,
        )  # fmt: skip
    picked = [str(three["alpha"].pk), str(three["beta"].pk), str(foreign.pk), "x"]
    answer = browse(stage.north.cal).post(
        stage.north.url("posts/many/"), {"pick": picked, "act": "withdraw"}, follow=True
    )
    page = answer.content.decode()
    assert "2 posts withdrawn" in page
    assert "1 post could not be withdrawn" in page
    assert states(stage, three["alpha"]) == {"bluesky": "withdrawn"}
    assert states(stage, three["zh"]) == {"bluesky": "draft"}


def test_an_empty_list_says_what_to_do(stage: Stage, browse: Any) -> None:
    assert "Write the first post" in browse(stage.north.cal).get(stage.north.url("posts/")).content.decode()
    assert "No post fits" in browse(stage.north.cal).get(stage.north.url("posts/?q=x")).content.decode()


def test_the_story_of_a_post(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any], browse: Any
) -> None:
    made = post(text="北坡将于周五开放。", language="zh-Hans", link_url="https://example.com/x")
    data = typed(text="北坡将于周六开放。", language="zh-Hans", link_url="https://example.com/x")
    send(made, data)
    approve(stage, made)
    page = browse(stage.north.eve).get(stage.north.url(f"posts/{made.pk}/")).content.decode()
    assert "Cal Creator" in page
    assert "Bea Brand" in page
    assert "/l/" in page
    compared = browse(stage.north.eve).get(stage.north.url(f"posts/{made.pk}/versions/?from=1&to=2"))
    assert "From version 1 to version 2" in compared.content.decode()
    assert "周<del>五</del><ins>六</ins>开放" in compared.content.decode()
    assert browse(stage.north.eve).get(stage.north.url(f"posts/{made.pk}/versions/?from=1&to=9")).status_code == 404


def test_panels_from_other_packages(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    from publishing.api import PostPanel, register_post_panel
    from publishing.content import panels

    def maker(request: Any, post_id: Any) -> PostPanel:
        return PostPanel("results", "components/state.html", {"text": "12 readers so far"})

    made = post()
    register_post_panel(maker)
    try:
        page = browse(stage.north.cal).get(stage.north.url(f"posts/{made.pk}/"))
        assert "12 readers so far" in page.content.decode()
    finally:
        panels._MAKERS.remove(maker)


def test_the_approval_page_shows_it(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any]
) -> None:
    from django.template.loader import render_to_string
    from django.test import RequestFactory

    from governance import api as governance
    from publishing.content.subject import PostSubject

    subject = PostSubject()
    made = post(channels=[stage.bluesky, stage.mastodon])
    both = [stage.bluesky, stage.mastodon]
    send(made, typed(channels=both))
    with inside(stage.north.id):
        first = governance.latest_request(made.pk)
        assert first is not None
        assert subject.current_digest(made.pk) == first.digest
        card = subject.cards([made.pk])[made.pk]
    assert (card.first_line, card.networks) == ("The lake is open.", ["bluesky", "mastodon"])
    send(made, typed(channels=both, text="The lake is shut."))
    with inside(stage.north.id):
        detail = subject.detail(made.pk, member=stage.north.bea.member, seen_digest=first.digest)
        request = RequestFactory().get("/")
        request.org = stage.north.organisation
        html = render_to_string(detail.template, dict(detail.context), request=request)
    assert [tab.old for tab in detail.context["tabs"]] == ["The lake is open."] * 2
    assert "<del>open</del>" in html


def test_campaigns(stage: Stage, browse: Any) -> None:
    client, url = browse(stage.north.cal), stage.north.url("campaigns/")
    assert client.get(url).status_code == 200
    good = {"name": "Winter", "slug": "winter", "starts_on": "2026-12-01", "ends_on": "2027-02-01"}
    harbour = str(stage.north.brands["harbour"].pk)
    assert client.post(url, good).status_code == 422  # one brand's manager names the brand
    assert client.post(url, good | {"brand": str(stage.north.brands["valley"].pk)}).status_code == 422
    assert client.post(url, good | {"brand": harbour, "ends_on": "2026-01-01"}).status_code == 422
    assert client.post(url, good | {"brand": harbour, "slug": "Winter 26"}).status_code == 422
    assert client.post(url, good | {"brand": harbour}).status_code == 302
    assert client.post(url, good | {"brand": harbour}).status_code == 422  # taken
    with inside(stage.north.id):
        kept = Campaign.objects.get()
    changed = {"name": "Deep winter", "starts_on": "2026-12-01", "ends_on": "2027-03-01", "brand": harbour}
    assert client.post(f"{url}{kept.pk}/", changed).status_code == 302
    assert browse(stage.north.vic).get(f"{url}{kept.pk}/").status_code == 404
    with inside(stage.north.id):
        assert (Campaign.objects.get().name, Campaign.objects.get().slug) == ("Deep winter", "winter")


def test_a_campaign_counts_each_post_once(stage: Stage, browse: Any, post: Any) -> None:
    """However many channels a post has, it is one post in the state it shows; together they are the posts."""
    with inside(stage.north.id):
        winter = Campaign.objects.create(
            org=stage.north.organisation, name="Winter", slug="winter", starts_on="2026-12-01", ends_on="2027-02-01"
        )
    for state, other in (("draft", "in_approval"), ("withdrawn", "draft"), ("withdrawn", "withdrawn")):
        made = post(channels=[stage.bluesky, stage.mastodon])
        with inside(stage.north.id):
            first, *rest = made.versions.values_list("pk", flat=True)
            made.versions.filter(pk=first).exclude(state=state).update(state=state)
            made.versions.filter(pk__in=rest).exclude(state=other).update(state=other)
            type(made).objects.filter(pk=made.pk).update(campaign=winter)
    answer = browse(stage.north.cleo).get(stage.north.url(f"campaigns/{winter.pk}/"))
    assert answer.context["count"] == 3
    told = {look.code: number for look, number in answer.context["states"]}
    assert told == {"in_approval": 1, "draft": 1, "withdrawn": 1}


def test_values_for_links(stage: Stage, browse: Any) -> None:
    client, url = browse(stage.north.cleo), stage.north.url("campaigns/values/")
    assert client.get(url).status_code == 200
    assert client.post(url, {"field": "utm_medium", "value": "billboard"}).status_code == 422
    assert client.post(url, {"field": "utm_medium", "value": "paid-social"}).status_code == 302
    assert client.post(url, {"field": "utm_medium", "value": "paid-social"}).status_code == 422
    assert browse(stage.north.cal).post(url, {"field": "utm_content", "value": "mine"}).status_code == 403
    with inside(stage.north.id):
        value = UtmValue.objects.get()
    assert client.post(f"{url}{value.pk}/retire").status_code == 302
    with inside(stage.north.id):
        assert UtmValue.objects.get().retired_at is not None
    assert tomorrow()


def test_every_version_can_be_reached(stage: Stage, post: Callable[..., Any], browse: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("publishing.content.post_views.VERSIONS", 2)
    made = post(text="Lake 1")
    with inside(stage.north.id):
        first = Revision.objects.get(post=made)
        for number in range(first.number + 1, first.number + 5):
            content = {**first.content, "text": f"Lake {number}"}
            Revision.objects.create(
                org=stage.north.organisation,
                post=made,
                number=number,
                member=first.member,
                at=first.at,
                content=content,
            )
    client, url = browse(stage.north.cal), stage.north.url(f"posts/{made.pk}/versions/")
    pages = [client.get(f"{url}?page={number}").content.decode() for number in (1, 2, 3)]
    assert [page.count('name="from"') for page in pages] == [2, 2, 1]
    # The last of a page is told by what it changed in the first of the next.
    assert "Began the post" in pages[2]
    assert "Nothing a reader would see" not in pages[0] + pages[1]


def test_a_campaign_counts_what_is_late_as_late(stage: Stage, post: Callable[..., Any], browse: Any) -> None:
    """Each post once, by the loudest of its versions; what still waits after its time is no longer on its way."""
    with inside(stage.north.id):
        campaign = Campaign.objects.create(
            org=stage.north.organisation, name="Lake", slug="lake", starts_on="2026-01-01", ends_on="2099-01-01"
        )
        other = Campaign.objects.create(
            org=stage.north.organisation, name="Sea", slug="sea", starts_on="2026-01-01", ends_on="2099-01-01"
        )
    now = timezone.now()
    for state, minutes in (
        ("scheduled", -10), ("scheduled", -10), ("scheduled", -1), ("scheduled", 60), ("in_approval", -10), ("in_approval", 60),
        ("draft", -10), ("published", -10),
    ):  # fmt: skip
        made = post(text=f"{state} {minutes}", channels=[stage.bluesky, stage.mastodon])
        with inside(stage.north.id):
            Post.objects.filter(pk=made.pk).update(campaign=campaign, slot=now + timedelta(minutes=minutes))
            drafts = Version.objects.filter(post=made)
            # Another version is published: the one that still waits is louder.
            for version in drafts if state == "published" else drafts.filter(channel=stage.bluesky):
                reach(version, state)
            if state == "scheduled":
                reach(Version.objects.get(post=made, channel=stage.mastodon), "published")
    page = browse(stage.north.cal).get(stage.north.url(f"campaigns/{campaign.pk}/"))
    counts = {str(look.text): number for look, number in page.context["states"]}
    assert counts == {
        "Due and not sent": 2, "Scheduled": 2, "Not approved in time": 1, "In approval": 1, "Draft": 1, "Published": 1,
    }  # fmt: skip
    assert browse(stage.north.cal).get(stage.north.url(f"campaigns/{other.pk}/")).context["states"] == []


def reach(version: Version, state: str) -> None:
    """Step by step, as the database asks for it."""
    for step in ("in_approval", "scheduled", "published")[
        : {"draft": 0, "in_approval": 1, "scheduled": 2}.get(state, 3)
    ]:
        Version.objects.filter(pk=version.pk).update(state=step)
