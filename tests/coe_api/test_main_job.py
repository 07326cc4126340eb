"""Draft, approve, publish, figures: through the API alone, by the members' own rights."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from coe.audit.models import Entry
from coe.outbox.tasks import drain
from coe.tenancy.context import inside
from publishing.connections.models import Channel
from publishing.delivery import engine
from publishing.delivery.models import Delivery
from tests.coe_api.conftest import ZONE, Program, body_of, tomorrow
from tests.factories.cast import Org


def send_now(org: Org, post_id: str) -> None:
    """What workers do at the slot."""
    with inside(org.id):
        found = Delivery.objects.filter(version__post=post_id)
        now = timezone.now()
        found.update(slot=now, not_before=now - timedelta(seconds=1))
        delivery = found.get()
    engine.send_next(delivery.org_id, delivery.channel_id)


def approved(org: Org, author: Program, approver: Program, body: dict[str, Any]) -> Any:
    """A post that was written by one and approved by the other."""
    post = author.post("/posts", body).json()
    sent = author.post(f"/posts/{post['id']}/submit")
    assert sent.status_code == 200, sent.content
    request = approver.get(f"/approvals/{sent.json()['request_id']}").json()
    decision = {"kind": "approve", "digest": request["digest"], "step": request["step"]}
    answer = approver.post(f"/approvals/{request['id']}/decide", decision)
    assert answer.status_code == 200, answer.content
    assert answer.json()["state"] == "approved"
    drain.run(org_id=str(org.id))
    return author.get(f"/posts/{post['id']}").json()


def test_from_draft_to_figures(north: Org, program: Callable[..., Program]) -> None:
    cal, bea, ana = program(north.cal), program(north.bea), program(north.ana)
    channel = {"network": "newsroom", "brand_id": str(north.brands["harbour"].pk)}
    connected = bea.post("/channels", channel, key="connect")
    assert (connected.status_code, connected.json()["state"]) == (201, "connected"), connected.content
    assert bea.post("/channels", channel, key="connect").json() == connected.json()  # asked again, connected once
    news = Channel(pk=connected.json()["id"], brand_id=connected.json()["brand"]["id"])
    post = approved(north, cal, bea, body_of(news))
    assert (post["state"]["code"], post["slot_time"]) == ("scheduled", tomorrow())
    send_now(north, post["id"])
    [delivery] = bea.get("/deliveries", post=post["id"]).json()["items"]
    assert (delivery["state"], delivery["network"]) == ("sent", "newsroom")
    [attempt] = bea.get(f"/deliveries/{delivery['id']}").json()["attempts"]
    assert attempt["outcome"] == "sent"
    figures = ana.get(f"/posts/{post['id']}/figures").json()["items"]
    clicks = next(one for one in figures if one["metric"] == "clicks")
    assert (clicks["value"], clicks["metric_version"], clicks["unit"]) == ("0.0000", 1, "count")
    assert clicks["source"]
    assert clicks["fetched_at"].endswith("Z")
    revenue = next(one for one in figures if one["metric"] == "cost")
    assert revenue["value"] is None  # nobody entered any: that is not zero


def test_the_audit_names_the_token_beside_the_member(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal, lee = program(north.cal), program(north.lee)
    cal.post("/posts", body_of(news))
    [entry] = lee.get("/audit", act="post.draft").json()["items"]
    assert (entry["actor_label"], entry["actor_id"]) == ("Cal Creator (test)", str(north.cal.member.pk))
    assert entry["sentence"].startswith("Cal Creator (test) began the draft")


def test_nobody_approves_what_they_wrote(north: Org, news: Any, program: Callable[..., Program]) -> None:
    bea, hal = program(north.bea), program(north.hal)
    post = bea.post("/posts", body_of(news)).json()
    request = bea.post(f"/posts/{post['id']}/submit").json()["request_id"]
    shown = bea.get(f"/approvals/{request}").json()
    assert (shown["may_decide"], shown["why_not"]) == (False, "You wrote or sent this. Somebody else decides.")
    decision = {"kind": "approve", "digest": shown["digest"], "step": 1}
    answer = bea.post(f"/approvals/{request}/decide", decision)
    assert answer.status_code == 403
    assert hal.get(f"/approvals/{request}").json()["state"] == "open"
    wrong = hal.post(f"/approvals/{request}/decide", {**decision, "digest": "0" * 64})
    assert (wrong.status_code, wrong.json()["type"]) == (409, "/api/v1/docs#problem-stale")
    assert hal.post(f"/approvals/{request}/decide", decision).json()["state"] == "approved"
    again = hal.post(f"/approvals/{request}/decide", decision)
    assert again.status_code == 409


def test_a_change_takes_the_revision_that_was_read(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal, bea = program(north.cal), program(north.bea)
    made = cal.post("/posts", body_of(news))
    post = made.json()
    assert (made.status_code, made.headers["ETag"], made.headers["Location"]) == (
        201, '"1"', f"/api/v1/posts/{post['id']}",
    )  # fmt: skip
    path = f"/posts/{post['id']}"
    missing = cal.patch(path, {"title": "Supper"})
    assert (missing.status_code, missing.json()["type"]) == (428, "/api/v1/docs#problem-revision-missing")
    assert bea.patch(path, {"title": "Supper", "revision": 1}).json()["revision"] == 2
    late = cal.patch(path, {"text": "Late"}, **{"If-Match": '"1"'})
    assert (late.status_code, late.json()["revision"]) == (409, 2)
    now = cal.patch(path, {"text": "In time"}, **{"If-Match": '"2"'})
    assert (now.status_code, now.headers["ETag"]) == (200, '"3"')
    assert (now.json()["title"], now.json()["text"]) == ("Supper", "In time")
    assert [one["number"] for one in cal.get(f"{path}/history").json()["items"]] == [3, 2, 1]


def test_what_stands_in_the_way_is_named(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal = program(north.cal)
    post = cal.post("/posts", {"brand_id": str(news.brand_id), "versions": [{"channel_id": str(news.pk)}]}).json()
    answer = cal.post(f"/posts/{post['id']}/submit")
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} >= {"#/title", "#/text", "#/slot"}
    assert cal.get(f"/posts/{post['id']}").json()["state"]["code"] == "draft"
    shown = cal.get(f"/posts/{post['id']}/preview").json()
    assert [wire["channel"]["network"] for wire in shown["wires"]] == ["newsroom"]
    assert {one["pointer"] for one in shown["problems"]} >= {"#/title", "#/text"}


def test_moving_withdrawing_and_freezing(north: Org, news: Any, program: Callable[..., Program]) -> None:
    cal, bea, cleo = program(north.cal), program(north.bea), program(north.cleo)
    post = approved(north, cal, bea, body_of(news))
    path = f"/posts/{post['id']}"
    moved = bea.post(f"{path}/move", {"time": tomorrow(12), "zone": ZONE})
    assert (moved.json()["slot_time"], moved.json()["state"]["code"]) == (tomorrow(12), "scheduled")
    other = bea.post(f"{path}/move", {"time": tomorrow(12, days=2), "zone": ZONE})
    assert (other.status_code, other.json()["errors"][0]["code"]) == (422, "another_day")
    freeze = bea.post("/freezes", {"brand_id": str(news.brand_id), "reason": "The price is wrong."})
    assert freeze.status_code == 201
    assert cleo.post(f"/freezes/{freeze.json()['id']}/lift", {"reason": "It is right."}).json()["state"] == "lifted"
    gone = bea.post(f"{path}/withdraw", {"reason": "Not this year."})
    assert gone.json()["state"]["code"] == "withdrawn"
    with inside(north.id):
        assert Entry.objects.filter(act="post.withdraw", reason="Not this year.").count() == 1
