"""The life of a request: opened, its steps opened one after another, closed. Plain functions under a caller's act."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.access.api import Act, Doing, Place, holders
from coe.notices.api import tell
from coe.outbox.events import emit, set_due, settled
from coe.states import move
from coe.tenancy.models import Brand, Member
from coe.web.joining import local_name
from governance.approvals import locks
from governance.approvals.digest import combined_digest
from governance.approvals.flow import Flow, FlowStep, enough_people, widened, workflow_for
from governance.approvals.models import (
    Answer,
    Decision,
    DecisionKind,
    Mode,
    Request,
    RequestItem,
    RequestStep,
    StepApprover,
)  # fmt: skip
from governance.approvals.states import State
from governance.policies.evaluation import submitted

DUE = "approval"
LABEL = "governance.request"


class SubmitRefused(ValidationError):
    """What was sent cannot go into approval; the message says what to do. `code`: slot, blocked, nobody, empty."""


def open_request(
    do: Doing,
    *,
    subject_type: str,
    subject_id: UUID,
    label: str,
    brand: Brand,
    channel_ids: Iterable[UUID],
    items: list[tuple[UUID, str]],
    slot: datetime,
    authors: set[UUID],
) -> Request:
    """Opens a request on exactly these items, with the workflow as it is now. Raises SubmitRefused.

    The member who acts is the one who sent it. A request of the same subject that is still open is withdrawn.
    """
    sender = do.actor.member_id
    if sender is None:
        raise ValueError("only a member sends something for approval")
    if not items:
        raise SubmitRefused(_("Choose at least one channel before sending for approval."), code="empty")
    now = timezone.now()
    if slot <= now:
        raise SubmitRefused(_("Its slot has passed. Choose a later one before sending it."), code="slot")
    _nothing_blocks(subject_id, items)
    lapse(do, subject_type=subject_type, subject_id=subject_id, reason=_("Sent for approval anew."))
    wrote = set(authors) | {sender}
    flow = workflow_for(brand_id=brand.pk, channel_ids=channel_ids, authors=wrote)
    _somebody_decides(flow, brand)
    request = Request.objects.create(
        org_id=do.org_id, subject_type=subject_type, subject_id=subject_id, subject_label=label[:200],
        digest=combined_digest(items), brand=brand, workflow_name=flow.name[:80], submitted_by_id=sender,
        authors=sorted(wrote), slot=slot, decide_by=slot,
    )  # fmt: skip
    RequestItem.objects.bulk_create(
        RequestItem(org_id=do.org_id, request=request, item_id=item, digest=digest) for item, digest in items
    )
    _freeze_steps(request, flow.steps)
    open_step(do, request, 1)
    do.record(
        request, label=request.subject_label, detail="opened",
        after={"digest": request.digest, "workflow": flow.name, "steps": [step.name for step in flow.steps]},
    )  # fmt: skip
    return request


def _nothing_blocks(subject_id: UUID, items: list[tuple[UUID, str]]) -> None:
    checked = submitted([*items, (subject_id, combined_digest(items))])
    if any(finding["severity"] == "block" for row in checked for finding in row.findings):
        raise SubmitRefused(_("A rule stops this post. Change the words it found, then send it."), code="blocked")


def _somebody_decides(flow: Flow, brand: Brand) -> None:
    short = next((step for step in flow.steps if not step.passable), None)
    if short and not short.approvers:
        raise SubmitRefused(
            _(
                "Nobody but its authors may approve posts of %(brand)s, so the step “%(step)s” would have nobody to "
                "decide. Ask an administrator to grant somebody else the right to approve posts of %(brand)s."
            )
            % {"brand": local_name(brand), "step": short.name},
            code="nobody",
        )
    if short or not enough_people(flow.steps):
        needed = short.needed if short else sum(1 if s.mode == Mode.ALL else s.needed for s in flow.steps)
        raise SubmitRefused(
            ngettext(
                "The workflow needs %(needed)d person who did not write this and may approve posts of %(brand)s. "
                "Ask an administrator to grant the right to more people, or to shorten the workflow.",
                "The workflow needs %(needed)d different people who did not write this and may approve posts of "
                "%(brand)s. Ask an administrator to grant the right to more people, or to shorten the workflow.",
                needed,
            )
            % {"needed": needed, "brand": local_name(brand)},
            code="nobody",
        )


def _freeze_steps(request: Request, steps: Iterable[FlowStep]) -> None:
    for step in steps:
        row = RequestStep.objects.create(
            org_id=request.org_id, request=request, position=step.position, name=step.name, mode=step.mode,
            needed=step.needed, hours=step.hours,
        )  # fmt: skip
        _name_approvers(row, step.approvers)


def _name_approvers(step: RequestStep, members: Iterable[Member]) -> None:
    StepApprover.objects.bulk_create(
        [StepApprover(org_id=step.org_id, step=step, member=member) for member in members],
        ignore_conflicts=True,
    )


def open_step(do: Doing, request: Request, position: int) -> None:
    """Opens a step: its clock starts, and whoever can decide it is told."""
    now = timezone.now()
    step = request.steps.get(position=position)
    due = min(now + timedelta(hours=step.hours), request.slot)
    RequestStep.objects.filter(pk=step.pk).update(opened_at=now, due_at=due)
    Request.objects.filter(pk=request.pk).update(step=position, decide_by=due)
    request.step, request.decide_by = position, due
    step.opened_at, step.due_at = now, due
    people = staff(do, request, step)
    emit("approval.waiting", org=request.org_id, request=request.pk, step=position)
    set_due(DUE, org=request.org_id, ref=request.pk, at=next_look(step, request, now))
    notify(do, people, "approval.waiting", request, step=step.name)


def staff(do: Doing, request: Request, step: RequestStep) -> list[Member]:
    """Who can decide a step now. When too few of those named are left, others who may approve are named."""
    able = deciders(request, step)
    done = Decision.objects.filter(request=request, step=step.position, kind=DecisionKind.APPROVE).count()
    missing = (1 if step.mode == Mode.ALL else step.needed) - done
    if len(able) >= missing:
        return able
    out = _out(request)
    pool = [one for one in holders(Act.POST_APPROVE, Place(brand=request.brand_id)) if one.pk not in out]
    if not pool:
        notify(do, holders(Act.WORKFLOW_WRITE), "approval.stuck", request, step=step.name)
        return able
    wider = widened(FlowStep(step.position, step.name, step.mode, step.needed, step.hours), pool)
    RequestStep.objects.filter(pk=step.pk).update(mode=wider.mode, needed=wider.needed)
    step.mode, step.needed = wider.mode, wider.needed
    _name_approvers(step, pool)
    do.record(
        request, label=request.subject_label, detail="rerouted",
        after={**place_of(request), "approvers": [member.name for member in pool]},
    )  # fmt: skip
    return pool


def _out(request: Request) -> set[UUID]:
    """Who cannot decide any more: authors, and whoever has decided."""
    decided = Decision.objects.filter(request=request).values_list("decided_by_id", flat=True)
    return {request.submitted_by_id, *request.authors, *decided}


def deciders(request: Request, step: RequestStep) -> list[Member]:
    """The approvers of a step who are still there, may still approve, and have not decided."""
    out = _out(request)
    named = set(StepApprover.objects.filter(step=step).values_list("member_id", flat=True))
    may = holders(Act.POST_APPROVE, Place(brand=request.brand_id))
    return [member for member in may if member.pk in named and member.pk not in out]


def awaited(request: Request, step: RequestStep, member: Member) -> bool:
    """Whether a member is named for a step and has not decided; whether they may approve is for their rights to say."""
    named = StepApprover.objects.filter(step=step, member=member).exists()
    return named and not Decision.objects.filter(request=request, decided_by=member).exists()


def next_look(step: RequestStep, request: Request, now: datetime) -> datetime:
    """When time next does something to a request: an answer counts, a reminder, an escalation, the slot.

    Never later than a quarter of an hour, because people leave and rights end without telling.
    """
    moments = [request.slot, now + timedelta(minutes=15)]
    moments += Answer.objects.filter(request=request).values_list("counts_at", flat=True)
    if step.opened_at and step.due_at:
        if not step.reminded_at:
            moments.append(half(step))
        if not step.escalated_at:
            moments.append(step.due_at)
    return min(moments)


def half(step: RequestStep) -> datetime:
    """When half the time of an opened step is over."""
    opened, due = step.opened_at or timezone.now(), step.due_at or timezone.now()
    return opened + (due - opened) / 2


def close(do: Doing, request: Request, state: State, *, reason: str = "", detail: str = "") -> None:
    """Closes an open request, tells packages to the right and the people who sent it."""
    move(request, state, closed_at=timezone.now())
    answers = Answer.objects.filter(request=request)
    undecided = list(answers.values_list("member_id", flat=True))
    answers.delete()
    settled(DUE, org=request.org_id, ref=request.pk)
    emit(
        "approval.decided", org=request.org_id, request=request.pk, subject_type=request.subject_type,
        subject_id=request.subject_id, outcome=state.value,
    )  # fmt: skip
    do.record(
        request, label=request.subject_label, before={"state": State.OPEN.value}, after={"state": state.value},
        reason=reason, detail=detail or state.value,
    )  # fmt: skip
    wrote = {request.submitted_by_id, *request.authors} - {do.actor.member_id}
    if state != State.WITHDRAWN:
        notify(do, wrote, f"approval.{state.value}", request, reason=reason)
    notify(do, undecided, "approval.dropped", request)


def lapse(do: Doing, *, subject_type: str, subject_id: UUID, reason: str) -> bool:
    """Withdraws the open request of a subject because it changed or was taken back. Whether there was one."""
    request = locks.open_request_of(subject_type, subject_id)
    if request is None:
        return False
    close(do, request, State.WITHDRAWN, reason=reason)
    return True


def place_of(request: Request) -> dict[str, Any]:
    """Where a request stands, as the audit says it: the step's number and name, and the brand."""
    step = request.steps.get(position=request.step)
    return {"step": step.position, "step_name": step.name, "brand": request.brand.name}


