"""Carrying an import forward, step by step, each step a transaction of its own."""

from uuid import UUID

from celery.exceptions import SoftTimeLimitExceeded
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from coe.access.api import Act, Actor
from coe.celery import app
from coe.outbox.work import Queue
from coe.tenancy.context import inside
from coe.tenancy.models import Member
from coe.web.sentences import say
from publishing.importing import actions, trying
from publishing.importing.models import Import
from publishing.importing.states import State

SMALL = 50
"""Up to so many rows are done while the person waits."""


def later(org_id: UUID, import_id: UUID) -> None:
    """Hands an import to a worker once this transaction has committed."""

    def go() -> None:
        kwargs = {"org_id": str(org_id), "import_id": str(import_id)}
        app.send_task("publishing.importing.tasks.carry_on", kwargs=kwargs, queue=Queue.MAINTENANCE.value)

    transaction.on_commit(go, robust=True)


def carry_on(org_id: UUID, import_id: UUID) -> None:
    """Checks or imports until there is nothing left to do, as the member with the rights they have now."""
    while step(org_id, import_id):
        pass


def step(org_id: UUID, import_id: UUID) -> bool:
    """One step; True when there is another."""
    with inside(org_id):
        table = Import.objects.filter(pk=import_id).first()
        member = Member.objects.filter(pk=table.member_id, left_at__isnull=True).first() if table else None
        if table is None:
            return False
        if member is None:
            trying.rest(table)
            return False
        actor, state = Actor.member(member), table.state
    if not trying.begin_step(_worker(org_id), import_id=import_id):
        return False
    if state == State.CHECKING:
        return actions.check_some(actor, import_id=import_id)
    if state != State.RUNNING:
        return False
    try:
        return actions.run_some(actor, import_id=import_id)
    except actions.Refused as refused:
        actions.give_up(actor, import_id=import_id, number=refused.number, said=refused.said)
        return False
    except SoftTimeLimitExceeded:
        if not table.whole:
            raise
        # It would take as long each time; the good rows are made in steps, which are short.
        said = say(_("All at once takes too long. Import the good rows instead, or split the file."))
        actions.give_up(actor, import_id=import_id, number=0, said=[said])
        return False


def broke(org_id: UUID, import_id: UUID) -> None:
    trying.broke(_worker(org_id), import_id=import_id)


def _worker(org_id: UUID) -> Actor:
    return Actor.task(org_id, "imports", Act.SYSTEM_MAINTAIN)
