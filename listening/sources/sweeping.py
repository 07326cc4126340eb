"""Where sweepers look: the global due table, which knows no content."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from coe.tenancy.models import Organisation

# One source of each organisation in turn, so that nobody's hundred feeds stand before somebody's one. What is
# handed out is due again in a minute: if the message is lost, the sweeper sends another.
_TURNS = """
UPDATE outbox_due SET not_before = clock_timestamp() + interval '1 minute'
WHERE id IN (
    SELECT id FROM (
        SELECT id, not_before, row_number() OVER (PARTITION BY org_id ORDER BY not_before, id) AS turn
        FROM outbox_due WHERE kind = 'source' AND not_before <= clock_timestamp()
    ) AS waiting
    ORDER BY turn, not_before LIMIT 500
)
RETURNING org_id, ref
"""


def due_sources(connection: Any) -> list[tuple[UUID, UUID]]:
    """(organisation, source) of what is due, at most 500."""
    with connection.cursor() as cursor:
        cursor.execute(_TURNS)
        rows: list[tuple[UUID, UUID]] = cursor.fetchall()
    return rows


def organisations() -> Iterable[UUID]:
    return Organisation.objects.order_by("pk").values_list("pk", flat=True)
