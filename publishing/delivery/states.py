"""A delivery ends in exactly one answer; *unknown* is an answer too."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class State(TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Sending")
    SENT = "sent", _("Sent")
    REFUSED = "refused", _("Refused")
    UNKNOWN = "unknown", _("Outcome unknown")
    HELD = "held", _("Held")
    EXPIRED = "expired", _("Slot passed")
    WITHDRAWN = "withdrawn", _("Withdrawn")


MOVES: dict[State, frozenset[State]] = {
    State.WAITING: frozenset({State.SENDING, State.REFUSED, State.HELD, State.EXPIRED, State.WITHDRAWN}),
    # Back to waiting: the network said “again later”, so nothing was posted.
    State.SENDING: frozenset({State.SENT, State.REFUSED, State.UNKNOWN, State.WAITING}),
    # Out of unknown: found by looking it up, or settled by a person.
    State.UNKNOWN: frozenset({State.SENT, State.REFUSED, State.WAITING}),
    State.REFUSED: frozenset({State.WAITING, State.WITHDRAWN}),
    State.HELD: frozenset({State.WAITING, State.EXPIRED, State.WITHDRAWN}),
    State.SENT: frozenset(),
    State.EXPIRED: frozenset(),
    State.WITHDRAWN: frozenset(),
}
LIVE = frozenset({State.WAITING, State.SENDING, State.UNKNOWN, State.REFUSED, State.HELD})
