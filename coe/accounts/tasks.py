"""Mailing invitations and closing those whose time is over."""

import logging
from datetime import timedelta
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from coe.access.actor import Actor
from coe.access.acts import Act
from coe.accounts.actions import DUE, expire_invitations
from coe.accounts.models import Invitation
from coe.accounts.selectors import offer
from coe.accounts.states import State
from coe.accounts.tokens import token
from coe.notices.letters import absolute, letter
from coe.outbox.events import set_due, settled
from coe.outbox.models import Due
from coe.outbox.work import Queue, global_task, org_task
from coe.tenancy.context import inside

log = logging.getLogger(__name__)
RETRY = timedelta(minutes=2)


@global_task(Queue.MAIL, reason="finds invitations to mail or to close in the thin due table")
def sweep() -> None:
    now = timezone.now()
    waiting = Due.objects.filter(kind=f"{DUE}-mail", not_before__lte=now).values_list("org_id", "ref")
    for org_id, ref in waiting:
        mail.delay(org_id=str(org_id), invitation_id=str(ref))
    for org_id in Due.objects.filter(kind=DUE, not_before__lte=now).values_list("org_id", flat=True).distinct():
        expire.delay(org_id=str(org_id))


@org_task(Queue.MAINTENANCE)
def expire(*, org_id: str) -> None:
    expire_invitations(Actor.task(UUID(org_id), "accounts.expire", Act.SYSTEM_EXPIRE))


@org_task(Queue.MAIL, own_transaction=True)
def mail(*, org_id: str, invitation_id: str) -> None:
    """Sends the link once: claimed and committed first, handed over outside any transaction."""
    org, ref = UUID(org_id), UUID(invitation_id)
    with inside(org):
        message = _claim(ref)
        settled(f"{DUE}-mail", org=org, ref=ref)
    if message is None:
        return
    try:
        message.send()
    except (OSError, SMTPException):
        log.exception("an invitation could not be mailed")
        with inside(org):
            Invitation.objects.filter(pk=ref).update(mailed_at=None)
            set_due(f"{DUE}-mail", org=org, ref=ref, at=timezone.now() + RETRY)


def _claim(ref: UUID) -> EmailMultiAlternatives | None:
    claimed = Invitation.objects.filter(pk=ref, state=State.OPEN, mailed_at__isnull=True)
    if not claimed.update(mailed_at=timezone.now()):
        return None
    held = Invitation.objects.select_related("org", "invited_by", "role").get(pk=ref)
    path = reverse("invitation", args=[token(held.pk, held.sent)])
    with translation.override(held.language):
        offered = offer(held)
    return letter("invitation", to=held.email, language=held.language, offer=offered, url=absolute(path))
