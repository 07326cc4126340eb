"""Nothing goes out but what was approved: no path round approval, no change that keeps it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from coe.access.api import Denied
from coe.tenancy.context import inside
from governance.approvals.models import Decision, Request
from publishing.content import actions
from publishing.content.draft import draft_of
from publishing.content.models import Post, Version
from publishing.delivery.models import Delivery
from tests.publishing.content.conftest import ZONE, Stage, approve, states, tomorrow

pytestmark = pytest.mark.django_db
Typed = Callable[..., dict[str, Any]]


@pytest.fixture
def scheduled(stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any]) -> Any:
    made = post()
    assert send(made, typed()).status_code == 302
    assert states(stage, made) == {"bluesky": "in_approval"}
    approve(stage, made)
    assert states(stage, made) == {"bluesky": "scheduled"}
    return made


def deliveries(stage: Stage) -> list[str]:
    with inside(stage.north.id):
        return list(Delivery.objects.order_by("fixed_at").values_list("state", flat=True))


def test_approval_schedules_exactly_once(stage: Stage, scheduled: Any) -> None:
    from publishing.content.handlers import decided

    with inside(stage.north.id):
        payload = {"subject_type": "publishing.post", "subject_id": str(scheduled.pk), "outcome": "approved"}
        decided(stage.north.id, payload)
    assert deliveries(stage) == ["waiting"]


def test_no_path_schedules_a_draft(stage: Stage, typed: Typed, post: Callable[..., Any], browse: Any) -> None:
    """B8: whoever may schedule still cannot schedule what nobody approved."""
    made = post()
    wall = tomorrow(hour=12)
    actions.reschedule(stage.north.bea.actor, post_id=made.pk, time=wall, zone=ZONE)
    browse(stage.north.bea).post(
        stage.north.url(f"posts/{made.pk}/move"), {"slot_0": wall.strftime("%Y-%m-%dT%H:%M"), "slot_1": ZONE}
    )
    browse(stage.north.bea).post(
        stage.north.url(f"posts/{made.pk}/edit/"), typed(state="scheduled", act="schedule", revision="2")
    )
    from publishing.content.handlers import decided

    with inside(stage.north.id):
        decided(stage.north.id, {"subject_type": "publishing.post", "subject_id": str(made.pk), "outcome": "approved"})
    assert states(stage, made) == {"bluesky": "draft"}
    assert deliveries(stage) == []


def test_the_author_cannot_approve(stage: Stage, typed: Typed, browse: Any) -> None:
    """B9: not the one who began it, not one who wrote on it later, not the one who sent it."""
    made = browse(stage.north.hal).post(stage.north.url("posts/new/"), typed())
    with inside(stage.north.id):
        post = Post.objects.get()
    data = typed(text="The lake is open!", revision="1", act="send")
    assert browse(stage.north.bea).post(made["Location"], data).status_code == 302
    for writer in ("hal", "bea"):
        with pytest.raises(Denied):
            approve(stage, post, who=writer)
    assert states(stage, post) == {"bluesky": "in_approval"}
    with inside(stage.north.id):
        assert Decision.objects.count() == 0
    approve(stage, post, who="lee")
    assert states(stage, post) == {"bluesky": "scheduled"}


@pytest.mark.parametrize("path", ["autosave", "edit/"])
def test_a_changed_word_lapses_what_was_scheduled(
    stage: Stage, typed: Typed, scheduled: Any, browse: Any, path: str
) -> None:
    """B10, by page and by autosave, by somebody who may only draft."""
    answer = browse(stage.north.pat).post(
        stage.north.url(f"posts/{scheduled.pk}/{path}"), typed(text="The lake is open!", revision="1")
    )
    assert answer.status_code in {200, 302}
    assert states(stage, scheduled) == {"bluesky": "draft"}
    assert deliveries(stage) == ["withdrawn"]
    with inside(stage.north.id):
        assert stage.north.pat.member.pk in Post.objects.get().authors


def test_a_changed_word_lapses_an_open_request(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any], browse: Any
) -> None:
    made = post(channels=[stage.bluesky, stage.mastodon])
    send(made, typed(channels=[stage.bluesky, stage.mastodon]))
    data = typed(channels=[stage.bluesky, stage.mastodon], revision="1")
    data |= {f"own-{stage.bluesky.pk}": "on", f"text-{stage.bluesky.pk}": "Other words"}
    answer = browse(stage.north.cal).post(stage.north.url(f"posts/{made.pk}/autosave"), data)
    assert answer.json()["revision"] == 2
    assert states(stage, made) == {"bluesky": "draft", "mastodon": "draft"}
    with inside(stage.north.id):
        assert list(Request.objects.values_list("state", flat=True)) == ["withdrawn"]


def test_keeping_the_same_words_changes_nothing(stage: Stage, typed: Typed, scheduled: Any, browse: Any) -> None:
    answer = browse(stage.north.cal).post(stage.north.url(f"posts/{scheduled.pk}/autosave"), typed(revision="1"))
    assert answer.json()["revision"] == 1
    assert states(stage, scheduled) == {"bluesky": "scheduled"}


def test_within_the_day_it_moves_and_stays_approved(stage: Stage, scheduled: Any) -> None:
    wall = tomorrow(hour=15)
    actions.reschedule(stage.north.bea.actor, post_id=scheduled.pk, time=wall, zone=ZONE)
    assert states(stage, scheduled) == {"bluesky": "scheduled"}
    with inside(stage.north.id):
        delivery = Delivery.objects.get()
        assert delivery.slot == Post.objects.get().slot
        assert delivery.not_before == delivery.slot


def test_without_a_time_nothing_moves(stage: Stage, scheduled: Any, browse: Any) -> None:
    url = stage.north.url(f"posts/{scheduled.pk}/move")
    answer = browse(stage.north.bea).post(url, {"slot_0": "", "slot_1": ZONE})
    assert answer.status_code == 422
    assert "Choose “Goes out”." in answer.content.decode()
    assert states(stage, scheduled) == {"bluesky": "scheduled"}


def test_another_day_needs_approval_again(stage: Stage, scheduled: Any, browse: Any) -> None:
    wall = tomorrow(days=3)
    form = {"slot_0": wall.strftime("%Y-%m-%dT%H:%M"), "slot_1": ZONE}
    client, url = browse(stage.north.bea), stage.north.url(f"posts/{scheduled.pk}/move")
    asked = client.post(url, form)
    assert asked.status_code == 422
    assert 'name="again"' in asked.content.decode()
    assert states(stage, scheduled) == {"bluesky": "scheduled"}
    with inside(stage.north.id):
        assert Post.objects.get().slot == scheduled.slot
    assert client.post(url, form | {"again": "on"}).status_code == 302
    assert states(stage, scheduled) == {"bluesky": "draft"}
    assert deliveries(stage) == ["withdrawn"]


def test_a_writer_without_the_right_to_schedule_does_not_move_what_is_approved(
    stage: Stage, typed: Typed, scheduled: Any, browse: Any
) -> None:
    wall = tomorrow(hour=15)
    form = {"slot_0": wall.strftime("%Y-%m-%dT%H:%M"), "slot_1": ZONE}
    assert browse(stage.north.cal).post(stage.north.url(f"posts/{scheduled.pk}/move"), form).status_code == 403
    assert states(stage, scheduled) == {"bluesky": "scheduled"}
    # Through the composer it is a change like any other: approval is asked again.
    browse(stage.north.cal).post(
        stage.north.url(f"posts/{scheduled.pk}/edit/"), typed(at=tomorrow(hour=15), revision="1")
    )
    assert states(stage, scheduled) == {"bluesky": "draft"}
    assert deliveries(stage) == ["withdrawn"]


def test_what_is_published_does_not_change(stage: Stage, typed: Typed, scheduled: Any, browse: Any) -> None:
    with inside(stage.north.id):
        Version.objects.update(state="published")
    for path, field in (("edit/", {"text": "Other"}), ("autosave", {"text": "Other"})):
        answer = browse(stage.north.cal).post(
            stage.north.url(f"posts/{scheduled.pk}/{path}"), typed(revision="1", **field)
        )
        assert answer.status_code == 422
        assert "already published" in answer.content.decode()
    with inside(stage.north.id):
        assert Post.objects.get().text == "The lake is open."
        assert Post.objects.get().revision == 1


def test_sent_back_is_mended_and_sent_again(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any]
) -> None:
    made = post()
    send(made, typed())
    approve(stage, made, kind="changes", reason="fact", comment="Which lake?")
    assert states(stage, made) == {"bluesky": "sent_back"}
    assert send(made, typed(text="Lake Harbour is open.")).status_code == 302
    approve(stage, made)
    assert states(stage, made) == {"bluesky": "scheduled"}


def test_withdrawing_takes_back_everything_that_is_not_out(stage: Stage, scheduled: Any, browse: Any) -> None:
    assert browse(stage.north.eve).post(stage.north.url(f"posts/{scheduled.pk}/withdraw")).status_code == 403
    assert states(stage, scheduled) == {"bluesky": "scheduled"}
    browse(stage.north.bea).post(stage.north.url(f"posts/{scheduled.pk}/withdraw"), {"reason": "Storm"})
    assert states(stage, scheduled) == {"bluesky": "withdrawn"}
    assert deliveries(stage) == ["withdrawn"]


def test_a_delivery_in_flight_cannot_be_changed(stage: Stage, typed: Typed, scheduled: Any, browse: Any) -> None:
    with inside(stage.north.id):
        Delivery.objects.update(state="sending")
    answer = browse(stage.north.cal).post(
        stage.north.url(f"posts/{scheduled.pk}/autosave"), typed(text="Other", revision="1")
    )
    assert answer.status_code == 422
    assert "being sent at this moment" in answer.json()["reason"]
    with inside(stage.north.id):
        assert Post.objects.get().text == "The lake is open."


def test_one_channel_more_leaves_the_others_scheduled(
    stage: Stage, typed: Typed, scheduled: Any, send: Callable[..., Any]
) -> None:
    both = [stage.bluesky, stage.mastodon]
    assert send(scheduled, typed(channels=both)).status_code == 302
    assert states(stage, scheduled) == {"bluesky": "scheduled", "mastodon": "in_approval"}
    approve(stage, scheduled)
    assert states(stage, scheduled) == {"bluesky": "scheduled", "mastodon": "scheduled"}
    assert deliveries(stage) == ["waiting", "waiting"]


def test_a_channel_switched_off_takes_its_delivery_back(
    stage: Stage, typed: Typed, scheduled: Any, browse: Any
) -> None:
    browse(stage.north.cal).post(
        stage.north.url(f"posts/{scheduled.pk}/edit/"), typed(channels=[stage.mastodon], revision="1")
    )
    assert states(stage, scheduled) == {"bluesky": "withdrawn", "mastodon": "draft"}
    assert deliveries(stage) == ["withdrawn"]
    with inside(stage.north.id):
        assert [str(channel) for channel, _own in draft_of(Post.objects.get()).versions] == [str(stage.mastodon.pk)]


def test_expired_in_approval_comes_back_with_a_new_slot(
    stage: Stage, typed: Typed, post: Callable[..., Any], send: Callable[..., Any]
) -> None:
    made = post()
    send(made, typed())
    with inside(stage.north.id):
        Request.objects.update(state="expired", closed_at=made.slot)
        from publishing.content.handlers import decided

        decided(stage.north.id, {"subject_type": "publishing.post", "subject_id": str(made.pk), "outcome": "expired"})
    assert states(stage, made) == {"bluesky": "expired"}
    assert send(made, typed(at=tomorrow() + timedelta(hours=1))).status_code == 302
    assert states(stage, made) == {"bluesky": "in_approval"}
