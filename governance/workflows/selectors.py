"""Reading workflows."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.http import Http404

from coe.access.api import Act, Rights
from coe.web.sorting import by_name
from governance.approvals.models import Mode, Workflow, WorkflowApprover
from governance.seen import of_brands

__all__ = ["Mode", "has_workflow", "workflow_or_404", "workflows"]


def workflows(rights: Rights) -> QuerySet[Workflow]:
    """Workflows in force for all brands and the member's own: the organisation's, then brands', then channels'."""
    return (
        Workflow.objects.filter(of_brands(rights, Act.WORKFLOW_SEE, Act.WORKFLOW_WRITE), retired_at__isnull=True)
        .select_related("brand")
        .prefetch_related(Prefetch("steps__approvers", _approvers()))
        .order_by("brand__name", "channel_label", by_name("name"))
    )


def _approvers() -> QuerySet[WorkflowApprover]:
    return WorkflowApprover.objects.select_related("member").order_by(by_name("member__name"), "pk")


def workflow_or_404(rights: Rights, workflow_id: UUID) -> Workflow:
    found = workflows(rights).filter(pk=workflow_id).first()
    if found is None:
        raise Http404
    return found


def has_workflow() -> bool:
    """Whether somebody chose who approves, the sample aside."""
    return Workflow.objects.filter(retired_at__isnull=True).exclude(brand__sample=True).exists()
