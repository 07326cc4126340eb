"""Making sample content, in the background."""

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.onboarding import making
from coe.outbox.work import Queue, org_task


@org_task(Queue.MAINTENANCE, own_transaction=True)
def make_sample(*, org_id: str) -> None:
    making.make(Actor.task(making.known(org_id), "sample", Act.SYSTEM_MAINTAIN))
