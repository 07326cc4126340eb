"""Several people at the same moment, with real transactions: each is counted once, and the loser is told."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from coe.notices import tasks as notice_tasks
from coe.outbox import tasks as outbox_tasks
from coe.outbox.models import Event
from coe.states import Stale
from coe.tenancy.context import inside
from governance.approvals import actions, subjects
from governance.approvals.models import Decision, Mode, Request, Workflow, WorkflowApprover, WorkflowStep
from tests.factories.cast import Org, Person, build_cast
from tests.governance.conftest import KIND, Things, send_now
from tests.publishing.delivery.apart import database_apart


@pytest.fixture
def apart(django_db_setup: None, django_db_blocker: Any, monkeypatch: Any) -> Iterator[tuple[Org, Things]]:
    for task in (outbox_tasks.drain, notice_tasks.mail):
        monkeypatch.setattr(task, "delay", lambda **kwargs: None)
    with database_apart(django_db_blocker, "approvals"):
        things = Things()
        subjects.register_subject(KIND, things)
        yield build_cast().north, things
        subjects._PROVIDERS.pop(KIND)


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """Runs the calls on threads that start together; results or exceptions, in order."""
    barrier = Barrier(len(calls))

    def run(call: Callable[[], Any]) -> Any:
        try:
            barrier.wait(10)
            return call()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))


def flow(north: Org, mode: Mode, needed: int, *people: str) -> None:
    with inside(north.id):
        made = Workflow.objects.create(org=north.organisation, name="Flow", brand=north.brands["harbour"])
        step = WorkflowStep.objects.create(
            org=north.organisation, workflow=made, position=1, name="Brand", mode=mode, needed=needed
        )
        for person in people:
            WorkflowApprover.objects.create(org=north.organisation, step=step, member=north.people[person].member)


def deciding(person: Person, request: Request, kind: str = "approve") -> Callable[[], Any]:
    actor = person.actor
    reason = "" if kind == "approve" else "fact"
    return lambda: actions.decide(actor, request_id=request.pk, kind=kind, digest=request.digest, step=1, reason=reason)


def test_any_one_wins_and_the_other_is_told(apart: tuple[Org, Things]) -> None:
    north, things = apart
    flow(north, Mode.ANY, 1, "bea", "hal")
    request = send_now(north, things)
    results = at_once(deciding(north.bea, request), deciding(north.hal, request))
    assert sorted(type(one).__name__ for one in results) == ["Result", "Stale"]
    with inside(north.id):
        assert (Request.objects.get().state, Decision.objects.count()) == ("approved", 1)
        assert Event.objects.filter(topic="approval.decided").count() == 1


def test_all_of_them_are_counted(apart: tuple[Org, Things]) -> None:
    north, things = apart
    flow(north, Mode.ALL, 1, "bea", "hal", "lee")
    request = send_now(north, things)
    results = at_once(*(deciding(north.people[who], request) for who in ("bea", "hal", "lee")))
    assert sorted(one.state for one in results) == ["approved", "open", "open"]
    with inside(north.id):
        assert (Request.objects.get().state, Decision.objects.count()) == ("approved", 3)


def test_one_person_twice_decides_once(apart: tuple[Org, Things]) -> None:
    north, things = apart
    flow(north, Mode.ALL, 1, "bea", "hal")
    request = send_now(north, things)
    results = at_once(*(deciding(north.bea, request) for _tab in range(3)))
    assert sorted(type(one).__name__ for one in results) == ["Result", "Stale", "Stale"]
    with inside(north.id):
        assert Decision.objects.count() == 1


def test_yes_and_no_at_once_leave_one_outcome(apart: tuple[Org, Things]) -> None:
    north, things = apart
    flow(north, Mode.ANY, 1, "bea", "hal")
    request = send_now(north, things)
    results = at_once(deciding(north.bea, request), deciding(north.hal, request, "reject"))
    assert sum(isinstance(one, Stale) for one in results) == 1
    with inside(north.id):
        (made,) = Decision.objects.all()
        assert Request.objects.get().state == {"approve": "approved", "reject": "rejected"}[made.kind]


def test_taking_back_and_counting_never_both_happen(apart: tuple[Org, Things], settings: Any) -> None:
    north, things = apart
    settings.APPROVAL_UNDO_SECONDS = 0.3
    request = send_now(north, things)
    given = actions.answer(north.bea.actor, request_id=request.pk, kind="approve", digest=request.digest, step=1)
    actor, counted = north.bea.actor, deciding(north.hal, request)

    def take_back() -> Any:
        return actions.retract(actor, answer_id=given.answer_id)

    results = at_once(take_back, counted, counted)
    with inside(north.id):
        assert Request.objects.get().state == "approved"
        assert Decision.objects.count() == 1
    assert sum(getattr(one, "state", "") == "approved" for one in results) == 1