def reslot(do: Doing, *, subject_type: str, subject_id: UUID, slot: datetime) -> bool:
    """Follows a move in time that left the digest as it was: an open request now has until the new slot."""
    request = locks.open_request_of(subject_type, subject_id)
    if request is None:
        return False
    step = request.steps.get(position=request.step)
    opened = step.opened_at or timezone.now()
    due = min(opened + timedelta(hours=step.hours), slot)
    before = request.slot
    RequestStep.objects.filter(pk=step.pk).update(due_at=due)
    Request.objects.filter(pk=request.pk).update(slot=slot, decide_by=due)
    request.slot, request.decide_by, step.due_at = slot, due, due
    set_due(DUE, org=request.org_id, ref=request.pk, at=next_look(step, request, timezone.now()))
    do.record(
        request, label=request.subject_label, detail="rescheduled",
        before={"slot": before.isoformat()}, after={"slot": slot.isoformat()},
    )  # fmt: skip
    return True


def notify(do: Doing, members: Iterable[Member | UUID], kind: str, request: Request, **params: Any) -> None:
    """A notice about a request, leading to its page."""
    people: Collection[Member | UUID] = list(members)
    if people:
        tell(
            do, people, kind, brand=request.brand_id, subject_type=LABEL, subject_id=request.pk, url_name="approval",
            url_args=(request.pk,), post=request.subject_label, **params,
        )  # fmt: skip
