"""Asking a worker to poll a source once this transaction stands."""

from uuid import UUID

from django.db import transaction


def soon(org_id: UUID, source_id: UUID) -> None:
    from listening.sources.tasks import poll

    transaction.on_commit(lambda: poll.delay(org_id=str(org_id), source=str(source_id)), robust=True)
