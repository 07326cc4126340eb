"""Making files, and throwing expired ones away."""

from uuid import UUID

from django.utils import timezone

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.exports import actions
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task


@org_task(Queue.MAINTENANCE, own_transaction=True)
def make_file(*, org_id: str, file_id: str) -> None:
    """One try, counted before it begins; the sweep comes back to what is not settled."""
    actor, file = Actor.task(UUID(org_id), "exports", Act.SYSTEM_MAINTAIN), UUID(file_id)
    if not actions.begin(actor, file_id=file):
        return
    try:
        actions.make(actor, file_id=file)
    except Exception:
        actions.broke(actor, file_id=file)
        raise


@org_task(Queue.MAINTENANCE)
def forget(*, org_id: str) -> None:
    actions.forget(Actor.task(UUID(org_id), "exports", Act.SYSTEM_MAINTAIN))


@global_task(Queue.MAINTENANCE, reason="finds organisations with expired files in the thin due table")
def sweep() -> None:
    due = Due.objects.filter(kind=actions.DUE, not_before__lte=timezone.now())
    for org_id in due.values_list("org_id", flat=True):
        forget.delay(org_id=str(org_id))


@global_task(Queue.MAINTENANCE, reason="finds files nobody makes any more in the thin due table")
def recover() -> None:
    late = Due.objects.filter(kind=actions.MAKE_DUE, not_before__lte=timezone.now())
    for org_id, file_id in late.values_list("org_id", "ref"):
        make_file.delay(org_id=str(org_id), file_id=str(file_id))
