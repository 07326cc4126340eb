"""News travels to packages on the right: `emit` in the transaction of the change, handlers after it committed.

A lost or late event delays a screen and never breaks a rule: rules pull the truth when they need it. Handlers run
at least once, so they are idempotent.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models import DateTimeField, F, Value
from django.db.models.functions import Least
from django.utils import timezone

from coe.outbox.models import Due, Event

Handler = Callable[[UUID, dict[str, Any]], None]
_HANDLERS: dict[str, list[Handler]] = defaultdict(list)
KIND = "outbox"


def on(topic: str) -> Callable[[Handler], Handler]:
    """Registers a handler, called with (org id, payload) inside the organisation. Import it in AppConfig.ready()."""

    def register(handler: Handler) -> Handler:
        if handler not in _HANDLERS[topic]:
            _HANDLERS[topic].append(handler)
        return handler

    return register


def handlers(topic: str) -> list[Handler]:
    return _HANDLERS[topic]


def emit(topic: str, *, org: UUID, **payload: Any) -> None:
    """Writes an event. Payloads carry ids, never content."""
    if not connection.in_atomic_block:
        raise RuntimeError("emit() belongs in the transaction of the change it tells of")
    Event.objects.create(org_id=org, topic=topic, payload={key: str(value) for key, value in payload.items()})
    due(KIND, org=org, ref=org)
    from coe.outbox.tasks import drain

    transaction.on_commit(lambda: drain.delay(org_id=str(org)), robust=True)


def due(kind: str, *, org: UUID, ref: UUID, at: datetime | None = None) -> None:
    """Notes where and when a sweeper must look; an earlier moment wins over a later one already noted.

    The update takes the row's lock even where it changes nothing, so whoever settles the row meanwhile (`locked`,
    look, settle) waits for this transaction and sees what it brought.
    """
    at = at or timezone.now()
    noted = Due.objects.filter(kind=kind, org_id=org, ref=ref)
    while not noted.update(not_before=Least(F("not_before"), Value(at, DateTimeField()))):
        try:
            with transaction.atomic():
                Due.objects.create(kind=kind, org_id=org, ref=ref, not_before=at)
        except IntegrityError:
            continue
        return


def locked(kind: str, *, org: UUID, ref: UUID) -> None:
    """Holds the note until this transaction ends: take it before looking whether anything is left to do."""
    list(Due.objects.select_for_update().filter(kind=kind, org_id=org, ref=ref))


def set_due(kind: str, *, org: UUID, ref: UUID, at: datetime) -> None:
    """Like `due`, but moves the moment later too."""
    Due.objects.update_or_create(kind=kind, org_id=org, ref=ref, defaults={"not_before": at})


def settled(kind: str, *, org: UUID, ref: UUID) -> None:
    Due.objects.filter(kind=kind, org_id=org, ref=ref).delete()
