"""Dragging a post: who may, what refuses it, what it costs, and that the way back leads back."""

from typing import Any
from uuid import uuid4

import pytest

from coe.access.models import Scope
from coe.tenancy.context import inside
from publishing.models import Channel, Delivery, Post
from tests.coe_access.test_narrowing import hold
from tests.coe_api.conftest import Program, give_token
from tests.factories.cast import Cast, add_person
from tests.publishing.calendar.conftest import Stage, posts

ASKED = ("2026-11-01", "2026-12-31")


def drop(browse: Any, stage: Stage, who: str, post: Post | str, start: str, **more: str) -> Any:
    data = {"id": getattr(post, "pk", post), "start": start} | more
    client = browse(getattr(stage.org, who))
    return client.post(stage.org.url("calendar/move"), data, headers={"accept": "application/json"})


def test_a_draft_moves_and_back(stage: Stage, browse: Any) -> None:
    post = stage.post("Bread", "2026-11-25 08:00")
    said = drop(browse, stage, "bea", post, "2026-11-27T08:00", second="Asia/Tokyo").json()
    assert (said["ok"], said["time"], said["second"]) == (True, "08:00", "16:00")
    assert said["text"] == "Moved to Fri 27 Nov 08:00."
    assert stage.slot(post) == "2026-11-27 08:00 CET"
    browse(stage.org.bea).post(said["undo"])
    assert stage.slot(post) == "2026-11-25 08:00 CET"
    # Undone once; the place it was undone from is not its place any more.
    page = browse(stage.org.bea).post(said["undo"], follow=True).content.decode()
    assert "Somebody moved it again since. Nothing was changed." in page
    assert stage.slot(post) == "2026-11-25 08:00 CET"


@pytest.mark.parametrize(
    ("who", "brand", "state", "movable", "why"),
    [
        ("bea", "harbour", "draft", True, ""),
        ("bea", "harbour", "scheduled", True, ""),
        ("pia", "harbour", "scheduled", True, ""),
        ("cal", "harbour", "draft", True, ""),
        ("cal", "harbour", "in_approval", True, ""),
        ("cal", "harbour", "scheduled", False, "The missing right: schedule posts."),
        ("eve", "harbour", "draft", False, "The missing right: schedule posts."),
        ("bea", "harbour", "published", False, "It is published, so there is nothing to move."),
        ("bea", "harbour", "unknown", False, "Its outcome is not known yet. Settle that first."),
    ],
)
def test_the_calendar_says_beforehand_what_may_be_moved(
    stage: Stage, browse: Any, who: str, brand: str, state: str, movable: bool, why: str
) -> None:
    """What it says is what a drop then finds."""
    post = stage.post("Bread", "2026-11-25 08:00", state=state, brand=brand)
    (one,) = posts(browse, stage.org, who, *ASKED).values()
    assert (one.get("movable", False), one.get("locked", "")) == (movable, why)
    answer = drop(browse, stage, who, post, "2026-11-25T18:00")
    moved = answer.status_code == 200 and answer.json()["ok"]
    assert moved is movable
    assert stage.slot(post) == ("2026-11-25 18:00 CET" if movable else "2026-11-25 08:00 CET")


def by_drop(browse: Any, stage: Stage, who: str, post: Post) -> bool:
    return drop(browse, stage, who, post, "2026-11-25T18:00").status_code == 200


def by_page(browse: Any, stage: Stage, who: str, post: Post) -> bool:
    told = {"slot_0": "2026-11-25T18:00", "slot_1": "Europe/Zurich"}
    client = browse(getattr(stage.org, who))
    shown = 'id="move"' in client.get(stage.org.url(f"posts/{post.pk}/")).content.decode()
    moved = client.post(stage.org.url(f"posts/{post.pk}/move"), told).status_code == 302
    assert shown is moved, "the page offers what it does"
    return moved


def by_program(browse: Any, stage: Stage, who: str, post: Post) -> bool:
    program = Program(*give_token(getattr(stage.org, who)))
    answer = program.post(f"/posts/{post.pk}/move", {"time": "2026-11-25T18:00", "zone": "Europe/Zurich"})
    assert answer.status_code == 200 or answer.json()["act"] == "post.schedule", answer.content
    return bool(answer.status_code == 200)


