"""Wakes a worker for a dry run. A broker that is away delays it, as the sweep finds the run in the due table."""

from uuid import UUID

from django.db import transaction

from coe.celery import app
from coe.outbox.work import Queue


def later(org_id: UUID, run_id: UUID) -> None:
    """When this transaction is kept."""
    transaction.on_commit(lambda: _wake(org_id, run_id), robust=True)


def _wake(org_id: UUID, run_id: UUID) -> None:
    kwargs = {"org_id": str(org_id), "run_id": str(run_id)}
    app.send_task("governance.dryruns.tasks.go_on", kwargs=kwargs, queue=Queue.MAINTENANCE.value)
