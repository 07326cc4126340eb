"""Whatever is typed gets a clear answer beside its field, and stays on the page."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.utils.html import escape

from coe.tenancy.context import inside
from publishing.content.models import Campaign, Post, PostImage, Revision, TrackedLink, UtmValue, Version
from publishing.library.models import Asset
from tests.publishing.content.conftest import Stage, approve, picture, states, tomorrow

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def cal(stage: Stage, browse: Any) -> Client:
    return browse(stage.north.cal)


def posts(stage: Stage) -> int:
    with inside(stage.north.id):
        return Post.objects.count()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": "a\u202eb"}, "reverses the reading direction (U+202E, at character 2)"),
        ({"title": "a\u2066b"}, "U+2066"),
        ({"text": "湖" * 20_001}, "At most 20000 characters fit here; this has 20001."),
        ({"title": "t" * 201}, "At most 200 characters"),
        ({"link_url": "javascript:alert(1)"}, "Begin the address with https://"),
        ({"link_url": "ftp://example.com"}, "Begin the address with https://"),
        ({"link_url": "https://me:secret@example.com/"}, "Leave the user name and password out"),
        ({"link_url": "https://"}, "This is not a web address"),
        ({"link_url": "https://exa mple.com/"}, "This is not a web address"),
        ({"link_url": "https://example.com/?utm_medium=Social"}, "“Social” is not on the list for utm_medium"),
        ({"link_url": "https://example.com/?UTM_SOURCE=x"}, "UTM_SOURCE is set by the system"),
        ({"link_url": "https://example.com/?utm_id=1"}, "utm_id is set by the system"),
        ({"slot_0": "soon"}, "This is not a date and time"),
        ({"slot_0": "2020-01-01T10:00"}, "This time has passed"),
        ({"slot_1": "Mars/Olympus"}, "Mars/Olympus is not a time zone"),
        ({"slot_0": "9999-12-31T23:59"}, "more than two years away"),
        ({"language": "xx"}, "Select a valid choice"),
        ({"utm_medium": "billboard"}, "Select a valid choice"),
        ({"channel": "not-an-id"}, "Choose channels of this brand"),
        ({"campaign": "not-an-id"}, "Choose one from the list."),
    ],
)  # fmt: skip
def test_it_is_said_beside_the_field_and_nothing_is_lost(
    stage: Stage, typed: Typed, cal: Client, fields: dict[str, Any], said: str
) -> None:
    data = {"text": "What I wrote stays"} | fields
    answer = cal.post(stage.north.url("posts/new/"), typed(**data))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert escape(said) in page
    if "text" not in fields:
        assert "What I wrote stays" in page
    for name in ("link_url", "title"):
        if name in fields:
            assert escape(fields[name]) in page
    assert posts(stage) == 0


@time_machine.travel(datetime(2027, 3, 1, 12), tick=False)
def test_a_time_that_a_clock_change_skips(stage: Stage, typed: Typed, browse: Any) -> None:
    cal = browse(stage.north.cal)
    answer = cal.post(stage.north.url("posts/new/"), typed(slot_0="2027-03-28T02:30"))
    assert answer.status_code == 422
    assert "02:30 does not exist in Europe/Zurich" in answer.content.decode()
    # The zone of the server or of the reader plays no part in it.
    assert cal.post(stage.north.url("posts/new/"), typed(slot_0="2027-03-28T02:30", slot_1="UTC")).status_code == 302


def test_ten_megabytes_of_text(stage: Stage, typed: Typed, cal: Client) -> None:
    answer = cal.post(stage.north.url("posts/new/"), typed(text="x" * 10_000_000))
    assert answer.status_code == 422
    assert "this has 10000000" in answer.content.decode()
    assert posts(stage) == 0


def test_controls_go_and_emoji_stay_whole(stage: Stage, typed: Typed, cal: Client) -> None:
    cal.post(stage.north.url("posts/new/"), typed(text="\x00a\x07\tb\r\nc👩🏽‍🚒\u200b\ud7ff", title="x\ny\x1b"))
    with inside(stage.north.id):
        made = Post.objects.get()
    assert made.text == "a\tb\nc👩🏽‍🚒\u200b\ud7ff"
    assert made.title == "x y"


def test_foreign_ids_are_as_if_they_did_not_exist(stage: Stage, typed: Typed, cal: Client, browse: Any) -> None:
    """Of the other organisation and of a brand one does not write for: refused at the field, nothing changed."""
    south = stage.cast.south
    with inside(south.id):
        asset = Asset.objects.create(
            org=south.organisation, sha256="a" * 64, mime="image/png", size=3, width=1, height=1, name="x"
        )
        campaign = Campaign.objects.create(
            org=south.organisation, name="S", slug="s", starts_on="2026-01-01", ends_on="2027-01-01"
        )
    with inside(stage.north.id):
        hidden = Asset.objects.create(
            org=stage.north.organisation, brand=stage.north.brands["valley"], sha256="b" * 64, mime="image/png",
            size=3, width=1, height=1, name="x",
        )  # fmt: skip
    tries: list[dict[str, Any]] = [
        {"brand": str(south.brands["bakery"].pk)},
        {"brand": str(stage.north.brands["valley"].pk)},
        {"channel": str(stage.foreign.pk)},
        {"channel": str(stage.valley.pk)},
        {"channel": str(uuid4())},
        {"campaign": str(campaign.pk)},
        {"image": str(asset.pk)},
        {"image": str(uuid4())},
        {"image": "../../etc/passwd"},
    ]
    for fields in tries:
        answer = cal.post(stage.north.url("posts/new/"), typed(**fields))
        assert answer.status_code == 422, fields
    assert cal.post(stage.north.url("posts/new/"), typed(image=str(hidden.pk))).status_code == 403
    assert posts(stage) == 0
    for path in ("", "file"):
        assert cal.get(stage.north.url(f"library/{asset.pk}/{path}")).status_code == 404
        assert cal.get(stage.north.url(f"library/{hidden.pk}/{path}")).status_code == 404


def test_a_post_of_another_brand_or_organisation_is_not_there(
    stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any
) -> None:
    made = post()
    urls = ["", "edit/", "side", "versions/"]
    for person, org in ((stage.cast.south.sue, stage.cast.south), (stage.north.vic, stage.north)):
        client = browse(person)
        assert [client.get(org.url(f"posts/{made.pk}/{url}")).status_code for url in urls] == [404] * 4
        for url in ("edit/", "autosave", "move", "withdraw"):
            answer = client.post(org.url(f"posts/{made.pk}/{url}"), typed(text="Mine now", revision="1"))
            assert answer.status_code == 404, url
    with inside(stage.north.id):
        assert Post.objects.get().text == "The lake is open."
        assert Revision.objects.count() == 1


def test_those_who_only_read_do_not_write(stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any) -> None:
    made = post()
    for who in ("eve", "aud", "pia"):
        client = browse(getattr(stage.north, who))
        assert client.get(stage.north.url(f"posts/{made.pk}/")).status_code == 200
        for url in ("posts/new/", "posts/new/autosave", f"posts/{made.pk}/edit/", f"posts/{made.pk}/autosave"):
            assert client.post(stage.north.url(url), typed(text="No", revision="1")).status_code == 403
    with inside(stage.north.id):
        assert (Post.objects.count(), Post.objects.get().text) == (1, "The lake is open.")


def test_two_tabs(stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any) -> None:
    """The second to keep is told what the first changed; both keep their words."""
    made = post(title="Lake")
    url = stage.north.url(f"posts/{made.pk}/edit/")
    browse(stage.north.bea).post(url, typed(title="The lake", text="The lake is open.", revision="1"))
    mine = typed(title="Lake", text="The lake is open on Sunday.", revision="1")
    late = browse(stage.north.cal).post(url, mine)
    page = late.content.decode()
    assert late.status_code == 409
    assert "Bea Brand changed this post while you wrote" in page
    assert 'value="The lake"' in page  # theirs, where I did not write
    assert "The lake is open on Sunday." in page  # mine
    assert 'name="revision" value="2"' in page
    with inside(stage.north.id):
        assert (Post.objects.get().revision, Post.objects.get().text) == (2, "The lake is open.")
    again = browse(stage.north.cal).post(url, mine | {"title": "The lake", "revision": "2"})
    assert again.status_code == 302
    with inside(stage.north.id):
        kept = Post.objects.get()
    assert (kept.title, kept.text, kept.revision) == ("The lake", "The lake is open on Sunday.", 3)


def test_a_stale_autosave_changes_nothing_and_says_who(
    stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any
) -> None:
    made = post()
    browse(stage.north.bea).post(stage.north.url(f"posts/{made.pk}/edit/"), typed(text="Bea’s words", revision="1"))
    answer = browse(stage.north.cal).post(
        stage.north.url(f"posts/{made.pk}/autosave"), typed(text="Cal’s words", revision="1")
    )
    assert answer.status_code == 409
    assert "Bea Brand" in answer.json()["reason"]
    with inside(stage.north.id):
        assert Post.objects.get().text == "Bea’s words"


def test_autosave_keeps_what_is_right_and_names_what_is_not(
    stage: Stage, typed: Typed, post: Callable[..., Any], cal: Client
) -> None:
    made = post()
    answer = cal.post(
        stage.north.url(f"posts/{made.pk}/autosave"), typed(text="Better", link_url="htt", revision="1")
    ).json()
    assert answer["revision"] == 2
    assert [problem["field"] for problem in answer["problems"]] == ["link_url"]
    with inside(stage.north.id):
        assert (Post.objects.get().text, Post.objects.get().link_url) == ("Better", "")


def test_autosave_begins_a_post(stage: Stage, typed: Typed, cal: Client) -> None:
    answer = cal.post(stage.north.url("posts/new/autosave"), typed(text="First words")).json()
    assert posts(stage) == 1
    assert answer["autosave"] == stage.north.url(f"posts/{answer['post']}/autosave")
    assert answer["channels"][str(stage.bluesky.pk)] == {"count": 11, "limit": 300, "on": True}
    json.dumps(answer)


def test_everything_missing_is_said_at_once(stage: Stage, typed: Typed, cal: Client) -> None:
    answer = cal.post(
        stage.north.url("posts/new/"),
        typed(text="", at=None, channels=[stage.newsroom], pictures=[picture()], act="send"),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in ("Choose when it goes out.", "needs a title", "Describe picture 1"):
        assert said in page
    with inside(stage.north.id):
        assert list(Version.objects.values_list("state", flat=True)) == ["draft"]
        assert PostImage.objects.count() == 1  # kept, all the same


def test_too_long_for_one_channel_names_it(stage: Stage, typed: Typed, cal: Client) -> None:
    answer = cal.post(
        stage.north.url("posts/new/"),
        typed(text="x" * 301, channels=[stage.bluesky, stage.mastodon], act="send"),
    )
    assert answer.status_code == 422
    assert "1 character too many for harbour.example, which takes 300." in answer.content.decode()
    with inside(stage.north.id):
        assert set(Version.objects.values_list("state", flat=True)) == {"draft"}


def test_an_unconnected_channel_is_named(stage: Stage, typed: Typed, cal: Client) -> None:
    from publishing.connections.models import Channel

    with inside(stage.north.id):
        Channel.objects.filter(pk=stage.bluesky.pk).update(state="attention")
    answer = cal.post(stage.north.url("posts/new/"), typed(act="send"))
    assert "harbour.example: Needs reconnecting." in answer.content.decode()


def test_links_carry_only_what_is_on_the_lists(stage: Stage, typed: Typed, cal: Client) -> None:
    with inside(stage.north.id):
        UtmValue.objects.create(org=stage.north.organisation, field="utm_content", value="button")
    address = "https://example.com/a?x=1&utm_medium=social&utm_content=button"
    assert cal.post(stage.north.url("posts/new/"), typed(link_url=address)).status_code == 302
    with inside(stage.north.id):
        link = TrackedLink.objects.get()
    assert (link.url, link.utm_medium, link.utm_content) == ("https://example.com/a?x=1", "social", "button")
    text = "Go https://example.com/?utm_medium=billboard"
    answer = cal.post(stage.north.url("posts/new/"), typed(text=text, act="send"))
    assert "“billboard” is not on the list" in answer.content.decode()


def test_a_blocked_term_keeps_it_from_being_sent(stage: Stage, typed: Typed, cal: Client) -> None:
    from governance.policies.models import Evaluation, Rule, RuleVersion

    with inside(stage.north.id):
        org = stage.north.organisation
        rule = Rule.objects.create(org=org, name="Superlatives", kind="blocked_terms", severity="block")
        RuleVersion.objects.create(
            org=org, rule=rule, number=1, message="A superlative",
            params={"terms": [{"text": "最好", "suggestion": "很好"}]},
        )  # fmt: skip
        Rule.objects.filter(pk=rule.pk).update(state="active")
    answer = cal.post(stage.north.url("posts/new/"), typed(text="这里的湖最好。", language="zh-Hans", act="send"))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "A superlative" in page
    assert "很好" in page
    with inside(stage.north.id):
        post = Post.objects.get()
        assert Evaluation.objects.filter(moment="submit").count() == 1
    assert states(stage, post) == {"bluesky": "draft"}
    kept = cal.post(
        stage.north.url(f"posts/{post.pk}/autosave"),
        typed(text="这里的湖最好。", language="zh-Hans", revision="1"),
    ).json()
    assert [(one["field"], one["start"], one["end"], one["suggestion"]) for one in kept["findings"]] == [
        ("text", 4, 6, "很好")
    ]
    fixed = typed(text="这里的湖很好。", language="zh-Hans", revision="1", act="send")
    assert cal.post(stage.north.url(f"posts/{post.pk}/edit/"), fixed).status_code == 302
    assert states(stage, post) == {"bluesky": "in_approval"}
    approve(stage, post)
    assert states(stage, post) == {"bluesky": "scheduled"}


def test_the_page_says_it_in_chinese(stage: Stage, typed: Typed, cal: Client) -> None:
    stage.north.cal.user.language = "zh-hans"
    stage.north.cal.user.save()
    assert cal.get(stage.north.url("posts/new/")).status_code == 200
    answer = cal.post(stage.north.url("posts/new/"), typed(at=tomorrow(), text="x\u202e"))
    assert answer.status_code == 422