def by_many(browse: Any, stage: Stage, who: str, post: Post) -> bool:
    picked = {"pick": [str(post.pk)], "act": "shift", "days": "1", "again": "on"}
    client = browse(getattr(stage.org, who))
    return "1 post moved" in client.post(stage.org.url("posts/many/"), picked, follow=True).content.decode()


@pytest.mark.parametrize("way", [by_drop, by_page, by_program, by_many])
@pytest.mark.parametrize("state", ["draft", "scheduled"])
def test_who_schedules_for_a_market_or_channel_moves_its_posts_every_way(
    stage: Stage, browse: Any, way: Any, state: str
) -> None:
    """And no post that also speaks elsewhere."""
    with inside(stage.org.id):
        Channel.objects.filter(pk=stage.channels["harbour", "mastodon"].pk).update(market=stage.org.markets["ch"])
    for who, scope, thing in (
        ("mae", Scope.MARKET, stage.org.markets["ch"]),
        ("chan", Scope.CHANNEL, stage.channels["harbour", "mastodon"]),
    ):
        add_person(stage.org, f"{who.title()} Part", who, "", "")
        hold(stage.org, getattr(stage.org, who), "publisher", scope, thing)
        theirs = stage.post("Bread", "2026-11-25 08:00", state=state)
        wider = stage.post("Butter", "2026-11-25 08:00", state=state, networks=("mastodon", "bluesky"))
        assert way(browse, stage, who, theirs), who
        assert stage.slot(theirs) != "2026-11-25 08:00 CET"
        assert not way(browse, stage, who, wider), who
        assert stage.slot(wider) == "2026-11-25 08:00 CET"


def test_what_was_withdrawn_is_not_called_published(stage: Stage, browse: Any) -> None:
    gone = stage.post("Bread", "2026-11-25 08:00", state="withdrawn")
    out = stage.post("Butter", "2026-11-25 08:00", state="published")
    program = Program(*give_token(stage.org.bea))
    for post, words in ((gone, "It was withdrawn, so"), (out, "Everything in this post is published, so")):
        told = {"time": "2026-11-25T18:00", "zone": "Europe/Zurich"}
        refused = program.post(f"/posts/{post.pk}/move", told)
        assert refused.status_code == 422
        assert words in refused.content.decode()
        assert not by_page_form(browse, stage, post)
        assert stage.slot(post) == "2026-11-25 08:00 CET"


def by_page_form(browse: Any, stage: Stage, post: Post) -> bool:
    return 'id="move"' in browse(stage.org.bea).get(stage.org.url(f"posts/{post.pk}/")).content.decode()


def test_a_denied_drop_names_the_right(stage: Stage, browse: Any) -> None:
    post = stage.post("Bread", "2026-11-25 08:00", state="scheduled")
    answer = drop(browse, stage, "cal", post, "2026-11-26T08:00")
    assert answer.status_code == 403
    assert answer.json()["detail"] == "The missing right: schedule posts."


def test_posts_of_others_are_not_there(cast: Cast, browse: Any) -> None:
    north, south = Stage(cast.north), Stage(cast.south, "bakery")
    foreign, valley = south.post("Bread", "2026-11-25 08:00"), north.post("V", "2026-11-25 08:00", brand="valley")
    for post in (foreign, valley, str(uuid4()), "nonsense", ""):
        assert drop(browse, north, "bea", post, "2026-11-26T08:00").status_code == 404
    assert south.slot(foreign) == north.slot(valley) == "2026-11-25 08:00 CET"


@pytest.mark.parametrize(
    ("start", "words"),
    [
        ("2027-03-28T02:30", "02:30 does not exist in Europe/Zurich"),
        ("2026-11-19T08:00", "This time has passed."),
        ("2026-11-20T08:59", "This time has passed."),
        ("2026-11-25", "This is not a date and time."),
        ("tomorrow", "This is not a date and time."),
        ("9999-12-31T23:59", "This is not a date and time."),
        ("2026-13-45T99:99", "This is not a date and time."),
        ("", "This is not a date and time."),
    ],
)
def test_times_that_refuse_a_post_say_why(stage: Stage, browse: Any, start: str, words: str) -> None:
    post = stage.post("Bread", "2026-11-25 08:00")
    said = drop(browse, stage, "bea", post, start).json()
    assert said["ok"] is False
    assert words in said["reason"]
    assert stage.slot(post) == "2026-11-25 08:00 CET"


