"""Time at work on approval requests: answers count, reminders go out, slots pass."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.access.api import Act, Actor
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from governance.approvals import actions
from governance.approvals.requests import DUE

BATCH = 500
# A task that got lost is sent again after this long; meanwhile the queue is not filled with copies of it.
PATIENCE = timedelta(seconds=30)


@global_task(Queue.MAINTENANCE, reason="finds requests that time has something to do with in the thin due table")
def sweep() -> None:
    now = timezone.now()
    waiting = list(Due.objects.filter(kind=DUE, not_before__lte=now).order_by("not_before")[:BATCH])
    Due.objects.filter(pk__in=[row.pk for row in waiting], not_before__lte=now).update(not_before=now + PATIENCE)
    for row in waiting:
        look.delay(org_id=str(row.org_id), request_id=str(row.ref))


@org_task(Queue.MAINTENANCE)
def look(*, org_id: str, request_id: str) -> None:
    """Idempotent: what was done is marked on the request, and its row is locked."""
    actions.look(Actor.task(UUID(org_id), "approvals", Act.SYSTEM_EXPIRE), request_id=UUID(request_id))
