"""Long tables in the background, and the end of old ones."""

from uuid import UUID

from django.utils import timezone

from coe.access.api import Act, Actor
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from publishing.importing import actions, running, trying


@org_task(Queue.MAINTENANCE, own_transaction=True)
def carry_on(*, org_id: str, import_id: str) -> None:
    """One step, then the next as a task of its own, so that no task is long and a killed worker loses one step."""
    org, ref = UUID(org_id), UUID(import_id)
    try:
        more = running.step(org, ref)
    except Exception:
        running.broke(org, ref)
        raise
    if more:
        carry_on.delay(org_id=org_id, import_id=import_id)


@org_task(Queue.MAINTENANCE)
def forget(*, org_id: str) -> None:
    actions.forget(Actor.task(UUID(org_id), "imports", Act.SYSTEM_MAINTAIN))


@global_task(Queue.MAINTENANCE, reason="finds organisations with old tables in the thin due table")
def sweep() -> None:
    due = Due.objects.filter(kind=actions.DUE, not_before__lte=timezone.now())
    for org_id in due.values_list("org_id", flat=True):
        forget.delay(org_id=str(org_id))


@global_task(Queue.MAINTENANCE, reason="finds imports nobody goes on with in the thin due table")
def recover() -> None:
    late = Due.objects.filter(kind=trying.WORK_DUE, not_before__lte=timezone.now())
    for org_id, import_id in late.values_list("org_id", "ref"):
        carry_on.delay(org_id=str(org_id), import_id=str(import_id))
