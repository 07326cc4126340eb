"""What administrators and members set up, by program: webhooks, group chats, times of mails, days, bringing back."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from coe.api.models import IdempotencyKey
from coe.audit.models import Entry
from coe.chats.models import Chat
from coe.notices.models import Timing
from coe.tenancy.context import inside
from coe.webhooks import engine
from coe.webhooks.models import Endpoint, Message
from coe.webhooks.states import State
from governance.approvals.models import Comment
from governance.notes.models import CalendarNote
from publishing.calendar.actions import make_feed
from publishing.content.models import Version
from tests.coe_api.conftest import Program, body_of
from tests.coe_chats.conftest import Service, service  # noqa: F401
from tests.coe_webhooks.conftest import Receiver, receiver  # noqa: F401
from tests.factories.cast import Org
from tests.listening.conftest import make_channel, say, source_of

Programs = Callable[..., Program]
HOOK = {"name": "Warehouse", "types": ["freeze.declared"]}


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("coe.outbox.lines.app.send_task", lambda *_a, **_k: None)


def code(answer: Any, status: int) -> str:
    assert answer.status_code == status, answer.content
    return str(answer.json()["type"]).rpartition("problem-")[2]


def test_a_webhook_from_its_secret_to_its_log(north: Org, program: Programs, receiver: Receiver) -> None:  # noqa: F811
    ida = program(north.ida)
    body = {**HOOK, "url": receiver.url, "brand_id": str(north.brands["harbour"].pk)}
    made = ida.post("/webhooks", body, key="one")
    assert (made.status_code, made["Cache-Control"]) == (201, "no-store")
    secret, path = made.json()["secret"], f"/webhooks/{made.json()['endpoint']['id']}"
    assert made.json()["endpoint"]["brand"]["name"] == "Harbour"
    assert ida.post("/webhooks", body, key="one").json() == made.json()
    assert "secret" not in ida.get(path).json()
    assert [one["id"] for one in ida.get("/webhooks").json()["items"]] == [made.json()["endpoint"]["id"]]
    assert "freeze.declared" in {one["code"] for one in ida.get("/webhooks/types", limit=100).json()["items"]}

    sent = ida.post(f"{path}/test")
    assert (sent.status_code, sent.json()["state"]) == (202, "waiting")
    engine.send_next(north.id, Endpoint(pk=path.rpartition("/")[2]).pk)
    assert Webhook(secret).verify(receiver.got[0].body, receiver.got[0].headers)
    detail = ida.get(f"{path}/messages/{sent.json()['id']}").json()
    assert (detail["message"]["state"], [one["status"] for one in detail["tries"]]) == ("delivered", [204])
    assert detail["body"].encode() == receiver.got[0].body
    assert ida.post(f"{path}/replay", {"message_id": sent.json()["id"]}).json() == {"changed": 1}
    assert [one["state"] for one in ida.get(f"{path}/messages").json()["items"]] == ["waiting"]
    assert ida.get(f"{path}/messages", state="failed").json()["items"] == []

    fresh = ida.post(f"{path}/rotate").json()["secret"]
    assert fresh.startswith("whsec_")
    assert fresh != secret
    changed = ida.put(path, {**HOOK, "name": "Lake", "url": receiver.url})
    assert (changed.json()["name"], changed.json()["brand"]) == ("Lake", None)
    assert ida.post(f"{path}/switch", {"to": "disabled"}).json()["state"] == "disabled"
    assert code(ida.post(f"{path}/test"), 422) == "fields"
    assert ida.post(f"{path}/switch", {"to": "removed"}).status_code == 200
    assert code(ida.get(path), 404) == "not-found"
    with inside(north.id):
        kept = repr(list(IdempotencyKey.objects.values())) + repr(list(Entry.objects.values()))
        assert Message.objects.get().state == State.HELD
    assert secret not in kept
    assert fresh not in kept


def test_a_webhook_is_judged_as_on_its_page(north: Org, program: Programs) -> None:
    ida = program(north.ida)
    wrong = ida.post("/webhooks", {"name": "x", "url": "http://example.com/", "types": ["nonsense"]})
    assert code(wrong, 422) == "fields"
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"#/url", "#/types"}
    elsewhere = ida.post("/webhooks", {**HOOK, "url": "https://example.com/", "brand_id": str(north.id)})
    assert [one["pointer"] for one in elsewhere.json()["errors"]] == ["#/brand_id"]
    assert code(program(north.cal).post("/webhooks", {**HOOK, "url": "https://example.com/"}), 403) == "forbidden"
    narrow = program(north.ida, acts=["post.see"])
    assert code(narrow.get("/webhooks"), 403) == "token-scope"
    with inside(north.id):
        assert Endpoint.objects.count() == 0


def test_a_group_chat_is_connected_tried_and_switched(north: Org, program: Programs, service: Service) -> None:  # noqa: F811
    ida = program(north.ida)
    kinds = [one["code"] for one in ida.get("/chats/kinds").json()["items"]][:2]
    body = {"provider": "feishu", "name": "Team", "kinds": kinds, "language": "zh-hans"}
    url = f"{service.url}/feishu/hook"
    made = ida.post("/chats", {**body, "url": url, "secret": service.secret})
    assert made.status_code == 201, made.content
    assert service.url not in made.content.decode()
    path = f"/chats/{made.json()['id']}"
    tried = ida.post(f"{path}/test", key="try").json()
    assert (tried["ok"], tried["code"], len(service.said)) == (True, "", 1)
    assert ida.post(f"{path}/test", key="try").json() == tried
    assert len(service.said) == 1, "the same key, no second message"
    service.secret = "changed"
    again = ida.post(f"{path}/test").json()
    assert (again["ok"], again["code"]) == (False, "signature")
    body.pop("provider")
    assert ida.put(path, {**body, "name": "Crew", "titles_only": True}).json()["name"] == "Crew"
    assert ida.post(f"{path}/test").json()["code"] == "signature", "its address and secret were kept"
    assert ida.get(f"{path}/lines").json()["items"] == []
    assert ida.post(f"{path}/switch", {"to": "disabled"}).json()["state"] == "disabled"
    wrong = ida.post("/chats", {**body, "provider": "slack", "url": "https://example.com/", "secret": "x"})
    assert {one["pointer"] for one in wrong.json()["errors"]} == {"#/url", "#/secret"}
    assert code(program(north.cal).post(f"{path}/switch", {"to": "removed"}), 403) == "forbidden"
    with inside(north.id):
        assert Chat.objects.get().state == "disabled"


def test_when_mails_come(north: Org, program: Programs) -> None:
    cal = program(north.cal)
    given = {**cal.get("/notices/timing").json(), "every": "weekly", "weekday": 4, "hour": 9}
    given.pop("next_digest")
    kept = cal.put("/notices/timing", {**given, "quiet_from": "21:00", "quiet_until": "07:30:00"})
    assert kept.status_code == 200, kept.content
    assert (kept.json()["quiet_from"], kept.json()["quiet_until"], kept.json()["weekday"]) == (
        "21:00:00",
        "07:30:00",
        4,
    )
    assert kept.json()["next_digest"]
    half = cal.put("/notices/timing", {**given, "quiet_from": "21:00", "quiet_until": None})
    assert [one["pointer"] for one in half.json()["errors"]] == ["#/quiet_until"]
    assert code(program(north.cal, acts=["post.see"]).put("/notices/timing", given), 403) == "token-scope"
    with inside(north.id):
        assert Timing.objects.get().hour == 9


def test_days_that_matter(north: Org, program: Programs) -> None:
    cleo, cal = program(north.cleo), program(north.cal)
    first = date.today() + timedelta(days=3)
    brand = str(north.brands["harbour"].pk)
    days = {"first": str(first), "last": str(first + timedelta(days=1)), "brand_id": brand}
    day = cal.post("/calendar-notes", {**days, "kind": "festival", "title": "Regatta"})
    assert (day.status_code, day.json()["brand"]["name"]) == (201, "Harbour"), day.content
    assert code(cal.post("/embargoes", {**days, "title": "Results"}), 403) == "forbidden"
    embargo = cleo.post("/embargoes", {**days, "title": "Results"})
    assert (embargo.status_code, embargo.json()["kind"]) == (201, "embargo")
    backwards = cleo.post("/embargoes", {**days, "title": "x", "last": str(date.today())})
    assert [one["pointer"] for one in backwards.json()["errors"]] == ["#/last"]
    found = cal.get("/calendar-notes").json()["items"]
    assert {one["title"] for one in found} == {"Regatta", "Results"}
    assert cal.get("/calendar-notes", when="past").json()["items"] == []
    path = embargo.json()["id"]
    assert code(cal.post(f"/calendar-notes/{path}/remove"), 404) == "not-found", "an embargo is ended, not removed"
    assert cleo.post(f"/embargoes/{path}/end").json() == {"changed": 1}
    assert cal.post(f"/calendar-notes/{day.json()['id']}/remove").json() == {"changed": 1}
    with inside(north.id):
        assert CalendarNote.objects.count() == 0
        assert (
            Entry.objects.filter(detail__in=["embargo-set", "embargo-ended", "note-added", "note-removed"]).count() == 4
        )


def test_what_was_withdrawn_comes_back_as_a_draft(north: Org, news: Any, program: Programs) -> None:
    bea = program(north.bea)
    path = f"/posts/{bea.post('/posts', body_of(news)).json()['id']}"
    assert bea.post(f"{path}/withdraw").json()["state"]["code"] == "withdrawn"
    assert bea.post(f"{path}/bring-back", {"version_ids": []}).json()["state"]["code"] == "withdrawn"
    assert bea.post(f"{path}/bring-back").json()["state"]["code"] == "draft"
    with inside(north.id):
        assert Version.objects.get().state == "draft"
        assert Entry.objects.filter(act="post.withdraw", detail="brought-back").count() == 1


def test_mentions_are_given_to_somebody_who_may_handle_them(north: Org, program: Programs) -> None:
    with inside(north.id):
        heard = say(source_of(make_channel(north, "harbour", "mastodon", "@harbour")), "First")
    cleo, gus = program(north.cleo), str(north.gus.member.pk)
    body = {"ids": [str(heard.pk)], "to": gus}
    assert cleo.post("/mentions/assign", body).json() == {"changed": [str(heard.pk)]}
    mine = cleo.get("/mentions", assigned_to=gus).json()["items"]
    assert [one["assigned_to"]["id"] for one in mine] == [gus]
    body["to"] = str(north.cal.member.pk)
    assert code(cleo.post("/mentions/assign", body), 422) == "fields"
    body["to"] = None
    assert cleo.post("/mentions/assign", body).json() == {"changed": [str(heard.pk)]}


def test_a_word_about_a_post_in_no_approval(north: Org, news: Any, program: Programs) -> None:
    cal = program(north.cal)
    path = f"/posts/{cal.post('/posts', body_of(news)).json()['id']}/comments"
    assert cal.post(path, {"text": "The boat is repainted."}).status_code == 201
    assert code(cal.post(path, {"text": ""}), 422) == "fields"
    assert program(north.nia).post(path, {"text": "Let me in."}).status_code in {403, 404}
    with inside(north.id):
        assert list(Comment.objects.values_list("text", flat=True)) == ["The boat is repainted."]


def test_a_cost_counts_again_for_who_cancelled_it(north: Org, program: Programs) -> None:
    bea, cleo = program(north.bea), program(north.cleo)
    body = {"brand_id": str(north.brands["harbour"].pk), "what": "Boost", "amount": "5", "spent_on": "2026-11-01"}
    path = f"/costs/{bea.post('/costs', body).json()['id']}"
    assert bea.post(f"{path}/cancel").json()["cancelled_at"]
    assert code(cleo.post(f"{path}/restore"), 422) == "fields"
    assert bea.post(f"{path}/restore").json()["cancelled_at"] is None
    assert code(bea.post(f"{path}/restore"), 422) == "fields"


def test_calendar_addresses_are_listed_and_ended_and_their_secret_stays(north: Org, program: Programs) -> None:
    feed, secret = make_feed(north.cal.actor, name="Phone", brand=None, channel=None)
    mine, others = program(north.cal), program(north.cleo)
    said = mine.get("/calendar-feeds")
    assert [(one["id"], one["name"]) for one in said.json()["feeds"]] == [(str(feed.pk), "Phone")]
    assert secret not in said.content.decode()
    assert others.get("/calendar-feeds").json() == {"feeds": []}
    assert others.post(f"/calendar-feeds/{feed.pk}/revoke").status_code == 404
    assert program(north.cal, acts=["post.see"]).get("/calendar-feeds").status_code == 403
    narrow = program(north.cal, brands=[north.brands["harbour"]])
    assert narrow.get("/calendar-feeds").json() == {"feeds": []}
    assert narrow.post(f"/calendar-feeds/{feed.pk}/revoke").status_code == 404
    assert mine.post(f"/calendar-feeds/{feed.pk}/revoke").json() == {"changed": 1}
    assert mine.get("/calendar-feeds").json() == {"feeds": []}
