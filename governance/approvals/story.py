"""A request as pages tell it: steps with people and times, decisions, comments."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coe.tenancy.models import Member
from coe.web.sorting import name_key
from governance.approvals.comments import comments_on
from governance.approvals.models import (
    Comment,
    Decision,
    DecisionKind,
    Mode,
    Reason,
    Request,
    RequestStep,
    StepApprover,
)  # fmt: skip
from governance.approvals.states import State


@dataclass(frozen=True)
class DecisionView:
    kind: str
    member: Member
    at: datetime
    reason: str
    """The coded reason in words, or empty."""
    comment: str

    @property
    def label(self) -> str:
        return str(DecisionKind(self.kind).label)

    @property
    def done(self) -> str:
        """What components/face.html shows: ok, stop or wait."""
        return {"approve": "ok", "reject": "stop", "changes": "wait"}[self.kind]


@dataclass(frozen=True)
class StepView:
    position: int
    name: str
    mode: str
    needed: int
    hours: int
    state: str
    """done, current or todo."""
    opened_at: datetime | None
    due_at: datetime | None
    done_at: datetime | None
    approvers: list[Member]
    decisions: list[DecisionView] = field(default_factory=list)

    @property
    def rule(self) -> str:
        """How many of its people it needs, in words."""
        count = len(self.approvers)
        if self.mode == Mode.ALL and count > 1:
            return ngettext("all %(count)d of them", "all %(count)d of them", count) % {"count": count}
        if self.mode == Mode.SOME:
            return _("%(needed)d of %(count)d") % {"needed": self.needed, "count": count}
        return _("one of %(count)d") % {"count": count} if count > 1 else ""


@dataclass(frozen=True)
class RequestView:
    id: UUID
    subject_type: str
    subject_id: UUID
    label: str
    state: str
    brand: Any
    digest: str
    workflow: str
    step: int
    submitted_by: Member
    submitted_at: datetime
    slot: datetime
    decide_by: datetime
    closed_at: datetime | None
    steps: list[StepView]
    comments: list[Comment]

    @property
    def open(self) -> bool:
        return self.state == State.OPEN

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)

    @property
    def current(self) -> StepView:
        return self.steps[self.step - 1]

    @property
    def next_step(self) -> StepView | None:
        return self.steps[self.step] if self.step < len(self.steps) else None

    @property
    def decisions(self) -> list[DecisionView]:
        return [decision for step in self.steps for decision in step.decisions]

    def waits_for(self, member: Member) -> bool:
        """Whether a member is named for the step it is at and has not decided."""
        return member in self.current.approvers and all(one.member != member for one in self.decisions)

    @property
    def digest_words(self) -> str:
        return f"{self.digest[:4]} {self.digest[4:8]}"


def latest_request(subject_id: UUID) -> RequestView | None:
    """The newest request about a subject, whatever became of it."""
    return next(iter(requests_about(subject_id, limit=1)), None)


def requests_about(subject_id: UUID, *, limit: int = 10) -> list[RequestView]:
    """The newest requests about a subject, newest first; a fixed number of queries."""
    rows = Request.objects.filter(subject_id=subject_id).select_related("brand", "submitted_by")
    return _views(list(rows.order_by("-submitted_at", "-pk")[:limit]))


# By hand, because every open page of a post asks it again and again.
_TRACES = """
SELECT count(DISTINCT request.id), count(DISTINCT request.id) FILTER (WHERE request.state = %(open)s),
    count(decision.id), (SELECT count(*) FROM governance_comment WHERE subject_id = %(subject)s)
FROM governance_request request LEFT JOIN governance_decision decision ON decision.request_id = request.id
WHERE request.subject_id = %(subject)s
"""


def traces_of(subject_id: UUID) -> tuple[int, ...]:
    """How much was asked, decided and said about a subject: equal while nothing happened."""
    with connection.cursor() as cursor:
        cursor.execute(_TRACES, {"subject": subject_id, "open": State.OPEN})
        return tuple(cursor.fetchone())


def told(request: Request) -> RequestView:
    return _views([request])[0]


def _views(requests: list[Request]) -> list[RequestView]:
    """Requests about one subject."""
    if not requests:
        return []
    decided: dict[tuple[UUID, int], list[DecisionView]] = {}
    for row in Decision.objects.filter(request__in=requests).select_related("decided_by"):
        reason = str(Reason(row.reason).label) if row.reason else ""
        view = DecisionView(row.kind, row.decided_by, row.at, reason, row.comment)
        decided.setdefault((row.request_id, row.step), []).append(view)
    steps: dict[UUID, list[RequestStep]] = {}
    named = Prefetch("approvers", StepApprover.objects.select_related("member"))
    for step in RequestStep.objects.filter(request__in=requests).prefetch_related(named):
        steps.setdefault(step.request_id, []).append(step)
    comments = comments_on(requests[0].subject_id)
    made = {
        one.pk: [_step(one, step, decided.get((one.pk, step.position), [])) for step in steps.get(one.pk, [])]
        for one in requests
    }
    return [_view(one, made[one.pk], comments) for one in requests]


def _view(request: Request, steps: list[StepView], comments: list[Comment]) -> RequestView:
    return RequestView(
        id=request.pk, subject_type=request.subject_type, subject_id=request.subject_id,
        label=request.subject_label, state=request.state, brand=request.brand, digest=request.digest,
        workflow=request.workflow_name, step=request.step, submitted_by=request.submitted_by,
        submitted_at=request.submitted_at, slot=request.slot, decide_by=request.decide_by,
        closed_at=request.closed_at, steps=steps, comments=comments,
    )  # fmt: skip


def _step(request: Request, step: RequestStep, decisions: list[DecisionView]) -> StepView:
    state = "done" if step.done_at else "todo"
    if not step.done_at and step.position == request.step:
        state = "current" if request.state == State.OPEN else "done" if decisions else "todo"
    return StepView(
        position=step.position, name=step.name, mode=step.mode, needed=step.needed, hours=step.hours, state=state,
        opened_at=step.opened_at, due_at=step.due_at, done_at=step.done_at,
        approvers=sorted((one.member for one in step.approvers.all()), key=name_key),
        decisions=decisions,
    )  # fmt: skip
