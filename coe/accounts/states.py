"""The life of an invitation."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    OPEN = "open", _("Not answered yet")
    ACCEPTED = "accepted", _("Accepted")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


MOVES: dict[State, frozenset[State]] = {
    State.OPEN: frozenset({State.ACCEPTED, State.REVOKED, State.EXPIRED}),
    State.ACCEPTED: frozenset(),
    State.REVOKED: frozenset(),
    State.EXPIRED: frozenset(),
}
