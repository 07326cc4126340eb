"""What a receiver gets, how it verifies it, and what happens when it does not answer well."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import standardwebhooks
import time_machine
from django.db.models import F
from django.utils import timezone

from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.outbox import tasks as outbox
from coe.outbox.events import emit
from coe.outbox.models import Due
from coe.tenancy.context import inside
from coe.web.links import to
from coe.webhooks import actions, engine, retrying
from coe.webhooks.models import Attempt, Endpoint, Message
from coe.webhooks.recording import LINE
from coe.webhooks.states import Standing, State
from governance.crisis.actions import declare
from tests.coe_webhooks.conftest import Receiver, add, send
from tests.factories.cast import Cast, Org

pytestmark = pytest.mark.django_db


def freeze(org: Org, brand: str = "harbour") -> Any:
    frozen = declare(org.cleo.actor, brand_id=org.brands[brand].pk, channel_id=None, reason="Storm")
    outbox.drain(org_id=str(org.id))
    return frozen


def messages(org: Org) -> list[Message]:
    with inside(org.id):
        return list(Message.objects.order_by("created_at"))


def rested(org: Org) -> None:
    """As if the endpoint had rested and every waiting message were due."""
    with inside(org.id):
        Endpoint.objects.update(rests_until=None)
        Message.objects.filter(state=State.WAITING).update(not_before=timezone.now() - timedelta(seconds=1))


def test_a_receiver_verifies_with_an_independent_library(north: Org, receiver: Receiver, settings: Any) -> None:
    endpoint, secret = add(north, receiver)
    frozen = freeze(north)
    assert send(north, endpoint) is False
    [got] = receiver.got
    said = standardwebhooks.Webhook(secret).verify(got.body, got.headers)
    assert said["type"] == "freeze.declared"
    assert said["data"] == {
        "version": 1,
        "organisation": "northwind",
        "brand": "harbour",
        "freeze_id": str(frozen.pk),
        "channel_id": None,
        "links": {
            "page": f"{settings.BASE_URL}{to(north.organisation, 'freezes')}",
            "api": f"{settings.BASE_URL}/api/v1/freezes",
        },
    }
    assert "Storm" not in got.body.decode()
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        standardwebhooks.Webhook(secret).verify(got.body + b" ", got.headers)
    [message] = messages(north)
    assert (message.state, got.headers["webhook-id"]) == (State.DELIVERED, str(message.pk))


def test_only_what_was_asked_for_and_of_its_brand(north: Org, receiver: Receiver) -> None:
    add(north, receiver, types=("freeze.lifted",))
    add(north, receiver, brand=north.brands["valley"].pk)
    mine, _secret = add(north, receiver, brand=north.brands["harbour"].pk)
    freeze(north)
    assert [message.endpoint_id for message in messages(north)] == [mine.pk]


def test_one_event_makes_its_messages_once(north: Org, receiver: Receiver) -> None:
    add(north, receiver)
    freeze(north)
    outbox.drain(org_id=str(north.id))
    assert len(messages(north)) == 1


@pytest.mark.parametrize(
    ("answer", "problem", "status"),
    [
        ((500, {}, b"no"), "status", 500),
        ((302, {"location": "http://127.0.0.1:9/"}, b""), "redirect", 302),
        ("drop", "answer_lost", None),
        ((200, {}, b"x" * 70_000), "too_large", None),
    ],
)
def test_what_is_not_taken_is_tried_again_with_the_same_id(
    north: Org, receiver: Receiver, answer: Any, problem: str, status: int | None
) -> None:
    endpoint, secret = add(north, receiver)
    freeze(north)
    receiver.answers = [answer]
    send(north, endpoint)
    [message] = messages(north)
    assert (message.state, message.tries) == (State.WAITING, 1)
    assert timedelta(seconds=3) < message.not_before - timezone.now() < timedelta(seconds=7)
    send(north, endpoint)
    assert len(receiver.got) == 1, "it rests and is not due"
    rested(north)
    send(north, endpoint)
    first, second = receiver.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == str(message.pk)
    assert standardwebhooks.Webhook(secret).verify(second.body, second.headers)
    with inside(north.id):
        assert list(Attempt.objects.order_by("number").values_list("problem", "status")) == [
            (problem, status),
            ("", 204),
        ]
        assert Endpoint.objects.get().failing_since is None


def test_a_receiver_that_hangs_is_given_up_on(north: Org, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "TIMEOUT", 0.4)
    endpoint, _secret = add(north, receiver)
    freeze(north)
    receiver.answers = ["hang"]
    send(north, endpoint)
    with inside(north.id):
        attempt = Attempt.objects.get()
        assert (attempt.problem, attempt.status) == ("answer_lost", None)
        assert 350 < (attempt.ms or 0) < 1100


def test_private_addresses_are_not_called(north: Org, receiver: Receiver, settings: Any) -> None:
    endpoint, _secret = add(north, receiver)
    freeze(north)
    settings.HTTP_ALLOW = []
    send(north, endpoint)
    assert receiver.got == []
    with inside(north.id):
        assert Attempt.objects.get().problem == "forbidden"


def test_after_a_day_of_tries_it_has_failed_and_can_be_replayed(north: Org, receiver: Receiver) -> None:
    endpoint, secret = add(north, receiver)
    freeze(north)
    receiver.answers = [(503, {}, b"")] * retrying.TRIES
    for _ in range(retrying.TRIES):
        rested(north)
        send(north, endpoint)
    [message] = messages(north)
    assert (message.state, message.tries, len(receiver.got)) == (State.FAILED, 11, 11)
    with inside(north.id):
        assert Due.objects.filter(kind=LINE.kind).count() == 0
    assert actions.replay(north.ida.actor, endpoint_id=endpoint.pk) == 1
    send(north, endpoint)
    assert messages(north)[0].state == State.DELIVERED
    assert receiver.got[-1].headers["webhook-id"] == str(message.pk)
    assert standardwebhooks.Webhook(secret).verify(receiver.got[-1].body, receiver.got[-1].headers)
    assert actions.replay(north.ida.actor, endpoint_id=endpoint.pk) == 0


def test_the_gaps_grow_to_a_day() -> None:
    gaps = [retrying.gap(tries, draw=0.5) for tries in range(1, retrying.TRIES + 1)]
    assert gaps[-1] is None
    total = sum((gap for gap in gaps if gap), timedelta())
    assert timedelta(hours=23) < total < timedelta(hours=25)
    assert retrying.gap(1, draw=0.5, wish="90") == timedelta(seconds=90)
    assert retrying.gap(1, draw=0.5, wish="9" * 30) == timedelta(hours=6)
    assert retrying.gap(1, draw=0.5, wish="soon") == timedelta(seconds=5)


def test_both_secrets_hold_for_a_day(north: Org, receiver: Receiver) -> None:
    endpoint, old = add(north, receiver)
    _endpoint, new = actions.rotate(north.ida.actor, endpoint_id=endpoint.pk)
    assert old != new
    freeze(north)
    send(north, endpoint)
    [got] = receiver.got
    for secret in (old, new):
        assert standardwebhooks.Webhook(secret).verify(got.body, got.headers)
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        freeze(north, "valley")
        with inside(north.id):
            Message.objects.filter(state=State.WAITING).update(not_before=timezone.now() - timedelta(days=2))
            Endpoint.objects.update(rests_until=None)
        send(north, endpoint)
        got = receiver.got[-1]
        assert len(receiver.got) == 2
        assert standardwebhooks.Webhook(new).verify(got.body, got.headers)
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            standardwebhooks.Webhook(old).verify(got.body, got.headers)


def test_a_lost_worker_loses_nothing_and_late_settlement_says_nothing(north: Org, receiver: Receiver) -> None:
    endpoint, _secret = add(north, receiver)
    freeze(north)
    with inside(north.id):
        work = engine._take(north.id, endpoint.pk)
    assert work is not None
    assert send(north, endpoint) is False, "another worker leaves it alone"
    assert receiver.got == []
    with inside(north.id):
        Message.objects.update(claimed_until=F("created_at") - timedelta(seconds=1))
    send(north, endpoint)
    assert len(receiver.got) == 1
    with inside(north.id):
        engine._settle(work, engine.Result("status", 500), 0.1)
        assert list(Attempt.objects.order_by("number").values_list("problem", flat=True)) == ["lost", ""]
        assert Message.objects.get().state == State.DELIVERED


def test_days_of_failure_warn_then_pause_and_what_comes_is_held(north: Org, receiver: Receiver) -> None:
    endpoint, _secret = add(north, receiver)
    freeze(north)
    receiver.answers = [(500, {}, b"")] * 3
    send(north, endpoint)
    for days, kinds in ((1.1, ["webhook.failing"]), (5.1, ["webhook.failing", "webhook.paused"])):
        with inside(north.id):
            Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=days))
        rested(north)
        send(north, endpoint)
        with inside(north.id):
            told = Notice.objects.filter(member=north.ida.member, kind__startswith="webhook.").order_by("created_at")
            assert list(told.values_list("kind", flat=True)) == kinds
    freeze(north, "valley")
    with inside(north.id):
        assert Endpoint.objects.get().state == Standing.PAUSED
        assert list(Message.objects.values_list("state", flat=True)) == [State.HELD, State.HELD]
        assert Entry.objects.filter(act="system.notify", detail="webhook paused").count() == 1
    assert send(north, endpoint) is False
    actions.switch(north.ida.actor, endpoint_id=endpoint.pk, to=Standing.ENABLED)
    assert actions.replay(north.ida.actor, endpoint_id=endpoint.pk) == 2
    assert send(north, endpoint) is True
    assert send(north, endpoint) is False
    assert len(receiver.got) == 5


def test_gone_pauses_at_once(north: Org, receiver: Receiver) -> None:
    endpoint, _secret = add(north, receiver)
    freeze(north)
    receiver.answers = [(410, {}, b"")]
    send(north, endpoint)
    assert messages(north)[0].state == State.FAILED
    with inside(north.id):
        assert Endpoint.objects.get().state == Standing.PAUSED


def test_organisations_take_turns(cast: Cast, receiver: Receiver) -> None:
    now = timezone.now() - timedelta(minutes=1)
    many, one = [uuid4() for _ in range(3)], uuid4()
    for ref in many:
        Due.objects.create(kind=LINE.kind, org_id=cast.north.id, ref=ref, not_before=now)
    Due.objects.create(kind=LINE.kind, org_id=cast.south.id, ref=one, not_before=now + timedelta(seconds=5))
    assert [ref for _org, ref in LINE.turns()] == [many[0], one, *many[1:]]


def test_another_organisations_news_stays_there(cast: Cast, receiver: Receiver) -> None:
    add(cast.south, receiver)
    freeze(cast.north)
    assert messages(cast.south) == messages(cast.north) == []


def test_unknown_subjects_make_no_message(north: Org, receiver: Receiver) -> None:
    add(north, receiver)
    with inside(north.id):
        emit("freeze.declared", org=north.id, freeze=uuid4())
    outbox.drain(org_id=str(north.id))
    assert messages(north) == []
