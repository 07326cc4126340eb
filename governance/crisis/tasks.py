"""Time at work on freezes: the planned end of one is said, and nothing is lifted."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.access.api import Act, Actor
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from governance.crisis import actions

PATIENCE = timedelta(minutes=5)
BATCH = 500


@global_task(Queue.MAINTENANCE, reason="finds freezes whose planned end has come in the thin due table")
def sweep() -> None:
    now = timezone.now()
    waiting = list(Due.objects.filter(kind=actions.DUE, not_before__lte=now).order_by("not_before")[:BATCH])
    Due.objects.filter(pk__in=[row.pk for row in waiting], not_before__lte=now).update(not_before=now + PATIENCE)
    for row in waiting:
        remind.delay(org_id=str(row.org_id), freeze_id=str(row.ref))


@org_task(Queue.MAINTENANCE)
def remind(*, org_id: str, freeze_id: str) -> None:
    """Idempotent: the freeze is marked and locked."""
    actions.remind(Actor.task(UUID(org_id), "freezes", Act.SYSTEM_EXPIRE), freeze_id=UUID(freeze_id))
