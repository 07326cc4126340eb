"""Waking workers. A message of the broker only says “look at this group”: losing one changes when, never what."""

from uuid import UUID

from django.core.cache import cache

from coe.celery import app
from coe.outbox.work import Queue

_SECONDS = 30


def _mark(chat: UUID | str) -> str:
    return f"chat:woken:{chat}"


def nudge(org: UUID | str, chat: UUID | str, *, again: bool = False) -> bool:
    """Asks a worker to look at a group, unless a message is on its way. `again`: the worker asks itself."""
    if not cache.add(_mark(chat), 1, _SECONDS) and not again:
        return False
    app.send_task("coe.chats.tasks.send_next", kwargs={"org_id": str(org), "chat": str(chat)}, queue=Queue.HOOKS.value)
    return True


def looked(chat: UUID | str) -> None:
    cache.delete(_mark(chat))
