"""Writing workflows. What is in flight keeps the steps it was sent with."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from coe.access.api import Act, Doing, action
from coe.states import Stale
from governance.approvals.models import Mode, Workflow, WorkflowApprover, WorkflowStep
from governance.workflows import locks
from governance.workflows.places import Where

MOST_STEPS = 4


@dataclass(frozen=True)
class StepSpec:
    """A step as somebody wants it. `needed` counts for `some` only."""

    name: str
    mode: str
    needed: int
    hours: int
    approvers: tuple[UUID, ...]


@action(Act.WORKFLOW_WRITE)
def create(do: Doing, *, where: Where, name: str, steps: Sequence[StepSpec]) -> Workflow:
    """Raises ValidationError when there is one there already, or when a step names somebody who may not approve."""
    do.require()
    _check(where, steps)
    try:
        with transaction.atomic():
            workflow = Workflow.objects.create(
                org_id=do.org_id,
                name=name,
                brand_id=where.brand_id,
                channel_id=where.channel_id,
                channel_label=where.name[:120],
                channel_network=where.network,
            )
    except IntegrityError:
        raise ValidationError(_("There is a workflow for this already. Edit that one.")) from None
    _write(workflow, steps)
    do.record(workflow, after=_told(name, steps), detail="written")
    return workflow


@action(Act.WORKFLOW_WRITE)
def edit(do: Doing, *, workflow_id: UUID, where: Where, name: str, steps: Sequence[StepSpec]) -> Workflow:
    do.require()
    workflow = locks.workflow(workflow_id)
    if workflow.retired_at:
        raise Stale(workflow)
    _check(where, steps)
    before = _told(workflow.name, _specs(workflow))
    Workflow.objects.filter(pk=workflow.pk).update(name=name)
    workflow.name = name
    workflow.steps.all().delete()
    _write(workflow, steps)
    do.record(workflow, before=before, after=_told(name, steps), detail="edited")
    return workflow


@action(Act.WORKFLOW_WRITE)
def retire(do: Doing, *, workflow_id: UUID) -> Workflow:
    """The next wider workflow applies from now on."""
    do.require()
    workflow = locks.workflow(workflow_id)
    if workflow.retired_at:
        raise Stale(workflow)
    workflow.retired_at = timezone.now()
    workflow.save(update_fields=["retired_at"])
    do.record(workflow, before={"retired": False}, after={"retired": True}, detail="retired")
    return workflow


def _check(where: Where, steps: Sequence[StepSpec]) -> None:
    if not 1 <= len(steps) <= MOST_STEPS:
        raise ValidationError(_("A workflow has one to four steps."))
    may = {member.pk for member in where.approvers()}
    for step in steps:
        if not step.approvers or not set(step.approvers) <= may:
            raise ValidationError(
                _("Choose approvers who may approve posts there, for the step “%(step)s”.") % {"step": step.name}
            )
        if step.mode == Mode.SOME and not 1 <= step.needed <= len(set(step.approvers)):
            raise ValidationError(_("“%(step)s” asks for more people than it names.") % {"step": step.name})


def _write(workflow: Workflow, steps: Sequence[StepSpec]) -> None:
    for position, spec in enumerate(steps, start=1):
        step = WorkflowStep.objects.create(
            org_id=workflow.org_id,
            workflow=workflow,
            position=position,
            name=spec.name,
            mode=Mode(spec.mode),
            needed=spec.needed if spec.mode == Mode.SOME else 1,
            hours=spec.hours,
        )
        WorkflowApprover.objects.bulk_create(
            WorkflowApprover(org_id=workflow.org_id, step=step, member_id=member)
            for member in sorted(set(spec.approvers))
        )


def _specs(workflow: Workflow) -> list[StepSpec]:
    return [
        StepSpec(
            step.name,
            step.mode,
            step.needed,
            step.hours,
            tuple(sorted(one.member_id for one in step.approvers.all())),
        )
        for step in workflow.steps.prefetch_related("approvers")
    ]


def _told(name: str, steps: Sequence[StepSpec]) -> dict[str, object]:
    return {
        "name": name,
        "steps": [
            {
                "name": step.name,
                "mode": str(step.mode),
                "needed": step.needed,
                "hours": step.hours,
                "approvers": [str(member) for member in sorted(step.approvers)],
            }
            for step in steps
        ],
    }
