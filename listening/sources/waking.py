"""Asking a worker to poll a source."""

from uuid import UUID

from django.db import transaction

from coe.celery import app
from coe.outbox.work import Queue


def message(**ids: str) -> None:
    """By name, because those who ask do not import what works."""
    app.send_task("listening.sources.tasks.poll", kwargs=ids, queue=Queue.POLL.value)


def soon(org_id: UUID, source_id: UUID) -> None:
    """Once this transaction stands."""
    transaction.on_commit(lambda: message(org_id=str(org_id), source=str(source_id)), robust=True)
