"""Row locks of approvals. One kind of row only, so no order between kinds is needed."""

from uuid import UUID

from django.http import Http404

from governance.approvals.models import Request
from governance.approvals.states import State


def request(request_id: UUID) -> Request:
    """A request, held until the transaction ends: decisions, time and changes of content take turns."""
    held = Request.objects.select_for_update(of=("self",)).filter(pk=request_id).first()
    if held is None:
        raise Http404
    return held


def open_request_of(subject_type: str, subject_id: UUID) -> Request | None:
    """The open request of a subject, held, if there is one."""
    return (
        Request.objects.select_for_update(of=("self",))
        .filter(subject_type=subject_type, subject_id=subject_id, state=State.OPEN)
        .first()
    )
