"""Workers killed at every point between claim and settlement: at most one post, and an honest end.

The network is a server on loopback that counts posts by key and honours no key of ours, so every second send would
be seen. The oracle: never more than one post per key, and in the end sent, unknown or refused.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache

from coe.celery import app
from coe.tenancy.context import inside
from publishing.delivery import engine, reconciling, tasks
from publishing.delivery.models import Delivery
from tests.factories.cast import build_cast
from tests.publishing.delivery.apart import database_apart
from tests.publishing.delivery.conftest import Governance
from tests.publishing.delivery.network import Network
from tests.publishing.delivery.stage import Stage

pytestmark = pytest.mark.faults
ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 60


class Crew:
    """Starts workers and sends them messages, through a Redis database of their own."""

    def __init__(self, database: str, allow: str) -> None:
        base, _, _ = settings.CELERY_BROKER_URL.rpartition("/")
        self.broker = f"{base}/9"
        url = settings.DATABASES["default"]
        self.environment = os.environ | {
            "DATABASE_URL": _url(url, database),
            "DATABASE_OWNER_URL": _url(settings.DATABASES["owner"], database),
            "REDIS_URL": self.broker,
            "COE_HTTP_ALLOW": allow,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
        }
        self.workers: list[subprocess.Popen[str]] = []
        self.flush()

    def flush(self) -> None:
        with app.connection_for_write(self.broker) as connection:
            connection.default_channel.client.flushdb()

    def start(self, point: str = "") -> subprocess.Popen[str]:
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker"], cwd=ROOT, env=self.environment | {"POINT": point},
            stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        self.workers.append(worker)
        return worker

    def send(self, delivery: Delivery) -> None:
        with app.connection_for_write(self.broker) as connection:
            tasks.send_next.apply_async(
                kwargs={"org_id": str(delivery.org_id), "channel": str(delivery.channel_id)},
                queue="publish",
                connection=connection,
            )

    def stop(self) -> None:
        for worker in self.workers:
            if worker.poll() is None:
                worker.kill()
            worker.wait()
            if worker.stdout:
                worker.stdout.close()


def _url(database: dict[str, Any], name: str) -> str:
    return f"postgres://{database['USER']}:{database['PASSWORD']}@{database['HOST']}:{database['PORT']}/{name}"


@pytest.fixture
def stage(
    django_db_setup: None,
    django_db_blocker: Any,
    net: Network,
    governance: Governance,
) -> Iterator[Stage]:
    with database_apart(django_db_blocker, "faults") as name:
        stage = Stage(build_cast().north, net.url)
        stage.database = name  # type: ignore[attr-defined]
        yield stage


@pytest.fixture
def crew(stage: Stage, net: Network) -> Iterator[Crew]:
    cache.clear()
    crew = Crew(stage.database, net.allow)  # type: ignore[attr-defined]
    yield crew
    crew.stop()
    crew.flush()


def wait(until: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not until():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def recover(stage: Stage, delivery: Delivery) -> None:
    """What beat and living workers do, with time passing quickly."""
    for _ in range(6):
        stage.pass_time(delivery, seconds=160)
        engine.send_next(delivery.org_id, delivery.channel_id)
        with inside(stage.org.id):
            waiting = reconciling.waiting_lookups(delivery.channel_id)
        for one in waiting:
            reconciling.look_up(delivery.org_id, one)


def judge(stage: Stage, net: Network, delivery: Delivery, *, ends: str) -> None:
    now = stage.now(delivery)
    assert net.posts[str(delivery.idempotency_key)] <= 1
    assert sum(net.posts.values()) <= 1
    assert now.state == ends
    assert (net.posts[str(delivery.idempotency_key)] == 1) == (ends == "sent")
    assert now.claim_token is None


@pytest.mark.parametrize(
    ("point", "after_death"),
    [
        ("after the claim, before it is committed", "waiting"),
        ("after the attempt is committed, before any call", "sending"),
        ("after the network's answer, before settling", "sending"),
        ("after settling", "sent"),
    ],
)
def test_killed_at(stage: Stage, net: Network, crew: Crew, point: str, after_death: str) -> None:
    delivery = stage.due(stage.channel())
    worker = crew.start(point)
    crew.send(delivery)
    wait(lambda: worker.poll() is not None, "the worker dies")
    assert worker.returncode == -signal.SIGKILL
    assert stage.now(delivery).state == after_death
    recover(stage, delivery)
    judge(stage, net, delivery, ends="sent")


@pytest.mark.parametrize("kept", [True, False])
def test_killed_during_the_call(stage: Stage, net: Network, crew: Crew, kept: bool) -> None:
    """The server has read the request, and has kept the post or not, when the worker dies."""
    delivery = stage.due(stage.channel())
    net.plan, net.hang = ["slow" if kept else "hang"], 3
    worker = crew.start()
    crew.send(delivery)
    wait(lambda: net.posted() and (net.posts or not kept), "the post is under way")
    worker.kill()
    worker.wait()
    assert stage.now(delivery).state == "sending"
    time.sleep(net.hang)
    recover(stage, delivery)
    judge(stage, net, delivery, ends="sent")
    assert len(net.posted()) == (1 if kept else 2)


def test_killed_and_unable_to_look_stays_unknown(stage: Stage, net: Network, crew: Crew, monkeypatch: Any) -> None:
    from publishing.channels.base import Unknown
    from tests.publishing.delivery.network import Plain

    delivery = stage.due(stage.channel())
    worker = crew.start("after the network's answer, before settling")
    crew.send(delivery)
    wait(lambda: worker.poll() is not None, "the worker dies")
    monkeypatch.setattr(Plain, "find_sent", lambda *a, **k: Unknown("cannot look"))
    for _ in range(6):
        stage.pass_time(delivery, hours=1)
        recover(stage, delivery)
    assert (stage.now(delivery).state, stage.now(delivery).code) == ("unknown", "ask")
    assert net.posts[str(delivery.idempotency_key)] == 1


def test_asleep_past_its_lease_sends_nothing(stage: Stage, net: Network, crew: Crew) -> None:
    delivery = stage.due(stage.channel())
    worker = crew.start("asleep after the claim")
    crew.send(delivery)
    wait(lambda: stage.now(delivery).state == "sending" and _stopped(worker.pid), "the worker sleeps")
    recover(stage, delivery)
    judge(stage, net, delivery, ends="sent")
    calls = len(net.calls)
    os.kill(worker.pid, signal.SIGCONT)
    time.sleep(2)
    assert len(net.calls) == calls
    judge(stage, net, delivery, ends="sent")


def test_a_message_delivered_twice_and_a_broker_that_forgets(stage: Stage, net: Network, crew: Crew) -> None:
    first, second = stage.due(stage.channel()), stage.due(stage.channel())
    for _ in range(5):
        crew.send(first)
    crew.start()
    crew.start()
    wait(lambda: stage.now(first).state == "sent", "sent")
    crew.send(second)
    crew.flush()
    # The message is gone; the next wake-up sends another.
    crew.send(second)
    wait(lambda: stage.now(second).state == "sent", "sent")
    assert set(net.posts.values()) == {1}
    assert len(net.posted()) == 2


def _stopped(pid: int) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
