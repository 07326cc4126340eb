"""Work that waits in line for one receiver each: an endpoint of webhooks, a group chat.

The due table says when a receiver is to be looked at. A message of the broker only says “look now”: losing one changes
when, never what. One receiver has one message on its way at a time, so a slow one holds one worker, never two.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from coe.celery import app
from coe.outbox.events import due, locked, set_due, settled
from coe.outbox.work import Queue

_SECONDS = 30
"""How long a message counts as on its way. Past it another one is sent, which does no harm."""
# One receiver of each organisation in turn, so that nobody's thousand messages stand before somebody's one.
_TURNS = """
SELECT org_id, ref FROM (
    SELECT org_id, ref, not_before, row_number() OVER (PARTITION BY org_id ORDER BY not_before, id) AS turn
    FROM outbox_due WHERE kind = %s AND not_before <= statement_timestamp()
) AS receivers
ORDER BY turn, not_before
"""


@dataclass(frozen=True)
class Line:
    """`kind` in the due table; the task that sends, by name, and what it calls the receiver."""

    kind: str
    task: str
    argument: str

    def wake(self, org: UUID, ref: UUID) -> None:
        """Has a worker look at a receiver after the commit; the due table keeps it if the message is lost."""
        due(self.kind, org=org, ref=ref)
        transaction.on_commit(lambda: self.nudge(org, ref), robust=True)

    def nudge(self, org: UUID | str, ref: UUID | str, *, again: bool = False) -> bool:
        """Asks a worker to look, unless a message is on its way. `again`: the worker asks itself."""
        if not cache.add(self._mark(ref), 1, _SECONDS) and not again:
            return False
        app.send_task(self.task, kwargs={"org_id": str(org), self.argument: str(ref)}, queue=Queue.HOOKS.value)
        return True

    def looked(self, ref: UUID | str) -> None:
        """A worker picked the message up; the next news deserves a new one."""
        cache.delete(self._mark(ref))

    def turns(self) -> list[tuple[UUID, UUID]]:
        """(organisation, receiver) of what is due, the organisations taking turns."""
        with connection.cursor() as cursor:
            cursor.execute(_TURNS, [self.kind])
            return list(cursor.fetchall())

    def hold(self, org: UUID, ref: UUID) -> None:
        """Before reading what is left: nobody changes the note until this transaction ends."""
        locked(self.kind, org=org, ref=ref)

    def note(self, org: UUID, ref: UUID, moments: Iterable[datetime | None], *, rests_until: datetime | None) -> bool:
        """Notes when the receiver is looked at next, if at all. True when that is now."""
        known = [moment for moment in moments if moment]
        if not known:
            settled(self.kind, org=org, ref=ref)
            return False
        at = max(min(known), rests_until) if rests_until else min(known)
        set_due(self.kind, org=org, ref=ref, at=at)
        return bool(at <= timezone.now())

    def _mark(self, ref: UUID | str) -> str:
        return f"{self.kind}:woken:{ref}"
