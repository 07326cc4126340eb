"""What the audit says about approvals: who decided what, at which step, for which brand."""

from datetime import timedelta
from typing import Any

import time_machine
from django.utils import timezone

from coe.audit.lines import lines
from coe.audit.models import Entry
from coe.audit.words import sentence
from coe.tenancy.context import inside
from governance.approvals import tasks
from governance.approvals.models import Answer, Decision, Request, RequestStep
from tests.factories.cast import Org


def press(browse: Any, north: Org, who: str, request: Request, **how: str) -> Any:
    given = {"kind": "approve", "digest": request.digest, "step": "1"} | how
    return browse(north.people[who]).post(north.url(f"approvals/{request.pk}/decide/"), given)


def later(seconds: float = 11) -> Any:
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds))


def look(north: Org, request: Request) -> None:
    tasks.look(org_id=str(north.id), request_id=str(request.pk))


def told(north: Org, request: Request) -> list[str]:
    with inside(north.id):
        return [sentence(one) for one in Entry.objects.filter(subject_id=str(request.pk)).order_by("seq")]


def test_an_approval_is_told_as_what_it_is(north: Org, sent: Any, workflow: Any, browse: Any) -> None:
    workflow(("Brand", "any", 1, ["bea"]), ("Legal", "any", 1, ["hal"]))
    request = sent(north.cal)
    press(browse, north, "bea", request)
    with later():
        look(north, request)
        press(browse, north, "hal", request, step="2")
    with later(22):
        look(north, request)
    what = "Open from Saturday. for Harbour"
    assert told(north, request) == [
        "Cal Creator sent Open from Saturday. for approval",
        f"Bea Brand chose to approve step 1 (Brand) of {what}",
        f"Bea Brand approved step 1 (Brand) of {what}",
        f"Hal Harbour chose to approve step 2 (Legal) of {what}",
        f"Hal Harbour approved step 2 (Legal) of {what}",
        "Open from Saturday. has all approvals it needs",
    ]
    with inside(north.id):
        newest = lines(Entry.objects.filter(subject_id=str(request.pk)).order_by("-seq"))[0]
    assert newest.sentence == f"Hal Harbour approved step 2 (Legal) of {what}"


def test_a_request_sent_back_reminded_and_late_is_told(north: Org, sent: Any, workflow: Any, browse: Any) -> None:
    workflow(("Brand", "any", 1, ["bea"]))
    request = sent(north.cal)
    with inside(north.id):
        step = RequestStep.objects.get()
    for moment in (step.due_at - timedelta(hours=1), step.due_at + timedelta(minutes=1)):
        with time_machine.travel(moment):
            look(north, request)
    with time_machine.travel(step.due_at + timedelta(minutes=2)):
        press(browse, north, "bea", request, kind="changes", reason="fact")
    with time_machine.travel(step.due_at + timedelta(minutes=3)):
        look(north, request)
    said = told(north, request)[1:]
    assert not [one for one in said if "Time ended" in one]
    what = "Open from Saturday. for Harbour"
    assert said == [
        f"Those who decide step 1 (Brand) of {what} were reminded",
        f"Step 1 (Brand) of {what} is late; those who write workflows were told",
        f"Bea Brand chose to ask for changes in step 1 (Brand) of {what}",
        f"Bea Brand asked for changes in step 1 (Brand) of {what}",
        "Open from Saturday. was sent back",
    ]


def test_whoever_comes_by_is_not_named_for_what_somebody_else_decided(
    north: Org, sent: Any, workflow: Any, browse: Any
) -> None:
    workflow(("Both", "some", 2, ["bea", "hal"]))
    request = sent(north.cal)
    press(browse, north, "bea", request)
    with later():
        assert press(browse, north, "hal", request).status_code == 302
    with inside(north.id):
        assert [one.decided_by_id for one in Decision.objects.all()] == [north.bea.member.pk]
        assert Answer.objects.get().member_id == north.hal.member.pk
        rows = Entry.objects.filter(subject_id=str(request.pk), act="post.approve").order_by("seq")
        assert list(rows.values_list("detail", "actor_id", "actor_label")) == [
            ("approve-given", str(north.bea.member.pk), "Bea Brand"),
            ("approve-counts", str(north.bea.member.pk), "Bea Brand"),
            ("approve-given", str(north.hal.member.pk), "Hal Harbour"),
        ]


def test_rows_from_before_name_who_decided(north: Org) -> None:
    """They stand under whoever came by, or under the worker; the decision in them says whose it was."""
    old = {"step": 1, "step_name": "Brand", "kind": "approve", "decided_by": "Bea Brand"}
    for kind, label in (("member", "Mina"), ("task", "approvals")):
        entry = Entry(
            act="system.expire", detail="approve-counts", subject_type="governance.request", subject_label="Spring",
            actor_kind=kind, actor_label=label, after=old,
        )  # fmt: skip
        assert sentence(entry) == "Bea Brand approved Spring"
