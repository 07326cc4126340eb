"""Mailing notices: claimed and committed, then handed over outside any transaction."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.utils import timezone

from coe.notices import mailing
from coe.notices.api import MAIL_DUE
from coe.outbox.events import set_due, settled
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside

log = logging.getLogger(__name__)
BATCH = 200
RETRY = timedelta(minutes=2)


@global_task(Queue.MAIL, reason="finds organisations with notices to mail in the thin due table")
def sweep() -> None:
    for org_id in Due.objects.filter(kind=MAIL_DUE, not_before__lte=timezone.now()).values_list("org_id", flat=True):
        mail.delay(org_id=str(org_id))


@org_task(Queue.MAIL, own_transaction=True)
def mail(*, org_id: str) -> None:
    """Mails what waits in one organisation, oldest first. What a mail server refuses for now is tried again."""
    refused = False
    for _ in range(BATCH):
        with inside(org_id):
            claimed = mailing.claim()
        if claimed is None:
            break
        notice_id, message = claimed
        if message is None:
            continue
        try:
            message.send()
        except (OSError, SMTPException):
            log.exception("a notice could not be mailed")
            with inside(org_id):
                mailing.put_back(notice_id)
            refused = True
            break
    org = UUID(org_id)
    with inside(org_id):
        if refused or mailing.waiting().exists():
            set_due(MAIL_DUE, org=org, ref=org, at=timezone.now() + (RETRY if refused else timedelta()))
        else:
            settled(MAIL_DUE, org=org, ref=org)
