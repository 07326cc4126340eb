"""Delivery's tasks. Messages wake workers up; what is to be done stands in Postgres."""

from uuid import UUID

from django.db import connection

from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from publishing.delivery import engine, reconciling, watching
from publishing.delivery.due import KIND
from publishing.delivery.waking import looked, nudge

# One channel of each organisation in turn, so that nobody's hundred posts stand before somebody's one.
_TURNS = """
SELECT org_id, ref FROM (
    SELECT org_id, ref, not_before, row_number() OVER (PARTITION BY org_id ORDER BY not_before, id) AS turn
    FROM outbox_due WHERE kind = %s AND not_before <= statement_timestamp()
) AS channels
ORDER BY turn, not_before
"""


@global_task(Queue.PUBLISH, reason="finds channels with due deliveries in the thin due table")
def wake() -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TURNS, [KIND])
        rows = cursor.fetchall()
    for org_id, channel in rows:
        nudge(org_id, channel)


@org_task(Queue.PUBLISH, own_transaction=True)
def send_next(*, org_id: str, channel: str) -> None:
    """One delivery of one channel; when more are due the channel queues up again, behind the others."""
    looked(channel)
    for delivery in _unknown(org_id, channel):
        look_up.delay(org_id=org_id, delivery=str(delivery))
    if engine.send_next(UUID(org_id), UUID(channel)):
        nudge(org_id, channel, again=True)


def _unknown(org_id: str, channel: str) -> list[UUID]:
    with inside(org_id):
        return reconciling.waiting_lookups(UUID(channel))


@org_task(Queue.PUBLISH, own_transaction=True)
def look_up(*, org_id: str, delivery: str) -> None:
    reconciling.look_up(UUID(org_id), UUID(delivery))


@global_task(Queue.MAINTENANCE, reason="walks every organisation, to alarm even when waking workers fails")
def watch() -> None:
    watching.watch()
