"""Polls, when they are due. Messages wake workers; when to look stands in Postgres."""

from uuid import UUID

from django.db import connection

from coe.access.api import Act, Actor
from coe.outbox.work import Queue, global_task, org_task
from listening.sources import actions, polling
from listening.sources.sweeping import due_sources, organisations


@global_task(Queue.POLL, reason="finds sources that are due in the thin due table")
def sweep() -> None:
    for org_id, source in due_sources(connection):
        poll.delay(org_id=str(org_id), source=str(source))


@org_task(Queue.POLL, own_transaction=True)
def poll(*, org_id: str, source: str) -> None:
    polling.poll(UUID(org_id), UUID(source))


@global_task(Queue.POLL, reason="walks every organisation, because channels are connected inside them")
def discover() -> None:
    for org_id in organisations():
        follow.delay(org_id=str(org_id))


@org_task(Queue.POLL)
def follow(*, org_id: str) -> None:
    """Connected channels become sources by themselves."""
    actor = Actor.task(UUID(org_id), "listening", Act.SYSTEM_OBSERVE)
    actions.follow_channels(actor)
