"""Asking networks for figures. Calls happen outside any transaction; what they bring is kept by an action."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.access.api import Act, Actor
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation
from publishing import api as publishing
from publishing.channels.base import Again, Reading, Refused, Unknown
from reporting.metrics import actions, cadence, polling
from reporting.metrics.states import Age

NAME = "figures"


@global_task(Queue.POLL, reason="organisations are global; hands each its own task")
def sweep() -> None:
    for org_id in Organisation.objects.values_list("pk", flat=True):
        look.delay(org_id=str(org_id))


@org_task(Queue.POLL)
def look(*, org_id: str) -> None:
    """Finds the channels of one organisation whose figures are due, and hands each its own task."""
    for channel_id, age in polling.due(timezone.now()):
        measure.delay(org_id=org_id, channel_id=str(channel_id), age=age)


@org_task(Queue.POLL, own_transaction=True)
def measure(*, org_id: str, channel_id: str, age: str) -> None:
    """One poll of one channel about posts of one age, or about the channel itself."""
    actor = Actor.task(UUID(org_id), NAME, Act.SYSTEM_OBSERVE)
    channel, now = UUID(channel_id), timezone.now()
    with inside(org_id):
        if publishing.sending_now(channel):
            return  # A login serves one piece of work at a time; the next look asks again.
        facts = polling.claim(channel, age, now)
        if facts is None:
            return
        try:
            adapter = publishing.open_adapter(channel)
        except publishing.NotConnected:
            actions.failed(actor, channel_id=channel, age=age, problem="not_connected")
            return
        sent = {} if age == Age.CHANNEL else polling.posts(channel, age, now)
    said: list[Reading] = []
    for ids in _parts(list(sent)) if age != Age.CHANNEL else [[]]:
        answer = adapter.read_channel() if age == Age.CHANNEL else adapter.read_posts(ids)
        if isinstance(answer, (Refused, Again, Unknown)):
            # What came before the failure is not kept: the next poll asks for all of it again.
            _failed(actor, channel, age, answer)
            return
        said += answer
    with inside(org_id):
        reads = polling.reads(said, sent, channel_id=channel, zone=facts.zone, asked_at=now)
        actions.observe(
            actor, channel_id=channel, age=age, network=facts.network, reads=reads,
            next_at=timezone.now() + cadence.gap(age, facts.network),
        )  # fmt: skip


def _parts(ids: list[str]) -> list[list[str]]:
    return [ids[at : at + cadence.FEW] for at in range(0, len(ids), cadence.FEW)]


def _failed(actor: Actor, channel: UUID, age: str, answer: Refused | Again | Unknown) -> None:
    if isinstance(answer, Again):
        after = timedelta(seconds=min(max(answer.after_seconds, 60), 6 * 3600))
        actions.failed(actor, channel_id=channel, age=age, problem="again", after=after)
        return
    problem = str(answer.code) if isinstance(answer, Refused) else "unknown"
    actions.failed(actor, channel_id=channel, age=age, problem=problem)


def measure_now(org_id: UUID, channel_id: UUID) -> None:
    """Every age of one channel, now and here: for demonstrations and tests."""
    for age in Age.values:
        polling.forget(org_id, channel_id, age)
        measure(org_id=str(org_id), channel_id=str(channel_id), age=age)
