"""Waking workers. A message only says “look at this channel”: losing one changes when, never what."""

from uuid import UUID

from django.core.cache import cache

_SECONDS = 30
"""How long a message counts as still in the queue. Past it another one is sent, which does no harm."""


def _mark(channel: UUID | str) -> str:
    return f"delivery:woken:{channel}"


def nudge(org: UUID | str, channel: UUID | str, *, again: bool = False) -> bool:
    """Asks a worker to look at a channel, unless a message is on its way. `again`: the worker asks itself."""
    from publishing.delivery.tasks import send_next

    if not cache.add(_mark(channel), 1, _SECONDS) and not again:
        return False
    send_next.delay(org_id=str(org), channel=str(channel))
    return True


def looked(channel: UUID | str) -> None:
    """A worker picked the message up; the next news about this channel deserves a new one."""
    cache.delete(_mark(channel))
