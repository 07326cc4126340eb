"""Webhooks' tasks: waking by the database's clock, sending, forgetting."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from coe.webhooks import engine
from coe.webhooks.models import Message
from coe.webhooks.recording import LINE
from coe.webhooks.states import State

KEPT = timedelta(days=30)


@global_task(Queue.MAINTENANCE, reason="finds endpoints with due messages in the thin due table")
def wake() -> None:
    for org_id, endpoint in LINE.turns():
        LINE.nudge(org_id, endpoint)


@org_task(Queue.HOOKS, own_transaction=True)
def send_next(*, org_id: str, endpoint: str) -> None:
    """One message; when more are due the endpoint queues up again, behind the others."""
    LINE.looked(endpoint)
    if engine.send_next(UUID(org_id), UUID(endpoint)):
        LINE.nudge(org_id, endpoint, again=True)


@global_task(Queue.MAINTENANCE, reason="walks every organisation once a day, to forget old messages")
def forget() -> None:
    for org_id in Organisation.objects.values_list("pk", flat=True):
        with inside(org_id):
            Message.objects.filter(
                created_at__lt=timezone.now() - KEPT, state__in=[State.DELIVERED, State.FAILED, State.HELD]
            ).delete()
