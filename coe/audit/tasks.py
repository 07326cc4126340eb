"""Walking the chains, so that pages can say whether they hold."""

from uuid import UUID

from coe.audit import health
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.models import Organisation


@global_task(Queue.MAINTENANCE, reason="asks for the chain of every organisation; their list is global")
def sweep() -> None:
    for org_id in Organisation.objects.values_list("pk", flat=True):
        verify.delay(org_id=str(org_id))


@org_task(Queue.MAINTENANCE)
def verify(*, org_id: str) -> None:
    """Walks the chain unless it was walked within the hour: on demand, or by a task that ran late."""
    health.walk_if_old(UUID(org_id))
