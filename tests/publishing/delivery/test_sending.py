"""What becomes of one delivery."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from coe.audit.models import Entry
from coe.notices.models import Notice
from coe.outbox.models import Event
from coe.states import Stale
from coe.tenancy.context import inside
from publishing.channels.base import Sent
from publishing.connections.models import Channel
from publishing.content.models import Version
from publishing.delivery import claims, due, engine, reconciling, settling
from publishing.delivery.models import Delivery
from publishing.delivery.schedule import Sending, reschedule, unschedule
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage


def go(delivery: Delivery) -> bool:
    return engine.send_next(delivery.org_id, delivery.channel_id)


def due_rows(delivery: Delivery) -> list[Any]:
    from coe.outbox.models import Due

    return list(Due.objects.filter(kind=due.KIND, ref=delivery.channel_id))


def events(stage: Stage) -> list[str]:
    with inside(stage.org.id):
        return list(
            Event.objects.filter(topic="delivery.settled")
            .order_by("created_at")
            .values_list("payload__outcome", flat=True)
        )


def notices(stage: Stage, kind: str) -> set[str]:
    with inside(stage.org.id):
        return set(Notice.objects.filter(kind=kind).values_list("member__name", flat=True))


def test_a_due_post_is_sent_once_and_leaves_its_story(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    assert go(delivery) is False
    now = stage.now(delivery)
    assert stage.states(delivery) == ("sent", "published")
    assert now.remote_id == f"r-{delivery.idempotency_key}"
    assert now.remote_url == f"{net.url}/p/{delivery.idempotency_key}"
    assert now.claim_token is None
    assert now.handles == {"draft": f"d-{delivery.idempotency_key}"}
    assert net.posts == {str(delivery.idempotency_key): 1}
    (attempt,) = stage.attempts(delivery)
    assert (attempt.number, attempt.outcome) == (1, "sent")
    assert attempt.finished_at
    assert events(stage) == ["sent"]
    assert due_rows(delivery) == []
    with inside(stage.org.id):
        entry = Entry.objects.get(subject_id=str(delivery.pk))
    assert (entry.actor_kind, entry.act, entry.detail) == ("task", "system.deliver", "sent")
    assert go(delivery) is False
    assert net.posts == {str(delivery.idempotency_key): 1}


def test_nothing_leaves_before_its_slot(stage: Stage, net: Network) -> None:
    channel = stage.channel()
    slot = timezone.now() + timedelta(minutes=5)
    delivery = stage.schedule(stage.version(channel, slot=slot), slot)
    assert go(delivery) is False
    assert stage.states(delivery) == ("waiting", "scheduled")
    assert net.calls == []
    assert due_rows(delivery)[0].not_before == slot


def test_past_its_slot_it_expires_and_is_never_sent_late(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel(), ago=31 * 60)
    go(delivery)
    assert stage.states(delivery) == ("expired", "expired")
    assert net.calls == []
    assert events(stage) == ["expired"]
    assert "Cal Creator" in notices(stage, "delivery.expired")
    assert due_rows(delivery) == []


def test_a_retry_on_another_day_is_not_what_was_approved(stage: Stage, net: Network) -> None:
    """An approval covers a day: a retry opens the window again, and still nothing leaves."""
    delivery = stage.due(stage.channel(), ago=3 * 24 * 3600)
    with inside(delivery.org_id):
        now = timezone.now()
        Delivery.objects.filter(pk=delivery.pk).update(not_before=now, expires_at=now + timedelta(minutes=30))
    go(delivery)
    assert stage.states(delivery) == ("expired", "expired")
    assert net.calls == []


def test_content_changed_by_sql_after_approval_is_refused(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    with inside(stage.org.id), connection.cursor() as cursor:
        cursor.execute("UPDATE publishing_post SET text = 'Hellp'")
        assert cursor.rowcount == 1
    go(delivery)
    assert stage.states(delivery) == ("refused", "refused")
    assert stage.now(delivery).code == "content_changed"
    assert net.calls == []


def test_without_a_standing_approval_it_is_refused(stage: Stage, net: Network, governance: Any) -> None:
    delivery = stage.due(stage.channel())
    governance.approvals = False
    go(delivery)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("refused", "not_approved")
    assert net.calls == []


def test_a_rule_stops_it_at_the_last_moment(stage: Stage, net: Network, governance: Any) -> None:
    delivery = stage.due(stage.channel())
    governance.stops = True
    go(delivery)
    now = stage.now(delivery)
    assert (now.state, now.code, now.detail) == ("refused", "rule", "No promises")
    assert net.calls == []


@pytest.mark.parametrize("scope", ["brand", "channel"])
def test_a_freeze_holds_and_lifting_it_fires_nothing(stage: Stage, net: Network, governance: Any, scope: str) -> None:
    channel = stage.channel()
    delivery = stage.due(channel)
    governance.frozen.add(channel.brand_id if scope == "brand" else channel.pk)
    go(delivery)
    assert stage.states(delivery) == ("held", "held")
    assert due_rows(delivery) == []
    governance.frozen.clear()
    go(delivery)
    stage.pass_time(delivery, hours=2)
    go(delivery)
    assert stage.states(delivery) == ("held", "held")
    assert net.calls == []


def test_a_channel_that_is_not_connected_refuses(stage: Stage, net: Network) -> None:
    channel = stage.channel()
    delivery = stage.due(channel)
    with inside(stage.org.id):
        Channel.objects.filter(pk=channel.pk).update(state="attention")
    go(delivery)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("refused", "disconnected")
    assert net.calls == []


def test_a_failure_tells_people_and_packages(stage: Stage, net: Network) -> None:
    """B7."""
    delivery = stage.due(stage.channel())
    net.plan = [422]
    go(delivery)
    assert stage.states(delivery) == ("refused", "refused")
    assert events(stage) == ["refused"]
    assert notices(stage, "delivery.refused") == {
        "Cal Creator", "Cleo Lead", "Bea Brand", "Pia Publisher", "Hal Harbour"
    }  # fmt: skip
    with inside(stage.org.id):
        assert Notice.objects.first().url == f"/o/northwind/deliveries/{delivery.pk}/"  # type: ignore[union-attr]


def test_a_lost_login_marks_the_channel_and_the_next_post_does_not_call(stage: Stage, net: Network) -> None:
    channel = stage.channel()
    first, second = stage.due(channel, "One", ago=2), stage.due(channel, "Two")
    net.login = False
    assert go(first) is True
    calls = len(net.calls)
    go(second)
    assert (stage.now(first).code, stage.now(second).code) == ("reconnect", "disconnected")
    assert len(net.calls) == calls
    with inside(stage.org.id):
        assert Channel.objects.get(pk=channel.pk).state == "attention"
    assert "Ida Admin" in notices(stage, "channel.lost")


def test_again_is_tried_again_no_sooner_than_asked(stage: Stage, net: Network) -> None:
    """B2."""
    delivery = stage.due(stage.channel())
    net.plan, net.retry_after = [429, 429, 200], 90
    go(delivery)
    now = stage.now(delivery)
    assert (now.state, now.tries, now.code) == ("waiting", 1, "waits")
    assert 85 < (now.not_before - timezone.now()).total_seconds() <= 90
    for _ in range(3):
        go(delivery)
    assert len(net.posted()) == 1
    stage.pass_time(delivery, seconds=91)
    go(delivery)
    assert len(net.posted()) == 2
    stage.pass_time(delivery, seconds=91)
    go(delivery)
    assert stage.states(delivery) == ("sent", "published")
    assert [attempt.outcome for attempt in stage.attempts(delivery)] == ["again", "again", "sent"]
    assert events(stage) == ["sent"]


def test_gaps_grow_and_stay_within_the_slot() -> None:
    assert [settling.gap(tries).total_seconds() for tries in (1, 2, 3, 4, 5, 6, 60)] == [
        30, 60, 120, 240, 480, 600, 600
    ]  # fmt: skip


def test_a_network_that_asks_for_more_than_the_slot_leaves_is_refused_at_once(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    net.plan, net.retry_after = [429], 3600
    go(delivery)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("refused", "no_time")


def test_what_the_network_asks_of_one_post_holds_for_its_channel(stage: Stage, net: Network) -> None:
    channel = stage.channel()
    first, second = stage.due(channel, "One", ago=2), stage.due(channel, "Two")
    net.plan, net.retry_after = [429], 120
    go(first)
    assert go(second) is False
    assert len(net.posted()) == 1
    assert stage.now(second).not_before > timezone.now() + timedelta(seconds=100)


def test_a_lost_answer_is_looked_up_and_never_sent_again(stage: Stage, net: Network) -> None:
    """B6."""
    delivery = stage.due(stage.channel())
    net.plan = ["lost"]
    go(delivery)
    assert stage.states(delivery) == ("unknown", "unknown")
    assert stage.now(delivery).code == "answer_lost"
    assert events(stage) == ["unknown"]
    assert "Pia Publisher" in notices(stage, "delivery.unknown")
    for _ in range(3):
        go(delivery)
    assert len(net.posted()) == 1
    stage.pass_time(delivery, seconds=20)
    reconciling.look_up(delivery.org_id, delivery.pk)
    assert stage.states(delivery) == ("sent", "published")
    assert net.posts[str(delivery.idempotency_key)] == 1
    assert events(stage) == ["unknown", "sent"]


def test_a_server_error_after_the_call_is_unknown_and_proof_of_absence_sends_again(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    net.plan = [500]
    go(delivery)
    assert stage.states(delivery) == ("unknown", "unknown")
    stage.pass_time(delivery, seconds=20)
    reconciling.look_up(delivery.org_id, delivery.pk)
    assert stage.states(delivery) == ("waiting", "scheduled")
    go(delivery)
    assert stage.states(delivery) == ("sent", "published")
    assert net.posts[str(delivery.idempotency_key)] == 1


def test_absent_but_past_its_slot_is_left_to_people(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    net.plan = [500]
    go(delivery)
    stage.pass_time(delivery, minutes=40)
    reconciling.look_up(delivery.org_id, delivery.pk)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("refused", "missed")
    go(delivery)
    assert len(net.posted()) == 1


def test_look_ups_without_an_answer_end_at_a_person(stage: Stage, net: Network, monkeypatch: Any) -> None:
    from publishing.channels.base import Unknown
    from tests.publishing.delivery.network import Plain

    delivery = stage.due(stage.channel())
    net.plan = ["lost"]
    go(delivery)
    monkeypatch.setattr(Plain, "find_sent", lambda *a, **k: Unknown("cannot look"))
    for look in range(5):
        assert stage.now(delivery).code == "answer_lost", look
        stage.pass_time(delivery, hours=1)
        with inside(stage.org.id):
            assert reconciling.waiting_lookups(delivery.channel_id) == [delivery.pk]
        reconciling.look_up(delivery.org_id, delivery.pk)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("unknown", "ask")
    assert "Pia Publisher" in notices(stage, "delivery.ask")
    with inside(stage.org.id):
        assert reconciling.waiting_lookups(delivery.channel_id) == []
    assert due_rows(delivery) == []
    assert len(net.posted()) == 1


def test_a_worker_that_died_while_sending_leaves_unknown(stage: Stage, net: Network) -> None:
    """B5."""
    delivery = stage.due(stage.channel())
    with inside(stage.org.id):
        claims.claim(Delivery.objects.get(pk=delivery.pk))
    assert stage.now(delivery).state == "sending"
    go(delivery)
    assert stage.now(delivery).state == "sending", "the lease still runs"
    stage.pass_time(delivery, seconds=151)
    go(delivery)
    assert stage.states(delivery) == ("unknown", "unknown")
    assert stage.now(delivery).code == "interrupted"
    (attempt,) = stage.attempts(delivery)
    assert (attempt.outcome, attempt.code) == ("unknown", "interrupted")
    reconciling.look_up(delivery.org_id, delivery.pk)
    go(delivery)
    assert stage.states(delivery) == ("sent", "published")
    assert net.posts[str(delivery.idempotency_key)] == 1


def test_a_late_settlement_with_an_old_token_changes_nothing(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    with inside(stage.org.id):
        lease, attempt = claims.claim(Delivery.objects.get(pk=delivery.pk))
    stage.pass_time(delivery, seconds=151)
    go(delivery)
    before = stage.row("publishing_delivery", "id = %s", delivery.pk)
    with pytest.raises(Stale):
        settling.settle(
            settling.system(stage.org.id), lease=lease, attempt_id=attempt.pk, outcome=Sent("x", "http://x", {})
        )
    with pytest.raises(claims.Fenced):
        lease.renew()
    with pytest.raises(claims.Fenced):
        lease.save({"draft": "late"})
    assert stage.row("publishing_delivery", "id = %s", delivery.pk) == before


def test_a_worker_that_slept_past_its_lease_sends_nothing(stage: Stage, net: Network, monkeypatch: Any) -> None:
    delivery = stage.due(stage.channel())
    real = engine._send

    def sleepy(work: engine.Work, way: Any) -> Any:
        stage.pass_time(delivery, seconds=151)
        return real(work, way)

    monkeypatch.setattr(engine, "_send", sleepy)
    go(delivery)
    assert net.calls == []
    assert stage.now(delivery).state == "sending"


def test_an_error_of_ours_neither_sends_nor_spins_nor_blocks(stage: Stage, net: Network, monkeypatch: Any) -> None:
    channel = stage.channel()
    first, second = stage.due(channel, "One", ago=2), stage.due(channel, "Two")
    real = engine.before_sending

    def broken(delivery: Delivery) -> Any:
        if delivery.pk == first.pk:
            raise ZeroDivisionError
        return real(delivery)

    monkeypatch.setattr(engine, "before_sending", broken)
    assert go(first) is True
    assert (stage.now(first).state, stage.now(first).code) == ("waiting", "fault")
    go(first)
    assert stage.states(second) == ("sent", "published")
    assert go(first) is False


def test_handles_are_kept_before_the_next_call_and_resumed_from(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    seen: list[dict[str, Any]] = []
    net.plan = [429]
    net.retry_after = 1
    go(delivery)
    seen.append(stage.now(delivery).handles)
    assert seen == [{"draft": f"d-{delivery.idempotency_key}"}]
    stage.pass_time(delivery, minutes=1)
    go(delivery)
    assert [path for _, path in net.calls].count("/drafts") == 1
    assert stage.now(delivery).state == "sent"


class Doer:
    """What delivery's plain functions ask of the caller's act."""

    def __init__(self, org_id: Any) -> None:
        self.org_id = org_id

    def record(self, *args: Any, **kwargs: Any) -> None:
        """The caller's."""


