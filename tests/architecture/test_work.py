"""Tasks enter an organisation or say why not; what is periodic exists; queues are known."""

from typing import Any
from uuid import uuid4

import pytest
from kombu.utils.scheduling import cycle_by_name

from coe.celery import QUEUES, app
from coe.outbox.work import Queue, route

pytestmark = pytest.mark.django_db  # Celery asks whether the database is well when it imports tasks.


def tasks() -> dict[str, Any]:
    app.loader.import_default_modules()
    return {name: task for name, task in app.tasks.items() if not name.startswith("celery.")}


def test_every_task_enters_an_organisation_or_says_why_not() -> None:
    known = tasks()
    assert known
    for name, task in known.items():
        run = task.run
        assert getattr(run, "org_task", False) or getattr(run, "global_reason", ""), name


def test_every_task_has_one_of_the_queues() -> None:
    assert {queue.value for queue in Queue} == set(QUEUES)
    routed = {name: route(name) for name in tasks()}
    assert {name for name, to in routed.items() if to is None or to["queue"] not in QUEUES} == set()


def test_a_slow_receiver_stands_in_nobodys_way() -> None:
    """What calls other people's servers has a queue of its own, and a worker of several queues takes turns."""
    hooks = {name for name in tasks() if route(name) == {"queue": "hooks"}}
    assert hooks == {"coe.webhooks.tasks.send_next", "coe.chats.tasks.send_next"}
    mails = {name for name in tasks() if route(name) == {"queue": "mail"}}
    assert {name.partition(".tasks")[0] for name in mails} == {"coe.notices", "coe.accounts"}
    order = cycle_by_name(app.conf.broker_transport_options["queue_order_strategy"])(["hooks", "mail"])
    taken = []
    for _each in range(4):
        queue = next(iter(order.consume(2)))
        taken.append(queue)
        order.rotate(queue)
    assert taken == ["hooks", "mail", "hooks", "mail"]


def test_wake_ups_name_the_queue_of_their_task(monkeypatch: pytest.MonkeyPatch) -> None:
    from coe.chats.recording import LINE as CHATS
    from coe.outbox import lines
    from coe.webhooks.recording import LINE as WEBHOOKS

    sent: list[tuple[str, str]] = []
    monkeypatch.setattr(lines.app, "send_task", lambda name, **more: sent.append((name, more["queue"])))
    for line in (CHATS, WEBHOOKS):
        line.nudge("org", str(uuid4()), again=True)
        assert line.task in tasks()
    assert sent == [("coe.chats.tasks.send_next", "hooks"), ("coe.webhooks.tasks.send_next", "hooks")]


def test_everything_periodic_exists() -> None:
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(tasks())


def test_limits_lie_below_the_visibility_timeout() -> None:
    assert app.conf.task_time_limit < app.conf.broker_transport_options["visibility_timeout"]
    assert app.conf.task_ignore_result
    assert app.conf.result_backend is None
    assert app.conf.accept_content == ["json"]
