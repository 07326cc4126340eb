"""Ending what has expired."""

from uuid import UUID

from django.utils import timezone

from coe.access.actions import DUE, expire_grants
from coe.access.actor import Actor
from coe.access.acts import Act
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task


@global_task(Queue.MAINTENANCE, reason="finds organisations whose grants have run out in the thin due table")
def sweep() -> None:
    over = Due.objects.filter(kind=DUE, not_before__lte=timezone.now()).values_list("org_id", flat=True).distinct()
    for org_id in over:
        expire.delay(org_id=str(org_id))


@org_task(Queue.MAINTENANCE)
def expire(*, org_id: str) -> None:
    expire_grants(Actor.task(UUID(org_id), "access.expire", Act.SYSTEM_EXPIRE))
