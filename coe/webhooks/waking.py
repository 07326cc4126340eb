"""Waking workers. A message of the broker only says “look at this endpoint”: losing one changes when, never what."""

from uuid import UUID

from django.core.cache import cache

from coe.celery import app
from coe.outbox.work import Queue

_SECONDS = 30


def _mark(endpoint: UUID | str) -> str:
    return f"webhook:woken:{endpoint}"


def nudge(org: UUID | str, endpoint: UUID | str, *, again: bool = False) -> bool:
    """Asks a worker to look at an endpoint, unless a message is on its way. `again`: the worker asks itself."""
    if not cache.add(_mark(endpoint), 1, _SECONDS) and not again:
        return False
    app.send_task(
        "coe.webhooks.tasks.send_next", kwargs={"org_id": str(org), "endpoint": str(endpoint)}, queue=Queue.HOOKS.value
    )
    return True


def looked(endpoint: UUID | str) -> None:
    cache.delete(_mark(endpoint))
