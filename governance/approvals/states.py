"""An approval request is open until people, time or a change of content close it."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    OPEN = "open", _("In approval")
    APPROVED = "approved", _("Approved")
    SENT_BACK = "sent_back", _("Sent back")
    REJECTED = "rejected", _("Rejected")
    EXPIRED = "expired", _("Expired")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.APPROVED, State.SENT_BACK, State.REJECTED, State.EXPIRED, State.WITHDRAWN}),
    State.APPROVED: frozenset(),
    State.SENT_BACK: frozenset(),
    State.REJECTED: frozenset(),
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