def test_taking_back_and_moving(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel())
    doer: Any = Doer(stage.org.id)
    slot = timezone.now() + timedelta(hours=2)
    with inside(stage.org.id):
        moved = reschedule(doer, stage.now(delivery).version, slot)
    assert moved is not None
    assert stage.now(delivery).not_before == slot
    go(delivery)
    assert net.calls == []
    with inside(stage.org.id):
        unschedule(doer, stage.now(delivery).version, "changed")
    assert stage.now(delivery).state == "withdrawn"
    assert due_rows(delivery) == []
    with inside(stage.org.id):
        assert unschedule(doer, stage.now(delivery).version, "again") is None


@pytest.mark.parametrize("plan", [["lost"], None])
def test_what_is_on_its_way_cannot_be_taken_back(stage: Stage, net: Network, plan: Any) -> None:
    delivery = stage.due(stage.channel())
    if plan:
        net.plan = plan
        go(delivery)
    else:
        with inside(stage.org.id):
            claims.claim(Delivery.objects.get(pk=delivery.pk))
    version = Version(pk=delivery.version_id)
    with pytest.raises(Sending), inside(stage.org.id):
        unschedule(Doer(stage.org.id), version, "no")  # type: ignore[arg-type]
    assert stage.now(delivery).state in ("sending", "unknown")
