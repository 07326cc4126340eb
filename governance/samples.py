"""The sample's workflow, and what was decided on its posts."""

from datetime import timedelta
from uuid import UUID

from coe.access.api import Act, Place, holders
from coe.demo.past import backdated
from coe.notices.models import Notice
from coe.onboarding.api import Stand, part
from governance.approvals import actions
from governance.approvals.digest import combined_digest
from governance.approvals.models import (
    Decision,
    DecisionKind,
    Mode,
    Request,
    RequestItem,
    RequestStep,
    StepApprover,
    Workflow,
    WorkflowApprover,
    WorkflowStep,
)  # fmt: skip
from governance.approvals.states import State

SUBJECT = "publishing.post"
HOURS = 8


@part(30)
def workflow(stand: Stand) -> None:
    """One step by anybody who may approve for the brand: the sample's lead, and whoever tries it."""
    words = stand.words["brand"]
    made = Workflow.objects.create(org=stand.org, name=words["workflow"], brand=stand.brand)
    step = WorkflowStep.objects.create(org=stand.org, workflow=made, position=1, name=words["step"], hours=HOURS)
    for member in holders(Act.POST_APPROVE, Place(brand=stand.brand.pk)):
        WorkflowApprover.objects.create(org=stand.org, step=step, member=member)


@part(45)
def decided_before(stand: Stand) -> None:
    """The approvals of what is out."""
    for version, items, _row in stand.things["out"]:
        _approved(stand, version, items)


def _approved(stand: Stand, version: object, items: list[tuple[UUID, str]]) -> None:
    post = version.post  # type: ignore[attr-defined]
    sent, decided = post.slot - timedelta(days=1, hours=6), post.slot - timedelta(days=1)
    words = stand.words["brand"]
    with backdated(Request, Decision):
        request = Request.objects.create(
            org=stand.org, subject_type=SUBJECT, subject_id=post.pk, subject_label=str(post), brand=stand.brand,
            digest=combined_digest(items), workflow_name=words["workflow"], submitted_by=stand.writer,
            authors=[stand.writer.pk], submitted_at=sent, slot=post.slot, decide_by=sent + timedelta(hours=HOURS),
        )  # fmt: skip
        RequestItem.objects.bulk_create(
            RequestItem(org=stand.org, request=request, item_id=item, digest=digest) for item, digest in items
        )
        step = RequestStep.objects.create(
            org=stand.org, request=request, position=1, name=words["step"], mode=Mode.ANY, needed=1, hours=HOURS,
            opened_at=sent, due_at=sent + timedelta(hours=HOURS), done_at=decided,
        )  # fmt: skip
        StepApprover.objects.create(org=stand.org, step=step, member=stand.lead)
        Decision.objects.create(
            org=stand.org, request=request, step=1, kind=DecisionKind.APPROVE, digest=request.digest,
            decided_by=stand.lead, submitted_by=stand.writer, at=decided,
        )  # fmt: skip
    Request.objects.filter(pk=request.pk).update(state=State.APPROVED, closed_at=decided)


@part(55)
def decided_now(stand: Stand) -> None:
    """One is sent back, one approved; the others wait for whoever tries it. Nobody is mailed about a sample."""
    words = stand.words
    _decide(stand, stand.things["back"], DecisionKind.CHANGES, words["back"]["reason"], words["back"]["comment"])
    _decide(stand, stand.things["approved"], DecisionKind.APPROVE, "", words["approved"]["comment"])
    Notice.objects.filter(created_at__gte=stand.now).update(by_mail=False)


def _decide(stand: Stand, subject: UUID, kind: DecisionKind, reason: str, comment: str) -> None:
    request = Request.objects.get(subject_id=subject, state=State.OPEN)
    actions.decide(
        stand.actor(stand.lead), request_id=request.pk, kind=kind, digest=request.digest, step=request.step,
        reason=reason, comment=comment,
    )  # fmt: skip
