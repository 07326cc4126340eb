"""Mailing invitations and closing those whose time is over."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.utils import timezone

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.accounts import exporting, founding, leaving, mailing, posting, reminding
from coe.accounts.actions import expire_invitations
from coe.accounts.closing import DUE, MAIL_DUE
from coe.accounts.models import SignIn, User
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside

log = logging.getLogger(__name__)
HISTORY = timedelta(days=90)


@global_task(Queue.MAIL, reason="finds invitations to mail or to close in the thin due table")
def sweep() -> None:
    now = timezone.now()
    for org_id, ref in Due.objects.filter(kind=MAIL_DUE, not_before__lte=now).values_list("org_id", "ref"):
        mail.delay(org_id=str(org_id), invitation_id=str(ref))
    for org_id in Due.objects.filter(kind=DUE, not_before__lte=now).values_list("org_id", flat=True).distinct():
        expire.delay(org_id=str(org_id))


@global_task(Queue.MAIL, reason="a mail about a login belongs to no organisation")
def account_mail(*, mail_id: str) -> None:
    posting.send(UUID(mail_id))


@global_task(Queue.MAIL, reason="mails about logins belong to no organisation")
def sweep_mails() -> None:
    """Sends what was left behind: by a broker, a worker or a mail server that was away."""
    for mail_id in posting.waiting():
        posting.send(mail_id)


@org_task(Queue.MAINTENANCE)
def expire(*, org_id: str) -> None:
    expire_invitations(Actor.task(UUID(org_id), "accounts.expire", Act.SYSTEM_EXPIRE))


@org_task(Queue.MAIL, own_transaction=True)
def mail(*, org_id: str, invitation_id: str) -> None:
    """Sends the link: claimed and committed first, handed over outside any transaction, then settled."""
    org, ref = UUID(org_id), UUID(invitation_id)
    with inside(org):
        claim = mailing.claim(org, ref)
    if claim is None:
        return
    try:
        claim.mail.send()
    except (OSError, SMTPException):
        log.exception("an invitation could not be mailed")
        with inside(org):
            mailing.put_back(claim)
        return
    with inside(org):
        mailing.settle(claim)


@global_task(Queue.MAINTENANCE, reason="a copy for a person covers all their organisations; each is entered in turn")
def export(*, export_id: str) -> None:
    try:
        exporting.make(UUID(export_id))
    except Exception:
        exporting.failed(UUID(export_id))
        raise


@global_task(Queue.MAINTENANCE, reason="logins belong to no organisation; erasing one enters each of its organisations")
def sweep_logins() -> None:
    """Erases logins whose day has come, reminds of second factors, and forgets what is too old to keep."""
    for user_id in User.objects.filter(delete_at__lte=timezone.now()).values_list("pk", flat=True):
        leaving.erase(user_id)
    for org_id in reminding.organisations():
        remind_of_factor.delay(org_id=str(org_id))
    founding.forget_unconfirmed()
    exporting.sweep_old()
    SignIn.objects.filter(at__lt=timezone.now() - HISTORY).delete()


@org_task(Queue.MAINTENANCE)
def remind_of_factor(*, org_id: str) -> None:
    reminding.remind(Actor.task(UUID(org_id), "accounts.remind", Act.SYSTEM_MAINTAIN))
