"""When somebody must look at a channel next: one row per channel in the global due table.

The row is locked before the channel's deliveries are read, and whoever schedules writes the row before
committing the delivery. So either the reader sees the new delivery, or the writer finds the row gone and
writes it again: a wake-up is never lost between the two.
"""

from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from coe.outbox.models import Due

KIND = "delivery"

_NOTE = (
    "INSERT INTO outbox_due (org_id, kind, ref, not_before) VALUES (%s, %s, %s, %s) "
    "ON CONFLICT (kind, org_id, ref) "
    "DO UPDATE SET not_before = LEAST(outbox_due.not_before, EXCLUDED.not_before)"
)
# While one is on its way the channel waits for it; settling looks again. Else each state has its own moment.
_NEXT = """
SELECT coalesce(
    min(claimed_until) FILTER (WHERE state = 'sending'),
    min(CASE state WHEN 'waiting' THEN least(not_before, expires_at)
                   ELSE coalesce(claimed_until, not_before) END)
)
FROM publishing_delivery
WHERE org_id = %s AND channel_id = %s
  AND (state IN ('waiting', 'sending') OR (state = 'unknown' AND code <> 'ask'))
"""


def note(*, org: UUID, channel: UUID, at: datetime) -> None:
    """Looks at the channel at `at` or earlier."""
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [org, KIND, channel, at])


def refresh(*, org: UUID, channel: UUID, not_before: datetime | None = None) -> datetime | None:
    """Sets the channel's row to what its deliveries wait for; `not_before` holds it back: a network rests."""
    with transaction.atomic(savepoint=False):
        row = Due.objects.select_for_update().filter(kind=KIND, org_id=org, ref=channel).first()
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [org, channel])
            moment: datetime | None = cursor.fetchone()[0]
        if moment is None:
            if row:
                row.delete()
            return None
        at = max(moment, not_before) if not_before else moment
        if row is None:
            note(org=org, channel=channel, at=at)
        else:
            Due.objects.filter(pk=row.pk).update(not_before=at)
    return at
