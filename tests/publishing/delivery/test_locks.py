"""Editing and settling at the same moment: one waits for the other, neither brings the other down."""

import threading
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection, connections
from django.utils import timezone

from coe.access.action import Doing
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.tenancy.context import inside
from publishing.channels.base import Sent
from publishing.content import locks as content_locks
from publishing.delivery import engine, locks, reconciling, schedule, settling
from publishing.delivery.claims import LEASE, claim, head
from publishing.delivery.models import Attempt, Delivery
from tests.publishing.delivery.stage import Stage


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted "
            "AND pid IN (SELECT pid FROM pg_stat_activity WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])


def edit_while(stage: Stage, delivery: Delivery, other: Any) -> list[str]:
    """Takes a post's locks as saving does, lets `other` run into them, then wants the delivery. What went wrong."""
    wrong: list[str] = []

    def run() -> None:
        try:
            other()
        except OperationalError as error:
            wrong.append(f"worker: {error}")
        finally:
            connections.close_all()

    version = delivery.version
    worker = threading.Thread(target=run)
    do = Doing(Actor.task(stage.org.id, "test", Act.SYSTEM_DELIVER), Act.SYSTEM_DELIVER)
    try:
        with inside(stage.org.id):
            post = content_locks.post(version.post_id)
            content_locks.versions(post)
            worker.start()
            for _ in range(200):
                if somebody_waits() or not worker.is_alive():
                    break
                time.sleep(0.01)
            schedule.unschedule(do, version, "content changed")
    except schedule.Sending:
        pass
    except OperationalError as error:
        wrong.append(f"editor: {error}")
    worker.join(20)
    return wrong


def test_settling_while_somebody_edits(committed: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = committed
    # The first meeting already has to end well, without a second try.
    monkeypatch.setattr(locks, "_GAVE_WAY", frozenset())
    delivery = stage.due(stage.channel())
    with inside(stage.org.id):
        found = head(delivery.channel_id)
        assert found is not None
        lease, attempt = claim(found)
    actor = settling.system(stage.org.id)
    sent = Sent("1", "https://example.com/1", {})
    wrong = edit_while(
        stage,
        delivery,
        lambda: settling.settle(actor, lease=lease, attempt_id=attempt.pk, outcome=sent),
    )
    assert wrong == []
    assert stage.states(delivery) == ("sent", "published")


def test_stopping_while_somebody_edits(committed: Stage) -> None:
    """What is being edited is passed over, without waiting; the next look finds it."""
    stage = committed
    delivery = stage.due(stage.channel())
    with inside(stage.org.id):
        Delivery.objects.filter(pk=delivery.pk).update(expires_at=timezone.now() - timedelta(seconds=1))

    def tidy() -> None:
        with inside(stage.org.id):
            engine._tidy(stage.org.id, delivery.channel_id)

    assert edit_while(stage, delivery, tidy) == []
    assert stage.now(delivery).state == "withdrawn"


def test_a_person_acting_while_somebody_edits(committed: Stage) -> None:
    stage = committed
    delivery = stage.due(stage.channel())
    version = delivery.version

    def take_back() -> None:
        with inside(stage.org.id):
            held = locks.delivery(delivery.pk)
            type(version).objects.filter(pk=held.version_id).update(own_title=None)

    assert edit_while(stage, delivery, take_back) == []
    assert stage.now(delivery).state == "withdrawn"


def test_a_worker_settles_once_more_when_the_database_let_another_pass() -> None:
    class Gave(Exception):
        pgcode = "40P01"

    calls = []

    def act() -> str:
        calls.append(1)
        if len(calls) == 1:
            raise OperationalError("deadlock detected") from Gave()
        return "settled"

    assert locks.once_more(act) == "settled"
    assert len(calls) == 2

    def always() -> None:
        calls.append(1)
        raise OperationalError("deadlock detected") from Gave()

    with pytest.raises(OperationalError):
        locks.once_more(always)
    assert len(calls) == 4, "once more, not for ever"


@pytest.mark.parametrize(("ended", "proven"), [(10, False), (149, False), (151, True)])
def test_a_slow_call_counts_from_its_end(stage: Stage, ended: int, proven: bool) -> None:
    """It began long ago and came back just now: what it sent may still be on its way."""
    delivery = stage.due(stage.channel())
    now = timezone.now()
    with inside(stage.org.id):
        attempt = Attempt.objects.create(org_id=stage.org.id, delivery=delivery, number=1)
        Attempt.objects.filter(pk=attempt.pk).update(
            started_at=now - timedelta(minutes=20), finished_at=now - timedelta(seconds=ended)
        )
        last = reconciling._last_try(delivery)
    assert (timezone.now() - last > LEASE) is proven


def test_a_call_without_an_end_may_have_run_for_its_whole_lease(stage: Stage) -> None:
    delivery = stage.due(stage.channel())
    with inside(stage.org.id):
        attempt = Attempt.objects.create(org_id=stage.org.id, delivery=delivery, number=1)
        begun = timezone.now() - LEASE - timedelta(seconds=10)
        Attempt.objects.filter(pk=attempt.pk).update(started_at=begun)
        assert reconciling._last_try(delivery) == begun + LEASE
