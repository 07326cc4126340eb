"""Ending an invitation, whatever ended it."""

from typing import Any

from django.utils import timezone

from coe.accounts.models import Invitation
from coe.accounts.states import State
from coe.outbox.events import settled
from coe.states import move

DUE, MAIL_DUE = "invitation", "invitation-mail"


def close_invitation(held: Invitation, state: State, **changes: Any) -> None:
    # The key stays, so that an old link says what became of it instead of looking mistyped.
    move(held, state, closed_at=timezone.now(), **changes)
    for kind in (DUE, MAIL_DUE):
        settled(kind, org=held.org_id, ref=held.pk)
