"""Waking workers. A message only says “look at this channel”: losing one changes when, never what."""

from uuid import UUID

from django.core.cache import cache

from coe.celery import app
from coe.outbox.work import Queue

_SECONDS = 30
"""How long a message counts as still in the queue. Past it another one is sent, which does no harm."""


def _mark(channel: UUID | str) -> str:
    return f"delivery:woken:{channel}"


def message(**ids: str) -> None:
    """By name, because those who schedule do not import what works."""
    app.send_task("publishing.delivery.tasks.send_next", kwargs=ids, queue=Queue.PUBLISH.value)


def nudge(org: UUID | str, channel: UUID | str, *, again: bool = False) -> bool:
    """Asks a worker to look at a channel, unless a message is on its way. `again`: the worker asks itself."""
    if not cache.add(_mark(channel), 1, _SECONDS) and not again:
        return False
    message(org_id=str(org), channel=str(channel))
    return True


def looked(channel: UUID | str) -> None:
    """A worker picked the message up; the next news about this channel deserves a new one."""
    cache.delete(_mark(channel))
