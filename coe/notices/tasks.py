"""Mailing notices: claimed and committed, then handed over outside any transaction, then settled."""

import logging
from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.notices import mailing
from coe.notices.actions import forget_old
from coe.notices.api import MAIL_DUE
from coe.notices.handing import NotNow, NotThisOne, hand_over
from coe.notices.models import Mailed
from coe.outbox.events import due, locked, set_due, settled
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside
from coe.tenancy.models import Organisation

log = logging.getLogger(__name__)
BATCH = 200
RETRY = timedelta(minutes=2)
KEPT = timedelta(days=180)
"""How long a notice stays after it was read."""


@global_task(Queue.MAIL, reason="finds organisations with notices to mail in the thin due table")
def sweep() -> None:
    for org_id in Due.objects.filter(kind=MAIL_DUE, not_before__lte=timezone.now()).values_list("org_id", flat=True):
        mail.delay(org_id=str(org_id))


@org_task(Queue.MAIL, own_transaction=True)
def mail(*, org_id: str) -> None:
    """Mails what is due in one organisation, earliest first. What a mail server refuses for now is tried again.

    A mail that alone is not taken waits alone; a server that takes none ends this round.
    """
    org, refused = UUID(org_id), False
    for _ in range(BATCH):
        with inside(org_id):
            claim = mailing.claim()
            if claim is not None:
                due(MAIL_DUE, org=org, ref=org, at=timezone.now() + mailing.LEASE)
        if claim is None:
            break
        try:
            outcome = hand_over(claim.mail) if claim.mail else Mailed.SKIPPED
        except NotNow:
            log.exception("a notice could not be mailed")
            with inside(org_id):
                mailing.put_back(claim.ids)
            refused = True
            break
        except NotThisOne as not_taken:
            with inside(org_id):
                kept = mailing.put_off(claim.ids)
            log.warning("a notice was not taken: %s", "it waits" if kept else "given up", exc_info=not_taken)
            continue
        with inside(org_id):
            mailing.settle(claim.ids, outcome)
    _look_again(org, refused)


def _look_again(org: UUID, refused: bool) -> None:
    with inside(org):
        locked(MAIL_DUE, org=org, ref=org)
        mailing.give_up_lost()
        moment = mailing.next_look()
        if moment is None:
            settled(MAIL_DUE, org=org, ref=org)
            return
        soonest = timezone.now() + (RETRY if refused else timedelta())
        set_due(MAIL_DUE, org=org, ref=org, at=max(moment, soonest))


@global_task(Queue.MAINTENANCE, reason="lists organisations, whose names are nobody's secret; each is entered apart")
def forget() -> None:
    """Read notices go after half a year."""
    for org_id in Organisation.objects.values_list("pk", flat=True):
        forget_read.delay(org_id=str(org_id))


@org_task(Queue.MAINTENANCE)
def forget_read(*, org_id: str) -> None:
    forget_old(Actor.task(UUID(org_id), "notices", Act.SYSTEM_MAINTAIN), before=timezone.now() - KEPT)
