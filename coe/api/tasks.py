"""Tidying."""

from django.utils import timezone

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.api.actions import forget_keys
from coe.api.idempotency import KEPT
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.models import Organisation


@global_task(Queue.MAINTENANCE, reason="lists organisations, whose names are nobody's secret; each is entered apart")
def sweep() -> None:
    for org_id in Organisation.objects.values_list("pk", flat=True):
        tidy.delay(org_id=str(org_id))


@org_task(Queue.MAINTENANCE)
def tidy(*, org_id: str) -> None:
    actor = Actor.task(Organisation.objects.get(pk=org_id).pk, "api keys", Act.SYSTEM_MAINTAIN)
    forget_keys(actor, before=timezone.now() - KEPT)
