"""Making the mails of invitations."""

from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone, translation

from coe.accounts.models import Invitation
from coe.accounts.selectors import offer
from coe.accounts.states import State
from coe.accounts.tokens import token
from coe.notices.letters import absolute, letter


def claim(invitation_id: UUID) -> EmailMultiAlternatives | None:
    """The mail of an open invitation that was not mailed yet; None when there is nothing to send."""
    waiting = Invitation.objects.filter(pk=invitation_id, state=State.OPEN, mailed_at__isnull=True)
    if not waiting.update(mailed_at=timezone.now()):
        return None
    held = Invitation.objects.select_related("org", "invited_by", "role").get(pk=invitation_id)
    path = reverse("invitation", args=[token(held.pk, held.sent)])
    with translation.override(held.language):
        offered = offer(held)
    return letter("invitation", to=held.email, language=held.language, offer=offered, url=absolute(path))


def put_back(invitation_id: UUID) -> None:
    """The mail server refused: the invitation waits again."""
    Invitation.objects.filter(pk=invitation_id).update(mailed_at=None)
