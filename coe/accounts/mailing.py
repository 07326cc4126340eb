"""Making the mails of invitations, each claimed for a while, and mailed only once it is out.

A worker that dies between leaves its claim behind, and the sweep comes back when that is over: a link that came twice
harms nobody, one that never came is lost.
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from coe.access.naming import named_by_key
from coe.accounts.closing import MAIL_DUE
from coe.accounts.models import Invitation
from coe.accounts.selectors import offer
from coe.accounts.states import State
from coe.accounts.tokens import token
from coe.notices.letters import absolute, letter
from coe.outbox.events import set_due, settled
from coe.outbox.models import Due

LEASE = timedelta(minutes=6)
"""A worker's own time ends before: whoever holds a mail longer is not there any more."""
RETRY = timedelta(minutes=2)


@dataclass(frozen=True)
class Claim:
    """`sent` says which link it is: a newer one is another mail."""

    org: UUID
    ref: UUID
    sent: int
    mail: EmailMultiAlternatives


def claim(org: UUID, ref: UUID) -> Claim | None:
    """The mail of an open invitation that was not mailed yet; None when there is nothing to send, or another does."""
    now = timezone.now()
    if not Due.objects.filter(kind=MAIL_DUE, org_id=org, ref=ref, not_before__lte=now).update(not_before=now + LEASE):
        return None
    waiting = Invitation.objects.select_related("org", "invited_by", "role").filter(state=State.OPEN)
    held = named_by_key(waiting).filter(pk=ref, mailed_at__isnull=True).first()
    if held is None:
        settled(MAIL_DUE, org=org, ref=ref)
        return None
    path = reverse("invitation", args=[token(held.pk, held.sent)])
    with translation.override(held.language):
        offered = offer(held)
    mail = letter("invitation", to=held.email, language=held.language, offer=offered, url=absolute(path))
    return Claim(org, ref, held.sent, mail)


def settle(claim: Claim) -> None:
    """The mail is out. When a newer link was made meanwhile, that one is still due."""
    if Invitation.objects.filter(pk=claim.ref, sent=claim.sent).update(mailed_at=timezone.now()):
        settled(MAIL_DUE, org=claim.org, ref=claim.ref)


def put_back(claim: Claim) -> None:
    """The mail server refused: the invitation waits again."""
    if Invitation.objects.filter(pk=claim.ref, state=State.OPEN).exists():
        set_due(MAIL_DUE, org=claim.org, ref=claim.ref, at=timezone.now() + RETRY)
