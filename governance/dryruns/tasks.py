"""Dry runs over many posts, a portion a transaction."""

from uuid import UUID

from django.utils import timezone

from coe.access.api import Act, Actor
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from governance.dryruns import actions

PORTIONS = 20
"""Portions of one task; the rest is another task's, so that others have their turn."""


@org_task(Queue.MAINTENANCE, own_transaction=True)
def go_on(*, org_id: str, run_id: str) -> None:
    """Safe to run again: each portion begins behind the last one that was kept."""
    actor, run = Actor.task(UUID(org_id), "rules", Act.SYSTEM_MAINTAIN), UUID(run_id)
    if not actions.attempt(actor, run_id=run):
        return
    for _each in range(PORTIONS):
        if not actions.portion(actor, run_id=run):
            return
    go_on.delay(org_id=org_id, run_id=run_id)


@global_task(Queue.MAINTENANCE, reason="finds dry runs nobody works on any more in the thin due table")
def recover() -> None:
    late = Due.objects.filter(kind=actions.DUE, not_before__lte=timezone.now())
    for org_id, run_id in late.values_list("org_id", "ref"):
        go_on.delay(org_id=str(org_id), run_id=str(run_id))
