"""Many posts, many channels, many workers: speed, fairness, and once only."""

import threading
import time
from typing import Any
from uuid import UUID

import pytest
from django.db import connections

from coe.outbox.models import Due
from coe.tenancy.context import inside
from publishing.delivery import breaker, engine, tasks, waking, watching
from publishing.delivery.models import Delivery
from publishing.delivery.states import State
from tests.factories.cast import Cast
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage


class Broker:
    """Messages in the order they were sent, worked off by one worker in this thread."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.queue: list[tuple[str, dict[str, Any]]] = []
        monkeypatch.setattr(waking, "message", lambda **ids: self.queue.append(("send_next", ids)))
        monkeypatch.setattr(tasks.look_up, "delay", lambda **ids: self.queue.append(("look_up", ids)))

    def work(self, *, until: Any = None, most: int = 5000) -> int:
        """Runs messages, waking when there are none; returns how many were run."""
        done = 0
        while done < most and not (until and until()):
            if not self.queue:
                tasks.wake()
                if not self.queue:
                    break
            name, kwargs = self.queue.pop(0)
            getattr(tasks, name)(**kwargs)
            done += 1
        return done


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Broker:
    return Broker(monkeypatch)


def sent(stage: Stage) -> int:
    with inside(stage.org.id):
        return Delivery.objects.filter(state=State.SENT).count()


def test_a_hundred_due_posts_go_out_without_a_cap_per_cycle(committed: Stage, net: Network, broker: Broker) -> None:
    """B1: one wake-up, and the queue runs until nothing is due. The peer sends 10 in 15 s."""
    stage = committed
    channels = [stage.channel() for _ in range(10)]
    for number in range(100):
        stage.due(channels[number % 10], f"Post {number}", ago=300 - number)
    tasks.wake()
    began = time.monotonic()
    runs = 0
    while broker.queue:
        name, kwargs = broker.queue.pop(0)
        getattr(tasks, name)(**kwargs)
        runs += 1
    took = time.monotonic() - began
    print(f"{100 / took:.0f} posts a second by one worker")
    assert sent(stage) == 100
    assert set(net.posts.values()) == {1}
    assert runs == 100
    assert took < 60, "one worker, on a machine that may be busy with other tests"


def test_one_failing_network_starves_nobody(
    cast: Cast, stage: Stage, net: Network, broker: Broker, settings: Any
) -> None:
    """B3: an organisation with a hundred due posts on a dead network, and another with one."""
    settings.HTTP_ALLOW = [*settings.HTTP_ALLOW, "127.0.0.1:9"]
    dead = [stage.channel(server="http://127.0.0.1:9") for _ in range(5)]
    for number in range(100):
        stage.due(dead[number % 5], ago=200 - number)
    other = Stage(cast.south, net.url)
    cast.south.people["cal"] = cast.south.people["sue"]
    one = other.due(other.channel("bakery"), ago=1)
    runs = broker.work(until=lambda: other.now(one).state == "sent", most=60)
    assert other.now(one).state == "sent"
    assert runs <= 2 * len(dead) + 2, "served in its turn, not after the hundred"


def test_a_dead_server_costs_few_calls(stage: Stage, net: Network, broker: Broker) -> None:
    """The breaker: after five failures in a row nothing is tried until the rest is over."""
    net.plan = [503] * 100
    channels = [stage.channel() for _ in range(12)]
    for channel in channels:
        stage.due(channel)
    broker.work(most=80)
    assert len(net.posted()) == breaker.FAILURES
    assert breaker.Breaker("plain", net.allow).rest() > 10
    assert sent(stage) == 0
    with inside(stage.org.id):
        assert Delivery.objects.filter(state=State.WAITING, attempt=0).count() == 12 - breaker.FAILURES


def test_after_its_rest_one_try_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    gate = breaker.Breaker("plain", "example.com")
    for _ in range(breaker.FAILURES):
        gate.failed()
    with gate.enter() as wait:
        assert 15 < wait <= breaker.FIRST_REST
    now = time.time()
    monkeypatch.setattr(breaker, "time", lambda: now + breaker.FIRST_REST + 1)
    with gate.enter() as first, gate.enter() as second:
        assert first == 0
        assert second > 0
    gate.worked()
    with gate.enter() as first, gate.enter() as second:
        assert (first, second) == (0, 0)
    assert not breaker.Breaker("newsroom", "").suspect


def test_a_channel_sends_its_posts_in_order_one_at_a_time(stage: Stage, net: Network, broker: Broker) -> None:
    channel = stage.channel()
    made = [stage.due(channel, f"Post {number}", ago=60 - number) for number in range(8)]
    broker.work()
    moments = [stage.now(one).sent_at for one in made]
    assert moments == sorted(moments)
    with inside(stage.org.id):
        first, second = (stage.due(channel) for _ in range(2))
        Delivery.objects.filter(pk=first.pk).update(state="sending", claim_token=UUID(int=1), claimed_until=None)
    assert engine.send_next(second.org_id, second.channel_id) is False
    assert stage.now(second).state == "waiting"


def test_organisations_take_turns(cast: Cast, stage: Stage, net: Network, broker: Broker) -> None:
    for _ in range(4):
        stage.due(stage.channel(), ago=100)
    cast.south.people["cal"] = cast.south.people["sue"]
    other = Stage(cast.south, net.url)
    other.due(other.channel("bakery"), ago=1)
    tasks.wake()
    order = [kwargs["org_id"] for _, kwargs in broker.queue]
    assert len(order) == 5
    assert order.index(str(cast.south.id)) <= 1


def test_lost_and_doubled_messages_change_nothing(stage: Stage, net: Network, broker: Broker) -> None:
    delivery = stage.due(stage.channel())
    tasks.wake()
    assert len(broker.queue) == 1
    broker.queue.clear()  # The broker forgot it.
    tasks.wake()
    assert broker.queue == [], "a message counts as on its way for a while"
    waking.looked(delivery.channel_id)
    tasks.wake()
    broker.queue *= 3
    broker.work()
    assert net.posts == {str(delivery.idempotency_key): 1}


def test_late_deliveries_alarm_once_and_are_put_back_on_the_list(stage: Stage, net: Network) -> None:
    delivery = stage.due(stage.channel(), ago=30)
    assert watching.watch() == 0
    stage.pass_time(delivery, minutes=3)
    Due.objects.filter(ref=delivery.channel_id).delete()
    assert (watching.watch(), watching.watch()) == (1, 1)
    with inside(stage.org.id):
        from coe.notices.models import Notice

        told = Notice.objects.filter(kind="delivery.late")
        assert told.count() == told.values("member").distinct().count() == 5
    assert Due.objects.filter(ref=delivery.channel_id).count() == 1


def test_lateness_has_an_address_and_a_command(stage: Stage, net: Network, client: Any) -> None:
    from django.core.cache import cache
    from django.core.management import CommandError, call_command

    delivery = stage.due(stage.channel(), ago=30)
    assert client.get("/-/deliveries").json() == {"on_time": True, "late": 0}
    call_command("deliveries_late", verbosity=0)
    stage.pass_time(delivery, minutes=3)
    cache.clear()
    answer = client.get("/-/deliveries")
    assert (answer.status_code, answer.json()) == (503, {"on_time": False, "late": 1})
    with pytest.raises(CommandError):
        call_command("deliveries_late")


def test_every_due_retry_is_sent_once_by_many_workers(committed: Stage, net: Network) -> None:
    """B4: the peer sends 19 of 20 retries twice with two publishers, 40 of 40 four times with four threads."""
    stage = committed
    made = [stage.due(stage.channel()) for _ in range(20)]
    net.plan = [429] * 20
    net.retry_after = 1
    for one in made:
        engine.send_next(one.org_id, one.channel_id)
    assert {stage.now(one).state for one in made} == {"waiting"}
    for one in made:
        stage.pass_time(one, minutes=1)
    net.calls.clear()
    start = threading.Barrier(4)

    def worker() -> None:
        try:
            start.wait()
            for one in made:
                engine.send_next(one.org_id, one.channel_id)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(net.posted()) == 20
    assert set(net.posts.values()) == {1}
    assert {stage.now(one).state for one in made} == {"sent"}
    assert {len(stage.attempts(one)) for one in made} == {2}


def test_one_channel_and_many_workers_keep_one_in_flight(committed: Stage, net: Network) -> None:
    stage = committed
    channel = stage.channel()
    made = [stage.due(channel, f"Post {number}", ago=60 - number) for number in range(12)]
    flying = 0
    most = 0
    lock = threading.Lock()

    def posting(key: str) -> None:
        nonlocal flying, most
        with lock:
            flying += 1
            most = max(most, flying)
        time.sleep(0.05)
        with lock:
            flying -= 1

    net.when_posting = posting

    def worker() -> None:
        try:
            for _ in range(60):
                engine.send_next(channel.org_id, channel.pk)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # On a busy machine the workers may have spent their turns waiting for each other.
    while engine.send_next(channel.org_id, channel.pk):
        pass
    assert most == 1
    assert {stage.now(one).state for one in made} == {"sent"}
    assert set(net.posts.values()) == {1}
    assert len(net.posted()) == 12
