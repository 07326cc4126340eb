"""Webhooks' tasks: waking by the database's clock, sending, forgetting."""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from coe.webhooks import engine
from coe.webhooks.models import Message
from coe.webhooks.recording import KIND
from coe.webhooks.states import State
from coe.webhooks.waking import looked, nudge

KEPT = timedelta(days=30)
# One endpoint of each organisation in turn, so that nobody's thousand messages stand before somebody's one.
_TURNS = """
SELECT org_id, ref FROM (
    SELECT org_id, ref, not_before, row_number() OVER (PARTITION BY org_id ORDER BY not_before, id) AS turn
    FROM outbox_due WHERE kind = %s AND not_before <= statement_timestamp()
) AS endpoints
ORDER BY turn, not_before
"""


@global_task(Queue.MAINTENANCE, reason="finds endpoints with due messages in the thin due table")
def wake() -> None:
    for org_id, endpoint in turns():
        nudge(org_id, endpoint)


def turns(kind: str = KIND) -> list[tuple[UUID, UUID]]:
    """(organisation, what to look at) of what is due, the organisations taking turns."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [kind])
        return list(cursor.fetchall())


@org_task(Queue.HOOKS, own_transaction=True)
def send_next(*, org_id: str, endpoint: str) -> None:
    """One message; when more are due the endpoint queues up again, behind the others."""
    looked(endpoint)
    if engine.send_next(UUID(org_id), UUID(endpoint)):
        nudge(org_id, endpoint, again=True)


@global_task(Queue.MAINTENANCE, reason="walks every organisation once a day, to forget old messages")
def forget() -> None:
    for org_id in Organisation.objects.values_list("pk", flat=True):
        with inside(org_id):
            Message.objects.filter(
                created_at__lt=timezone.now() - KEPT, state__in=[State.DELIVERED, State.FAILED, State.HELD]
            ).delete()