def test_another_day_is_asked_first_because_approval_lapses(stage: Stage, browse: Any) -> None:
    post = stage.post("Bread", "2026-11-25 08:00", state="scheduled")
    (one,) = posts(browse, stage.org, "bea", *ASKED).values()
    assert (one["lapses"], one["again"], one["day"]) == (True, True, "2026-11-25")
    said = drop(browse, stage, "bea", post, "2026-11-26T08:00").json()
    assert (said["ok"], said["confirm"]) == (False, True)
    assert "needs approval again" in said["reason"]
    assert (stage.slot(post), stage.states(post)) == ("2026-11-25 08:00 CET", {"scheduled"})
    said = drop(browse, stage, "bea", post, "2026-11-26T08:00", again="1").json()
    assert (said["ok"], said["refresh"], said["undo"]) == (True, True, "")
    assert said["text"] == "Moved to Thu 26 Nov 08:00. It is a draft again."
    assert (stage.slot(post), stage.states(post)) == ("2026-11-26 08:00 CET", {"draft"})


def test_within_the_day_approval_stands(stage: Stage, browse: Any) -> None:
    post = stage.post("Bread", "2026-11-25 08:00", state="scheduled")
    assert drop(browse, stage, "bea", post, "2026-11-25T20:00").json()["ok"] is True
    assert (stage.slot(post), stage.states(post)) == ("2026-11-25 20:00 CET", {"scheduled"})
    with inside(stage.org.id):
        assert Delivery.objects.count() == 0


def test_the_day_is_that_of_the_zone_the_post_was_typed_in(stage: Stage, browse: Any) -> None:
    """06:00 in Tokyo is the evening before in Zurich; moving it past Zurich's midnight keeps Tokyo's day."""
    post = stage.post("Bread", "2026-11-26 06:00", state="scheduled", zone="Asia/Tokyo")
    assert stage.slot(post) == "2026-11-25 22:00 CET"
    assert drop(browse, stage, "bea", post, "2026-11-26T02:00").json()["ok"] is True
    assert stage.states(post) == {"scheduled"}
    with inside(stage.org.id):
        assert Post.objects.get(pk=post.pk).zone == "Asia/Tokyo"
    said = drop(browse, stage, "bea", post, "2026-11-26T18:00").json()
    assert (said["ok"], said["confirm"]) == (False, True)


def test_a_writer_moves_what_waits_only_within_its_day(stage: Stage, browse: Any) -> None:
    post = stage.post("Bread", "2026-11-25 08:00", state="in_approval")
    (one,) = posts(browse, stage.org, "cal", *ASKED).values()
    assert (one["lapses"], one.get("again", False)) == (True, False)
    said = drop(browse, stage, "cal", post, "2026-11-26T08:00", again="1").json()
    assert (said["ok"], said["confirm"]) == (False, False)
    assert "Change the day in the post itself" in said["reason"]
    assert (stage.slot(post), stage.states(post)) == ("2026-11-25 08:00 CET", {"in_approval"})


def test_no_way_back_into_the_past(stage: Stage, browse: Any) -> None:
    post = stage.post("Late draft", "2026-11-19 08:00")
    said = drop(browse, stage, "bea", post, "2026-11-21T08:00").json()
    assert (said["ok"], said["undo"]) == (True, "")


@pytest.mark.parametrize("nonsense", ["00010101T000000", "99991231T235959", "20260231T080000", "19990101T080000", "x"])
def test_no_way_back_to_a_time_that_is_none(stage: Stage, browse: Any, nonsense: str) -> None:
    post = stage.post("Bread", "2026-11-25 08:00")
    bea = browse(stage.org.bea)
    for now, before in ((nonsense, "20261126T070000"), ("20261125T070000", nonsense), (nonsense, nonsense)):
        assert bea.post(stage.org.url(f"calendar/undo/{post.pk}/{now}/{before}")).status_code == 404
    assert stage.slot(post) == "2026-11-25 08:00 CET"


def test_undo_needs_the_right_too(stage: Stage, browse: Any) -> None:
    post = stage.post("Bread", "2026-11-25 08:00", state="scheduled")
    said = drop(browse, stage, "bea", post, "2026-11-25T10:00").json()
    assert browse(stage.org.cal).post(said["undo"]).status_code == 403
    assert stage.slot(post) == "2026-11-25 10:00 CET"


def test_moving_is_posted(stage: Stage, browse: Any) -> None:
    assert browse(stage.org.bea).get(stage.org.url("calendar/move")).status_code == 405
