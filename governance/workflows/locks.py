"""Row locks of workflows."""

from uuid import UUID

from django.http import Http404

from governance.approvals.models import Workflow


def workflow(workflow_id: UUID) -> Workflow:
    held = Workflow.objects.select_for_update(of=("self",)).filter(pk=workflow_id).first()
    if held is None:
        raise Http404
    return held
