"""Draining the outbox, and the heartbeat of each queue."""

import logging
from datetime import timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from coe.outbox.events import KIND, handlers, locked, set_due, settled
from coe.outbox.models import Due, Event, Heartbeat
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside

log = logging.getLogger(__name__)
BATCH = 100
LONGEST_GAP = timedelta(hours=1)


@org_task(Queue.MAINTENANCE, own_transaction=True)
def drain(*, org_id: str) -> None:
    """Hands waiting events of one organisation to their handlers, oldest first, each in its own transaction."""
    for _ in range(BATCH):
        if not _one(org_id):
            break
    with inside(org_id):
        locked(KIND, org=UUID(org_id), ref=UUID(org_id))
        waiting = Event.objects.filter(done_at__isnull=True).order_by("not_before").first()
        if waiting:
            set_due(KIND, org=UUID(org_id), ref=UUID(org_id), at=waiting.not_before)
        else:
            settled(KIND, org=UUID(org_id), ref=UUID(org_id))


def _one(org_id: str) -> bool:
    with inside(org_id):
        event = (
            Event.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(done_at__isnull=True, not_before__lte=timezone.now())
            .order_by("created_at")
            .first()
        )
        if event is None:
            return False
        try:
            with transaction.atomic():
                for handle in handlers(event.topic):
                    handle(event.org_id, event.payload)
        except Exception as error:  # A broken handler must not stop the others; it is tried again and logged.
            log.exception("outbox handler failed", extra={"topic": event.topic})
            gap = min(timedelta(seconds=5) * 2 ** min(event.attempts, 10), LONGEST_GAP)
            Event.objects.filter(pk=event.pk).update(
                attempts=event.attempts + 1, failed=type(error).__name__, not_before=timezone.now() + gap
            )
        else:
            Event.objects.filter(pk=event.pk).update(done_at=timezone.now(), failed="")
    return True


@global_task(Queue.MAINTENANCE, reason="finds organisations with waiting events in the thin due table")
def sweep() -> None:
    for org_id in Due.objects.filter(kind=KIND, not_before__lte=timezone.now()).values_list("org_id", flat=True):
        drain.delay(org_id=str(org_id))


@global_task(Queue.MAINTENANCE, reason="proves that a queue's workers move; routed to each queue by the schedule")
def heartbeat(*, queue: str) -> None:
    Heartbeat.objects.update_or_create(queue=Queue(queue).value, defaults={"at": timezone.now()})
